/** WADO-RS against dcmtk, pydicom and dicomweb-client, alike over both archives. */
import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { partsOf, startDicomweb } from './dicomweb-subject.ts';
import type { ArchiveKind, DicomwebSubject, Row } from './dicomweb-subject.ts';
import { htj2k, htj2kInstance, mixedStudy } from './fixtures/mixed-study.ts';
import type { MixedInstance } from './fixtures/mixed-study.ts';
import { part10File } from './fixtures/part10-file.ts';
import { dcmtkFile, dcmtkText } from './peers/dcmtk.ts';
import { readWithPydicom } from './peers/pydicom.ts';

const study = '1.2.826.0.1.3680043.8.498.6';
const instances = mixedStudy(study);
const named = (name: string): MixedInstance => instances.find((each) => each.name === name)!;
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const decoders: Readonly<Record<string, string>> = {
	'1.2.840.10008.1.2.5': 'dcmdrle',
	'1.2.840.10008.1.2.4.80': 'dcmdjpls',
	'1.2.840.10008.1.2.4.70': 'dcmdjpeg',
};
const octets = 'application/octet-stream';
const le = '1.2.840.10008.1.2.1';
const multi = (type: string, syntax?: string): string =>
	`multipart/related; type="${type}"${syntax === undefined ? '' : `; transfer-syntax=${syntax}`}`;

