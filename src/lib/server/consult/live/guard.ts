/**
 * Takes an update of the record whole or not at all: an allow-list on immutable keys. Yjs has no rights and no way
 * back, so each struct is looked at before the document is touched: a new key of the one root, a plain JSON value that is a
 * well-formed event by the socket's own person, from a client id that belongs to that person, without gaps, deletes, nested
 * types or anything else that Yjs could carry.
 */
import * as v from 'valibot';
import * as Y from 'yjs';
import { RecordEvent, largestEventBytes } from '#lib/consult/record/event.ts';
import { recordRoot } from '#lib/consult/record/record.ts';
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';

/** One gesture's update, and what a client brings along that worked without a line (in pieces: a frame has 64 kB). */
export const largestUpdateBytes = { live: 32 * 1024, caughtUp: 60 * 1024 };

export type GuardRefusal =
	| 'too-large'
	| 'unreadable'
	/** takes something away */
	| 'deletes'
	/** builds on what the server hasn't got: the client has to sync first */
	| 'gap'
	/** a client id that is somebody else's */
	| 'borrowed-client'
	/** not a new key of the record with a plain value */
	| 'not-an-event'
	| 'key-taken'
	| 'not-the-author'
	/** takes back or changes what is somebody else's, or isn't there */
	| 'not-yours'
	/** nothing in it that isn't known already */
	| 'nothing-new'
	/** the record has as many events as one may */
	| 'full';

export interface GuardContext {
	readonly record: Y.Doc;
	readonly person: string;
	/** Whether this client id is the person's or nobody's yet. */
	readonly ownsClient: (client: number) => boolean;
}

export interface Judged {
	readonly events: readonly RecordEvent[];
	/** client ids that wrote them */
	readonly clients: readonly number[];
}

/** What is new in an update that may be applied as it is. */
export function judgeUpdate(
	update: Uint8Array,
	context: GuardContext,
	limit = largestUpdateBytes.live,
): Result<Judged, GuardRefusal> {
	if (update.byteLength > limit) return err('too-large');
	const decoded = decode(update);
	if (decoded === null) return err('unreadable');
	if (decoded.ds.clients.size > 0) return err('deletes');
	const next = nextClocks(context.record);
	const events: RecordEvent[] = [];
	const keys = new Set<string>();
	const clients = new Set<number>();
	for (const struct of decoded.structs) {
		const { client, clock } = struct.id;
		const expected = next.get(client) ?? 0;
		// Sent again after a lost acknowledgement: known, and Yjs passes over it.
		if (clock + struct.length <= expected) continue;
		if (clock !== expected) return err('gap');
		next.set(client, clock + struct.length);
		if (!context.ownsClient(client)) return err('borrowed-client');
		const event = eventIn(struct);
		if (event === null) return err('not-an-event');
		if (keys.has(event.id) || context.record.getMap(recordRoot).has(event.id)) return err('key-taken');
		keys.add(event.id);
		if (event.by !== context.person) return err('not-the-author');
		const touched = touchedBy(event);
		if (touched !== null && !isOwn(touched, events, context)) return err('not-yours');
		events.push(event);
		clients.add(client);
	}
	return events.length === 0 ? err('nothing-new') : ok({ events, clients: [...clients] });
}

function decode(update: Uint8Array): ReturnType<typeof Y.decodeUpdate> | null {
	try {
		return Y.decodeUpdate(update);
	} catch {
		return null;
	}
}

function nextClocks(record: Y.Doc): Map<number, number> {
	return Y.decodeStateVector(Y.encodeStateVector(record));
}

function eventIn(struct: unknown): RecordEvent | null {
	if (!(struct instanceof Y.Item) || struct.parentSub === null) return null;
	// An origin makes it a successor of another value of the key: an overwrite. The parent is then left out of the bytes.
	const parent: unknown = struct.parent;
	if (parent !== recordRoot || struct.origin !== null || struct.rightOrigin !== null) return null;
	const { content } = struct;
	if (!(content instanceof Y.ContentAny) || content.arr.length !== 1) return null;
	const value: unknown = content.arr[0];
	if (Buffer.byteLength(JSON.stringify(value) ?? '') > largestEventBytes) return null;
	const parsed = v.safeParse(RecordEvent, value);
	return parsed.success && parsed.output.id === struct.parentSub ? parsed.output : null;
}

/** The event that this one takes back or follows on: only one's own (nobody changes another's mark). */
function touchedBy(event: RecordEvent): string | null {
	if (event.k === 'void') return event.of;
	return event.k === 'ann' || event.k === 'find' ? event.base : null;
}

function isOwn(id: string, before: readonly RecordEvent[], { record, person }: GuardContext): boolean {
	const known =
		before.find((event) => event.id === id) ??
		v.safeParse(RecordEvent, record.getMap<unknown>(recordRoot).get(id)).output;
	return v.is(RecordEvent, known) && known.by === person;
}
