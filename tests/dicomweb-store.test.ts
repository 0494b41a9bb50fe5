/** STOW-RS and who may do what, alike over both archives. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDicomweb } from './dicomweb-subject.ts';
import type { ArchiveKind, DicomwebSubject, Row } from './dicomweb-subject.ts';
import { part10File } from './fixtures/part10-file.ts';

const root = '1.2.826.0.1.3680043.8.498.7';
const ids = (study: number, number = 1) => ({
	study: `${root}.${study}`,
	series: `${root}.${study}.1`,
	instance: `${root}.${study}.1.${number}`,
	number,
});
const at = (study: number, number = 1): string =>
	`/studies/${root}.${study}/series/${root}.${study}.1/instances/${root}.${study}.1.${number}`;
const notFound = '{"code":"not-found"}';

const items = (answer: Row, tag: string): Row[] => [...(answer[tag]?.Value ?? [])];
const reasons = (answer: Row, tag: string): unknown[] =>
	items(answer, tag).map((item) => item['00081197']?.Value?.[0]);

describe.each<ArchiveKind>(['embedded', 'upstream'])('store over the %s archive', (kind) => {
	let subject: DicomwebSubject;
	const stored = async (
		files: readonly Uint8Array[],
		path?: string,
	): Promise<{ status: number; answer: Row }> => {
		const response = await subject.store(files, path);
		expect(response.headers.get('content-type')).toBe('application/dicom+json');
		return { status: response.status, answer: (await response.json()) as Row };
	};
	beforeAll(async () => {
		subject = await startDicomweb(kind);
	});
	afterAll(() => subject.stop());

	test('stored: 200, each instance named with its address', async () => {
		const { status, answer } = await stored([part10File(ids(1, 1)), part10File(ids(1, 2))]);
		expect(status).toBe(200);
		expect(answer).not.toHaveProperty('00081198');
		expect(items(answer, '00081199').map((item) => item['00081190']?.Value?.[0])).toEqual([
			subject.root + at(1, 1),
			subject.root + at(1, 2),
		]);
		expect((await subject.get(at(1, 2))).status).toBe(200);
	});

	test('the same bytes again are a success, other bytes under the same UID are refused with 0111H', async () => {
		const file = part10File(ids(2));
		expect((await stored([file])).status).toBe(200);
		expect((await stored([file], `/studies/${root}.2`)).status).toBe(200);
		const other = await stored([part10File({ ...ids(2), text: 'other' })]);
		expect(other.status).toBe(409);
		expect(reasons(other.answer, '00081198')).toEqual([0x0111]);
		expect(items(other.answer, '00081198')[0]?.['00081155']?.Value).toEqual([`${root}.2.1.1`]);
		const kept = await subject.get(at(2), 'application/dicom');
		expect(Buffer.from(await kept.arrayBuffer())).toEqual(Buffer.from(file));
	});

	test('another study than the address says is refused with A901H and not stored', async () => {
		const { status, answer } = await stored([part10File(ids(3))], `/studies/${root}.33`);
		expect(status).toBe(409);
		expect(reasons(answer, '00081198')).toEqual([0xa901]);
		expect((await subject.get(at(3))).status).toBe(404);
	});

	test('one bad part never sinks the others: 202', async () => {
		const broken = Buffer.from('this is no DICOM file, whatever its part says about itself');
		const cut = Buffer.from(part10File(ids(4, 3))).subarray(0, 400);
		const { status, answer } = await stored([part10File(ids(4, 1)), broken, cut, part10File(ids(4, 2))]);
		expect(status).toBe(202);
		expect(items(answer, '00081199')).toHaveLength(2);
		expect(reasons(answer, '0008119A')).toEqual([0xc000, 0xc000]);
	});

	test('nothing stored: 409 with an empty list of stored instances', async () => {
		const { status, answer } = await stored([Buffer.from('x')]);
		expect(status).toBe(409);
		expect(answer['00081199']).toEqual({ vr: 'SQ', Value: [] });
	});

	test.each([
		['application/dicom', 415],
		['application/dicom+json', 415],
		['multipart/related; type="application/dicom+json"; boundary=x', 415],
		['multipart/related; type="application/dicom"', 400],
		['multipart/related; type="application/dicom"; boundary=other', 400],
	])('a body of %s: %i', async (type, status) => {
		const answer = await fetch(`${subject.root}/studies`, {
			method: 'POST',
			headers: { authorization: `Bearer ${subject.token}`, 'content-type': type },
			body: '--x\r\n\r\nabc\r\n--x--\r\n',
		});
		expect(answer.status).toBe(status);
	});

	test('lenient to senders: quoted boundary, preamble, bare line feeds, no type', async () => {
		const file = Buffer.from(part10File(ids(5)));
		const body = Buffer.concat([Buffer.from('hello\n--a b\n\n'), file, Buffer.from('\n--a b--')]);
		const answer = await fetch(`${subject.root}/studies`, {
			method: 'POST',
			headers: {
				authorization: `Bearer ${subject.token}`,
				'content-type': 'multipart/related; boundary="a b"',
			},
			body,
		});
		expect(answer.status).toBe(200);
		expect((await subject.get(at(5), 'application/dicom')).status).toBe(200);
	});

	test('a sender that goes away leaves what was complete, and nothing else', async () => {
		const whole = Buffer.from(part10File(ids(6, 1)));
		const body = Buffer.concat([
			Buffer.from('--b\r\nContent-Type: application/dicom\r\n\r\n'),
			whole,
			Buffer.from('\r\n--b\r\nContent-Type: application/dicom\r\n\r\n'),
			Buffer.from(part10File(ids(6, 2))).subarray(0, 900),
		]);
		const answer = await fetch(`${subject.root}/studies`, {
			method: 'POST',
			headers: {
				authorization: `Bearer ${subject.token}`,
				'content-type': 'multipart/related; type="application/dicom"; boundary=b',
			},
			body,
		});
		expect(answer.status).toBe(202);
		expect((await subject.get(at(6, 1))).status).toBe(200);
		expect((await subject.get(at(6, 2))).status).toBe(404);
	});

	test.each(['PUT', 'DELETE', 'PATCH'])('threat-2: %s is no verb of any resource', async (method) => {
		for (const path of ['/studies', `/studies/${root}.1`, at(1, 1), `${at(1, 1)}/metadata`]) {
			const answer = await fetch(subject.root + path, {
				method,
				headers: { authorization: `Bearer ${subject.token}` },
			});
			expect(answer.status).toBe(405);
			expect(answer.headers.get('allow')).toContain('GET');
		}
		expect((await subject.get(at(1, 1))).status).toBe(200);
	});

	test('threat-2: tricks with the path find nothing', async () => {
		for (const path of [
			'/instances/x',
			'/tools/reset',
			`/studies/${root}.1%5Cmetadata`,
			`/studies/${root}.1%2Fmetadata`,
			`/studies/${root}.1/series%2f${root}.1.1`,
			'/studies/1.2;x/metadata',
		]) {
			const answer = await subject.get(path);
			expect(answer.status, path).toBe(404);
		}
	});

	test('threat-1: each scope opens its own door; without a token nothing is told', async () => {
		const search = subject.server.createToken(['search']);
		const read = subject.server.createToken(['read']);
		const ask = async (token: string | null, path: string, method = 'GET'): Promise<number> => {
			const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
			if (method === 'POST')
				headers['content-type'] = 'multipart/related; type="application/dicom"; boundary=b';
			return (
				await fetch(subject.root + path, { method, headers, ...(method === 'POST' ? { body: '--b--' } : {}) })
			).status;
		};
		expect(await ask(search, '/studies')).toBe(200);
		expect(await ask(search, at(1, 1))).toBe(404);
		expect(await ask(search, `${at(1, 1)}/frames/1`)).toBe(404);
		expect(await ask(read, '/studies')).toBe(404);
		expect(await ask(read, at(1, 1))).toBe(200);
		expect(await ask(read, '/studies', 'POST')).toBe(404);
		expect(await ask('wrong', '/studies')).toBe(401);
		for (const path of ['/studies', at(1, 1), at(99, 1), `${at(1, 1)}/metadata`])
			expect(await ask(null, path)).toBe(401);
	});

	test("threat-1: a guest finds and sees the link's study only; whole files need the right to download", async () => {
		await stored([part10File(ids(7)), part10File(ids(8))]);
		const viewer = await guest(subject, [`${root}.7`], ['view']);
		const views = ['metadata', 'rendered', 'thumbnail', 'frames/1', 'frames/1/rendered', 'bulkdata/7FE00010'];
		for (const view of views) {
			expect((await viewer(`${at(7)}/${view}`)).status, view).toBe(200);
			for (const other of [8, 99]) {
				const refused = await viewer(`${at(other)}/${view}`);
				expect(refused.status, view).toBe(404);
				expect(await refused.text()).toBe(notFound);
			}
		}
		const rows = (await (await viewer('/studies')).json()) as Row[];
		expect(rows.map((row) => row['0020000D']?.Value?.[0])).toEqual([`${root}.7`]);
		expect(await (await viewer(`/studies?StudyInstanceUID=${root}.8`)).json()).toEqual([]);
		expect(((await (await viewer('/instances')).json()) as Row[]).length).toBe(1);
		for (const path of [`/studies/${root}.8/series`, `/studies/${root}.99/series`]) {
			const refused = await viewer(path);
			expect(refused.status).toBe(404);
			expect(await refused.text()).toBe(notFound);
		}
		for (const path of [at(7), `/studies/${root}.7`, `/studies/${root}.7/series/${root}.7.1`])
			expect((await viewer(path)).status).toBe(404);
		const keeper = await guest(subject, [`${root}.7`], ['view', 'download']);
		expect((await keeper(at(7))).status).toBe(200);
		expect((await keeper(at(8))).status).toBe(404);
	});

	test('threat-22: nothing of the patient or the study is in the log', () => {
		const written = subject.server.output();
		expect(written.length).toBeGreaterThan(0);
		for (const planted of ['สมชาย', 'HN-0001', root]) expect(written).not.toContain(planted);
	});
});

/** A browser that tapped a link and typed its PIN. */
async function guest(
	subject: DicomwebSubject,
	studies: string[],
	rights: ('view' | 'download')[],
): Promise<(path: string) => Promise<Response>> {
	const link = subject.server.createLink({ studies, rights });
	const secret = link.url.split('#')[1] ?? '';
	const redeemed = await fetch(`${subject.server.origin}/api/links/redeem`, {
		method: 'POST',
		headers: { origin: subject.server.origin, 'content-type': 'application/json' },
		body: JSON.stringify({ secret, pin: link.pin }),
	});
	expect(redeemed.status).toBe(200);
	const cookie = (redeemed.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
	return (path) => fetch(subject.root + path, { headers: { cookie } });
}
