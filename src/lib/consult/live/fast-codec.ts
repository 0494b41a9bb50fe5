/**
 * `FastMessage` in a few bytes. DICOM's ids are 60 letters: each is told once under a number (a message of its own) and then named
 * by the number with two bytes of its hash, so that a number that meanwhile stands for another id is noticed and nobody ever
 * points at the wrong picture. Names are told again every two seconds while they are used and whenever somebody comes, since any
 * message may be lost.
 *
 * The first byte tells messages of which only the newest counts from each other (the server puts them together by it):
 * 1 pointer, 2 here, 3 moving, 4 status, 5 hand-over, 6 paper, 0x40 + view look, 0x80 + number a name.
 */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as v from 'valibot';
import { Annotation, annotationKinds as kinds } from '#lib/annotation/annotation.ts';
import { EventId, Look, windowFunctions } from '#lib/consult/record/event.ts';
import { isUid } from '#lib/dicom/uid.ts';
import type { FastMessage, Spot, Status } from './fast-message.ts';

const code = {
	pointer: 1,
	here: 2,
	moving: 3,
	status: 4,
	handOver: 5,
	paper: 6,
	look: 0x40,
	name: 0x80,
} as const;
const names = 0x80;
export const mostViews = 16;
/** A freehand in motion is drawn with as many of its points: a message has a kilobyte. */
const mostPoints = 64;
const longestLabel = 60;
const toldAgainMs = 2000;

export class FastEncoder {
	readonly #now: () => number;
	readonly #numbers = new Map<string, { readonly number: number; toldAt: number | null }>();
	#next = 0;

	constructor(now: () => number) {
		this.#now = now;
	}

	/** Somebody came who has heard nothing yet. */
	forgetTold(): void {
		for (const name of this.#numbers.values()) name.toldAt = null;
	}

	/** The message, after the names that it needs told first. */
	encode(message: FastMessage): Uint8Array[] {
		const told: Uint8Array[] = [];
		const bytes = encoding.encode((encoder) => {
			this.#write(encoder, message, (uid) => {
				const { number, news } = this.#named(uid);
				if (news !== null) told.push(news);
				encoding.writeUint8(encoder, number);
				encoding.writeUint16(encoder, hashOf(uid));
			});
		});
		return [...told, bytes];
	}

	#write(encoder: encoding.Encoder, message: FastMessage, uid: (uid: string) => void): void {
		switch (message.kind) {
			case 'pointer':
				encoding.writeUint8(encoder, code.pointer);
				encoding.writeUint8(encoder, message.laser ? 1 : 0);
				writeSpot(encoder, message.spot, uid);
				return;
			case 'look':
				encoding.writeUint8(encoder, code.look + (message.view % mostViews));
				encoding.writeUint8(encoder, message.layout.rows);
				encoding.writeUint8(encoder, message.layout.columns);
				encoding.writeUint8(encoder, message.active ? 1 : 0);
				writeLook(encoder, message.look, uid);
				return;
			case 'here':
				encoding.writeUint8(encoder, code.here);
				writeLook(encoder, message.look, uid);
				return;
			case 'moving':
				encoding.writeUint8(encoder, code.moving);
				encoding.writeVarString(encoder, message.base ?? '');
				encoding.writeUint8(encoder, message.mark === null ? 0 : 1);
				if (message.mark !== null) writeMark(encoder, message.mark, uid);
				return;
			case 'status':
				encoding.writeUint8(encoder, code.status);
				encoding.writeUint8(encoder, flagsOf(message.status));
				encoding.writeVarUint(encoder, (message.status.following ?? -1) + 1);
				encoding.writeVarUint(encoder, message.lag === null ? 0 : Math.round(message.lag) + 1);
				return;
			case 'paper':
				encoding.writeUint8(encoder, code.paper);
				for (const one of [message.study, message.series, message.instance]) uid(one);
				return;
			case 'hand-over':
				encoding.writeUint8(encoder, code.handOver);
				encoding.writeVarUint(encoder, message.to);
				return;
		}
	}

	#named(uid: string): { number: number; news: Uint8Array | null } {
		const now = this.#now();
		const known = this.#numbers.get(uid);
		if (known !== undefined && known.toldAt !== null && now - known.toldAt < toldAgainMs)
			return { number: known.number, news: null };
		const name = known ?? { number: this.#free(), toldAt: null };
		name.toldAt = now;
		this.#numbers.set(uid, name);
		const news = encoding.encode((encoder) => {
			encoding.writeUint8(encoder, code.name + name.number);
			writeUid(encoder, uid);
		});
		return { number: name.number, news };
	}

	/** In turn: a number comes back after all others did. */
	#free(): number {
		const number = this.#next;
		this.#next = (this.#next + 1) % names;
		for (const [uid, held] of this.#numbers) if (held.number === number) this.#numbers.delete(uid);
		return number;
	}
}

