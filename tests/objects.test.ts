/**
 * The DICOM objects we hand back, judged by programs we did not write: dcmtk (dcmpschk, dsrdump, dcmdump, dcm2pdf), dicom3tools
 * (dciodvfy), pydicom; and read again by our own readers, which must find the same marks and numbers.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Annotation } from '../src/lib/annotation/annotation.ts';
import { readForeign } from '../src/lib/annotation/exchange/read-foreign.ts';
import { StudyPictures } from '../src/lib/annotation/exchange/study-pictures.ts';
import { pixelsOf } from '../src/lib/annotation/frame-geometry.ts';
import { geometryOfHeader } from '../src/lib/annotation/picture-geometry.ts';
import type { Dataset } from '../src/lib/dicom/dataset.ts';
import { number, string } from '../src/lib/dicom/dataset.ts';
import { consultationReport, encapsulatedPdf } from '../src/lib/dicom/objects/encapsulated-pdf.ts';
import { keyObjectSelection } from '../src/lib/dicom/objects/key-objects.ts';
import { pictureReference } from '../src/lib/dicom/objects/picture-reference.ts';
import { grayscalePresentation } from '../src/lib/dicom/objects/presentation-state.ts';
import type { PresentationState } from '../src/lib/dicom/objects/presentation-state.ts';
import { turnOf } from '../src/lib/dicom/objects/spatial-transformation.ts';
import { uidFrom } from '../src/lib/dicom/objects/uid-from.ts';
import { letterPdf } from '../src/lib/server/demo/letter-pdf.ts';
import {
	contextFor,
	ctStudy,
	film,
	headerOf,
	marksOn,
	obliqueCt,
	reportOf,
	stateOf,
	trackingUid,
} from './objects/world.ts';
import { dcmtkText } from './peers/dcmtk.ts';
import { part10File } from './fixtures/part10-file.ts';

let ct: Dataset;
let cr: Dataset;
const folder = mkdtempSync(join(tmpdir(), 'hub-objects-'));
beforeAll(async () => {
	ct = await headerOf(obliqueCt());
	cr = await headerOf(film());
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Everything that a tool says about a file, on both its outputs. */
function said(
	tool: string,
	args: readonly string[],
	file: Uint8Array,
): { text: string; code: number | null } {
	const path = join(folder, 'in.dcm');
	writeFileSync(path, file);
	const { stdout, stderr, status } = spawnSync(tool, [...args, path], { encoding: 'utf8' });
	return { text: stdout + stderr, code: status };
}

/**
 * Errors of dciodvfy, without those that are its own: it counts the 64 characters of an LO in bytes (PS3.5 6.2 counts characters),
 * and Thai has three bytes each.
 */
function verified(file: Uint8Array): string[] {
	return said('dciodvfy', ['-new'], file)
		.text.split('\n')
		.filter((line) => line.startsWith('Error'))
		.filter((line) => {
			const value = /Value invalid for this VR \[(?:LO|SH)\] = <(.*)> - Length invalid/.exec(line)?.[1];
			return value === undefined || value.length > 64 || !/[^\x00-\x7f]/.test(value);
		});
}

function withLatinNames(header: Dataset): Dataset {
	return { ...header, '00100010': { vr: 'PN', Value: [{ Alphabetic: 'Jaidee^Somchai' }] } };
}
const latinAuthor = { name: { Alphabetic: 'Arunrung^Hatai' }, institution: 'Example Hospital' };
const latin = (marks: readonly Annotation[]): Annotation[] =>
	marks.map((mark) => ({
		...mark,
		label: mark.label === '' ? '' : 'Nodule <1>',
		seen: mark.seen.map((one) => ({ ...one, unit: one.unit.replace('²', '2').replace('°', 'deg') })),
	}));