describe.each<ArchiveKind>(['embedded', 'upstream'])('retrieve over the %s archive', (kind) => {
	let subject: DicomwebSubject;
	beforeAll(async () => {
		subject = await startDicomweb(kind);
		const stored = await subject.store(instances.map((each) => each.file));
		expect(stored.status, await stored.clone().text()).toBe(200);
	});
	afterAll(() => subject.stop());

	describe.each(instances.map((each) => [each.name, each] as const))('%s', (_, instance) => {
		test('the stored file comes back byte for byte, in several parts and in one', async () => {
			const answer = await subject.get(instance.path, multi('application/dicom', '*'));
			expect(answer.status).toBe(200);
			const [part, ...more] = await partsOf(answer);
			expect(more).toEqual([]);
			expect(part?.type).toBe(`application/dicom; transfer-syntax=${instance.transferSyntax}`);
			expect(part?.location).toBe(subject.root + instance.path);
			expect(sha256(part!.body)).toBe(sha256(instance.file));
			const single = await subject.get(instance.path, 'application/dicom');
			expect(single.headers.get('content-type')).toContain('application/dicom');
			expect(sha256(Buffer.from(await single.arrayBuffer()))).toBe(sha256(instance.file));
		});

		test('as Explicit VR Little Endian dcmtk and pydicom read it, its values are the original ones', async () => {
			const answer = await subject.get(instance.path, multi('application/dicom', le));
			expect(answer.status).toBe(200);
			const [part] = await partsOf(answer);
			expect(part?.type).toBe(`application/dicom; transfer-syntax=${le}`);
			expect(dcmtkText('dcmftest', [], part!.body)).toContain('yes');
			expect(dcmtkText('dcmdump', ['-q'], part!.body)).toContain('LittleEndianExplicit');
			const [metadata] = await subject.rows(`${instance.path}/metadata`);
			const [read] = readWithPydicom([{ file: part!.body, metadata }]);
			expect(read?.transferSyntax).toBe(le);
			if (instance.valuesSha256 !== null) expect(read?.pixelsSha256).toBe(instance.valuesSha256);
		});

		test('metadata says what pydicom reads in the stored file', async () => {
			const [metadata] = await subject.rows(`${instance.path}/metadata`);
			const [read] = readWithPydicom([{ file: instance.file, metadata }]);
			expect(read?.differing).toEqual([]);
			expect(Object.keys(read?.json ?? {}).length).toBeGreaterThan(15);
		});

		test('metadata says what dcm2json says', async () => {
			const [metadata] = await subject.rows(`${instance.path}/metadata`);
			// dcm2json doesn't read encapsulated pixel data: dcmtk's own decoder goes before it.
			const decoder = decoders[instance.transferSyntax];
			const plain = decoder === undefined ? instance.file : dcmtkFile(decoder, [], instance.file);
			const theirs = JSON.parse(dcmtkText('dcm2json', [], plain)) as Row;
			const ours = Object.fromEntries(
				Object.entries(metadata!).filter(
					([tag]) => !['00080005', '00083002'].includes(tag) && !tag.startsWith('7FE0'),
				),
			);
			const kept = Object.fromEntries(
				Object.entries(theirs).filter(
					([tag]) => tag !== '00080005' && !tag.startsWith('0002') && !tag.startsWith('7FE0'),
				),
			);
			expect(comparable(ours)).toEqual(comparable(kept));
		});
	});

	describe.each(instances.filter((each) => each.frames.length > 0).map((each) => [each.name, each] as const))(
		'frames of %s',
		(_, instance) => {
			test('plain values by default, all frames in order, one alone, by ranges', async () => {
				const numbers = instance.frames.map((_, index) => index + 1);
				const answer = await subject.get(`${instance.path}/frames/${numbers.join(',')}`, multi(octets));
				expect(answer.status).toBe(200);
				const parts = await partsOf(answer);
				expect(parts.map((part) => sha256(part.body))).toEqual(instance.frames.map(sha256));
				expect(parts[0]?.type).toBe(`${octets}; transfer-syntax=${le}`);
				const last = numbers.length;
				const single = await subject.get(`${instance.path}/frames/${last}`, octets);
				const whole = Buffer.from(await single.arrayBuffer());
				expect(sha256(whole)).toBe(sha256(instance.frames[last - 1]!));
				const etag = single.headers.get('etag') ?? '';
				const range = await subject.get(`${instance.path}/frames/${last}`, octets, {
					range: 'bytes=10-19',
					'if-range': etag,
				});
				expect(range.status).toBe(206);
				expect(range.headers.get('content-range')).toBe(`bytes 10-19/${whole.length}`);
				expect(Buffer.from(await range.arrayBuffer())).toEqual(whole.subarray(10, 20));
				const same = await subject.get(`${instance.path}/frames/${last}`, octets, { 'if-none-match': etag });
				expect(same.status).toBe(304);
				const beyond = await subject.get(`${instance.path}/frames/${last}`, octets, {
					range: 'bytes=99999999-',
				});
				expect(beyond.status).toBe(416);
			});

			test('the stored codestream when asked for', async () => {
				const answer = await subject.get(`${instance.path}/frames/1`, multi(octets, '*'));
				const [part] = await partsOf(answer);
				expect(part?.type).toBe(`${octets}; transfer-syntax=${instance.codestreamSyntax}`);
				if (instance.codestreamSyntax === le) expect(sha256(part!.body)).toBe(sha256(instance.frames[0]!));
				else expect(instance.file.includes(part!.body.subarray(0, part!.body.length - 1))).toBe(true);
				if (instance.mediaType === null) return;
				const image = await subject.get(`${instance.path}/frames/1`, instance.mediaType);
				expect(image.headers.get('content-type')).toContain(instance.mediaType);
				expect(Buffer.from(await image.arrayBuffer())).toEqual(part!.body);
			});

			test('a frame that is not there', async () => {
				const path = `${instance.path}/frames/${instance.frames.length + 1}`;
				const answer = await subject.get(path, multi(octets));
				expect(answer.status).toBe(404);
				expect(await answer.text()).toBe('{"code":"not-found"}');
			});
		},
	);

	test('as HTJ2K, whatever it is stored as: stored again as such, it has the same values', async () => {
		const smooth = named('smooth');
		const answer = await subject.get(`${smooth.path}/frames/1`, 'image/jphc');
		expect(answer.status).toBe(200);
		expect(answer.headers.get('content-type')).toBe(`image/jphc; transfer-syntax=${htj2k}`);
		const codestream = Buffer.from(await answer.arrayBuffer());
		expect(codestream.length).toBeLessThan(smooth.frames[0]!.length / 2);
		const again = htj2kInstance(codestream, `${study}.9`);
		expect((await subject.store([again.file])).status).toBe(200);
		const values = await subject.get(`${again.path}/frames/1`, octets);
		expect(sha256(Buffer.from(await values.arrayBuffer()))).toBe(sha256(smooth.frames[0]!));
	});

	test('forms that can not be had are refused, never replaced', async () => {
		const { path } = named('jpeg-ls');
		expect((await subject.get(path, multi('application/dicom', '1.2.840.10008.1.2.4.90'))).status).toBe(406);
		expect((await subject.get(path, 'application/dicom+xml')).status).toBe(406);
		expect((await subject.get(`${path}/frames/1`, multi('image/jp2'))).status).toBe(406);
		expect((await subject.get(`${path}/rendered`, 'image/gif')).status).toBe(406);
		expect((await subject.get(`${named('pdf').path}/rendered`)).status).toBe(406);
	});

	test('series and study come whole, each part with its own syntax', async () => {
		const answer = await subject.get(`/studies/${study}`, multi('application/dicom', '*'));
		const parts = await partsOf(answer);
		expect(parts.map((part) => sha256(part.body)).sort()).toEqual(
			instances.map((each) => sha256(each.file)).sort(),
		);
		const series = await subject.get(
			named('implicit').path.replace(/\/instances.*/, ''),
			multi('application/dicom', le),
		);
		for (const part of await partsOf(series)) expect(part.type).toContain(le);
	});

	test('metadata of series and study lists every instance once', async () => {
		expect(await subject.rows(`/studies/${study}/metadata`)).toHaveLength(instances.length);
		const inSeries = await subject.rows(`${named('implicit').path.replace(/\/instances.*/, '')}/metadata`);
		expect(inSeries.length).toBeGreaterThan(1);
	});

	test('a series asked for again is the same to the byte, compressed or not, until something joins it', async () => {
		const grown = '1.2.826.0.1.3680043.8.498.6.77';
		const file = (number: number): Uint8Array =>
			part10File({ study: grown, series: `${grown}.1`, instance: `${grown}.1.${number}` });
		const path = `/studies/${grown}/series/${grown}.1/metadata`;
		const asked = async (coding: string): Promise<string> =>
			(await subject.get(path, 'application/dicom+json', { 'accept-encoding': coding })).text();
		expect((await subject.store([file(1)])).status).toBe(200);
		const first = await asked('identity');
		for (const coding of ['identity', 'gzip', 'gzip;q=0']) expect(await asked(coding)).toBe(first);
		expect((await subject.store([file(2)])).status).toBe(200);
		expect(JSON.parse(await asked('gzip'))).toHaveLength(2);
	});

	test('threat-3: bulk data has addresses of our own, and can be had there', async () => {
		const [metadata] = await subject.rows(`${named('pdf').path}/metadata`);
		const address = metadata?.['00420011']?.BulkDataURI ?? '';
		expect(address.startsWith(`${subject.root}${named('pdf').path}/bulkdata/`)).toBe(true);
		const path = address.slice(subject.root.length);
		const single = await subject.get(path, octets);
		expect(Buffer.from(await single.arrayBuffer())).toEqual(named('pdf').document);
		const [part] = await partsOf(await subject.get(path, multi(octets)));
		expect(part?.body).toEqual(named('pdf').document);
		expect((await subject.get(`${named('pdf').path}/bulkdata/00420012`, octets)).status).toBe(404);
		const pixels = await subject.get(`${named('multi-frame').path}/bulkdata/7FE00010`, multi(octets));
		expect((await partsOf(pixels)).map((each) => sha256(each.body))).toEqual(
			named('multi-frame').frames.map(sha256),
		);
	});

	test('rendered pictures follow the window and the viewport', async () => {
		const { path } = named('explicit');
		const wide = await picture(await subject.get(`${path}/rendered?window=-896,256,linear`, 'image/png'));
		const narrow = await picture(await subject.get(`${path}/rendered?window=-896,2,linear`, 'image/png'));
		expect([wide.width, wide.height]).toEqual([16, 16]);
		expect(new Set(narrow.grey).size).toBeLessThanOrEqual(3);
		expect(new Set(wide.grey).size).toBeGreaterThan(200);
		const part = await picture(await subject.get(`${path}/rendered?viewport=8,8,0,0,8,8`, 'image/png'));
		expect([part.width, part.height]).toEqual([8, 8]);
		const jpeg = await subject.get(`${path}/rendered?quality=50&annotation=patient`);
		expect(jpeg.headers.get('content-type')).toBe('image/jpeg');
		expect(jpeg.headers.get('warning')).toContain('annotation');
		expect((await subject.get(`${path}/rendered?window=1,0`)).status).toBe(400);
		const frame = await subject.get(`${named('multi-frame').path}/frames/2/rendered`, 'image/webp');
		expect(frame.headers.get('content-type')).toBe('image/webp');
		const several = await subject.get(`${named('multi-frame').path}/rendered`, multi('image/jpeg'));
		expect(await partsOf(several)).toHaveLength(named('multi-frame').frames.length);
	});

	test('threat-11: a header that claims two thousand million frames costs nothing', async () => {
		const ids = { study: `${study}.8`, series: `${study}.8.1`, instance: `${study}.8.1.1` };
		const claims = { '00280008': { vr: 'IS', Value: [2_000_000_000] } };
		expect((await subject.store([part10File({ ...ids, more: claims })])).status).toBe(200);
		const path = `/studies/${ids.study}/series/${ids.series}/instances/${ids.instance}`;
		for (const view of ['rendered', 'thumbnail', 'frames/1', 'bulkdata/7FE00010', 'frames/1/rendered']) {
			expect((await subject.get(`${path}/${view}`)).status, view).toBe(406);
		}
		expect((await subject.get(`${path}/rendered`, multi('image/jpeg'))).status).toBe(406);
		expect((await subject.get(`/studies/${ids.study}/rendered`)).status).toBe(406);
		expect((await subject.get(path, 'application/dicom')).status).toBe(200);
	});

	test('a thumbnail at every level', async () => {
		const { path } = named('explicit');
		for (const at of [`/studies/${study}`, path.replace(/\/instances.*/, ''), path, `${path}/frames/1`]) {
			const answer = await subject.get(`${at}/thumbnail`);
			expect(answer.status, at).toBe(200);
			expect(answer.headers.get('content-type')).toBe('image/jpeg');
		}
	});

	test('HEAD says what GET would, without a body', async () => {
		const { path, file } = named('explicit');
		const answer = await fetch(subject.root + path, {
			method: 'HEAD',
			headers: { authorization: `Bearer ${subject.token}`, accept: 'application/dicom' },
		});
		expect(answer.status).toBe(200);
		expect(answer.headers.get('content-length')).toBe(String(file.length));
	});
});

