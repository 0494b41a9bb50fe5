/** The viewer's routes with the whole app behind them, asked as the web server asks them. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as v from 'valibot';
import { StudyManifest } from '../src/lib/archive/manifest.ts';
import { BundleReader, bundleVersion, outwards } from '../src/lib/archive/preview-bundle.ts';
import { stackOf } from '../src/lib/viewer/frames/stack.ts';
import type { Principal } from '../src/lib/access/decide.ts';
import type { Dataset } from '../src/lib/dicom/dataset.ts';
import type { StudyUid } from '../src/lib/dicom/uid.ts';
import { setLogLevel } from '../src/lib/base/log.ts';
import { buildApp } from '../src/lib/server/app/app.ts';
import type { App } from '../src/lib/server/app/app.ts';
import type { AskingHttp } from '../src/lib/server/app/asked-instance.ts';
import { readConfig } from '../src/lib/server/app/config.ts';
import { GET as document } from '../src/routes/api/studies/[study]/instances/[instance]/document/+server.ts';
import { GET as frame } from '../src/routes/api/studies/[study]/instances/[instance]/frames/[n]/+server.ts';
import { GET as preview } from '../src/routes/api/studies/[study]/instances/[instance]/frames/[n]/preview/+server.ts';
import { GET as overlay } from '../src/routes/api/studies/[study]/instances/[instance]/overlays/[group]/[n]/+server.ts';
import { GET as tree } from '../src/routes/api/studies/[study]/instances/[instance]/tree/+server.ts';
import { GET as thumbnails } from '../src/routes/api/studies/[study]/thumbnails/+server.ts';
import { GET as previews } from '../src/routes/api/studies/[study]/series/[series]/previews/+server.ts';
import { GET as foreignMarks } from '../src/routes/api/studies/[study]/foreign-marks/+server.ts';
import { GET as manifest } from '../src/routes/api/studies/[study]/manifest/+server.ts';
import { thumbnailOf, thumbnailsVersion } from '../src/lib/viewer/controls/series-thumbnail.ts';
import { part10File } from './fixtures/part10-file.ts';

const mine = '2.25.74.1';
const other = '2.25.74.2';
const pdfClass = '1.2.840.10008.5.1.4.1.1.104.1';

let app: App;
let folder: string;
let damaged = 30;

beforeAll(async () => {
	folder = mkdtempSync(join(tmpdir(), 'hub-routes-'));
	setLogLevel('error');
	const config = readConfig({ DATA_DIR: folder, DEMO: '0' });
	if (!config.ok) throw new Error(config.reason.problem);
	app = await buildApp(config.value);
	for (const study of [mine, other]) {
		await store(study, 1, overlayOf([1, 0, 0, 1]));
		await store(study, 2, documentOf('%PDF-1.4\nbody\n'));
		await store(study, 3, documentOf('<html><script>alert(1)</script></html>'));
	}
	await app.studies.idle();
});
afterAll(async () => {
	await app.close();
	rmSync(folder, { recursive: true, force: true });
	setLogLevel('info');
});

type Handler = (event: never) => Response | Promise<Response>;

const routes: [string, Handler, Record<string, string>][] = [
	['manifest', manifest, {}],
	['frame', frame, { n: '1' }],
	['preview', preview, { n: '1' }],
	['overlay', overlay, { n: '1', group: '6000' }],
	['tree', tree, {}],
	['foreign marks', foreignMarks, {}],
	['previews', previews, { series: `${mine}.1` }],
	['thumbnails', thumbnails, {}],
	['document', document, { number: '2' }],
];

const ofWholeStudy: readonly Handler[] = [manifest, previews, thumbnails, foreignMarks];

describe('threat-1', () => {
	test.each(routes)('%s: own study, foreign, unknown, and mixed up', async (_, route, params) => {
		const own = await ask(route, { ...at(mine, params) });
		expect(own.status).toBe(200);
		const foreign = await ask(route, at(other, params));
		expect(foreign.status).toBe(404);
		const body = await foreign.text();
		expect(body).toBe('{"code":"not-found"}');
		for (const elsewhere of [at('2.25.1234567', params), at('not-a-uid', params)]) {
			const answer = await ask(route, elsewhere);
			expect([answer.status, await answer.text()]).toEqual([404, body]);
			expect([...answer.headers]).toEqual([...foreign.headers]);
		}
		if (ofWholeStudy.includes(route)) return;
		// An instance of another study under the address of one's own.
		const mixed = { ...at(other, params), study: mine };
		expect((await ask(route, mixed)).status).toBe(404);
		const ranged = await ask(route, at(other, params), { headers: { range: 'bytes=0-1' } });
		expect(ranged.status).toBe(404);
	});

	test.each<[string, Principal, number]>([
		['nobody', { kind: 'anonymous' }, 401],
		['a guest whose link ended', guest([mine], { expiresAt: 1 }), 401],
		['a guest whose link was revoked', guest([mine], { revokedAt: 1 }), 401],
		['a guest of another study', guest([other]), 404],
	])('%s sees nothing on any route', async (_, principal, status) => {
		for (const [, route, params] of routes) {
			const answer = await ask(route, at(mine, params), { principal });
			expect(answer.status).toBe(status);
			expect(await answer.text()).not.toContain('HN-0001');
		}
	});
});

test('threat-18 nothing of an instance of another patient goes out under this study', async () => {
	await store(mine, 20, { ...overlayOf([1, 0, 0, 1]), '00100020': { vr: 'LO', Value: ['HN-9999'] } });
	const named = await (await ask(manifest, at(mine))).text();
	expect(named).toContain(`"${mine}.1.20"`);
	for (const [, route, params] of routes) {
		if (ofWholeStudy.includes(route)) continue;
		const answer = await ask(route, at(mine, { ...params, number: '20' }));
		expect([answer.status, await answer.text()]).toEqual([422, '{"code":"patient-mismatch"}']);
	}
	const foreign = await ask(frame, at(mine, { n: '1', number: '20' }), { principal: guest([other]) });
	expect(foreign.status).toBe(404);
});

test('threat-18 a study comes beside another of the same patient only, and to whoever may see both', async () => {
	const ofOther = '2.25.74.3';
	const more = { ...overlayOf([1, 0, 0, 1]), '00100020': { vr: 'LO', Value: ['HN-9999'] } } satisfies Dataset;
	await store(ofOther, 1, more);
	const beside = async (study: string, open: string, may: readonly string[]): Promise<[number, string]> => {
		const answer = await ask(manifest, at(study), { query: `?beside=${open}`, principal: guest(may) });
		const body = await answer.text();
		return [answer.status, answer.status === 200 ? (body.includes(`"${study}"`) ? 'the study' : '') : body];
	};
	const [missing, patient] = ['{"code":"not-found"}', '{"code":"other-patient"}'];
	expect(await beside(other, mine, [mine, other])).toEqual([200, 'the study']);
	expect(await beside(mine, mine, [mine])).toEqual([200, 'the study']);
	expect(await beside(ofOther, mine, [mine, ofOther])).toEqual([422, patient]);
	expect(await beside(mine, ofOther, [mine, ofOther])).toEqual([422, patient]);
	// Whose it is stays unsaid to whoever may see only one of the two.
	expect(await beside(ofOther, mine, [mine])).toEqual([404, missing]);
	expect(await beside(ofOther, mine, [ofOther])).toEqual([404, missing]);
	for (const unknown of ['2.25.1234567', 'not-a-uid', ''])
		expect(await beside(mine, unknown, [mine])).toEqual([404, missing]);
});

describe('a frame', () => {
	test('comes whole, in parts and not again', async () => {
		const whole = await ask(frame, at(mine, { n: '1' }));
		const bytes = Buffer.from(await whole.arrayBuffer());
		const digest = createHash('sha256').update(bytes).digest();
		expect(whole.headers.get('repr-digest')).toBe(`sha-256=:${digest.toString('base64')}:`);
		expect(whole.headers.get('x-frame-codec')).toMatch(/^(raw|htj2k)$/);
		expect(whole.headers.get('content-length')).toBe(String(bytes.length));
		expect(whole.headers.get('cache-control')).toBe('private, no-cache');
		const etag = whole.headers.get('etag') ?? '';

		const part = await ask(frame, at(mine, { n: '1' }), {
			headers: { range: 'bytes=10-', 'if-range': etag },
		});
		expect(part.status).toBe(206);
		expect(part.headers.get('content-range')).toBe(`bytes 10-${bytes.length - 1}/${bytes.length}`);
		expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(10));

		const changed = await ask(frame, at(mine, { n: '1' }), {
			headers: { range: 'bytes=10-', 'if-range': '"x"' },
		});
		expect(changed.status).toBe(200);
		await changed.body?.cancel();
		const beyond = await ask(frame, at(mine, { n: '1' }), { headers: { range: 'bytes=99999999-' } });
		expect(beyond.status).toBe(416);
		const again = await ask(frame, at(mine, { n: '1' }), { headers: { 'if-none-match': etag } });
		expect(again.status).toBe(304);
		const named = await ask(frame, at(mine, { n: '1' }), { query: `?v=${digest.toString('hex')}` });
		expect(named.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
		await named.body?.cancel();
	});

	test.each(['0', '2', '-1', '1.5', 'x', '9999999'])('number %s is not there', async (n) => {
		expect((await ask(frame, at(mine, { n }))).status).toBe(404);
	});

	test('that cannot be shown is refused with its reason', async () => {
		await store(mine, 9, { '00280010': { vr: 'US', Value: [9000] } });
		const answer = await ask(frame, { study: mine, instance: `${mine}.1.9`, n: '1' });
		expect(answer.status).toBe(422);
		expect(await answer.json()).toMatchObject({ code: expect.stringMatching(/^[a-z-]+$/) });
	});
});

test('a preview is a WebP in the next size that we make', async () => {
	for (const size of ['1', '512', '4000']) {
		const answer = await ask(preview, at(mine, { n: '1' }), { query: `?size=${size}` });
		expect(answer.headers.get('content-type')).toBe('image/webp');
		const bytes = Buffer.from(await answer.arrayBuffer());
		expect(bytes.subarray(8, 12).toString('latin1')).toBe('WEBP');
	}
	expect((await ask(preview, at(mine, { n: '1' }), { query: '?size=x' })).status).toBe(404);
});

describe('the previews of a series', () => {
	const series = `${mine}.1`;
	const read = async (query: string) => {
		const answer = await ask(previews, { study: mine, series }, { query });
		const reader = new BundleReader();
		const records = reader.push(new Uint8Array(await answer.arrayBuffer()));
		return { answer, records, ended: reader.ended };
	};

	test('come in one answer, from the place asked for outwards, and end with a mark', async () => {
		const { answer, records, ended } = await read('?from=0');
		expect(ended).toBe(true);
		expect(records.map(({ place }) => place)).toEqual([...outwards(0, records.length)]);
		expect(
			Buffer.from(records[0]?.bytes ?? [])
				.subarray(8, 12)
				.toString('latin1'),
		).toBe('WEBP');
		expect(answer.headers.get('cache-control')).toBe('private, no-store');
		// After a broken line: what has come is not sent again.
		const rest = await read('?from=0&skip=1');
		expect(rest.records.map(({ place }) => place)).toEqual(records.slice(1).map(({ place }) => place));
	});

	test('threat-18 nothing of an instance of another patient is among them', async () => {
		const text = await (await ask(manifest, at(mine))).text();
		const stack = stackOf(v.parse(StudyManifest, JSON.parse(text)).series[0]!);
		const foreign = stack.findIndex((place) => place.instance.patientMismatch);
		expect(foreign).toBeGreaterThanOrEqual(0);
		const { records } = await read('');
		expect(records.find(({ place }) => place === foreign)?.bytes.length).toBe(0);
	});

	test('are kept for ever under the name of their content, and refused under another', async () => {
		const parsed = v.parse(StudyManifest, JSON.parse(await (await ask(manifest, at(mine))).text()));
		const version = bundleVersion(parsed.revision, stackOf(parsed.series[0]!));
		const named = await read(`?from=1&v=${version}`);
		expect(named.answer.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
		const changed = await ask(previews, { study: mine, series }, { query: '?v=1.1.1-0' });
		expect([changed.status, await changed.json()]).toEqual([409, { code: 'study-changed' }]);
		expect((await ask(previews, { study: mine, series: `${other}.1` })).status).toBe(404);
		expect((await ask(previews, { study: mine, series }, { query: '?from=-1' })).status).toBe(400);
	});
});

test('the thumbnails of all series come in one answer, in the order of the study, named by their content', async () => {
	const parsed = v.parse(StudyManifest, JSON.parse(await (await ask(manifest, at(mine))).text()));
	const version = thumbnailsVersion(parsed);
	const read = async (query: string) => {
		const answer = await ask(thumbnails, { study: mine }, { query });
		const reader = new BundleReader();
		const records = reader.push(new Uint8Array(await answer.arrayBuffer()));
		expect(reader.ended).toBe(true);
		return { records, caching: answer.headers.get('cache-control') };
	};
	const named = await read(`?v=${version}`);
	expect(named.caching).toBe('private, max-age=31536000, immutable');
	expect(named.records.map(({ place }) => place)).toEqual([...parsed.series.keys()]);
	for (const [place, { bytes }] of named.records.entries()) {
		const pictured = thumbnailOf(parsed.series[place]!) !== null;
		const kind = Buffer.from(bytes).subarray(8, 12).toString('latin1');
		expect(kind).toBe(pictured ? 'WEBP' : '');
	}
	expect(named.records.some(({ bytes }) => bytes.length > 0)).toBe(true);
	// After a broken line: what has come is not sent again.
	const rest = await read(`?v=${version}&skip=1`);
	expect(rest.records).toEqual(named.records.slice(1));
	expect(rest.caching).toBe('private, no-store');
	const changed = await ask(thumbnails, { study: mine }, { query: '?v=1.1.1-0' });
	expect([changed.status, await changed.json()]).toEqual([409, { code: 'study-changed' }]);
});

test('a manifest comes compressed as the browser takes it, and not again', async () => {
	for (const [accepted, coding] of [
		['gzip, deflate, br', 'br'],
		['gzip', 'gzip'],
		['br;q=0, gzip', 'gzip'],
		['', null],
	] as const) {
		const answer = await ask(manifest, at(mine), { headers: { 'accept-encoding': accepted } });
		expect(answer.headers.get('content-encoding')).toBe(coding);
		const etag = answer.headers.get('etag') ?? '';
		const headers = { 'accept-encoding': accepted, 'if-none-match': etag };
		expect((await ask(manifest, at(mine), { headers })).status).toBe(304);
	}
});

test('threat-12 only a true PDF goes out as one, in a sandbox, under a neutral name', async () => {
	const pdf = await ask(document, at(mine, { number: '2' }));
	expect(pdf.headers.get('content-type')).toBe('application/pdf');
	expect(pdf.headers.get('content-security-policy')).toMatch(/^sandbox;/);
	expect(pdf.headers.get('content-disposition')).toBe('inline; filename="document.pdf"');
	expect(await pdf.text()).toBe('%PDF-1.4\nbody\n');
	const html = await ask(document, at(mine, { number: '3' }));
	expect([html.status, await html.text()]).toEqual([422, '{"code":"not-a-pdf"}']);
	expect((await ask(document, at(mine, { number: '1' }))).status).toBe(404);
});

test('an overlay comes with its place and its bits', async () => {
	const answer = await ask(overlay, at(mine, { n: '1', group: '6000' }));
	expect(await answer.json()).toEqual({ rows: 2, columns: 2, origin: [3, 4], bits: 'CQ==' });
	expect((await ask(overlay, at(mine, { n: '1', group: '6002' }))).status).toBe(404);
	expect((await ask(overlay, at(mine, { n: '1', group: '0010' }))).status).toBe(404);
	// One plane is for every frame; a plane for other frames is none here, which is not the same as a broken one.
	await store(mine, 21, { ...overlayOf([1, 0, 0, 1]), ...planes(2, 5) });
	const elsewhere = await ask(overlay, at(mine, { n: '1', group: '6000', number: '21' }));
	expect([elsewhere.status, await elsewhere.json()]).toEqual([200, null]);
});

test.each<[string, Dataset]>([
	['whose bits end early', { '60000010': { vr: 'US', Value: [200] } }],
	['of fewer planes than it says', planes(9, 1)],
	['without bits', { '60003000': { vr: 'OW' } }],
])('an overlay %s is damaged, not absent', async (_, more) => {
	damaged += 1;
	await store(mine, damaged, { ...overlayOf([1, 0, 0, 1]), ...more });
	const number = String(damaged);
	// The last plane of those announced.
	const answer = await ask(overlay, at(mine, { n: more['60000015'] ? '9' : '1', group: '6000', number }));
	expect([answer.status, await answer.text()]).toEqual([422, '{"code":"overlay-damaged"}']);
});

test('a tree is the data set without large values', async () => {
	const set = (await (await ask(tree, at(mine))).json()) as Dataset;
	expect(set['0020000D']?.Value).toEqual([mine]);
	expect(set['7FE00010']?.InlineBinary).toBeUndefined();
});

/** Number of Frames in Overlay, Image Frame Origin */
function planes(count: number, first: number): Dataset {
	return { '60000015': { vr: 'IS', Value: [count] }, '60000051': { vr: 'US', Value: [first] } };
}

