/**
 * What wasn't stored yet when a page went away, kept for the next one. The keeping itself is somebody else's (`DraftKeeper` of
 * `session`, which encrypts with a key that only the same person gets). Each open tab has a slot of its own; a new one takes over
 * what stands in slots that no tab holds any more.
 */
import * as v from 'valibot';
import { RecordEvent } from '#lib/consult/record/event.ts';
import type { Refused } from './refused.ts';

export interface Keep {
	keep(place: string, draft: unknown): void;
	restore(place: string): Promise<unknown>;
	forget(place: string): Promise<void>;
}

export interface Kept {
	readonly unsent: readonly RecordEvent[];
	readonly refused: readonly Refused[];
	readonly draft: Uint8Array | null;
}

const Stored = v.object({
	unsent: v.array(RecordEvent),
	refused: v.array(v.object({ event: RecordEvent, reason: v.string() })),
	/** base64 */
	draft: v.nullable(v.string()),
});
const slots = 4;
const nothing: Kept = { unsent: [], refused: [], draft: null };

export interface TrayParts {
	readonly keep: Keep | null;
	readonly consult: string;
	readonly person: string;
}

export class Tray {
	readonly #parts: TrayParts;
	#slot: number | null = null;
	#empty = true;
	#latest: Kept = nothing;
	#release: (() => void) | null = null;
	#closed = false;

	constructor(parts: TrayParts) {
		this.#parts = parts;
	}

	/** What earlier pages of this person left; from now on `keep` keeps. */
	async open(): Promise<Kept> {
		const { keep } = this.#parts;
		this.#closed = false;
		if (keep === null || this.#slot !== null) return nothing;
		let found = nothing;
		for (let slot = 0; slot < slots && !this.#closed; slot++) {
			const release = await held(this.#place(slot));
			if (release === null) continue;
			found = joined(found, this.#read(await keep.restore(this.#place(slot))));
			if (this.#slot === null) {
				this.#slot = slot;
				this.#release = release;
			} else {
				await keep.forget(this.#place(slot));
				release();
			}
		}
		this.#empty = isEmpty(found);
		this.keep(joined(found, this.#latest));
		return found;
	}

	keep(kept: Kept): void {
		this.#latest = kept;
		const { keep } = this.#parts;
		if (keep === null || this.#slot === null || (this.#empty && isEmpty(kept))) return;
		this.#empty = isEmpty(kept);
		const place = this.#place(this.#slot);
		if (this.#empty) void keep.forget(place);
		else {
			const draft = kept.draft === null ? null : textOf(kept.draft);
			keep.keep(place, { unsent: kept.unsent, refused: kept.refused, draft });
		}
	}

	close(): void {
		this.#closed = true;
		this.#slot = null;
		this.#release?.();
		this.#release = null;
	}

	#place(slot: number): string {
		return `live:${this.#parts.consult}:${slot}`;
	}

	/** Only this person's: what cannot be read is nobody's. */
	#read(stored: unknown): Kept {
		const read = v.safeParse(Stored, stored);
		if (!read.success) return nothing;
		const { unsent, refused, draft } = read.output;
		const { person } = this.#parts;
		return {
			unsent: unsent.filter((event) => event.by === person),
			refused: refused.filter(({ event }) => event.by === person),
			draft: draft === null ? null : bytesOf(draft),
		};
	}
}

function isEmpty({ unsent, refused, draft }: Kept): boolean {
	return unsent.length === 0 && refused.length === 0 && draft === null;
}

function joined(one: Kept, other: Kept): Kept {
	return {
		unsent: [...one.unsent, ...other.unsent],
		refused: [...one.refused, ...other.refused],
		draft: one.draft ?? other.draft,
	};
}

/** The lock of a name while the page lives, if no other tab holds it; browsers without locks have one tab. */
async function held(name: string): Promise<(() => void) | null> {
	if (!('locks' in globalThis.navigator)) return name.endsWith(':0') ? () => undefined : null;
	return new Promise((resolve) => {
		void navigator.locks.request(name, { ifAvailable: true }, (lock) => {
			if (lock === null) {
				resolve(null);
				return undefined;
			}
			return new Promise<void>((release) => resolve(() => release()));
		});
	});
}

function textOf(bytes: Uint8Array): string {
	let binary = '';
	for (const byte of bytes) binary += String.fromCharCode(byte);
	return btoa(binary);
}

function bytesOf(text: string): Uint8Array {
	return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
