/** What we hand back is kept by an archive as it is, and what an archive holds of others reaches the screen as marks. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as v from 'valibot';
import type { Principal } from '../src/lib/access/decide.ts';
import { ForeignStudy } from '../src/lib/annotation/exchange/foreign-study.ts';
import { setLogLevel } from '../src/lib/base/log.ts';
import type { Dataset } from '../src/lib/dicom/dataset.ts';
import { consultationReport, encapsulatedPdf } from '../src/lib/dicom/objects/encapsulated-pdf.ts';
import { keyObjectSelection } from '../src/lib/dicom/objects/key-objects.ts';
import { pictureReference } from '../src/lib/dicom/objects/picture-reference.ts';
import type { StudyUid } from '../src/lib/dicom/uid.ts';
import { buildApp } from '../src/lib/server/app/app.ts';
import type { App } from '../src/lib/server/app/app.ts';
import { readConfig } from '../src/lib/server/app/config.ts';
import { letterPdf } from '../src/lib/server/demo/letter-pdf.ts';
import { GET as foreignMarks } from '../src/routes/api/studies/[study]/foreign-marks/+server.ts';
import { contextFor, ctStudy, headerOf, marksOn, obliqueCt, reportOf, stateOf } from './objects/world.ts';
import { startOrthanc } from './peers/orthanc.ts';
import type { OrthancPeer } from './peers/orthanc.ts';

let source: Dataset;
let objects: Record<'state' | 'report' | 'keys' | 'pdf', Uint8Array>;

beforeAll(async () => {
	source = await headerOf(obliqueCt());
	const marks = marksOn(source);
	const context = (number: number) => contextFor(source, number, 'คำตอบ');
	const picture = pictureReference(source, 1);
	objects = {
		state: stateOf(source, marks),
		report: reportOf(source, marks),
		keys: keyObjectSelection({
			context: context(3),
			title: 'ofInterest',
			description: 'ก้อนที่ปอด',
			language: 'th',
			objects: [{ picture, presentation: null }],
		}),
		pdf: encapsulatedPdf({
			context: context(4),
			pdf: letterPdf(),
			title: 'คำตอบ',
			concept: consultationReport,
			namesPatient: true,
			signed: true,
			sources: [picture],
		}),
	};
});

describe('Orthanc', () => {
	let orthanc: OrthancPeer;
	beforeAll(async () => {
		orthanc = await startOrthanc();
	}, 60_000);
	afterAll(() => orthanc.stop());

	test('takes every object by STOW, files it into the study, and gives it back byte for byte', async () => {
		const authorization = `Basic ${Buffer.from(`${orthanc.user}:${orthanc.password}`).toString('base64')}`;
		const files = [obliqueCt(), ...Object.values(objects)];
		const parts = files.flatMap((file) => [
			Buffer.from('--b\r\nContent-Type: application/dicom\r\n\r\n'),
			Buffer.from(file),
			Buffer.from('\r\n'),
		]);
		const stored = await fetch(`${orthanc.root}/studies/${ctStudy}`, {
			method: 'POST',
			headers: {
				authorization,
				accept: 'application/dicom+json',
				'content-type': 'multipart/related; type="application/dicom"; boundary=b',
			},
			body: Buffer.concat([...parts, Buffer.from('--b--\r\n')]),
		});
		expect(stored.status).toBe(200);
		const get = async (path: string) => fetch(`${orthanc.rest}${path}`, { headers: { authorization } });
		const studies = (await (await get('/studies')).json()) as string[];
		expect(studies).toHaveLength(1);
		const ids = (await (await get('/instances')).json()) as string[];
		const back = await Promise.all(
			ids.map(async (id) => Buffer.from(await (await get(`/instances/${id}/file`)).arrayBuffer())),
		);
		expect(back).toHaveLength(files.length);
		for (const file of files) expect(back.some((one) => Buffer.compare(one, file) === 0)).toBe(true);
	});
});

describe('our own archive', () => {
	let app: App;
	let folder: string;
	beforeAll(async () => {
		folder = mkdtempSync(join(tmpdir(), 'hub-foreign-'));
		setLogLevel('error');
		const config = readConfig({ DATA_DIR: folder, DEMO: '0' });
		if (!config.ok) throw new Error(config.reason.problem);
		app = await buildApp(config.value);
		for (const file of [obliqueCt(), ...Object.values(objects)]) await ingest(file);
		await app.studies.idle();
	});
	afterAll(async () => {
		await app.close();
		rmSync(folder, { recursive: true, force: true });
		setLogLevel('info');
	});

	async function ingest(file: Uint8Array): Promise<void> {
		const how = { expectedStudy: null, actor: 'test', owner: null };
		const outcome = await app.studies.ingest(file, how, AbortSignal.timeout(30_000));
		expect(outcome.kind).toBe('stored');
	}

	async function ask(headers: Record<string, string> = {}): Promise<Response> {
		const expiresAt = Date.now() + 3_600_000;
		const grant = {
			linkId: 'link',
			studies: [ctStudy as StudyUid],
			rights: ['view'] as const,
			expiresAt,
			revokedAt: null,
		};
		const principal: Principal = {
			kind: 'guest',
			sessionId: 'session',
			grants: [grant],
			expiresAt,
			device: 'unbound',
		};
		const url = new URL(`http://localhost/api/studies/${ctStudy}/foreign-marks`);
		const event = {
			params: { study: ctStudy },
			url,
			request: new Request(url, { headers }),
			locals: { app, principal, requestId: 'r' },
			getClientAddress: () => '127.0.0.1',
		};
		return foreignMarks(event as never);
	}

	test('shows marks, numbers, looks and key images of all of them, with where they come from', async () => {
		const answer = await ask();
		expect(answer.status).toBe(200);
		const { objects: found, left } = v.parse(ForeignStudy, await answer.json());
		expect([left, found.map((one) => one.kind).sort()]).toEqual([
			0,
			['key-objects', 'presentation', 'report'],
		]);
		const [report] = found.filter((one) => one.kind === 'report');
		expect(report?.marks.map((one) => one.mark.kind).sort()).toEqual(
			marksOn(source)
				.map((one) => one.kind)
				.sort(),
		);
		expect(found.find((one) => one.kind === 'key-objects')?.keys).toEqual([
			{ instance: `${ctStudy}.1.1`, frame: 1, presentation: null },
		]);
		expect(found.every((one) => one.origin.author === 'พญ. หทัย อรุณรุ่ง')).toBe(true);
		const again = await ask({ 'if-none-match': answer.headers.get('etag') ?? '' });
		expect(again.status).toBe(304);
	});

	test('threat-18 an object of another patient gives no mark to this one', async () => {
		const before = await (await ask()).text();
		const other = {
			...source,
			'00100020': { vr: 'LO', Value: ['HN-9999'] },
			'00100030': { vr: 'DA', Value: ['19500505'] },
		};
		const context = { ...contextFor(other, 7, 'x'), description: 'x' };
		await ingest(stateOf(other, marksOn(source), { context, description: 'of somebody else' }));
		const after = await (await ask()).text();
		expect(after).not.toContain('of somebody else');
		expect(v.parse(ForeignStudy, JSON.parse(after)).objects).toEqual(
			v.parse(ForeignStudy, JSON.parse(before)).objects,
		);
	});
});
