/** Objects of others, damaged in every way: the readers give an answer that keeps to its schema, in bounded work, and never throw. */
import { expect, it } from 'vitest';
import * as v from 'valibot';
import { ForeignObject } from '../src/lib/annotation/exchange/foreign-study.ts';
import { readForeign } from '../src/lib/annotation/exchange/read-foreign.ts';
import { StudyPictures } from '../src/lib/annotation/exchange/study-pictures.ts';
import { geometryOfHeader } from '../src/lib/annotation/picture-geometry.ts';
import { bytesInMemory } from '../src/lib/base/bytes.ts';
import { isDataset, string } from '../src/lib/dicom/dataset.ts';
import type { Dataset, DicomElement, DicomValue } from '../src/lib/dicom/dataset.ts';
import { keyObjectSelection } from '../src/lib/dicom/objects/key-objects.ts';
import { pictureReference } from '../src/lib/dicom/objects/picture-reference.ts';
import { readPart10 } from '../src/lib/dicom/part10/part10-reader.ts';
import { contextFor, headerOf, marksOn, obliqueCt, reportOf, stateOf } from './objects/world.ts';

/** mulberry32 */
function random(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}

const ct = await headerOf(obliqueCt());
const marks = marksOn(ct);
const files = [
	stateOf(ct, marks),
	reportOf(ct, marks),
	keyObjectSelection({
		context: contextFor(ct, 3, 'x'),
		title: 'ofInterest',
		description: 'x',
		language: 'en',
		objects: [{ picture: pictureReference(ct, 1), presentation: null }],
	}),
];
const sets = await Promise.all(files.map(headerOf));
const pictures = new StudyPictures(string(ct, '0020000D')!, [
	{
		series: string(ct, '0020000E')!,
		instance: string(ct, '00080018')!,
		frames: 1,
		geometry: (frame) => geometryOfHeader(ct, frame),
	},
]);
const greys = { rescale: () => ({ slope: 1, intercept: -1024 }), inverse: () => false };

function read(set: Dataset) {
	const object = readForeign(set, pictures, greys);
	if (object !== null) v.parse(ForeignObject, object);
	// As it goes over the line: NaN and the like would come out as something else.
	if (object !== null) expect(JSON.parse(JSON.stringify(object))).toEqual(object);
	return object;
}

it('300 files with damaged bytes', async () => {
	let understood = 0;
	for (let seed = 1; seed <= 300; seed++) {
		const next = random(seed);
		const file = Uint8Array.from(files[seed % files.length]!);
		const blows = 1 + Math.floor(next() * 3);
		for (let i = 0; i < blows; i++)
			file[132 + Math.floor(next() * (file.length - 132))] = Math.floor(next() * 256);
		const cut = next() < 0.05 ? file.subarray(0, 200 + Math.floor(next() * (file.length - 200))) : file;
		const part10 = await readPart10(bytesInMemory(cut));
		if (!part10.ok) continue;
		understood += 1;
		read(part10.value.dataset);
	}
	// Most damages leave a file that can be read: else this would prove nothing.
	expect(understood).toBeGreaterThan(100);
});

it('300 data sets with values that make no sense', () => {
	const wrong: DicomValue[] = [
		'',
		'NaN',
		'-inf',
		'x'.repeat(5000),
		-1,
		1e308,
		0.5,
		2 ** 53,
		'\u0000\u202e',
		null,
		{},
		{ Alphabetic: 'x' },
	];
	for (let seed = 1; seed <= 300; seed++) {
		const next = random(seed * 7919);
		const damage = (set: Dataset, depth: number): Dataset => {
			const out: Record<string, DicomElement> = {};
			for (const [tag, element] of Object.entries(set)) {
				if (next() < 0.02) continue;
				if (next() < 0.03) out[tag] = { vr: element.vr };
				else if (next() < 0.06) {
					const any = () => wrong[Math.floor(next() * wrong.length)] ?? null;
					out[tag] = { vr: element.vr, Value: Array.from({ length: Math.floor(next() * 5) }, any) };
				} else
					out[tag] = {
						...element,
						...(element.Value
							? {
									Value: element.Value.map((one) =>
										isDataset(one) && depth < 20 ? damage(one, depth + 1) : one,
									),
								}
							: {}),
					};
			}
			return out;
		};
		read(damage(sets[seed % sets.length]!, 0));
	}
});