/** What one sender says. */
export class FastDecoder {
	readonly #names = new Map<number, string>();

	/** null: a name, or nothing that can be read or trusted. */
	decode(bytes: Uint8Array): FastMessage | null {
		try {
			const decoder = decoding.createDecoder(bytes);
			const first = decoding.readUint8(decoder);
			if (first < code.name) return this.#read(decoder, first);
			const uid = readUid(decoder);
			if (isUid(uid)) this.#names.set(first - code.name, uid);
			return null;
		} catch {
			return null;
		}
	}

	#read(decoder: decoding.Decoder, first: number): FastMessage | null {
		const uid = (): string => this.#uid(decoder);
		if (first >= code.look) {
			const layout = { rows: decoding.readUint8(decoder), columns: decoding.readUint8(decoder) };
			const active = decoding.readUint8(decoder) === 1;
			const small = (n: number): boolean => n >= 1 && n <= mostViews;
			if (first >= code.look + mostViews || !small(layout.rows) || !small(layout.columns)) return null;
			return { kind: 'look', view: first - code.look, layout, active, look: readLook(decoder, uid) };
		}
		switch (first) {
			case code.pointer: {
				const laser = decoding.readUint8(decoder) === 1;
				return { kind: 'pointer', laser, spot: readSpot(decoder, uid) };
			}
			case code.here:
				return { kind: 'here', look: readLook(decoder, uid) };
			case code.moving: {
				const base = decoding.readVarString(decoder);
				const drawn = decoding.readUint8(decoder) === 1;
				return {
					kind: 'moving',
					base: base === '' ? null : v.parse(EventId, base),
					mark: drawn ? readMark(decoder, uid) : null,
				};
			}
			case code.status: {
				const flags = decoding.readUint8(decoder);
				const following = decoding.readVarUint(decoder);
				const lag = decoding.readVarUint(decoder);
				const status = statusOf(flags, following === 0 ? null : following - 1);
				return { kind: 'status', status, lag: lag === 0 ? null : lag - 1 };
			}
			case code.paper:
				return { kind: 'paper', study: uid(), series: uid(), instance: uid() };
			case code.handOver:
				return { kind: 'hand-over', to: decoding.readVarUint(decoder) };
			default:
				return null;
		}
	}

	#uid(decoder: decoding.Decoder): string {
		const uid = this.#names.get(decoding.readUint8(decoder));
		if (uid === undefined || decoding.readUint16(decoder) !== hashOf(uid))
			throw new Error('a name not told yet');
		return uid;
	}
}

/** Two letters a byte: digits, 10 a dot, 15 nothing. */
function writeUid(encoder: encoding.Encoder, uid: string): void {
	const halves = Array.from(uid, (letter) => (letter === '.' ? 10 : Number(letter)));
	if (halves.length % 2 === 1) halves.push(15);
	encoding.writeUint8(encoder, halves.length / 2);
	for (let i = 0; i < halves.length; i += 2)
		encoding.writeUint8(encoder, (halves[i] ?? 15) * 16 + (halves[i + 1] ?? 15));
}

function readUid(decoder: decoding.Decoder): string {
	const letters = '0123456789.';
	let uid = '';
	for (let left = decoding.readUint8(decoder); left > 0; left--) {
		const pair = decoding.readUint8(decoder);
		uid += (letters[pair >> 4] ?? '') + (letters[pair & 15] ?? '');
	}
	return uid;
}

function writeSpot(encoder: encoding.Encoder, spot: Spot | null, uid: (uid: string) => void): void {
	encoding.writeUint8(encoder, spot === null ? 0 : spot.space === 'patient' ? 1 : 2);
	if (spot === null) return;
	uid(spot.space === 'patient' ? spot.frameOfReference : spot.instance);
	if (spot.space === 'image') encoding.writeVarUint(encoder, spot.frame);
	for (const number of spot.at) encoding.writeFloat32(encoder, number);
}

function readSpot(decoder: decoding.Decoder, uid: () => string): Spot | null {
	switch (decoding.readUint8(decoder)) {
		case 0:
			return null;
		case 1:
			return {
				space: 'patient',
				frameOfReference: uid(),
				at: [finite(decoder), finite(decoder), finite(decoder)],
			};
		case 2: {
			const instance = uid();
			const frame = decoding.readVarUint(decoder);
			return { space: 'image', instance, frame, at: [finite(decoder), finite(decoder)] };
		}
		default:
			throw new Error('no such space');
	}
}

