/** What others have added since this person last looked, by where it is shown. What one wrote oneself is never news. */
import type { RecordEvent, Recorded } from '#lib/consult/record/event.ts';

export type Section = 'marks' | 'talk' | 'keys';
export type Unread = Readonly<Record<Section, number>>;
/** The server's number up to which each section was seen. */
export type ReadTo = Readonly<Record<Section, number>>;

export const nothingRead: ReadTo = { marks: 0, talk: 0, keys: 0 };

export function sectionOf(event: RecordEvent): Section | null {
	switch (event.k) {
		case 'ann':
			return 'marks';
		case 'msg':
		case 'done':
		case 'undone':
			return 'talk';
		case 'key':
			return 'keys';
		case 'void':
		case 'find':
		case 'ask':
		case 'call':
			return null;
	}
}

export function unreadOf(recorded: readonly Recorded[], readTo: ReadTo, me: string): Unread {
	const counts = { marks: 0, talk: 0, keys: 0 };
	const taken = new Set(recorded.flatMap(({ event }) => (event.k === 'void' ? [event.of] : [])));
	for (const { event, seq } of recorded) {
		const section = sectionOf(event);
		if (section === null || seq === null || event.by === me || taken.has(event.id)) continue;
		// A later form of a mark is a change of something seen, not something new.
		if (event.k === 'ann' && event.base !== null) continue;
		if (seq > readTo[section]) counts[section]++;
	}
	return counts;
}

export function readUpTo(recorded: readonly Recorded[]): number {
	return recorded.reduce((most, { seq }) => Math.max(most, seq ?? 0), 0);
}
