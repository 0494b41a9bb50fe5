import type { Dataset } from '#lib/dicom/dataset.ts';
import { explicitLittleEndian, writePart10 } from '#lib/dicom/part10/part10-writer.ts';
import type { DemoSeries, DemoStudy } from './dataset-parts.ts';
import { commonParts, el, grayPixels, uidOf } from './dataset-parts.ts';
import { referral } from './demo-people.ts';
import type { Contrast } from './phantoms/brain-mr.ts';
import { Brain, flair, t1, t2 } from './phantoms/brain-mr.ts';
import { nodule } from './phantoms/chest-anatomy.ts';
import type { ChestCtPlan } from './phantoms/chest-ct.ts';
import { ChestCt, sliceOrigin } from './phantoms/chest-ct.ts';
import type { Point } from './phantoms/shapes.ts';
import { unit } from './phantoms/vessel-tree.ts';

const ctImage = '1.2.840.10008.5.1.4.1.1.2';
const mrImage = '1.2.840.10008.5.1.4.1.1.4';

const current: ChestCtPlan = {
	seed: 101,
	slices: 120,
	spacingMm: 2.5,
	pixelMm: 0.72,
	size: 512,
	noduleRadius: 6,
};
const earlier: ChestCtPlan = {
	seed: 202,
	slices: 60,
	spacingMm: 5,
	pixelMm: 0.74,
	size: 512,
	noduleRadius: 3.6,
};
const lowestMm = 1;

export const ctSeries: DemoSeries = ctSeriesOf(referral.ct, '2.5 mm');
const priorSeries = ctSeriesOf(referral.prior, '5 mm');
/** Where the link opens: the slice through the middle of the nodule, counted from the top. */
export const noduleSlice = current.slices - Math.round((nodule.center[2] - lowestMm) / current.spacingMm);

function ctSeriesOf(study: DemoStudy, thickness: string): DemoSeries {
	return {
		study,
		key: 'chest',
		number: 2,
		modality: 'CT',
		description: `ทรวงอก ${thickness}`,
		bodyPart: 'CHEST',
	};
}

export function* ctFiles(): Generator<Uint8Array> {
	yield* chestSlices(ctSeries, current);
}

export function* priorCtFiles(): Generator<Uint8Array> {
	yield* chestSlices(priorSeries, earlier);
}

/** The slice through the middle of the nodule, and where that is on it: column, row, radius in pixels. */
export function nodulePicture() {
	const [x0, y0] = sliceOrigin(current);
	const along = (mm: number, from: number): number => (mm - from) / current.pixelMm + 0.5;
	return {
		header: chestHeader(ctSeries, current, noduleSlice),
		at: [along(nodule.center[0], x0), along(nodule.center[1], y0)] as const,
		radius: current.noduleRadius / current.pixelMm,
		millimetres: current.noduleRadius * 2,
	};
}

function* chestSlices(series: DemoSeries, plan: ChestCtPlan): Generator<Uint8Array> {
	const body = new ChestCt(plan);
	for (let number = 1; number <= plan.slices; number++) {
		const hu = body.slice(heightOf(plan, number));
		const stored = new Uint16Array(hu.length);
		for (let i = 0; i < hu.length; i++) stored[i] = (hu[i] ?? 0) + 1024;
		yield file(chestHeader(series, plan, number), stored);
	}
}

function heightOf(plan: ChestCtPlan, number: number): number {
	return lowestMm + (plan.slices - number) * plan.spacingMm;
}

function chestHeader(series: DemoSeries, plan: ChestCtPlan, number: number): Dataset {
	const [x0, y0] = sliceOrigin(plan);
	const z = heightOf(plan, number);
	return {
		...commonParts(series, number, ctImage),
		...grayPixels({ rows: plan.size, columns: plan.size, bitsStored: 12, photometric: 'MONOCHROME2' }),
		...placed(series, { origin: [x0, y0, z], across: [1, 0, 0], down: [0, 1, 0], pixelMm: plan.pixelMm }),
		'00080008': el('CS', 'ORIGINAL', 'PRIMARY', 'AXIAL'),
		'00180050': el('DS', plan.spacingMm),
		'00180060': el('DS', 120),
		'00180090': el('DS', plan.pixelMm * plan.size),
		'00181152': el('IS', 180),
		'00181210': el('SH', 'STANDARD'),
		'00185100': el('CS', 'HFS'),
		'00200012': el('IS', 1),
		'00201041': el('DS', z),
		'00281050': el('DS', -550, 40),
		'00281051': el('DS', 1500, 400),
		'00281052': el('DS', -1024),
		'00281053': el('DS', 1),
		'00281054': el('LO', 'HU'),
		'00281055': el('LO', 'LUNG', 'MEDIASTINUM'),
	};
}