describe('a presentation state', () => {
	// dcmpschk 3.6.7 can't check the values of UTF-8 text: the same state with Latin words must pass whole, with Thai ones all else.
	it.each(['ct', 'film'] as const)('of a %s passes dcmpschk', (which) => {
		const header = which === 'ct' ? ct : cr;
		const plain = withLatinNames(header);
		const context = { ...contextFor(plain, 1, 'Marked'), author: latinAuthor };
		const state = stateOf(plain, latin(marksOn(header)), { context, description: 'Nodule' }, 'en');
		const { text, code } = said('dcmpschk', [], state);
		expect([text.includes('Test passed'), code]).toEqual([true, 0]);
		expect(text.split('\n').filter((line) => line.startsWith('E:'))).toEqual([]);

		const thai = said('dcmpschk', [], stateOf(header, marksOn(header))).text;
		const complaints = [...thai.matchAll(/Affected attribute: \w+ \((.{9})\), Type/g)].map(([, tag]) => tag);
		const worded = ['0008,0080', '0008,103e', '0010,0010', '0070,0006', '0070,0081', '0070,0084'];
		expect(complaints.filter((tag) => !worded.includes(tag ?? ''))).toEqual([]);
		expect(thai).not.toMatch(/not part of|missing|Semantic/i);
	});

	it('has no errors for dciodvfy, and what it says is read right by pydicom', () => {
		const state = stateOf(ct, marksOn(ct));
		expect(verified(state)).toEqual([]);
		const read = pydicom(
			state,
			`[ds.SpecificCharacterSet, str(ds.ContentCreatorName), ds.ContentDescription, ds.InstitutionName,
			[t.UnformattedTextValue for a in ds.GraphicAnnotationSequence for t in a.get('TextObjectSequence', [])][1],
			len(ds.GraphicAnnotationSequence), ds.RescaleIntercept, ds.PresentationLUTShape]`,
		);
		expect(read).toEqual([
			'ISO_IR 192',
			'อรุณรุ่ง^หทัย^^พญ.',
			'ก้อนที่ปอดกลีบบนขวา',
			'โรงพยาบาลศูนย์ตัวอย่าง (จ.ขอนแก่น)',
			'สงสัยเนื้องอก <ปอดขวา> & "ต่อมน้ำเหลือง"',
			11,
			-1024,
			'IDENTITY',
		]);
	});

	it('is drawn by dcmtk where the mark was set, with its window', () => {
		const marks = marksOn(cr).filter((mark) => mark.kind === 'rectangle');
		const bare = { ...cr, '00280004': { vr: 'CS', Value: ['MONOCHROME2'] } };
		const state = stateOf(bare, marks, { window: { center: 2000, width: 4000 } });
		const image = join(folder, 'image.dcm');
		const pstate = join(folder, 'state.dcm');
		const out = join(folder, 'out.pgm');
		writeFileSync(image, part10OfFilm());
		writeFileSync(pstate, state);
		const { status, stderr } = spawnSync('dcmp2pgm', ['-p', pstate, image, out], { encoding: 'utf8' });
		expect([status, stderr]).toEqual([0, expect.any(String)]);
		// dcmtk applies the window of the state and leaves graphics to its caller: the greys are those of 2000/4000.
		const pgm = readFileSync(out);
		const pixels = pgm.subarray(pgm.length - 256 * 256);
		expect(pixels[0]).toBeLessThan(3);
		expect(Math.abs((pixels[200 * 256]! / 255) * 4000 - ((200 * 256) % 4000))).toBeLessThan(60);
	});

	it('turns and mirrors as it was seen, both ways round', async () => {
		for (const rotation of [0, 90, 180, 270] as const) {
			for (const [flipH, flipV] of [
				[false, false],
				[true, false],
				[false, true],
				[true, true],
			] as const) {
				const turn = { rotation, flipH, flipV };
				// PS3.3 C.10.6: the turn first, then the mirroring.
				const set = await spatial(turn);
				expect(seenAt(turnOf(set), [3, 1])).toEqual(seenAt(turn, [3, 1]));
				const standard = dicomSeen(set, [3, 1]);
				expect(standard).toEqual(seenAt(turn, [3, 1]));
			}
		}
	});

	it('of a colour picture carries a profile and no grey', () => {
		const colour: Dataset = {
			...cr,
			'00080016': { vr: 'UI', Value: ['1.2.840.10008.5.1.4.1.1.77.1.4'] },
			'00280002': { vr: 'US', Value: [3] },
			'00280004': { vr: 'CS', Value: ['YBR_FULL_422'] },
		};
		const state = stateOf(colour, marksOn(cr));
		expect(verified(state)).toEqual([]);
		expect(dcmtkText('dcmdump', ['+P', '0008,0016'], state)).toContain('ColorSoftcopyPresentationState');
		const sizes = pydicom(
			state,
			`[len(ds.ICCProfile), 'PresentationLUTShape' in ds, ds.ICCProfile[36:40].decode()]`,
		);
		expect(sizes).toEqual([expect.any(Number), false, 'acsp']);
	});
});

