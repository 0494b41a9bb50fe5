/** How objects name the pictures they speak of, and the evidence sequences that list them all (PS3.3 C.17.2.3). */
import type { Dataset } from '../dataset.ts';
import { number, string } from '../dataset.ts';
import { el, sq } from './elements.ts';

export interface InstanceReference {
	readonly study: string;
	readonly series: string;
	readonly instance: string;
	readonly sopClass: string;
}

export interface PictureReference extends InstanceReference {
	/** counted from 1; null: the picture has but one */
	readonly frame: number | null;
}

/** `frame` counted from 1. */
export function pictureReference(header: Dataset, frame: number): PictureReference {
	return {
		study: string(header, '0020000D') ?? '',
		series: string(header, '0020000E') ?? '',
		instance: string(header, '00080018') ?? '',
		sopClass: string(header, '00080016') ?? '',
		frame: (number(header, '00280008') ?? 1) > 1 ? frame : null,
	};
}

export function referencedSop(reference: InstanceReference, frame: number | null): Dataset {
	return {
		'00081150': el('UI', reference.sopClass),
		'00081155': el('UI', reference.instance),
		...(frame === null ? {} : { '00081160': el('IS', frame) }),
	};
}

/** Current Requested Procedure Evidence (0040,A375): by study, by series, each instance once. */
export function evidence(references: readonly InstanceReference[]): Dataset[] {
	return [...grouped(references, (one) => one.study)].map(([study, ofStudy]) => ({
		'00081115': sq(
			...[...grouped(ofStudy, (one) => one.series)].map(([series, ofSeries]) => ({
				'00081199': sq(
					...[...grouped(ofSeries, (one) => one.instance)].map(([, [first]]) => referencedSop(first, null)),
				),
				'0020000E': el('UI', series),
			})),
		),
		'0020000D': el('UI', study),
	}));
}

type Some<T> = readonly [T, ...T[]];

export function grouped<T>(all: readonly T[], key: (one: T) => string): Map<string, Some<T>> {
	const out = new Map<string, Some<T>>();
	for (const one of all) {
		const before = out.get(key(one));
		out.set(key(one), before === undefined ? [one] : [...before, one]);
	}
	return out;
}
