/**
 * What goes over a consult's socket: frames of y-websocket (so that its stock client speaks it), and types of our own above 3.
 * A frame is a varint type and a body (lib0's encoding).
 *
 *   0 sync       y-protocols: 0 step 1 (state vector), 1 step 2 (update), 2 update
 *   1 awareness  accepted and dropped: who is here is the server's word (type 5). The server sends an empty one every 15 s,
 *                since a stock client gives up a line on which it heard nothing for 30 s
 *   4 fast       pointers, looks, marks in motion: opaque to the server, never stored, put together per room
 *   5 roster     server to client: JSON
 *   6 verdict    server to client: JSON {stored: [{key, seq, at}]}, or {refused: reason}: the client throws its copy away and
 *                begins anew with a step 1; until then its updates are passed over
 *   7 drain      server to client: JSON {retryMs}: the server goes away, come back after so long
 *
 * Close codes: 1012 and 1013 mean come back; 4400 to 4499 mean don't: 4401 sign in, 4403 no right, 4409 this document was
 * refused and has to be thrown away, 4429 too much.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

export const frameType = {
	sync: 0,
	awareness: 1,
	queryAwareness: 3,
	fast: 4,
	roster: 5,
	verdict: 6,
	drain: 7,
} as const;
export const syncStep = { one: 0, two: 1, update: 2 } as const;
export const closeCode = {
	restart: 1012,
	overloaded: 1013,
	signIn: 4401,
	forbidden: 4403,
	tooMuch: 4429,
} as const;

export type ClientFrame =
	| { readonly kind: 'step-1'; readonly stateVector: Uint8Array }
	| { readonly kind: 'update'; readonly update: Uint8Array; readonly caughtUp: boolean }
	| { readonly kind: 'fast'; readonly bytes: Uint8Array }
	/** presence as the stock client sends it, and its queries: nothing to do */
	| { readonly kind: 'idle' };

/** null: not a frame of ours. */
export function readFrame(bytes: Uint8Array): ClientFrame | null {
	try {
		const decoder = decoding.createDecoder(bytes);
		switch (decoding.readVarUint(decoder)) {
			case frameType.sync:
				return readSync(decoder);
			case frameType.awareness:
			case frameType.queryAwareness:
				return { kind: 'idle' };
			case frameType.fast:
				return { kind: 'fast', bytes: decoding.readVarUint8Array(decoder) };
			default:
				return null;
		}
	} catch {
		// lib0 throws on what ends too soon: no frame.
		return null;
	}
}

function readSync(decoder: decoding.Decoder): ClientFrame | null {
	switch (decoding.readVarUint(decoder)) {
		case syncStep.one:
			return { kind: 'step-1', stateVector: decoding.readVarUint8Array(decoder) };
		case syncStep.two:
			return { kind: 'update', update: decoding.readVarUint8Array(decoder), caughtUp: true };
		case syncStep.update:
			return { kind: 'update', update: decoding.readVarUint8Array(decoder), caughtUp: false };
		default:
			return null;
	}
}

export function syncFrame(step: (typeof syncStep)[keyof typeof syncStep], body: Uint8Array): Uint8Array {
	return encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, frameType.sync);
		encoding.writeVarUint(encoder, step);
		encoding.writeVarUint8Array(encoder, body);
	});
}

/** An awareness update of nobody: keeps a stock client from giving up the line. */
export const stillHere: Uint8Array = Uint8Array.of(frameType.awareness, 1, 0);

export interface FastEntry {
	/** place of the sender in the roster */
	readonly from: number;
	readonly bytes: Uint8Array;
}

/** Several people's newest in one frame: the number of entries, then sender and bytes of each. */
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

export function jsonFrame(type: 'roster' | 'verdict' | 'drain', value: unknown): Uint8Array {
	return encoding.encode((encoder) => {
		encoding.writeVarUint(encoder, frameType[type]);
		encoding.writeVarString(encoder, JSON.stringify(value));
	});
}
