/**
 * Our measures as coded numbers and back (PS3.16 CID 7469 and following, UCUM units). Older codes of the same things (SRT) are
 * understood too: most reports in archives still have them.
 */
import { dcm, own, sct, ucum } from '#lib/dicom/objects/coded.ts';
import type { Code } from '#lib/dicom/objects/coded.ts';
import type { AnnotationKind, SeenMeasure } from '../annotation.ts';

type Name = SeenMeasure['name'];

const general: Readonly<Record<Name, Code>> = {
	length: sct('410668003', 'Length'),
	width: sct('103340004', 'Short Axis'),
	angle: sct('1483009', 'Angle'),
	area: sct('42798000', 'Area'),
	perimeter: sct('131191004', 'Perimeter'),
	mean: sct('373098007', 'Mean'),
	deviation: sct('386136009', 'Standard Deviation'),
	least: sct('255605001', 'Minimum'),
	most: sct('56851009', 'Maximum'),
	value: own('pixel-value', 'Pixel value'),
};

/** A name means something else on some figures. */
const special: Readonly<Partial<Record<AnnotationKind, Readonly<Partial<Record<Name, Code>>>>>> = {
	bidirectional: { length: sct('103339001', 'Long Axis') },
	circle: { length: sct('81827009', 'Diameter') },
	cobb: { angle: sct('285285000', 'Cobb angle') },
};

export function conceptOf(kind: AnnotationKind, { name, unit }: SeenMeasure): Code {
	if (name === 'value' && unit === 'HU') return dcm('112031', 'Attenuation Coefficient');
	return special[kind]?.[name] ?? general[name];
}

const names = new Map<string, Name>([
	...Object.entries(general).map(([name, code]): [string, Name] => [key(code), name as Name]),
	...Object.values(special).flatMap((some) =>
		Object.entries(some).map(([name, code]): [string, Name] => [key(code), name as Name]),
	),
	['DCM 112031', 'value'],
	['DCM 121211', 'length'],
	['SRT G-D7FE', 'length'],
	['SRT G-A185', 'length'],
	['SRT M-02550', 'length'],
	['SRT G-A186', 'width'],
	['SRT G-A220', 'width'],
	['SCT 103355008', 'width'],
	['SRT G-A166', 'area'],
	['SRT G-A197', 'perimeter'],
	['SRT R-00317', 'mean'],
	['SRT G-A437', 'most'],
	['SRT R-404FB', 'least'],
	['SRT R-10047', 'deviation'],
	['SRT F-02050', 'angle'],
]);

/** null: a quantity we have no place for; it is then told in words. */
export function nameOf(concept: Code): Name | null {
	return names.get(key(concept)) ?? null;
}

/** Which figure a quantity belongs to, when it says so. */
export function kindOfConcept(concept: Code): AnnotationKind | null {
	switch (key(concept)) {
		case 'SCT 285285000':
			return 'cobb';
		case 'SCT 103339001':
		case 'SCT 103340004':
		case 'SRT G-A185':
		case 'SRT G-A186':
			return 'bidirectional';
		case 'SCT 1483009':
		case 'SRT F-02050':
			return 'angle';
		default:
			return null;
	}
}

function key(code: Code): string {
	return `${code.scheme} ${code.value}`;
}

const units: readonly (readonly [string, Code])[] = [
	['mm', ucum('mm', 'millimeter')],
	['mm²', ucum('mm2', 'square millimeter')],
	['px', ucum('{pixels}', 'pixels')],
	['px²', ucum('{pixels2}', 'square pixels')],
	['°', ucum('deg', 'degree')],
	['HU', ucum("[hnsf'U]", 'Hounsfield unit')],
	['', ucum('1', 'no units')],
];

export function unitCode(unit: string): Code {
	const known = units.find(([ours]) => ours === unit);
	// UCUM allows any printable ASCII in braces; a code is 16 characters at most (SH).
	const plain = unit.replace(/[^!-z|~]/g, '').slice(0, 14);
	return known?.[1] ?? ucum(plain === '' ? '1' : `{${plain}}`, unit);
}

/** cm becomes mm, so that numbers can be compared; `factor` is what the value is multiplied by. */
export function unitOf({ value, meaning }: Code): { readonly unit: string; readonly factor: number } {
	if (value === 'cm') return { unit: 'mm', factor: 10 };
	if (value === 'cm2') return { unit: 'mm²', factor: 100 };
	if (value === '{pixel}' || value === '{pixels}') return { unit: 'px', factor: 1 };
	const known = units.find(([, code]) => code.value === value);
	if (known !== undefined) return { unit: known[0], factor: 1 };
	const braced = /^\{(.*)\}$/.exec(value)?.[1];
	return { unit: (braced === undefined ? value : meaning || braced).slice(0, 16), factor: 1 };
}

/** How far a length may be believed travels as its method. */
const methods: Readonly<Record<SeenMeasure['trust'], Code>> = {
	calibrated: own('calibrated', 'Scale of the patient, from the image header'),
	estimated: own('estimated', 'Scale estimated'),
	imager: own('imager', 'Scale of the detector: magnified by projection'),
	none: own('none', 'No scale: pixels'),
};

export function methodOf(trust: SeenMeasure['trust']): Code {
	return methods[trust];
}

/** null: not told by us, so not known. */
export function trustOf(method: Code | null): SeenMeasure['trust'] | null {
	if (method === null) return null;
	const found = Object.entries(methods).find(([, code]) => key(code) === key(method));
	return (found?.[0] as SeenMeasure['trust'] | undefined) ?? null;
}
