import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { multipartContentType, newBoundary, streamOf, writeMultipart } from '../multipart-writer.ts';
import type { OutgoingPart } from '../multipart-writer.ts';
import { isBoundary } from './multipart-parser.ts';
import { parseMediaType } from '../media-type.ts';
import { spoolParts } from './spool.ts';
import type { SpooledPart } from './spool.ts';

async function* parts(bodies: readonly Uint8Array[]): AsyncGenerator<OutgoingPart> {
	for (const body of bodies) {
		async function* halves(): AsyncGenerator<Uint8Array> {
			yield body.subarray(0, body.length >> 1);
			yield body.subarray(body.length >> 1);
		}
		yield { contentType: 'application/dicom', location: null, length: body.length, body: halves() };
	}
}

const limits = { part: 1000, body: 1_000_000 };

async function spoolAll(body: ReadableStream<Uint8Array>, boundary: string, limit = limits) {
	const seen: { part: SpooledPart; bytes: Buffer | null }[] = [];
	const spool = spoolParts(body, boundary, limit);
	for (;;) {
		const next = await spool.next();
		if (next.done === true) return { seen, outcome: next.value };
		const { path } = next.value;
		seen.push({ part: next.value, bytes: path === null ? null : readFileSync(path) });
	}
}

describe('writing and spooling multipart', () => {
	test('what the writer sends, the spool hands on byte for byte; an oversize part does not sink the others', async () => {
		const bodies = [
			Buffer.alloc(1000, 1),
			Buffer.alloc(1001, 2),
			Buffer.from('\r\n--x--\r\n'),
			Buffer.alloc(0),
		];
		const boundary = newBoundary();
		const media = parseMediaType(multipartContentType('application/dicom', boundary));
		expect(media?.parameters.get('boundary')).toBe(boundary);
		expect(isBoundary(boundary)).toBe(true);
		const { seen, outcome } = await spoolAll(streamOf(writeMultipart(parts(bodies), boundary)), boundary);
		expect(outcome).toEqual({ ok: true, value: null });
		expect(seen.map(({ bytes }) => bytes)).toEqual([bodies[0], null, bodies[2], bodies[3]]);
		expect(seen.map(({ part }) => part.size)).toEqual([1000, 1001, 9, 0]);
		for (const { part } of seen) if (part.path !== null) expect(existsSync(part.path)).toBe(false);
	});

	test('a body over the limit, a cut body, a lost sender', async () => {
		const boundary = 'b';
		const long = streamOf(writeMultipart(parts([Buffer.alloc(900), Buffer.alloc(900)]), boundary));
		expect((await spoolAll(long, boundary, { part: 1000, body: 1200 })).outcome).toEqual({
			ok: false,
			reason: 'body-too-large',
		});
		const cut = new Response('--b\r\n\r\nabc').body!;
		expect((await spoolAll(cut, boundary)).outcome).toEqual({ ok: false, reason: 'truncated' });
		const lost = new ReadableStream<Uint8Array>({
			pull: (controller) => controller.error(new Error('gone')),
		});
		expect((await spoolAll(lost, boundary)).outcome).toEqual({ ok: false, reason: 'aborted' });
	});

	test('leaving early closes the source', async () => {
		let closed = false;
		async function* endless(): AsyncGenerator<Uint8Array, void, undefined> {
			try {
				for (;;) yield new Uint8Array(10);
			} finally {
				closed = true;
			}
		}
		const reader = streamOf(endless()).getReader();
		await reader.read();
		await reader.cancel();
		expect(closed).toBe(true);
	});
});