const el = (vr: string, ...Value: DicomValue[]): DicomElement => ({ vr, Value });
const code = (value: string): DicomElement =>
	el('SQ', { '00080100': el('SH', value), '00080102': el('SH', 'DCM') });

it('content that nests without end, points to itself and repeats itself is bounded and told', () => {
	let deep: Dataset = { '0040A040': el('CS', 'NUM'), '0040A043': code('1') };
	for (let i = 0; i < 3000; i++) deep = { '0040A040': el('CS', 'CONTAINER'), '0040A730': el('SQ', deep) };
	expect(read({ ...sets[1]!, '0040A730': el('SQ', deep) })?.marks).toEqual([]);

	// A group that is inferred from its own report.
	const loop: Dataset = {
		'0040A040': el('CS', 'CONTAINER'),
		'0040A043': code('125007'),
		'0040A730': el('SQ', {
			'0040A040': el('CS', 'NUM'),
			'0040A043': code('410668003'),
			'0040A730': el('SQ', { '0040DB73': el('UL', 1) }, { '0040DB73': el('UL', 1, 1) }),
		}),
	};
	expect(read({ ...sets[1]!, '0040A730': el('SQ', loop) })?.marks).toEqual([]);

	const [group] = (sets[1]!['0040A730']?.Value ?? [])
		.filter(isDataset)
		.filter((one) => JSON.stringify(one).includes('125007'));
	const many = Array.from({ length: 4000 }, () => group!);
	const told = read({ ...sets[1]!, '0040A730': el('SQ', ...many) });
	expect(told?.marks.length).toBeGreaterThan(100);
	expect(told?.marks.length).toBeLessThanOrEqual(3000);
	expect(told?.dropped['too-many']).toBeGreaterThan(0);
});

it('a line of too many points, one made to be slow, and one of no numbers are left out and counted', () => {
	const item = (type: string, values: DicomValue[]): Dataset => ({
		'00700005': el('CS', 'PIXEL'),
		'00700020': el('US', 2),
		'00700021': el('US', values.length / 2),
		'00700022': el('FL', ...values),
		'00700023': el('CS', type),
	});
	const state = (...items: Dataset[]): Dataset => ({
		...sets[0]!,
		'00700001': el('SQ', {
			'00081140': sets[0]!['00081115']!.Value!.filter(isDataset)[0]!['00081140']!,
			'00700009': el('SQ', ...items),
		}),
	});
	const zigzag = Array.from({ length: 4000 }, (_, i) => [
		i % 2 === 0 ? i : 4000 - i,
		(i * 7919) % 4001,
	]).flat();
	const found = read(
		state(
			item('POLYLINE', new Array<number>(9000).fill(1)),
			item('POLYLINE', zigzag),
			item('POLYLINE', [1, 2, 'NaN', 4]),
			item('CIRCLE', [1, 2]),
			item('SPLINE', [1, 2, 3, 4]),
			item('POLYLINE', [1, 2, 3, 4]),
		),
	);
	expect(found?.marks.map((one) => one.mark.kind)).toEqual(['length']);
	expect(found?.dropped).toEqual({ 'bad-points': 4, 'unknown-shape': 1 });
});

it('a smooth outline of a thousand points is kept, within half a pixel of where it was', () => {
	const round = Array.from({ length: 1000 }, (_, i) => [
		100 + 60 * Math.cos((i / 999) * 2 * Math.PI),
		100 + 40 * Math.sin((i / 999) * 2 * Math.PI),
	]).flat();
	const set: Dataset = {
		...sets[0]!,
		'00700001': el('SQ', {
			'00700009': el('SQ', {
				'00700005': el('CS', 'PIXEL'),
				'00700022': el('FL', ...round),
				'00700023': el('CS', 'POLYLINE'),
			}),
		}),
	};
	const [mark] = read(set)!.marks;
	expect([mark?.mark.kind, mark!.mark.points.at.length <= 400]).toEqual(['freehand', true]);
	for (const [x, y] of mark!.mark.points.at as [number, number][]) {
		expect(Math.abs(Math.hypot((x - 100) / 60, (y - 100) / 40) - 1)).toBeLessThan(0.5 / 40);
	}
});
