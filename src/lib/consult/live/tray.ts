/**
 * What wasn't stored yet when a page went away, kept for the next one. The keeping itself is somebody else's (`DraftKeeper` of
 * `session`, which encrypts with a key that only the same person gets). Each open tab has a slot of its own; a new one takes over
 * what stands in slots that no tab holds any more.
 */
import * as v from 'valibot';
import { RecordEvent } from '#lib/consult/record/event.ts';
import type { LostDraft } from './live-draft.ts';
import type { Refused } from './refused.ts';
import type { World } from './world.ts';

export interface Keep {
	/** Called while there is a line. */
	ready?(): Promise<void>;
	keep(place: string, draft: unknown): void;
	restore(place: string): Promise<unknown>;
	forget(place: string): Promise<void>;
}

export interface Kept {
	readonly unsent: readonly RecordEvent[];
	readonly refused: readonly Refused[];
	readonly draft: Uint8Array | null;
	/** Text that was refused, until its writer lets it go. */
	readonly lost: LostDraft | null;
}

const Stored = v.object({
	unsent: v.array(RecordEvent),
	refused: v.array(v.object({ event: RecordEvent, reason: v.string() })),
	/** base64 */
	draft: v.nullable(v.string()),
	lost: v.optional(
		v.nullable(v.object({ reason: v.string(), texts: v.record(v.string(), v.string()) })),
		null,
	),
});
const slots = [0, 1, 2, 3];
/** The page before this one may still hold its slot for a moment. */
const againMs = 3000;
const nothing: Kept = { unsent: [], refused: [], draft: null, lost: null };

export interface TrayParts {
	readonly keep: Keep | null;
	readonly consult: string;
	readonly person: string;
	readonly world: Pick<World, 'after'>;
	/** What earlier pages of this person left. */
	readonly found: (kept: Kept) => void;
}

export class Tray {
	readonly #parts: TrayParts;
	#slot: number | null = null;
	#empty = true;
	#latest: Kept = nothing;
	readonly #holds: { readonly slot: number; readonly release: () => void }[] = [];
	#closed = false;
	#again: (() => void) | null = null;

	constructor(parts: TrayParts) {
		this.#parts = parts;
	}

	/** Until `close`. */
	async open(): Promise<void> {
		if (this.#parts.keep === null || this.#holds.length > 0) return;
		this.#closed = false;
		await this.#parts.keep.ready?.();
		const taken = await this.#look(slots);
		if (taken.length > 0 && !this.#closed)
			this.#again = this.#parts.world.after(againMs, () => void this.#look(taken));
	}

	/** The slots that other tabs hold. */
	async #look(among: readonly number[]): Promise<readonly number[]> {
		const { keep, found } = this.#parts;
		const taken: number[] = [];
		for (const slot of among) {
			const release = await held(`${this.#parts.person} ${this.#place(slot)}`);
			if (release === null) {
				taken.push(slot);
				continue;
			}
			const kept = this.#read(await keep?.restore(this.#place(slot)));
			if (this.#closed || (this.#slot !== null && isEmpty(kept))) {
				release();
				continue;
			}
			this.#holds.push({ slot, release });
			this.#slot ??= slot;
			if (!isEmpty(kept)) {
				this.#empty = false;
				found(kept);
			}
		}
		this.keep(this.#latest);
		return taken;
	}

	keep(kept: Kept): void {
		this.#latest = kept;
		const { keep } = this.#parts;
		if (keep === null || this.#slot === null || (this.#empty && isEmpty(kept))) return;
		this.#empty = isEmpty(kept);
		if (this.#empty) {
			// What other tabs left has arrived too: only now may it be forgotten.
			for (const { slot } of this.#holds) void keep.forget(this.#place(slot));
			return;
		}
		const draft = kept.draft === null ? null : textOf(kept.draft);
		keep.keep(this.#place(this.#slot), { ...kept, draft });
	}

	close(): void {
		this.#closed = true;
		this.#again?.();
		this.#slot = null;
		for (const { release } of this.#holds.splice(0)) release();
	}

	#place(slot: number): string {
		return `live:${this.#parts.consult}:${slot}`;
	}

	/** Only this person's: what cannot be read is nobody's. */
	#read(stored: unknown): Kept {
		const read = v.safeParse(Stored, stored);
		if (!read.success) return nothing;
		const { unsent, refused, draft, lost } = read.output;
		const { person } = this.#parts;
		return {
			unsent: unsent.filter((event) => event.by === person),
			refused: refused.filter(({ event }) => event.by === person),
			draft: draft === null ? null : bytesOf(draft),
			lost,
		};
	}
}

function isEmpty({ unsent, refused, draft, lost }: Kept): boolean {
	return unsent.length === 0 && refused.length === 0 && draft === null && lost === null;
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
