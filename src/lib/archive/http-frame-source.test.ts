import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { instanceUid, studyUid } from '#lib/dicom/uid.ts';
import type { FrameOptions, FrameRequest } from './frame-source.ts';
import { HttpFrameSource } from './http-frame-source.ts';

const study = studyUid('1.2.3')!;
const instance = instanceUid('1.2.3.4')!;
const body = randomBytes(200_000);
const sha256 = createHash('sha256').update(body).digest('hex');

type Handler = (request: IncomingMessage, response: ServerResponse, hit: number) => void;
let server: Server;
let source: HttpFrameSource;
let hits: IncomingMessage[];
let handle: Handler;

beforeEach(async () => {
	hits = [];
	server = createServer((request, response) => {
		hits.push(request);
		handle(request, response, hits.length);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	const port = address !== null && typeof address === 'object' ? address.port : 0;
	source = new HttpFrameSource({
		base: `http://127.0.0.1:${port}`,
		timings: { stallMs: 200, answerMs: 400, backOffMs: 1, backOffCapMs: 5, tries: 4 },
	});
});
afterEach(async () => {
	server.closeAllConnections();
	await new Promise((resolve) => server.close(resolve));
});

/** As our server answers: strong ETag, ranges, digest. */
function send(request: IncomingMessage, response: ServerResponse, bytes: Buffer = body): void {
	const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
	const from = range !== null && request.headers['if-range'] === '"v1"' ? Number(range[1]) : 0;
	response.writeHead(from > 0 ? 206 : 200, {
		'x-frame-codec': 'htj2k',
		etag: '"v1"',
		'repr-digest': `sha-256=:${Buffer.from(sha256, 'hex').toString('base64')}:`,
		'content-length': bytes.length - from,
		...(from > 0 ? { 'content-range': `bytes ${from}-${bytes.length - 1}/${bytes.length}` } : {}),
	});
	response.end(bytes.subarray(from));
}

function ask(frame = 1, options: Partial<FrameOptions> = {}, promise: Partial<FrameRequest['promise']> = {}) {
	return source.frame(
		{ study, instance, frame, promise: { codec: 'htj2k', bytes: body.length, sha256, ...promise } },
		{ signal: new AbortController().signal, priority: () => 0, ...options },
	);
}

describe('a frame over a bad line', () => {
	it('arrives whole, proved, with true progress', async () => {
		handle = (request, response) => send(request, response);
		const steps: [number, number | null][] = [];
		const got = await ask(1, { onProgress: (received, total) => steps.push([received, total]) });
		expect(got.ok && Buffer.from(got.value.bytes).equals(body)).toBe(true);
		expect(got.ok && got.value.codec).toBe('htj2k');
		expect(steps.at(-1)).toEqual([body.length, body.length]);
		// The address names the content, so that the browser may keep it for ever.
		expect(hits[0]?.url).toBe(
			`/api/studies/1.2.3/instances/1.2.3.4/frames/1?v=${got.ok ? got.value.sha256 : ''}`,
		);
	});

	it('goes on from the missing byte when the line is cut, again and again', async () => {
		handle = (request, response, hit) => {
			if (hit > 9) {
				send(request, response);
				return;
			}
			const from = Number(/\d+/.exec(request.headers.range ?? '0')?.[0]);
			response.writeHead(from > 0 ? 206 : 200, {
				'x-frame-codec': 'htj2k',
				etag: '"v1"',
				'content-length': body.length - from,
				...(from > 0 ? { 'content-range': `bytes ${from}-${body.length - 1}/${body.length}` } : {}),
			});
			response.write(body.subarray(from, from + 20_000), () => setTimeout(() => response.destroy(), 10));
		};
		const got = await ask();
		expect(got.ok && Buffer.from(got.value.bytes).equals(body)).toBe(true);
		expect(hits.length).toBe(10);
		expect(hits.slice(1).every((hit) => hit.headers.range !== undefined)).toBe(true);
	});

	it('starts over when the frame changed meanwhile', async () => {
		handle = (request, response, hit) => {
			if (hit > 1) {
				send(request, response);
				return;
			}
			response.writeHead(200, { 'x-frame-codec': 'htj2k', etag: '"older"', 'content-length': body.length });
			response.write(randomBytes(50_000), () => setTimeout(() => response.destroy(), 10));
		};
		const got = await ask();
		expect(got.ok && Buffer.from(got.value.bytes).equals(body)).toBe(true);
	});

	it('tries again after a stall', async () => {
		handle = (request, response, hit) => {
			if (hit > 1) {
				send(request, response);
				return;
			}
			response.writeHead(200, { 'x-frame-codec': 'htj2k', etag: '"v1"', 'content-length': body.length });
			response.write(body.subarray(0, 1000));
		};
		expect((await ask()).ok).toBe(true);
		expect(hits[1]?.headers.range).toBe('bytes=1000-');
	});

	it('never hands on altered bytes: asks once more past the caches, then says damaged', async () => {
		const altered = Buffer.from(body);
		altered[100_000] = (altered[100_000] ?? 0) ^ 1;
		handle = (request, response) => send(request, response, altered);
		expect(await ask()).toEqual({ ok: false, reason: { kind: 'damaged' } });
		expect(hits.length).toBe(2);
		handle = (request, response, hit) => send(request, response, hit === 3 ? altered : body);
		expect((await ask()).ok).toBe(true);
	});

	it('checks against the answer’s own digest when the manifest could not promise one, and refuses none at all', async () => {
		handle = (request, response) => send(request, response);
		expect((await ask(1, {}, { bytes: null, sha256: null })).ok).toBe(true);
		handle = (_, response) => response.writeHead(200, { 'x-frame-codec': 'htj2k' }).end(body);
		expect(await ask(1, {}, { bytes: null, sha256: null })).toEqual({
			ok: false,
			reason: { kind: 'damaged' },
		});
	});

	it('waits as long as the server asks', async () => {
		const at: number[] = [];
		handle = (request, response, hit) => {
			at.push(Date.now());
			if (hit === 1) response.writeHead(503, { 'retry-after': '1' }).end();
			else send(request, response);
		};
		expect((await ask()).ok).toBe(true);
		expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThan(950);
	});

	it.each([
		[401, { kind: 'sign-in' }],
		[404, { kind: 'not-found' }],
		[410, { kind: 'gone' }],
		[422, { kind: 'refused', code: 'size-differs', detail: 'x' }],
	])('does not try again after %i', async (status, reason) => {
		handle = (_, response) =>
			response.writeHead(status).end(JSON.stringify({ code: 'size-differs', detail: 'x' }));
		expect(await ask()).toEqual({ ok: false, reason });
		expect(hits.length).toBe(1);
	});

	it('gives up on a server that only fails, and tells a dead line apart', async () => {
		handle = (_, response) => response.writeHead(500).end();
		expect(await ask()).toEqual({ ok: false, reason: { kind: 'unavailable' } });
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
		expect(await ask()).toEqual({ ok: false, reason: { kind: 'offline' } });
		await new Promise<void>((resolve) => server.listen(0, resolve));
	});

	it('stops at once when nobody wants it any more', async () => {
		handle = (_, response) =>
			response.writeHead(200, { 'content-length': body.length }).write(body.subarray(0, 10));
		const controller = new AbortController();
		const got = ask(1, { signal: controller.signal });
		setTimeout(() => controller.abort(), 30);
		expect(await got).toEqual({ ok: false, reason: { kind: 'aborted' } });
	});
});

describe('the order on the line', () => {
	it('lets the visible frame in front; background downloads step aside and go on where they were', async () => {
		const order: string[] = [];
		let release: () => void = () => {};
		const gate = new Promise<void>((resolve) => (release = resolve));
		handle = (request, response) => {
			const frame = /frames\/(\d+)/.exec(request.url ?? '')?.[1] ?? '';
			order.push(frame + (request.headers.range === undefined ? '' : '+'));
			if (frame === '9') {
				send(request, response);
				release();
			} else if (request.headers.range === undefined) {
				response.writeHead(200, { 'x-frame-codec': 'htj2k', etag: '"v1"', 'content-length': body.length });
				response.write(body.subarray(0, 5000));
				void gate.then(() => response.end(body.subarray(5000)));
			} else send(request, response);
		};
		const priorities: Record<number, number> = { 1: 5, 2: 6, 3: 7 };
		const background = [1, 2, 3].map((frame) => ask(frame, { priority: () => priorities[frame] ?? 0 }));
		await new Promise((resolve) => setTimeout(resolve, 80));
		const visible = await ask(9, { priority: () => -1 });
		expect(visible.ok).toBe(true);
		// The thumb moved: the third is now the nearest.
		priorities[3] = 1;
		expect((await Promise.all(background)).every((got) => got.ok)).toBe(true);
		expect(order.slice(0, 3)).toEqual(['1', '2', '9']);
		expect(order).toContain('1+');
		expect(order).toContain('2+');
	});

	it('forgets what was aborted while it waited', async () => {
		handle = (request, response) => void setTimeout(() => send(request, response), 30);
		const controller = new AbortController();
		const first = [1, 2, 3, 4, 5, 6].map((frame) =>
			ask(frame, {
				priority: () => frame,
				signal: frame > 4 ? controller.signal : new AbortController().signal,
			}),
		);
		controller.abort();
		const got = await Promise.all(first);
		expect(got.map((one) => one.ok)).toEqual([true, true, true, true, false, false]);
		expect(hits.length).toBe(4);
	});
});

describe('previews and the manifest', () => {
	it('takes only the picture it asked for', async () => {
		handle = (_, response) =>
			response.writeHead(200, { 'content-type': 'image/webp' }).end(body.subarray(0, 99));
		const options = { signal: new AbortController().signal, priority: () => -1 };
		const got = await source.preview({ study, instance, frame: 2 }, 512, options);
		expect(got.ok && got.value.size).toBe(99);
		expect(hits[0]?.url).toBe('/api/studies/1.2.3/instances/1.2.3.4/frames/2/preview?size=512');
		handle = (_, response) =>
			response.writeHead(200, { 'content-type': 'text/html' }).end('<p>sign in to the hotel network');
		expect((await source.preview({ study, instance, frame: 2 }, 512, options)).ok).toBe(false);
	});

	it('takes an overlay plane with all of its bits, or none for this frame, and nothing else', async () => {
		const options = { signal: new AbortController().signal, priority: () => -1 };
		const answers = [
			'{"rows":3,"columns":3,"origin":[1,-2],"bits":"gQE="}',
			'null',
			'{"rows":3,"columns":3,"origin":[1,1],"bits":"gQ=="}',
			'{"rows":70000,"columns":3,"origin":[1,1],"bits":"gQ=="}',
			'{"rows":2,"columns":2,"origin":[1,1],"bits":"*"}',
			'<p>sign in to the hotel network',
		];
		const got = [];
		for (const answer of answers) {
			handle = (_, response) => response.end(answer);
			got.push(await source.overlay({ study, instance, frame: 2 }, '6002', options));
		}
		expect(hits[0]?.url).toBe('/api/studies/1.2.3/instances/1.2.3.4/overlays/6002/2');
		const damaged = { ok: false, reason: { kind: 'damaged' } };
		expect(got).toEqual([
			{ ok: true, value: { rows: 3, columns: 3, origin: [1, -2], bits: Uint8Array.of(0x81, 1) } },
			{ ok: true, value: null },
			...[damaged, damaged, damaged, damaged],
		]);
	});

	it('refuses a manifest that is not one', async () => {
		handle = (_, response) => response.end('{"version":2}');
		expect(await source.manifest(study, new AbortController().signal)).toEqual({
			ok: false,
			reason: { kind: 'damaged' },
		});
	});
});