function at(study: string, params: Record<string, string> = {}): Record<string, string> {
	return { study, instance: `${study}.1.${params['number'] ?? '1'}`, ...params };
}

async function ask(
	route: Handler,
	params: Record<string, string>,
	options: { headers?: Record<string, string>; query?: string; principal?: Principal } = {},
): Promise<Response> {
	const url = new URL(`http://hub.test/api${options.query ?? ''}`);
	const event: AskingHttp = {
		locals: { app, principal: options.principal ?? guest([mine]), requestId: 'test' },
		params,
		url,
		request: new Request(url, { headers: options.headers ?? {} }),
		getClientAddress: () => '127.0.0.1',
	};
	return route(event as never);
}

function guest(studies: readonly string[], ends: { expiresAt?: number; revokedAt?: number } = {}): Principal {
	const expiresAt = ends.expiresAt ?? Date.now() + 3_600_000;
	const grant = {
		linkId: 'link',
		studies: studies as readonly StudyUid[],
		rights: ['view'] as const,
		expiresAt,
		revokedAt: ends.revokedAt ?? null,
	};
	return {
		kind: 'guest',
		sessionId: 'session',
		grants: [grant],
		expiresAt: Date.now() + 3_600_000,
		device: 'unbound',
	};
}

async function store(study: string, number: number, more: Dataset): Promise<void> {
	const bytes = part10File({ study, series: `${study}.1`, instance: `${study}.1.${number}`, number, more });
	const options = { expectedStudy: null, actor: 'system', owner: null };
	const outcome = await app.studies.ingest(bytes, options, AbortSignal.timeout(60_000));
	if (outcome.kind === 'refused') throw new Error(outcome.code);
}

function documentOf(text: string): Dataset {
	return {
		'00080016': { vr: 'UI', Value: [pdfClass] },
		'00420011': { vr: 'OB', InlineBinary: Buffer.from(text).toString('base64') },
		'00420012': { vr: 'LO', Value: ['application/pdf'] },
		'00420015': { vr: 'UL', Value: [text.length] },
	};
}

function overlayOf(bits: readonly number[]): Dataset {
	const byte = bits.reduce((sum, bit, index) => sum | (bit << index), 0);
	return {
		'60000010': { vr: 'US', Value: [2] },
		'60000011': { vr: 'US', Value: [2] },
		'60000040': { vr: 'CS', Value: ['G'] },
		'60000050': { vr: 'SS', Value: [3, 4] },
		'60000100': { vr: 'US', Value: [1] },
		'60000102': { vr: 'US', Value: [0] },
		'60003000': { vr: 'OW', InlineBinary: Buffer.from([byte, 0]).toString('base64') },
	};
}
