/**
 * What stands between the marks on a picture and whoever keeps them. The viewer shows what it is given and tells what was drawn;
 * it keeps nothing, sends nothing, and knows no consult. Whoever keeps them (a page's own memory, a consult) changes
 * `viewport.marks` and the picture follows.
 */
import type { Annotation } from '#lib/annotation/annotation.ts';
import type { Patient, Pixel } from '#lib/annotation/frame-geometry.ts';

/** One of eight hues; `--person-0` to `--person-7` in app.css. */
export type PersonColour = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7;

export function isPersonColour(value: number): value is PersonColour {
	return Number.isInteger(value) && value >= 0 && value <= 7;
}

export type MarkState = 'moving' | 'local' | 'stored' | 'refused';

export interface ShownMark {
	readonly id: string;
	readonly mark: Annotation;
	/** whole name, shown when asked for */
	readonly author: string;
	/** at most three letters, on the picture */
	readonly initials: string;
	readonly colour: PersonColour;
	/** The person at this screen made it and may change it. */
	readonly mine: boolean;
	readonly state: MarkState;
	/** Why it was refused, as a sentence. */
	readonly reason?: string;
	/** How many other versions of it stand beside this one: people changed it at the same time, nobody's was lost. */
	readonly rivals: number;
	/** Written by another system (its name): read-only. */
	readonly origin: string | null;
}

export interface MarkSink {
	/**
	 * A mark on its way, at most once per animation frame; null: it came to nothing or came to rest. `base` is the stored mark that
	 * is being changed, so that others don't see it twice.
	 */
	moving(mark: Annotation | null, base: string | null): void;
	/** Once, at the end. Answers with the id under which it will be in `marks`: what was just drawn is then the chosen one. */
	rest(mark: Annotation, base: string | null): string;
	remove(id: string): void;
	/** Compensating acts of one's own, never a change of what others did. */
	undo(): void;
	redo(): void;
	/** What it keeps is gone with the page, and the screen says so. */
	readonly pageOnly?: boolean;
	/** This person may look and point: nothing is drawn or changed. */
	readonly pointsOnly?: boolean;
	/** It has no room for another mark: what is there may still be taken back. */
	readonly full?: boolean;
	/** The colour of the person at this screen. */
	readonly colour?: PersonColour;
	readonly undoable: boolean;
	readonly redoable: boolean;
	/** Where this person's pointer is; null: off the picture. `laser`: it is being shown to others by the pointing tool. */
	pointing?(place: PointedPlace | null, laser: boolean): void;
}

export function mayDraw(sink: MarkSink | null): sink is MarkSink {
	return sink !== null && sink.pointsOnly !== true;
}

/** Drawn, and kept too. */
export function mayAdd(sink: MarkSink | null): boolean {
	return mayDraw(sink) && sink.full !== true;
}

export type PointedPlace =
	| { readonly space: 'patient'; readonly frameOfReference: string; readonly at: Patient }
	| {
			readonly space: 'picture';
			readonly instance: string;
			/** from 1 */
			readonly frame: number;
			readonly at: Pixel;
	  };

/** Where another person points now. */
export interface ShownPointer {
	readonly id: string;
	readonly place: PointedPlace;
	readonly name: string;
	readonly colour: PersonColour;
	/** The last places of a laser pointer, oldest first; empty for a plain pointer. Whoever gives it lets it fade by dropping the oldest. */
	readonly trail: readonly PointedPlace[];
}
