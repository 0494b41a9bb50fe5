import type { StudyManifest } from '#lib/archive/manifest.ts';
import type { Painting } from './painter.ts';
import { planeOf } from './plane.ts';
import { present } from './present.ts';
import type { Presentation } from './presentation.ts';
import type { StackFrame } from '../frames/stack.ts';
import type { StoredValues } from '../stored-values.ts';
import { pictureOf } from './view.ts';

export interface ToPaint extends Pick<Painting, 'stack' | 'index' | 'modality'> {
	readonly place: StackFrame;
	readonly values: StoredValues;
	readonly luts: StudyManifest['luts'];
	readonly look: { readonly presentation: Presentation; readonly inverted: boolean };
}

/** Null: its colours can't be told. */
export function paintingOf({ stack, index, modality, place, values, luts, look }: ToPaint): Painting | null {
	const { instance, frame } = place;
	const shown = present(values, {
		instance,
		frame,
		luts,
		presentation: look.presentation,
		inverted: look.inverted,
	});
	if (shown === null) return null;
	return {
		stack,
		index,
		modality,
		shown,
		picture: pictureOf(instance, frame),
		plane: planeOf(instance, frame),
	};
}
