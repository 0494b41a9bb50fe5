/**
 * One person's frames in each server's own words: where they are (thirty times a second) and one mark dragged and let go. The
 * number in each comes back in what the others hear; its time is in the load's own table. Peers carry a place as awareness JSON and a
 * drag as map values of the document, as their clients do; ours as the fast lane and one event at rest.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';
import { EventIds } from '../../src/lib/consult/live/event-id.ts';
import { FastDecoder, FastEncoder } from '../../src/lib/consult/live/fast-codec.ts';
import { ownFastFrame, readServerFrame, syncFrame, syncStep } from '../../src/lib/consult/live/wire.ts';
import { recordRoot, writeEvent } from '../../src/lib/consult/record/record.ts';
import type { Annotation } from '../../src/lib/annotation/annotation.ts';

export interface Heard {
	readonly presence: readonly number[];
	readonly edits: readonly number[];
	/** ready to begin */
	readonly joined: boolean;
	/** to be sent back at once */
	readonly answers: readonly Uint8Array[];
}

export interface Voice {
	/** on opening */
	hello(): readonly Uint8Array[];
	presence(number: number): Uint8Array;
	/** A step of a drag; ours sends its event only when it's `last`. null: nothing to say. */
	drag(number: number, last: boolean): { frame: Uint8Array; edit: boolean };
	hear(frame: Uint8Array): Heard;
}

export const systems = ['ours', 'yws', 'hocuspocus'] as const;
export type System = (typeof systems)[number];

const nothing: Heard = { presence: [], edits: [], joined: false, answers: [] };
const uid = (n: number): string => `1.2.826.0.1.3680043.8.498.${10 ** 20 + n}`;

/** About what a viewer's presence holds: cursor, view, slice, window (265 bytes of JSON). */
function place(number: number): object {
	const { x, y } = { x: (number % 997) + 0.123456, y: (number % 769) + 0.654321 };
	return {
		n: number,
		user: { name: 'พญ. ทดสอบ', colour: '#22aa88' },
		cursor: { x, y, z: 12.5 },
		view: { series: uid(1).slice(-24), slice: number % 300, zoom: 1.25, pan: [0.5, 0.5] },
		window: { center: 40, width: 400 },
	};
}

function mark(number: number): Annotation {
	return {
		...{ kind: 'length', study: uid(1), series: uid(2), instance: uid(3), frame: 1 },
		points: {
			space: 'patient',
			frameOfReference: uid(4),
			at: [
				[1.5, 2.5, 3.5],
				[number % 500, 20.25, 3.5],
			],
		},
		label: '',
		seen: [{ name: 'length', value: number % 500, unit: 'mm', trust: 'calibrated' }],
	};
}

export interface Speaker {
	readonly room: string;
	readonly person: string;
	/** drags marks and shows the others where to look */
	readonly drags: boolean;
}

export function voiceOf(system: System, { room, person, drags }: Speaker): Voice {
	return system === 'ours' ? ourVoice(person, drags) : peerVoice(system === 'hocuspocus' ? room : null);
}

function ourVoice(person: string, presents: boolean): Voice {
	const encoder = new FastEncoder(() => performance.now());
	const decoders = new Map<number, FastDecoder>();
	const doc = new Y.Doc();
	const ids = new EventIds();
	let update: Uint8Array | null = null;
	doc.on('update', (bytes: Uint8Array) => (update = bytes));
	return {
		hello: () => [syncFrame('record', syncStep.one, Y.encodeStateVector(doc))],
		presence: (number) => {
			const spot = { space: 'patient', frameOfReference: uid(4), at: [number % 2 ** 23, 1, 2] } as const;
			const messages = encoder.encode({ kind: 'pointer', spot, laser: false });
			// Ten slices a second or so, with all that a follower wants to know.
			if (presents && number % 3 === 0)
				messages.push(
					...encoder.encode({
						...{ kind: 'look', view: 0, layout: { rows: 1, columns: 1 }, active: true },
						look: {
							...{ study: uid(1), series: uid(2), instance: uid(100 + (number % 90)), frame: 1 },
							...{ window: { center: 40, width: 400 }, inverted: false, zoom: 1.25 },
							...{ middle: [0.5, 0.5], mirrored: false, turn: 0 },
						},
					}),
				);
			return ownFastFrame(messages);
		},
		drag: (number, last) => {
			if (!last)
				return {
					frame: ownFastFrame(encoder.encode({ kind: 'moving', mark: mark(number), base: null })),
					edit: false,
				};
			writeEvent(doc, {
				...{ v: 1, id: ids.next(), by: person, at: number, k: 'ann', base: null },
				mark: mark(number),
			});
			return { frame: syncFrame('record', syncStep.update, update ?? new Uint8Array()), edit: true };
		},
		hear: (bytes) => {
			const frame = readServerFrame(bytes);
			if (frame?.kind === 'step-1') return nothing;
			if (frame?.kind === 'update') {
				if (frame.part === 'draft') return nothing;
				if (frame.caughtUp) return { ...nothing, joined: true };
				return { ...nothing, edits: editsIn(frame.update, (value) => Number(value['at'] ?? Number.NaN)) };
			}
			if (frame?.kind !== 'fast') return nothing;
			const presence = frame.entries.flatMap(({ from, bytes: entry }) => {
				const decoder = decoders.get(from) ?? new FastDecoder();
				decoders.set(from, decoder);
				const message = decoder.decode(entry);
				return message?.kind === 'pointer' && message.spot ? [message.spot.at[0]] : [];
			});
			return { ...nothing, presence };
		},
	};
}

