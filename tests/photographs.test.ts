/** A phone's picture on its way to a DICOM object: the right way up, nothing of the phone in it, valid for other readers. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { PictureRequest } from '../src/lib/archive/upload-contract.ts';
import { bytesInMemory } from '../src/lib/base/bytes.ts';
import { string } from '../src/lib/dicom/dataset.ts';
import { readPart10 } from '../src/lib/dicom/part10/part10-reader.ts';
import { putHospital } from '../src/lib/server/archive/catalogue/hospitals.ts';
import { makePhotograph } from '../src/lib/server/pixels/photograph.ts';
import { part10File } from './fixtures/part10-file.ts';
import { databases } from './peers/databases.ts';
import { dcmtkText } from './peers/dcmtk.ts';
import { readWithPydicom } from './peers/pydicom.ts';
import { UploadSubject, sender } from './upload-subject.ts';

const columns = 60;
const rows = 40;
const corners = {
	red: [250, 10, 10],
	green: [10, 250, 10],
	blue: [10, 10, 250],
	white: [250, 250, 250],
} as const;
type Corner = keyof typeof corners;

/** As the eye should see it: red and green above, blue and white below, whatever way the camera was held. */
async function phonePicture(orientation: number, kind: 'jpeg' | 'png' | 'webp' = 'jpeg'): Promise<Buffer> {
	const raw = Buffer.alloc(rows * columns * 3);
	for (let y = 0; y < rows; y++) {
		for (let x = 0; x < columns; x++) {
			const corner: Corner =
				y < rows / 2 ? (x < columns / 2 ? 'red' : 'green') : x < columns / 2 ? 'blue' : 'white';
			raw.set(corners[corner], (y * columns + x) * 3);
		}
	}
	// Stored the way a sensor held so would have seen it: the inverse of what the orientation asks for.
	const turn = { 1: 0, 3: 180, 6: 270, 8: 90 }[orientation] ?? 0;
	const stored = await sharp(raw, { raw: { width: columns, height: rows, channels: 3 } })
		.rotate(turn)
		.toFormat('png')
		.toBuffer();
	return sharp(stored)
		.withExif({
			IFD0: { Make: 'SecretPhone', Model: 'S-1', Software: 'patient Somchai' },
			IFD2: { BodySerialNumber: 'SN-12345' },
			IFD3: {
				GPSLatitudeRef: 'N',
				GPSLatitude: '13/1 45/1 30/1',
				GPSLongitudeRef: 'E',
				GPSLongitude: '100/1 30/1 0/1',
			},
		})
		.withMetadata({ orientation })
		.toFormat(kind, { quality: 95 })
		.toBuffer();
}

async function cornersOf(jpeg: Uint8Array): Promise<Corner[]> {
	const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
	const at = (x: number, y: number): Corner => {
		const offset = (y * info.width + x) * 3;
		const near = (corner: Corner) =>
			corners[corner].reduce((sum, value, index) => sum + Math.abs(value - data[offset + index]!), 0);
		return (Object.keys(corners) as Corner[]).sort((a, b) => near(a) - near(b))[0]!;
	};
	const [right, bottom] = [info.width - 5, info.height - 5];
	return [at(4, 4), at(right, 4), at(4, bottom), at(right, bottom)];
}

