/** The record as a Y.Doc (architecture decision 4): one root map, one immutable value a key. */
import * as v from 'valibot';
import * as Y from 'yjs';
import { RecordEvent } from './event.ts';

export const recordRoot = 'ev';

/** Writes an event; the caller has made it (`id`, `by`) and the server will judge it. */
export function writeEvent(record: Y.Doc, event: RecordEvent): void {
	const root = record.getMap<unknown>(recordRoot);
	if (root.has(event.id)) throw new Error('an event is written once');
	root.set(event.id, event);
}

/** Everything that reads as an event under its own id; the server lets nothing else in. */
export function eventsOf(record: Y.Doc): RecordEvent[] {
	const events: RecordEvent[] = [];
	for (const [key, value] of record.getMap<unknown>(recordRoot).entries()) {
		const parsed = v.safeParse(RecordEvent, value);
		if (parsed.success && parsed.output.id === key) events.push(parsed.output);
	}
	return events;
}