/** y-protocols; Hocuspocus puts the document's name before each frame and wants a token first. */
function peerVoice(name: string | null): Voice {
	const doc = new Y.Doc();
	let update: Uint8Array | null = null;
	let clock = 0;
	doc.on('update', (bytes: Uint8Array, origin: unknown) => {
		if (origin !== 'server') update = bytes;
	});
	const frame = (write: (encoder: encoding.Encoder) => void): Uint8Array =>
		encoding.encode((encoder) => {
			if (name !== null) encoding.writeVarString(encoder, name);
			write(encoder);
		});
	const sync = (step: number, body: Uint8Array): Uint8Array =>
		frame((encoder) => {
			encoding.writeVarUint(encoder, 0);
			encoding.writeVarUint(encoder, step);
			encoding.writeVarUint8Array(encoder, body);
		});
	return {
		hello: () => [
			...(name === null
				? []
				: [
						frame((encoder) => {
							encoding.writeVarUint(encoder, 2);
							encoding.writeVarUint(encoder, 0);
							encoding.writeVarString(encoder, 'token');
						}),
					]),
			sync(0, Y.encodeStateVector(doc)),
		],
		presence: (number) =>
			frame((encoder) => {
				encoding.writeVarUint(encoder, 1);
				encoding.writeVarUint8Array(
					encoder,
					encoding.encode((states) => {
						encoding.writeVarUint(states, 1);
						encoding.writeVarUint(states, doc.clientID);
						encoding.writeVarUint(states, ++clock);
						encoding.writeVarString(states, JSON.stringify(place(number)));
					}),
				);
			}),
		drag: (number) => {
			doc.getMap(recordRoot).set('drag', { n: number, mark: mark(number) });
			return { frame: sync(2, update ?? new Uint8Array()), edit: true };
		},
		hear: (bytes) => {
			const decoder = decoding.createDecoder(bytes);
			if (name !== null) decoding.readVarString(decoder);
			const type = decoding.readVarUint(decoder);
			if (type === 1) return { ...nothing, presence: statesIn(decoding.readVarUint8Array(decoder)) };
			// Hocuspocus answers a step 1 with type 4.
			if (type !== 0 && type !== 4) return nothing;
			const step = decoding.readVarUint(decoder);
			const body = decoding.readVarUint8Array(decoder);
			if (step === 0) return { ...nothing, answers: [sync(1, Y.encodeStateAsUpdate(doc, body))] };
			if (step === 1) return { ...nothing, joined: true };
			return { ...nothing, edits: editsIn(body, (value) => Number(value['n'] ?? Number.NaN)) };
		},
	};
}

function statesIn(update: Uint8Array): number[] {
	const decoder = decoding.createDecoder(update);
	const numbers: number[] = [];
	for (let left = decoding.readVarUint(decoder); left > 0; left--) {
		decoding.readVarUint(decoder);
		decoding.readVarUint(decoder);
		const found = /^\{"n":(\d+)/.exec(decoding.readVarString(decoder))?.[1];
		if (found !== undefined) numbers.push(Number(found));
	}
	return numbers;
}

function editsIn(update: Uint8Array, numberOf: (value: Record<string, unknown>) => number): number[] {
	return Y.decodeUpdate(update).structs.flatMap((struct) => {
		if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentAny)) return [];
		return struct.content.arr
			.map((value: Record<string, unknown>) => numberOf(value))
			.filter((number) => Number.isFinite(number));
	});
}