interface HeadSeries {
	readonly key: string;
	readonly description: string;
	readonly contrast: Contrast;
	/** of growing column and row; made exactly perpendicular below */
	readonly across: Point;
	readonly down: Point;
	readonly window: readonly [number, number];
	readonly echoMs: number;
	readonly repetitionMs: number;
	readonly slices: number;
	readonly middle: Point;
}

/** Each tilted as technicians tilt them: along the line between the commissures, along the falx. */
const headSeries: readonly HeadSeries[] = [
	{
		key: 't2-ax',
		description: 'T2 TSE ax oblique',
		contrast: t2,
		across: [0.998, 0.052, 0],
		down: [-0.05, 0.96, -0.21],
		window: [520, 980],
		echoMs: 98,
		repetitionMs: 4500,
		slices: 24,
		middle: [0, 0, 14],
	},
	{
		key: 't1-sag',
		description: 'T1 SE sag oblique',
		contrast: t1,
		across: [0.07, 0.9975, 0],
		down: [0.03, 0, -1],
		window: [470, 900],
		echoMs: 12,
		repetitionMs: 520,
		slices: 20,
		middle: [3, 0, -8],
	},
	{
		key: 'flair-cor',
		description: 'FLAIR cor oblique',
		contrast: flair,
		across: [0.999, 0.035, 0],
		down: [0, 0.19, -0.98],
		window: [420, 800],
		echoMs: 110,
		repetitionMs: 9000,
		slices: 24,
		middle: [0, 4, -4],
	},
];
const headSize = 256;
const headPixelMm = 0.9;
const headGapMm = 5.5;

export function* mrFiles(): Generator<Uint8Array> {
	const brain = new Brain(5);
	for (const [index, plan] of headSeries.entries()) {
		const { key, description } = plan;
		const series: DemoSeries = {
			study: referral.head,
			key,
			number: index + 1,
			modality: 'MR',
			description,
			bodyPart: 'BRAIN',
		};
		for (let number = 1; number <= plan.slices; number++) {
			const plane = headPlane(plan, number);
			const pixels = brain.cut({ ...plane, columns: headSize, rows: headSize }, plan.contrast);
			yield file({ ...headSlice(series, number, plan), ...placed(series, plane) }, pixels);
		}
	}
}

function headSlice(series: DemoSeries, number: number, plan: HeadSeries): Dataset {
	return {
		...commonParts(series, number, mrImage),
		...grayPixels({ rows: headSize, columns: headSize, bitsStored: 12, photometric: 'MONOCHROME2' }),
		'00080008': el('CS', 'ORIGINAL', 'PRIMARY', 'M', 'SE'),
		'00180020': el('CS', 'SE'),
		'00180021': el('CS', 'SK'),
		'00180022': el('CS', ''),
		'00180023': el('CS', '2D'),
		'00180050': el('DS', 5),
		'00180080': el('DS', plan.repetitionMs),
		'00180081': el('DS', plan.echoMs),
		'00180087': el('DS', 1.5),
		'00180088': el('DS', headGapMm),
		'00180091': el('IS', 1),
		'00185100': el('CS', 'HFS'),
		'00281050': el('DS', plan.window[0]),
		'00281051': el('DS', plan.window[1]),
	};
}

interface Placed {
	readonly origin: Point;
	readonly across: Point;
	readonly down: Point;
	readonly pixelMm: number;
}

function headPlane(plan: HeadSeries, number: number): Placed {
	const across = unit(plan.across);
	const along = dot(plan.down, across);
	const down = unit([
		plan.down[0] - along * across[0],
		plan.down[1] - along * across[1],
		plan.down[2] - along * across[2],
	]);
	const normal = cross(across, down);
	const off = (number - (plan.slices + 1) / 2) * headGapMm;
	const half = (headSize * headPixelMm) / 2;
	const at = (i: 0 | 1 | 2) => plan.middle[i] + normal[i] * off - (across[i] + down[i]) * half;
	return { origin: [at(0), at(1), at(2)], across, down, pixelMm: headPixelMm };
}

function placed(series: DemoSeries, plane: Placed): Dataset {
	return {
		'00200032': el('DS', ...plane.origin.map(short)),
		'00200037': el('DS', ...[...plane.across, ...plane.down].map(short)),
		'00200052': el('UI', uidOf(`frame of reference ${series.study.key}`)),
		'00201040': el('LO', ''),
		'00280030': el('DS', plane.pixelMm, plane.pixelMm),
	};
}

function short(value: number): number {
	return Number(value.toFixed(7));
}

function dot(a: Point, b: Point): number {
	return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

function cross(a: Point, b: Point): Point {
	return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function file(dataset: Dataset, pixels: Uint16Array): Uint8Array {
	const bytes = new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
	return writePart10({
		dataset,
		transferSyntax: explicitLittleEndian,
		pixelData: { kind: 'native', bytes, vr: 'OW' },
	});
}
