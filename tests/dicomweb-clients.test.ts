/** Clients that we did not write use our server as their DICOMweb source: dicomweb-client and Orthanc. */
import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { api } from 'dicomweb-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startDicomweb } from './dicomweb-subject.ts';
import type { DicomwebSubject, Row } from './dicomweb-subject.ts';
import { mixedStudy } from './fixtures/mixed-study.ts';
import type { MixedInstance } from './fixtures/mixed-study.ts';
import { part10File } from './fixtures/part10-file.ts';
import { startOrthanc } from './peers/orthanc.ts';
import type { OrthancPeer } from './peers/orthanc.ts';
import { FetchedXmlHttpRequest } from './peers/xml-http-request.ts';

const study = '1.2.826.0.1.3680043.8.498.8';
const instances = mixedStudy(study);
const named = (name: string): MixedInstance => instances.find((each) => each.name === name)!;
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const digest = (buffer: ArrayBuffer): string => sha256(new Uint8Array(buffer));

/** An ArrayBuffer of its own: the client takes no views. */
function owned(bytes: Uint8Array): ArrayBuffer {
	const buffer = new ArrayBuffer(bytes.byteLength);
	new Uint8Array(buffer).set(bytes);
	return buffer;
}

function uidsOf(instance: MixedInstance) {
	const [, , studyInstanceUID = '', , seriesInstanceUID = '', , sopInstanceUID = ''] =
		instance.path.split('/');
	return { studyInstanceUID, seriesInstanceUID, sopInstanceUID };
}

/** What its methods give; its own types leave out that they promise. */
type Method<Answer> = (options: Readonly<Record<string, unknown>>) => Promise<Answer>;
interface Client {
	readonly searchForStudies: Method<Row[]>;
	readonly searchForSeries: Method<Row[]>;
	readonly searchForInstances: Method<Row[]>;
	readonly retrieveStudyMetadata: Method<Row[]>;
	readonly retrieveSeriesMetadata: Method<Row[]>;
	readonly retrieveInstanceMetadata: Method<Row | Row[]>;
	readonly retrieveInstanceFrames: Method<ArrayBuffer[]>;
	readonly retrieveInstance: Method<ArrayBuffer>;
	readonly retrieveSeries: Method<ArrayBuffer[]>;
	readonly retrieveStudy: Method<ArrayBuffer[]>;
	readonly retrieveInstanceRendered: Method<ArrayBuffer[]>;
	readonly retrieveBulkData: Method<ArrayBuffer[]>;
	readonly storeInstances: Method<unknown>;
}

let subject: DicomwebSubject;
beforeAll(async () => {
	subject = await startDicomweb('embedded');
});
afterAll(() => subject.stop());

