/**
 * What a page is told of the frame that it opens at, so that this frame is read before the viewer's scripts have come: written into
 * the page by the server (`server/app/first-look.ts`), read there by `viewer/first/first-frame.ts`.
 */
import type { ImageInstance, StudyManifest } from './manifest.ts';

export interface FirstFacts {
	readonly url: string;
	/** hex, of the frame's bytes */
	readonly sha256: string;
	/** As if it had this frame only: the others' facts are long, and come with the study. */
	readonly instance: ImageInstance;
	/** Its real number, 1-based. */
	readonly frame: number;
	readonly luts: StudyManifest['luts'];
	/** As the link wants it; null: as the file does. */
	readonly window: { readonly center: number; readonly width: number } | null;
	/** The quality mark's word for a whole picture, in the page's language. */
	readonly lossless: string;
	/** The viewer's scripts: asked for when the frame has come. */
	readonly scripts: readonly string[];
}

export const firstFactsId = 'first-frame';
/** Fired when the frame has come or can't be had: the line is the viewer's scripts' now. */
export const firstFrameEvent = 'first-frame';