function writeLook(encoder: encoding.Encoder, look: Look, uid: (uid: string) => void): void {
	uid(look.study);
	uid(look.series);
	uid(look.instance);
	encoding.writeVarUint(encoder, look.frame);
	const flags = (look.window === null ? 0 : 1) + (look.inverted ? 2 : 0) + (look.mirrored ? 4 : 0);
	const curve = look.window?.function === undefined ? 0 : windowFunctions.indexOf(look.window.function) + 1;
	encoding.writeUint8(encoder, flags + (look.turn / 90) * 8 + (look.lut === undefined ? 0 : 32) + curve * 64);
	if (look.lut !== undefined) encoding.writeVarString(encoder, look.lut);
	if (look.window !== null) {
		encoding.writeFloat32(encoder, look.window.center);
		encoding.writeFloat32(encoder, look.window.width);
	}
	for (const number of [look.zoom, ...look.middle]) encoding.writeFloat32(encoder, number);
}

function readLook(decoder: decoding.Decoder, uid: () => string): Look {
	const ids = { study: uid(), series: uid(), instance: uid() };
	const frame = decoding.readVarUint(decoder);
	const flags = decoding.readUint8(decoder);
	const lut = (flags & 32) === 0 ? {} : { lut: decoding.readVarString(decoder) };
	const curve = windowFunctions[(flags >> 6) - 1];
	const window =
		(flags & 1) === 0
			? null
			: {
					...{ center: finite(decoder), width: finite(decoder) },
					...(curve === undefined ? {} : { function: curve }),
				};
	const zoom = finite(decoder);
	const middle = [finite(decoder), finite(decoder)];
	const turned = { inverted: (flags & 2) !== 0, mirrored: (flags & 4) !== 0, turn: ((flags >> 3) & 3) * 90 };
	return v.parse(Look, { ...ids, frame, window, ...lut, ...turned, zoom, middle });
}

function writeMark(encoder: encoding.Encoder, mark: Annotation, uid: (uid: string) => void): void {
	uid(mark.study);
	uid(mark.series);
	uid(mark.instance);
	encoding.writeVarUint(encoder, mark.frame);
	encoding.writeUint8(encoder, kinds.indexOf(mark.kind));
	encoding.writeVarString(encoder, mark.label.slice(0, longestLabel));
	const { points } = mark;
	encoding.writeUint8(encoder, points.space === 'patient' ? 1 : 2);
	if (points.space === 'patient') uid(points.frameOfReference);
	const at: readonly (readonly number[])[] = points.at;
	const thinned = thin(at);
	encoding.writeVarUint(encoder, thinned.length);
	for (const point of thinned) for (const number of point) encoding.writeFloat32(encoder, number);
}

function readMark(decoder: decoding.Decoder, uid: () => string): Annotation {
	const ids = { study: uid(), series: uid(), instance: uid() };
	const frame = decoding.readVarUint(decoder);
	const kind = kinds[decoding.readUint8(decoder)];
	const label = decoding.readVarString(decoder);
	const patient = decoding.readUint8(decoder) === 1;
	const space = patient
		? { space: 'patient', frameOfReference: uid() }
		: ({ space: 'image' } as const satisfies object);
	const count = decoding.readVarUint(decoder);
	if (count > mostPoints || kind === undefined) throw new Error('no such mark');
	const numbers = patient ? 3 : 2;
	const at = Array.from({ length: count }, () => Array.from({ length: numbers }, () => finite(decoder)));
	// A text that is being typed may be empty yet: its place is worth showing.
	const shown = kind === 'text' && label.trim() === '' ? '…' : label;
	return v.parse(Annotation, { ...ids, kind, frame, label: shown, points: { ...space, at }, seen: [] });
}

function thin<T>(points: readonly T[]): readonly T[] {
	if (points.length <= mostPoints) return points;
	const step = (points.length - 1) / (mostPoints - 1);
	return Array.from({ length: mostPoints }, (_, n) => points[Math.round(n * step)]).flatMap((point) =>
		point === undefined ? [] : [point],
	);
}

function finite(decoder: decoding.Decoder): number {
	const number = decoding.readFloat32(decoder);
	if (!Number.isFinite(number)) throw new RangeError('not a number');
	return number;
}

const flagBits = { presenting: 1, quiet: 2, away: 4, wantsFloor: 8, loading: 16 } as const;

function flagsOf(status: Status): number {
	return (
		(status.presenting ? flagBits.presenting : 0) +
		(status.quiet ? flagBits.quiet : 0) +
		(status.away ? flagBits.away : 0) +
		(status.wantsFloor ? flagBits.wantsFloor : 0) +
		(status.loading ? flagBits.loading : 0)
	);
}

function statusOf(flags: number, following: number | null): Status {
	const has = (flag: keyof typeof flagBits): boolean => (flags & flagBits[flag]) !== 0;
	return {
		following,
		presenting: has('presenting'),
		quiet: has('quiet'),
		away: has('away'),
		wantsFloor: has('wantsFloor'),
		loading: has('loading'),
	};
}

/** FNV-1a, folded to 16 bits. */
function hashOf(uid: string): number {
	let hash = 0x811c9dc5;
	for (let i = 0; i < uid.length; i++) hash = Math.imul(hash ^ uid.charCodeAt(i), 0x01000193);
	return ((hash >>> 16) ^ hash) & 0xffff;
}
