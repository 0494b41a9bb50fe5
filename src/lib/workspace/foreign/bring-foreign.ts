/** The part of the page that knows what other systems stored; it comes after the first picture. */
import type { ReadingSession } from '../reading-session.svelte.ts';
import { ForeignMarks } from './foreign-marks.svelte.ts';

export function bringForeign(
	session: ReadingSession,
	{ inConsult, signal }: { inConsult: boolean; signal: AbortSignal },
): ForeignMarks {
	const foreign = new ForeignMarks(session, inConsult);
	void foreign.load(signal);
	return foreign;
}
