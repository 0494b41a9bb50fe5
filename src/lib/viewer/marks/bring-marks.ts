/** The marks' own code, asked for when the first picture stands; on a line that drops, asked for again when it is back. */
import { again } from '#lib/base/again.ts';

export type MarkLayerModule = typeof import('./MarkLayer.svelte');

export function bringMarks(): Promise<MarkLayerModule> {
	return again(() => import('./MarkLayer.svelte'));
}
