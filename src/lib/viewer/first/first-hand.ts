/** What the page's own script hands over to the viewer: a frame proved, decoded and painted before the viewer came. */
import type { FrameBytes } from '#lib/archive/frame-source.ts';
import type { StoredValues } from '../stored-values.ts';

export interface FirstFrame {
	readonly frame: FrameBytes;
	readonly values: StoredValues;
}

export interface FirstHost extends HTMLElement {
	firstFrame?: FirstFrame;
	/** Takes the picture that was painted before the viewer came off the screen. */
	dropFirst?: () => void;
}

/** Proved to be the frame of this digest; null: the viewer fetches it. */
export function firstFrameOf(document: Document, sha256: string | null): FirstFrame | null {
	const found = document.querySelector<FirstHost>('.picture')?.firstFrame;
	return found !== undefined && found.frame.sha256 === sha256 ? found : null;
}
