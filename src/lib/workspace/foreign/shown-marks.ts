/** Foreign marks as the picture's own layer shows them: read-only, in one quiet colour, with where they come from. */
import type { ForeignMark, ForeignObject } from '#lib/annotation/exchange/foreign-study.ts';
import type { ShownMark } from '#lib/viewer/marks/mark.ts';

/** Greyish green: apart from the people of a consult, and quiet. */
const colour = 7;

/** The same mark in two objects (a state and a report of one author) is shown once, where its numbers are. */
export function shownMarks(objects: readonly ForeignObject[]): ShownMark[] {
	const best = new Map<string, { readonly object: ForeignObject; readonly mark: ForeignMark }>();
	for (const object of objects) {
		for (const mark of object.marks) {
			const key =
				mark.uid === null
					? mark.id
					: `${mark.uid} ${mark.mark.instance} ${mark.mark.frame} ${mark.mark.kind}`;
			const known = best.get(key);
			if (known === undefined || (known.object.kind !== 'report' && object.kind === 'report')) {
				best.set(key, { object, mark });
			}
		}
	}
	return [...best.values()].map(({ object, mark }) => ({
		id: mark.id,
		mark: mark.mark,
		author: object.origin.author ?? '',
		initials: '',
		colour,
		mine: false,
		state: 'stored',
		rivals: 0,
		origin: systemOf(object) ?? '?',
	}));
}

/** Who made it, as it names itself: the program, else the hospital. */
export function systemOf({ origin }: ForeignObject): string | null {
	return origin.manufacturer ?? origin.institution;
}
