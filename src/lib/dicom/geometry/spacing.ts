/**
 * Millimetres per pixel and why they may be believed. In a projection the detector's spacing is larger than the patient's by the
 * magnification (PS3.3 10.7.1.1), so a length without its origin is a wrong length; a spacing that can't be is no spacing.
 */
import type { Dataset } from '../dataset.ts';
import { number, numbers, string } from '../dataset.ts';
import type { Spacing } from '../image/image-facts.ts';

const projections = new Set(['CR', 'DX', 'MG', 'XA', 'RF', 'IO', 'PX', 'RG', 'RTIMAGE']);
const crossSections = new Set(['CT', 'MR', 'PT', 'NM', 'OPT', 'IVOCT', 'RTDOSE']);

export function spacingOf(set: Dataset, oriented: boolean): Spacing | null {
	const modality = string(set, '00080060') ?? '';
	const pixel = pair(numbers(set, '00280030'));
	const imager = pair(numbers(set, '00181164'));
	const projection =
		projections.has(modality) || (imager !== null && !oriented && !crossSections.has(modality));
	if (!projection) {
		const trust = oriented || crossSections.has(modality) ? 'calibrated' : 'estimated';
		return pixel ? spacing(pixel, trust) : nominal(set);
	}
	if (pixel) return spacing(pixel, trustOfProjection(set, pixel, imager));
	if (!imager) return nominal(set);
	const magnification = number(set, '00181114');
	if (magnification === null || magnification <= 1 || magnification > 20) return spacing(imager, 'imager');
	return spacing([imager[0] / magnification, imager[1] / magnification], 'estimated');
}

/** Pixel Spacing equal to the detector's has not been corrected, whatever it is called (PS3.3 10.7.1.3). */
function trustOfProjection(
	set: Dataset,
	pixel: [number, number],
	imager: [number, number] | null,
): Spacing['trust'] {
	const type = string(set, '00280A02');
	if (type === 'GEOMETRY' || type === 'FIDUCIAL') return 'calibrated';
	if (imager === null) return 'estimated';
	return same(pixel[0], imager[0]) && same(pixel[1], imager[1]) ? 'imager' : 'calibrated';
}

/** Of a film digitiser: at the film. */
function nominal(set: Dataset): Spacing | null {
	const scanned = pair(numbers(set, '00182010'));
	return scanned ? spacing(scanned, 'estimated') : null;
}

/** Row spacing first (PS3.3 10.7.1.3); below a nanometre or above 10 cm a pixel nothing is imaged. */
export function pair(values: readonly number[]): [number, number] | null {
	const [row, column] = values;
	if (row === undefined || column === undefined) return null;
	return plausible(row) && plausible(column) ? [row, column] : null;
}

function plausible(mm: number): boolean {
	return mm > 1e-6 && mm <= 100;
}

function same(a: number, b: number): boolean {
	return Math.abs(a - b) <= 1e-4 * Math.max(a, b);
}

function spacing([rowMm, columnMm]: readonly [number, number], trust: Spacing['trust']): Spacing {
	return { rowMm, columnMm, trust };
}

/** Pixel Aspect Ratio (0028,0034), vertical : horizontal; null when square or absent. */
export function aspectOf(set: Dataset): [number, number] | null {
	const [vertical, horizontal] = numbers(set, '00280034');
	if (vertical === undefined || horizontal === undefined || vertical <= 0 || horizontal <= 0) return null;
	const ratio = vertical / horizontal;
	return ratio === 1 || ratio > 100 || ratio < 0.01 ? null : [vertical, horizontal];
}
