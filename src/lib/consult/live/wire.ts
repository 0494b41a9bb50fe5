/**
 * What goes over a consult's socket: frames of y-websocket (so that its stock client speaks it), and types of our own above 3.
 * A frame is a varint type and a body (lib0's encoding).
 *
 *   0 sync       the record. y-protocols: 0 step 1 (state vector), 1 step 2 (update), 2 update
 *   1 awareness  accepted and dropped: who is here is the server's word (type 5). The server sends an empty one every 15 s,
 *                since a stock client gives up a line on which it heard nothing for 30 s
 *   4 fast       pointers, looks, marks in motion: opaque to the server, never stored. From a client the number of messages and
 *                each one's bytes; to it, put together per room, with each one's sender before it
 *   5 roster     server to client: JSON `Roster`
 *   6 verdict    server to client: JSON `Verdict`
 *   7 drain      server to client: JSON {retryMs}: the server goes away, come back after so long
 *   8 draft      the answer's text: a step and a body as in 0
 *   9 echo       a number that comes straight back: the client measures the line
 *  10 read       client to server: its person has before them what was said up to that row of the record
 *
 * The address may say `?as=PERSON` (who the page was made for: anybody else is turned away) and `?since=SEQ.MARK` (up to where
 * the client knows the record's order). After joining the server says the rest of the order in a verdict, or all of it with
 * `anew` when that mark isn't in its chain: the record was restored from elsewhere and the client's copy is of no use.
 *
 * Verdicts. `stored`: these events are durable, in this order. `refused`: the client's last update was not taken; it throws its
 * copy away and begins anew with a step 1, until which its updates are passed over. `draft` says the same of the draft's last
 * update; there nothing is said of the events.
 *
 * Close codes: 1012 and 1013 mean come back; 4400 to 4499 mean don't: 4401 sign in, 4403 no right, 4409 somebody else is signed
 * in here, 4429 too much.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as v from 'valibot';
import { Roster } from './roster.ts';

export const frameType = {
	sync: 0,
	awareness: 1,
	queryAwareness: 3,
	fast: 4,
	roster: 5,
	verdict: 6,
	drain: 7,
	draft: 8,
	echo: 9,
	read: 10,
} as const;
export const syncStep = { one: 0, two: 1, update: 2 } as const;
export const closeCode = {
	restart: 1012,
	overloaded: 1013,
	signIn: 4401,
	forbidden: 4403,
	somebodyElse: 4409,
	tooMuch: 4429,
} as const;

export type Part = 'record' | 'draft';

/** Of one part; `caughtUp`: a step 2, which brings what was written without a line. */
export type SyncMessage =
	| { readonly kind: 'step-1'; readonly part: Part; readonly stateVector: Uint8Array }
	| { readonly kind: 'update'; readonly part: Part; readonly update: Uint8Array; readonly caughtUp: boolean };

export type ClientFrame =
	| SyncMessage
	| { readonly kind: 'fast'; readonly messages: readonly Uint8Array[] }
	| { readonly kind: 'echo'; readonly number: number }
	| { readonly kind: 'read'; readonly seq: number }
	/** presence as the stock client sends it, and its queries: nothing to do */
	| { readonly kind: 'idle' };

export interface FastEntry {
	/** place of the sender in the roster */
	readonly from: number;
	readonly bytes: Uint8Array;
}

export const StoredUpdate = v.object({
	seq: v.number(),
	at: v.number(),
	/** the beginning of the row's hash: tells one history of the record from another */
	mark: v.string(),
	keys: v.array(v.string()),
});
export type StoredWord = v.InferOutput<typeof StoredUpdate>;

export const Verdict = v.union([
	v.object({ stored: v.array(StoredUpdate), anew: v.boolean() }),
	v.object({ refused: v.string() }),
	v.object({ draft: v.union([v.object({ stored: v.literal(true) }), v.object({ refused: v.string() })]) }),
]);
export type Verdict = v.InferOutput<typeof Verdict>;
const Drain = v.object({ retryMs: v.pipe(v.number(), v.minValue(0)) });

export type ServerFrame =
	| SyncMessage
	| { readonly kind: 'fast'; readonly entries: readonly FastEntry[] }
	| { readonly kind: 'roster'; readonly roster: Roster }
	| { readonly kind: 'verdict'; readonly verdict: Verdict }
	| { readonly kind: 'drain'; readonly retryMs: number }
	| { readonly kind: 'echo'; readonly number: number }
	| { readonly kind: 'idle' };

/** One frame of a client may bring as many. */
export const mostFast = 24;
export const largestFastBytes = 1024;

