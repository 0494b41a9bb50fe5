import type { Annotation, AnnotationKind } from './annotation.ts';

/** A small mark on a picture of nobody. */
export function markOf(label: string, kind: AnnotationKind = 'length'): Annotation {
	return {
		kind,
		study: '1.2',
		series: '1.2.3',
		instance: '1.2.3.4',
		frame: 1,
		points: {
			space: 'image',
			at: [
				[0, 0],
				[1, 1],
			],
		},
		label,
		seen: [],
	};
}
