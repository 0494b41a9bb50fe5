/**
 * What the panel asks of the pictures beside it. The panel knows no viewer: whoever composes the page answers (`workspace/consult`).
 */
import type { EventOf, Look } from '#lib/consult/record/event.ts';
import type { Item, Mark } from '#lib/consult/record/fold.ts';

export type Pin = NonNullable<EventOf<'msg'>['pin']>;

/** A picture named for a person. */
export interface PictureName {
	/** null: the study on screen */
	readonly study: string | null;
	readonly series: string;
	/** place in the series from 1; null: not known here (another study) */
	readonly image: number | null;
}

export interface Desk {
	/** The picture on screen as it is seen now; null: none. */
	look(): Look | null;
	/** Every stored pixel of it is here: nothing is kept for an answer from a preview. */
	whole(): boolean;
	/** Shows that picture as it was seen. */
	show(look: Look): void;
	/** Shows the picture that a mark or a pin lies on, in the reader's own window. */
	find(place: Pick<Pin, 'study' | 'series' | 'instance' | 'frame'>): void;
	/** Asks for a place on the picture; null: the reader thought better of it. */
	pick(): Promise<Pin | null>;
	nameOf(place: Pick<Pin, 'study' | 'series' | 'instance' | 'frame'>): PictureName;
	/** Addresses of a key image's small picture: as it was seen, and where that can't be had, in the file's own window. */
	thumbnails(key: Item<'key'>): readonly string[];
	/** A mark's newest forms that lie on the picture on screen. */
	marksHere(): readonly Mark[];
	removeMark(mark: Mark): void;
	/** What a mark measures, as its author saw it. */
	measureOf(mark: Mark): string;
}