/** null: not a frame of ours. */
export function readClientFrame(bytes: Uint8Array): ClientFrame | null {
	return reading(bytes, (decoder, type) => {
		switch (type) {
			case frameType.sync:
				return readSync(decoder, 'record');
			case frameType.draft:
				return readSync(decoder, 'draft');
			case frameType.awareness:
			case frameType.queryAwareness:
				return { kind: 'idle' };
			case frameType.fast:
				return { kind: 'fast', messages: readFast(decoder) };
			case frameType.echo:
				return { kind: 'echo', number: decoding.readVarUint(decoder) };
			case frameType.read:
				return { kind: 'read', seq: decoding.readVarUint(decoder) };
			default:
				return null;
		}
	});
}

/** null: nothing that this client knows. */
export function readServerFrame(bytes: Uint8Array): ServerFrame | null {
	return reading(bytes, (decoder, type) => {
		switch (type) {
			case frameType.sync:
				return readSync(decoder, 'record');
			case frameType.draft:
				return readSync(decoder, 'draft');
			case frameType.awareness:
				return { kind: 'idle' };
			case frameType.fast:
				return { kind: 'fast', entries: readEntries(decoder) };
			case frameType.roster:
				return { kind: 'roster', roster: v.parse(Roster, readJson(decoder)) };
			case frameType.verdict:
				return { kind: 'verdict', verdict: v.parse(Verdict, readJson(decoder)) };
			case frameType.drain:
				return { kind: 'drain', ...v.parse(Drain, readJson(decoder)) };
			case frameType.echo:
				return { kind: 'echo', number: decoding.readVarUint(decoder) };
			default:
				return null;
		}
	});
}

function reading<T>(
	bytes: Uint8Array,
	read: (decoder: decoding.Decoder, type: number) => T | null,
): T | null {
	try {
		const decoder = decoding.createDecoder(bytes);
		return read(decoder, decoding.readVarUint(decoder));
	} catch {
		// lib0 and Valibot throw on what ends too soon or isn't as it should be: no frame.
		return null;
	}
}

function readSync(decoder: decoding.Decoder, part: Part): SyncMessage | null {
	const step = decoding.readVarUint(decoder);
	const body = decoding.readVarUint8Array(decoder);
	switch (step) {
		case syncStep.one:
			return { kind: 'step-1', part, stateVector: body };
		case syncStep.two:
			return { kind: 'update', part, update: body, caughtUp: true };
		case syncStep.update:
			return { kind: 'update', part, update: body, caughtUp: false };
		default:
			return null;
	}
}

function readFast(decoder: decoding.Decoder): Uint8Array[] {
	const count = decoding.readVarUint(decoder);
	if (count > mostFast) throw new RangeError('too many messages in one frame');
	return Array.from({ length: count }, () => decoding.readVarUint8Array(decoder));
}

function readEntries(decoder: decoding.Decoder): FastEntry[] {
	const entries: FastEntry[] = [];
	for (let left = decoding.readVarUint(decoder); left > 0; left--) {
		entries.push({ from: decoding.readVarUint(decoder), bytes: decoding.readVarUint8Array(decoder) });
	}
	return entries;
}

function readJson(decoder: decoding.Decoder): unknown {
	return JSON.parse(decoding.readVarString(decoder));
}

export function syncFrame(
	part: Part,
	step: (typeof syncStep)[keyof typeof syncStep],
	body: Uint8Array,
): Uint8Array {
	return encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, part === 'record' ? frameType.sync : frameType.draft);
		encoding.writeVarUint(encoder, step);
		encoding.writeVarUint8Array(encoder, body);
	});
}

/** An awareness update of nobody: keeps a stock client from giving up the line. */
export const stillHere: Uint8Array = Uint8Array.of(frameType.awareness, 1, 0);

/** From a client. */
export function ownFastFrame(messages: readonly Uint8Array[]): Uint8Array {
	return encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, frameType.fast);
		encoding.writeVarUint(encoder, messages.length);
		for (const bytes of messages) encoding.writeVarUint8Array(encoder, bytes);
	});
}

/** From the server: several people's newest in one frame. */
export function fastFrame(entries: readonly FastEntry[]): Uint8Array {
	return encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, frameType.fast);
		encoding.writeVarUint(encoder, entries.length);
		for (const { from, bytes } of entries) {
			encoding.writeVarUint(encoder, from);
			encoding.writeVarUint8Array(encoder, bytes);
		}
	});
}

export function echoFrame(number: number): Uint8Array {
	return encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, frameType.echo);
		encoding.writeVarUint(encoder, number);
	});
}

export function readFrame(seq: number): Uint8Array {
	return encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, frameType.read);
		encoding.writeVarUint(encoder, seq);
	});
}

export function rosterFrame(roster: Roster): Uint8Array {
	return jsonFrame(frameType.roster, roster);
}

export function verdictFrame(verdict: Verdict): Uint8Array {
	return jsonFrame(frameType.verdict, verdict);
}

export function drainFrame(retryMs: number): Uint8Array {
	return jsonFrame(frameType.drain, { retryMs });
}

function jsonFrame(type: number, value: unknown): Uint8Array {
	return encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, type);
		encoding.writeVarString(encoder, JSON.stringify(value));
	});
}