/** Numbers and their text, empty and missing values mean the same in both. */
function comparable(set: Row): unknown {
	const out: Record<string, unknown> = {};
	for (const [tag, element] of Object.entries(set)) {
		const values: readonly unknown[] = element.Value ?? [];
		out[tag] =
			element.vr === 'SQ'
				? values.map((item) => comparable(item as Row))
				: 'BulkDataURI' in element || 'InlineBinary' in element
					? 'bytes'
					: values.map((each) => (typeof each === 'number' ? String(each) : each));
	}
	return out;
}

/** A greyscale PNG read by hand: the test must not trust the library that wrote it. */
async function picture(answer: Response): Promise<{ width: number; height: number; grey: number[] }> {
	expect(answer.status, answer.statusText).toBe(200);
	const png = Buffer.from(await answer.arrayBuffer());
	const width = png.readUInt32BE(16);
	const height = png.readUInt32BE(20);
	const channels = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }[png[25] ?? 0] ?? 1;
	const chunks: Buffer[] = [];
	for (let at = 8; at < png.length;) {
		const length = png.readUInt32BE(at);
		if (png.toString('latin1', at + 4, at + 8) === 'IDAT') chunks.push(png.subarray(at + 8, at + 8 + length));
		at += length + 12;
	}
	return { width, height, grey: unfiltered(inflateSync(Buffer.concat(chunks)), width * channels, channels) };
}

function unfiltered(data: Buffer, stride: number, step: number): number[] {
	const out: number[] = [];
	let above = new Array<number>(stride).fill(0);
	for (let at = 0; at < data.length; at += stride + 1) {
		const filter = data[at] ?? 0;
		const line: number[] = [];
		for (let x = 0; x < stride; x += 1) {
			const raw = data[at + 1 + x] ?? 0;
			const left = line[x - step] ?? 0;
			const up = above[x] ?? 0;
			const corner = x >= step ? (above[x - step] ?? 0) : 0;
			const guess = [0, left, up, (left + up) >> 1, paeth(left, up, corner)][filter] ?? 0;
			line.push((raw + guess) & 255);
		}
		out.push(...line);
		above = line;
	}
	return out;
}

function paeth(a: number, b: number, c: number): number {
	const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
	return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
}
