/**
 * Tells the server what was said and stands before this reader: from a page in the foreground, over a line that answers, never for
 * a tab behind another one, and again after a break, since what was told last may not have arrived.
 */
import type { LiveConsult } from '#lib/consult/live/live-consult.ts';
import type { Recorded } from '#lib/consult/record/event.ts';
import { inForeground, watchForeground } from './foreground.ts';

/** Returns the way to stop. */
export function tellWhatIsRead(live: LiveConsult, me: string): () => void {
	let told = 0;
	const look = (): void => {
		if (live.line !== 'live') {
			told = 0;
			return;
		}
		if (!inForeground()) return;
		const upTo = saidUpTo(live.recorded, me);
		if (upTo <= told) return;
		told = upTo;
		live.read(upTo);
	};
	const ends = [
		live.listen((what) => (what === 'record' || what === 'line') && look()),
		watchForeground(look),
	];
	look();
	return () => ends.forEach((end) => end());
}

/** The last row in which somebody else said something; 0: none. */
export function saidUpTo(recorded: readonly Recorded[], me: string): number {
	return recorded.reduce(
		(most, { event, seq }) =>
			(event.k === 'msg' || event.k === 'ask') && event.by !== me ? Math.max(most, seq ?? 0) : most,
		0,
	);
}