const folder = mkdtempSync(join(tmpdir(), 'hub-photo-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const none = { rotate: 0, crop: null, size: null } as const;

async function made(bytes: Uint8Array, edit: Partial<Parameters<typeof makePhotograph>[0]> = {}) {
	const path = join(folder, 'in');
	writeFileSync(path, bytes);
	return makePhotograph({ ...none, ...edit, path }, () => undefined);
}

describe('a photograph', () => {
	it.each([1, 3, 6, 8])('held as EXIF orientation %i stands upright', async (orientation) => {
		const photo = await made(await phonePicture(orientation));
		if (!photo.ok) throw new Error(photo.reason.code);
		expect([photo.value.columns, photo.value.rows]).toEqual([columns, rows]);
		expect(await cornersOf(photo.value.jpeg)).toEqual(['red', 'green', 'blue', 'white']);
	});

	it('keeps nothing of the phone: no place, no serial number, no maker (camera photo GPS)', async () => {
		const given = await phonePicture(6);
		expect(given.includes('SecretPhone') && given.includes('SN-12345')).toBe(true);
		const photo = await made(given);
		if (!photo.ok) throw new Error(photo.reason.code);
		const jpeg = Buffer.from(photo.value.jpeg);
		for (const secret of ['SecretPhone', 'SN-12345', 'Somchai', 'Exif', 'GPS'])
			expect(jpeg.includes(secret)).toBe(false);
		const left = await sharp(jpeg).metadata();
		expect([left.exif, left.xmp, left.iptc, left.orientation]).toEqual([
			undefined,
			undefined,
			undefined,
			undefined,
		]);
		// Baseline: SOF0 and no other frame header; no application segment but JFIF's.
		const markers = segments(jpeg);
		expect(markers).toContain(0xc0);
		expect(markers.filter((marker) => marker >= 0xe1 && marker <= 0xef)).toEqual([]);
	});

	it('turns and crops as its sender saw it', async () => {
		const turned = await made(await phonePicture(6), { rotate: 90 });
		if (!turned.ok) throw new Error(turned.reason.code);
		expect([turned.value.columns, turned.value.rows]).toEqual([rows, columns]);
		expect(await cornersOf(turned.value.jpeg)).toEqual(['blue', 'red', 'white', 'green']);
		const crop = { x: 0.5, y: 0, width: 0.5, height: 0.5 };
		const cut = await made(await phonePicture(1), { crop });
		if (!cut.ok) throw new Error(cut.reason.code);
		expect([cut.value.columns, cut.value.rows]).toEqual([columns / 2, rows / 2]);
		expect(await cornersOf(cut.value.jpeg)).toEqual(['green', 'green', 'green', 'green']);
	});

	it.each(['png', 'webp'] as const)('may come as %s', async (kind) => {
		const photo = await made(await phonePicture(1, kind));
		expect(photo.ok && (await cornersOf(photo.value.jpeg))).toEqual(['red', 'green', 'blue', 'white']);
	});

	it('that is cut, empty, a disguise or a bomb is refused, never half shown (threat-11)', async () => {
		const good = await phonePicture(1);
		const bomb = await sharp({ create: { width: 16_000, height: 16_000, channels: 3, background: '#000' } })
			.png({ compressionLevel: 9 })
			.toBuffer();
		const wrong: [Uint8Array, string][] = [
			[good.subarray(0, good.length - 60), 'codestream-damaged'],
			[good.subarray(0, 20), 'codestream-damaged'],
			[new Uint8Array(0), 'codestream-damaged'],
			[
				Buffer.from(
					'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/passwd"/></svg>',
				),
				'codec-unsupported',
			],
			[bomb, 'frame-too-large|codestream-damaged'],
		];
		for (const [bytes, code] of wrong) {
			const photo = await made(bytes);
			expect(photo.ok ? 'ok' : photo.reason.code).toMatch(new RegExp(`^(${code})$`));
		}
	});
});

function segments(jpeg: Buffer): number[] {
	const markers: number[] = [];
	for (let at = 2; at + 4 <= jpeg.length && jpeg[at] === 0xff; at += 2 + jpeg.readUInt16BE(at + 2)) {
		markers.push(jpeg[at + 1]!);
		if (jpeg[at + 1] === 0xda) break;
	}
	return markers;
}

describe('photographs through the upload', () => {
	const peer = databases[0]!();
	let subject: UploadSubject;
	beforeAll(() => peer.start());
	afterEach(() => subject.remove());
	afterAll(() => peer.stop());

	const typed: PictureRequest['patient'] = {
		...{ from: 'typed', hn: '0045871', title: 'นาง', given: 'มาลี', family: 'แสงทอง' },
		...{ birthDate: '1985-03-02', sex: 'F' },
	};

	async function sent(count: number): Promise<{ batch: string; ids: string[] }> {
		subject = new UploadSubject(await peer.open());
		await subject.start();
		await putHospital(subject.db, {
			...{ hcode: '99001', hcode9: null, nameTh: 'โรงพยาบาลทดสอบ', nameEn: 'Test', institutions: [] },
		});
		const picture = await phonePicture(6);
		const files = Array.from({ length: count }, (_, n) => ({ name: `IMG_${n}.jpg`, bytes: picture }));
		return subject.send(files);
	}

	const said = (id: string, more: Partial<PictureRequest['pictures'][number]> = {}) => ({
		...{ id, kind: 'wound' as const, bodyPart: 'FOREARM' as const, side: 'L' as const },
		...{ edit: { rotate: 0 as const, crop: null }, ...more },
	});

	async function describe_(batch: string, request: PictureRequest) {
		return subject.uploads.describe(batch, sender, { request, signal: AbortSignal.timeout(60_000) });
	}

	it('wait for a description, then for a yes, then are one study of valid objects', async () => {
		const { batch, ids } = await sent(2);
		expect((await subject.settled(batch)).counts).toEqual({ picture: 2 });
		const pictures = [said(ids[0]!), said(ids[1]!, { kind: 'film', bodyPart: 'CHEST', side: null })];
		expect((await describe_(batch, { pictures, patient: typed })).ok).toBe(true);
		const [group] = (await subject.settled(batch)).patients;
		expect(group).toMatchObject({
			patient: { name: 'นาง มาลี แสงทอง', hn: '0045871', birthDate: '1985-03-02', sex: 'F' },
			pictures: ids,
			doubts: [],
			studies: [{ files: 2, modalities: ['XC'], standing: 'new' }],
		});
		const done = await subject.confirmAll(batch);
		expect(done.counts).toEqual({ stored: 2 });
		const study = done.filed[0]!.study as never;
		const instances = await subject.studies.catalogue.instancesOf(study, null);
		for (const instance of instances) {
			const opened = await subject.studies.open(instance, AbortSignal.timeout(60_000));
			if (!opened.ok) throw new Error(opened.reason);
			const bytes = readFileSync(opened.value.path);
			await opened.value.close();
			expect(bytes.includes('SecretPhone')).toBe(false);
			await checkObject(bytes);
		}
		const derivation = await subject.studies.derivation(instances[0]!, AbortSignal.timeout(60_000));
		expect(derivation.ok && derivation.value?.refused).toBeNull();
	});

	it('can be said anew before they are filed, and belong to the patient who was picked', async () => {
		const { batch, ids } = await sent(1);
		const known = part10File({ study: '2.25.81', series: '2.25.82', instance: '2.25.83' });
		const ingest = { expectedStudy: null, actor: 'test', owner: sender.hospital };
		await subject.studies.ingest(known, ingest, AbortSignal.timeout(60_000));
		await subject.settled(batch);
		await describe_(batch, { pictures: [said(ids[0]!)], patient: typed });
		const [before] = (await subject.settled(batch)).patients;
		await describe_(batch, { pictures: [said(ids[0]!)], patient: { from: 'study', study: '2.25.81' } });
		const [after] = (await subject.settled(batch)).patients;
		expect(after).toMatchObject({ patient: { name: 'สมชาย ใจดี', hn: 'HN-0001' }, doubts: [], files: 1 });
		const late = await subject.decide(batch, { key: before!.key, accepted: [], file: true });
		expect(late).toEqual({ ok: false, reason: 'changed' });
		// A study of another hospital names nobody here.
		const other = { ...ingest, owner: '99002' };
		await subject.studies.ingest(
			part10File({ study: '2.25.84', series: '2.25.85', instance: '2.25.86' }),
			other,
			AbortSignal.timeout(60_000),
		);
		const foreign = await describe_(batch, {
			pictures: [said(ids[0]!)],
			patient: { from: 'study', study: '2.25.84' },
		});
		expect(foreign).toEqual({ ok: false, reason: 'gone' });
		expect((await subject.confirmAll(batch)).counts).toEqual({ stored: 1 });
	});
});

async function checkObject(bytes: Buffer): Promise<void> {
	const read = await readPart10(bytesInMemory(bytes));
	if (!read.ok) throw new Error(read.reason);
	const { dataset } = read.value;
	expect(string(dataset, '00080016')).toBe('1.2.840.10008.5.1.4.1.1.77.1.4');
	expect(string(dataset, '00282110')).toBe('01');
	expect(string(dataset, '00080005')).toBe('ISO_IR 192');
	expect(string(dataset, '00080201')).toBe('+0700');
	const dump = dcmtkText('dcmdump', ['+Un'], bytes);
	expect(dump).toContain('JPEG Baseline');
	expect(dump).toContain('นาง');
	dcmtkText('dcmftest', [], bytes);
	const [pydicom] = readWithPydicom([{ file: bytes, metadata: {} }]);
	expect(pydicom?.file['Modality']).toContain('XC');
	expect(pydicom?.transferSyntax).toBe('1.2.840.10008.1.2.4.50');
	validate(bytes);
}

/** dciodvfy of dicom3tools knows the IOD; the modules' own attributes are named besides, since it passes over some. */
function validate(bytes: Buffer): void {
	const type1 = [
		'00080060',
		'0020000D',
		'0020000E',
		'00280002',
		'00280004',
		'00280010',
		'00280011',
		'00080008',
	];
	const type2 = [
		'00080020',
		'00080030',
		'00080090',
		'00200010',
		'00080050',
		'00100010',
		'00100020',
		'00100030',
	];
	const more = ['00100040', '00200011', '00080070', '00200013', '00200020', '00400555', '00282110'];
	const dump = execFileSync('dcmdump', ['-q', '+L', '-'], { input: bytes, encoding: 'utf8' });
	for (const tag of [...type1, ...type2, ...more]) {
		expect(dump.toLowerCase()).toContain(`(${tag.slice(0, 4)},${tag.slice(4)})`.toLowerCase());
	}
	const path = join(folder, 'check.dcm');
	writeFileSync(path, bytes);
	const verify = spawnSync('dciodvfy', [path], { encoding: 'utf8' });
	expect(verify.error).toBeUndefined();
	expect(verify.stderr.split('\n').filter((line) => line.startsWith('Error'))).toEqual([]);
}
