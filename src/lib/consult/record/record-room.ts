/**
 * How much a consult's record holds. It never shrinks (nothing is overwritten), so it ends somewhere, and whoever writes hears of
 * it before: what a doctor draws or says is never refused without a word on their screen. What only takes back still goes in
 * when nothing else does: a wrong mark must not stand for want of room.
 */
import type { RecordEvent } from './event.ts';

/** Five thousand marks and words load in a fifth of a second; no session that was seen came near. */
export const mostEvents = 5000;
export const spareForVoids = 500;
/** Told from nine tenths on. */
const nearlyFrom = mostEvents * 0.9;

export type RecordRoom =
	| { readonly kind: 'roomy' }
	/** `left`: so many more events */
	| { readonly kind: 'nearly'; readonly left: number }
	| { readonly kind: 'full' };

export function recordRoom(events: number): RecordRoom {
	if (events >= mostEvents) return { kind: 'full' };
	return events >= nearlyFrom ? { kind: 'nearly', left: mostEvents - events } : { kind: 'roomy' };
}

/** Whether these go in beside so many. */
export function fitsIn(events: number, more: readonly Pick<RecordEvent, 'k'>[]): boolean {
	const most = more.every(({ k }) => k === 'void') ? mostEvents + spareForVoids : mostEvents;
	return events + more.length <= most;
}