describe('dicomweb-client', () => {
	let client: Client;
	beforeAll(async () => {
		Object.assign(globalThis, { XMLHttpRequest: FetchedXmlHttpRequest });
		client = new api.DICOMwebClient({
			url: subject.root,
			headers: { Authorization: `Bearer ${subject.token}` },
			verbose: false,
			singlepart: '',
		}) as unknown as Client;
		await client.storeInstances({ datasets: instances.map((each) => owned(each.file)) });
	});

	test('searches at three levels, and by a Thai name', async () => {
		const queryParams = { PatientName: '*สม*', StudyInstanceUID: study };
		const studies = await client.searchForStudies({ queryParams });
		expect(studies.map((row) => row['0020000D']?.Value?.[0])).toEqual([study]);
		const series = await client.searchForSeries({ studyInstanceUID: study });
		expect(series).toHaveLength(3);
		const found = await client.searchForInstances({ ...uidsOf(named('explicit')) });
		expect(found).toHaveLength(7);
	});

	test('retrieves metadata of study, series and instance', async () => {
		expect(await client.retrieveStudyMetadata({ studyInstanceUID: study })).toHaveLength(instances.length);
		expect(await client.retrieveSeriesMetadata(uidsOf(named('explicit')))).toHaveLength(7);
		const one = await client.retrieveInstanceMetadata(uidsOf(named('colour')));
		const [row] = Array.isArray(one) ? one : [one];
		expect(row?.['00280004']?.Value).toEqual(['RGB']);
	});

	test.each(instances.filter((each) => each.frames.length > 0).map((each) => [each.name, each] as const))(
		'retrieves the frames of %s',
		async (_, instance) => {
			const frameNumbers = instance.frames.map((_, index) => index + 1);
			const frames = await client.retrieveInstanceFrames({ ...uidsOf(instance), frameNumbers });
			expect(frames.map(digest)).toEqual(instance.frames.map(sha256));
			const stored = await client.retrieveInstanceFrames({
				...uidsOf(instance),
				frameNumbers: [1],
				mediaTypes: [{ mediaType: 'application/octet-stream', transferSyntaxUID: '*' }],
			});
			expect(stored).toHaveLength(1);
		},
	);

	test('retrieves whole instances, one, a series, a study', async () => {
		const one = await client.retrieveInstance(uidsOf(named('rle')));
		expect(digest(one)).toBe(sha256(named('rle').file));
		const series = await client.retrieveSeries(uidsOf(named('multi-frame')));
		expect(series.map(digest).sort()).toEqual(
			['multi-frame', 'multi-frame-rle', 'colour', 'smooth'].map((name) => sha256(named(name).file)).sort(),
		);
		expect(await client.retrieveStudy({ studyInstanceUID: study })).toHaveLength(instances.length);
	});

	test('retrieves pictures and bulk data', async () => {
		const [png] = await client.retrieveInstanceRendered({
			...uidsOf(named('explicit')),
			mediaTypes: [{ mediaType: 'image/png' }],
		});
		expect(Buffer.from(png!).toString('latin1', 1, 4)).toBe('PNG');
		const metadata = (await client.retrieveStudyMetadata({ studyInstanceUID: study })).find(
			(row) => '00420011' in row,
		);
		const BulkDataURI = metadata?.['00420011']?.BulkDataURI ?? '';
		const [bulk] = await client.retrieveBulkData({ BulkDataURI });
		expect(sha256(Buffer.from(bulk!))).toBe(sha256(named('pdf').document!));
	});
});

describe('Orthanc as a client of ours', () => {
	let orthanc: OrthancPeer;
	const headers = (): Record<string, string> => ({
		authorization: `Basic ${Buffer.from(`${orthanc.user}:${orthanc.password}`).toString('base64')}`,
	});
	const post = async (path: string, body: BodyInit): Promise<unknown> => {
		const answer = await fetch(orthanc.rest + path, { method: 'POST', headers: headers(), body });
		const text = await answer.text();
		expect(answer.status, `${path}: ${text}`).toBe(200);
		return JSON.parse(text);
	};
	beforeAll(async () => {
		orthanc = await startOrthanc({
			hub: {
				Url: `${subject.root}/`,
				HttpHeaders: { Authorization: `Bearer ${subject.token}` },
				ChunkedTransfers: '1',
			},
		});
	});
	afterAll(() => orthanc.stop());

	test('sends by STOW-RS: what it holds is here byte for byte', async () => {
		const root = '1.2.826.0.1.3680043.8.498.81';
		const files = [1, 2, 3].map((number) =>
			Buffer.from(part10File({ study: root, series: `${root}.1`, instance: `${root}.1.${number}`, number })),
		);
		const ids: string[] = [];
		for (const file of files) ids.push(((await post('/instances', owned(file))) as { ID: string }).ID);
		await post('/dicom-web/servers/hub/stow', JSON.stringify({ Resources: ids, Synchronous: true }));
		for (const [index, file] of files.entries()) {
			const path = `/studies/${root}/series/${root}.1/instances/${root}.1.${index + 1}`;
			const answer = await subject.get(path, 'application/dicom');
			expect(sha256(Buffer.from(await answer.arrayBuffer()))).toBe(sha256(file));
		}
	});

	test('searches by QIDO-RS', async () => {
		const found = (await post(
			'/dicom-web/servers/hub/qido',
			JSON.stringify({ Uri: '/studies', Arguments: { '0020000D': study } }),
		)) as Record<string, { Value: string }>[];
		expect(found.map((row) => row['0020000D']?.Value)).toEqual([study]);
	});

	test('retrieves a study by WADO-RS', async () => {
		await post(
			'/dicom-web/servers/hub/retrieve',
			JSON.stringify({ Resources: [{ Study: study }], Synchronous: true }),
		);
		await wait(200);
		const answer = await fetch(`${orthanc.rest}/statistics`, { headers: headers() });
		expect(((await answer.json()) as { CountInstances: number }).CountInstances).toBe(3 + instances.length);
	});
});