describe('a measurement report', () => {
	it.each(['ct', 'film'] as const)('of a %s is what dsrdump and dciodvfy expect', (which) => {
		const header = which === 'ct' ? ct : cr;
		const report = reportOf(header, marksOn(header));
		expect(verified(report)).toEqual([]);
		const { text, code } = said('dsrdump', ['-Er', '+Pl'], report);
		expect(code).toBe(0);
		expect(text).not.toMatch(/^[EF]: /m);
		expect(text.split('\n')[0]).not.toContain('invalid');
		expect(text).toContain(which === 'ct' ? 'Comprehensive 3D SR Document' : 'Comprehensive SR Document');
		expect(text.match(/"Measurement Group"/g)).toHaveLength(11);
		expect(text).toContain('"Cobb angle"');
		expect(text).toMatch(/Verification Flag +: VERIFIED/);
		expect(text).toContain('สงสัยมะเร็งปอด <ระยะต้น>');
		expect(text.includes('SCOORD3D')).toBe(which === 'ct');
		// A second opinion on the tree: dsr2xml writes nothing of what it can't follow.
		const xml = said('dsr2xml', [], report);
		expect(xml.code).toBe(0);
		expect(xml.text.match(/<num>/g)?.length ?? 0).toBe(numbersIn(header));
	});

	it('says how far each length may be believed, and who verified it', () => {
		const text = said('dsrdump', ['-Er', '+Pc', '+Pl'], reportOf(cr, marksOn(cr))).text;
		expect(text).toMatch(/\(imager,99HUBCONSULT/);
		expect(text).toContain('Verifying Observers : 2025-01-30 09:15:00 +07:00, อรุณรุ่ง^หทัย^^พญ.');
	});
});

it('a key object selection names its pictures as they are to be seen', () => {
	const state = {
		study: ctStudy,
		series: `${ctStudy}.91`,
		instance: `${ctStudy}.91.1`,
		sopClass: grayscalePresentation,
	};
	const kos = keyObjectSelection({
		context: contextFor(ct, 3, 'ภาพสำคัญ'),
		title: 'forReferringProvider',
		description: 'ก้อนที่ปอดกลีบบนขวา ดูภาพนี้',
		language: 'th',
		objects: [{ picture: pictureReference(ct, 1), presentation: state }],
	});
	expect(verified(kos)).toEqual([]);
	const { text, code } = said('dsrdump', ['-Er', '+Pl'], kos);
	expect(code).toBe(0);
	expect(text).toContain('Key Object Selection Document');
	expect(text).toContain('"ก้อนที่ปอดกลีบบนขวา ดูภาพนี้"');
	const evidence = pydicom(
		kos,
		`[[s.SeriesInstanceUID for s in st.ReferencedSeriesSequence] for st in ds.CurrentRequestedProcedureEvidenceSequence]`,
	);
	expect(evidence).toEqual([[`${ctStudy}.1`, `${ctStudy}.91`]]);
});

it('a PDF comes out of its object as it went in', () => {
	const pdf = letterPdf();
	const file = encapsulatedPdf({
		context: contextFor(ct, 4, 'คำตอบการปรึกษา'),
		pdf,
		title: 'คำตอบการปรึกษา',
		concept: consultationReport,
		namesPatient: true,
		signed: true,
		sources: [pictureReference(ct, 1)],
	});
	expect(verified(file)).toEqual([]);
	const from = join(folder, 'pdf.dcm');
	const to = join(folder, 'out.pdf');
	writeFileSync(from, file);
	expect(spawnSync('dcm2pdf', [from, to]).status).toBe(0);
	const out = readFileSync(to);
	expect(Buffer.compare(out.subarray(0, pdf.length), pdf)).toBe(0);
	expect(pydicom(file, '[ds.BurnedInAnnotation, ds.DocumentTitle, ds.EncapsulatedDocumentLength]')).toEqual([
		'YES',
		'คำตอบการปรึกษา',
		pdf.length,
	]);
});

describe('read again by our own readers', () => {
	it.each([
		['presentation', 'ct'],
		['presentation', 'film'],
		['report', 'ct'],
		['report', 'film'],
	] as const)('a %s of a %s holds the same marks', async (kind, which) => {
		const header = which === 'ct' ? ct : cr;
		const marks = marksOn(header);
		const file = kind === 'report' ? reportOf(header, marks) : stateOf(header, marks);
		const found = readForeign(await headerOf(file), picturesOf(header), greysOf(header));
		expect([found?.kind, found?.dropped]).toEqual([kind, {}]);
		const geometry = geometryOfHeader(header, 1);
		for (const [index, mark] of marks.entries()) {
			const same = found?.marks.find((one) => one.uid === trackingUid(index));
			expect(same?.mark.kind).toBe(mark.kind);
			expect(same?.mark.instance).toBe(mark.instance);
			const [here, there] = [pixelsOf(mark.points, geometry)!, pixelsOf(same!.mark.points, geometry)!];
			const tallness = geometry.spacing!.rowMm / geometry.spacing!.columnMm;
			expect(farthest(mark.kind, [here, there], tallness)).toBeLessThan(1e-3);
			if (kind === 'presentation') continue;
			expect(same?.mark.label).toBe(mark.label);
			expect(same?.mark.seen.map(({ name, unit, trust }) => [name, unit, trust])).toEqual(
				mark.seen.map(({ name, unit, trust }) => [name, unit, trust]),
			);
			same?.mark.seen.forEach((one, at) => expect(one.value).toBeCloseTo(mark.seen[at]!.value, 9));
			expect(same?.mark.points.space).toBe(mark.points.space);
		}
		expect(found?.marks).toHaveLength(marks.length);
		expect(found?.origin).toMatchObject({
			manufacturer: 'MOPH Imaging HUB Consult',
			author: 'พญ. หทัย อรุณรุ่ง',
			institution: 'โรงพยาบาลศูนย์ตัวอย่าง (จ.ขอนแก่น)',
			date: '20250130',
		});
	});

	it('the look of a state is the one its author had', async () => {
		const area = { left: 20, top: 30, right: 200, bottom: 180 };
		const turn = { rotation: 90, flipH: true, flipV: false } as const;
		const more = { area, turn, inverted: true, window: { center: -550, width: 1400 } };
		const found = readForeign(await headerOf(stateOf(cr, [], more)), picturesOf(cr), greysOf(cr));
		expect(found?.looks).toEqual([
			{
				instance: string(cr, '00080018'),
				frames: null,
				window: { center: -550, width: 1400 },
				inverted: true,
				...turn,
				area,
			},
		]);
	});

	it('a window counts in the values of the picture, whatever the state rescales by', async () => {
		const raw = { ...ct, '00281052': { vr: 'DS', Value: [0] } };
		const state = await headerOf(stateOf(raw, [], { window: { center: 1064, width: 400 } }));
		const found = readForeign(state, picturesOf(ct), greysOf(ct));
		expect(found?.looks[0]?.window).toEqual({ center: 40, width: 400 });
	});

	it('points in space find the slice they lie on, and none where there is none', async () => {
		const second = await headerOf(obliqueCt(2));
		const report = await headerOf(reportOf(second, marksOn(second)));
		const both = new StudyPictures(ctStudy, [pictureOf(ct), pictureOf(second)]);
		const there = readForeign(report, both, greysOf(ct));
		expect(new Set(there?.marks.map((one) => one.mark.instance))).toEqual(new Set([`${ctStudy}.1.2`]));
		const without = readForeign(report, picturesOf(ct), greysOf(ct));
		expect(without?.marks).toEqual([]);
		expect(without?.dropped).toEqual({ 'not-in-study': expect.any(Number) });
	});
});

it('names a UID by what it is for: always the same, and a UUID of its own version', async () => {
	const uid = await uidFrom('consult 1 version 1 report');
	expect(uid).toBe(await uidFrom('consult 1 version 1 report'));
	expect(uid).not.toBe(await uidFrom('consult 1 version 2 report'));
	const hex = BigInt(uid.slice(5)).toString(16).padStart(32, '0');
	expect([uid.length <= 64, hex[12], '89ab'.includes(hex[16]!)]).toEqual([true, '8', true]);
});

function pictureOf(header: Dataset) {
	return {
		series: string(header, '0020000E')!,
		instance: string(header, '00080018')!,
		frames: number(header, '00280008') ?? 1,
		geometry: (frame: number) => geometryOfHeader(header, frame),
	};
}
function picturesOf(header: Dataset): StudyPictures {
	return new StudyPictures(string(header, '0020000D')!, [pictureOf(header)]);
}
function greysOf(header: Dataset) {
	const slope = number(header, '00281053') ?? 1;
	return {
		rescale: () => ({ slope, intercept: number(header, '00281052') ?? 0 }),
		inverse: () => string(header, '00280004') === 'MONOCHROME1',
	};
}

type Pixels = readonly (readonly [number, number])[];
/** Circles are the same when centre and radius are, whichever point of the rim stands for it. */
function farthest(kind: string, [a, b]: readonly [Pixels, Pixels], tallness: number): number {
	expect(b).toHaveLength(a.length);
	const off = (p: readonly [number, number], q: readonly [number, number]) =>
		Math.hypot(p[0] - q[0], p[1] - q[1]);
	if (kind === 'ellipse') {
		// Its long axis comes first in DICOM.
		const swapped = [a[2]!, a[3]!, a[0]!, a[1]!];
		return Math.min(...[a, swapped].map((one) => Math.max(...one.map((p, i) => off(p, b[i]!)))));
	}
	if (kind === 'circle' && tallness !== 1) {
		// Written as an ellipse of the grid: the same centre and the same radius in the patient.
		const radius = (p: Pixels) => Math.hypot(p[1]![0] - p[0]![0], (p[1]![1] - p[0]![1]) * tallness);
		return Math.max(off(a[0]!, b[0]!), Math.abs(radius(a) - radius(b)));
	}
	return Math.max(...a.map((p, i) => off(p, b[i]!)));
}

function numbersIn(header: Dataset): number {
	return marksOn(header).reduce((sum, mark) => sum + mark.seen.length, 0);
}

function part10OfFilm(): Uint8Array {
	return part10File({
		study: '2.25.8802',
		series: '2.25.8802.1',
		instance: '2.25.8802.1.1',
		values: new Uint16Array(256 * 256).map((_, index) => index % 4000),
		more: {
			'00080016': { vr: 'UI', Value: ['1.2.840.10008.5.1.4.1.1.1'] },
			'00280010': { vr: 'US', Value: [256] },
			'00280011': { vr: 'US', Value: [256] },
			'00281052': { vr: 'DS' },
			'00281053': { vr: 'DS' },
		},
	});
}

type Turned = PresentationState['turn'];
/** What the written state itself says. */
async function spatial(turn: Turned): Promise<Dataset> {
	return headerOf(stateOf(cr, [], { turn }));
}
/** y downwards; clockwise as seen */
function rotated([x, y]: readonly [number, number], degrees: number): [number, number] {
	const quarter = (((degrees / 90) % 4) + 4) % 4;
	return quarter === 0 ? [x, y] : quarter === 1 ? [-y, x] : quarter === 2 ? [-x, -y] : [y, -x];
}
function seenAt({ rotation, flipH, flipV }: Turned, [x, y]: readonly [number, number]): number[] {
	return rotated([flipH ? -x : x, flipV ? -y : y], rotation).map((n) => n + 0);
}
function dicomSeen(set: Dataset, point: readonly [number, number]): number[] {
	const [x, y] = rotated(point, number(set, '00700042') ?? 0);
	return [string(set, '00700041') === 'Y' ? -x : x, y].map((n) => n + 0);
}

function pydicom(file: Uint8Array, expression: string): unknown {
	const path = join(folder, 'py.dcm');
	writeFileSync(path, file);
	const script = `import json,sys,pydicom\nds=pydicom.dcmread(sys.argv[1])\nprint(json.dumps(${expression.replace(/\s+/g, ' ')}, default=lambda v: float(v)))`;
	const { stdout, stderr } = spawnSync('/usr/bin/python3', ['-c', script, path], { encoding: 'utf8' });
	if (stdout === '') throw new Error(stderr);
	return JSON.parse(stdout);
}
