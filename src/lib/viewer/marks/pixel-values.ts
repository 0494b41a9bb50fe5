/** The stored values of the shown frame as measuring wants them; null for colour, which measures nothing. */
import type { StudyManifest } from '#lib/archive/manifest.ts';
import { frameValues } from '#lib/annotation/frame-values.ts';
import type { PixelValues } from '#lib/annotation/pixels-inside.ts';
import type { StackFrame } from '../frames/stack.ts';
import type { StoredValues } from '../stored-values.ts';

export function pixelValues(
	{ instance, frame }: StackFrame,
	stored: StoredValues,
	luts: StudyManifest['luts'],
): PixelValues | null {
	return frameValues(stored, instance, { frame, luts });
}
