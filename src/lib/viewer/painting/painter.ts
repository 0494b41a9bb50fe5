/** Something that can put a picture on the screen under a view. */
import type { Shown } from './present.ts';
import type { Box, Picture, View } from './view.ts';

/** Where the picture lies in the patient, for tools that draw on it (PS3.3 C.7.6.2). */
export interface Plane {
	readonly origin: readonly [number, number, number];
	/** Direction of growing columns, then of growing rows. */
	readonly across: readonly [number, number, number];
	readonly down: readonly [number, number, number];
	readonly columnMm: number;
	readonly frameOfReference: string | null;
}

export interface Painting {
	/** The place in the stack, so that a tool knows what it draws on. */
	readonly stack: readonly string[];
	readonly index: number;
	readonly modality: string;
	readonly shown: Shown;
	readonly picture: Picture;
	readonly plane: Plane;
}

export interface Painter {
	readonly renderer: 'first' | 'gpu' | 'cpu';
	/** Longest side in pixels that it can hold whole; a longer one is painted with fewer. */
	readonly mostSide?: number;
	/** Resolves when it is on the screen: true, or false when something newer took its place or it can't be painted. */
	paint(painting: Painting, view: View, box: Box): Promise<boolean>;
	/** The same picture under another view. */
	move(view: View, box: Box): void;
	/** At once, not at the next animation frame: a picture that must not be seen is gone when this returns. */
	clear(): void;
	/** For tests: takes the graphics context away as a device would. */
	loseContext?(): boolean;
	dispose(): void;
}
