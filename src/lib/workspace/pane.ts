/** One picture place as keys, tools and the strip of series act on it, whichever of two it is. */
import type { Series, StudyManifest } from '#lib/archive/manifest.ts';
import type { Viewport } from '#lib/viewer/viewport.svelte.ts';

export interface Pane {
	readonly viewport: Viewport;
	readonly study: StudyManifest;
	/** Small pictures of its series, by their place in the study. */
	readonly thumbnails: { readonly all: readonly (string | null)[] };
	/** null: none is open */
	readonly series: Series | null;
	open(series: Series): void;
}
