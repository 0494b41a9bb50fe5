/**
 * Pointers, looks and marks in motion. Among a dozen people they are passed on at once; in a crowd the newest of each is put
 * together and goes out every 16 or 33 ms, since the cost is one system call a frame.
 */
import { fastFrame, largestFastBytes } from '#lib/consult/live/wire.ts';
import type { FastEntry } from '#lib/consult/live/wire.ts';

/** To everyone who listens but the one at that place; null: to all. */
type Out = (frame: Uint8Array, but: number | null) => void;

export class FastLane {
	/** the newest by sender and kind (the first byte), in order of arrival: a later one may build on an earlier */
	readonly #newest = new Map<string, FastEntry>();
	#timer: NodeJS.Timeout | null = null;

	put(from: number, messages: readonly Uint8Array[], { people, out }: { people: number; out: Out }): void {
		const entries = messages
			.filter((bytes) => bytes.byteLength > 0 && bytes.byteLength <= largestFastBytes)
			.map((bytes) => ({ from, bytes }));
		if (entries.length === 0) return;
		const wait = windowMs(people);
		if (wait === 0) {
			out(fastFrame(entries), from);
			return;
		}
		for (const entry of entries) {
			const key = `${from} ${entry.bytes[0] ?? 0}`;
			this.#newest.delete(key);
			this.#newest.set(key, entry);
		}
		this.#timer ??= setTimeout(() => {
			this.#timer = null;
			const newest = [...this.#newest.values()];
			this.#newest.clear();
			// Everyone gets the lot, their own too: one frame for all is cheaper than one for each.
			if (newest.length > 0) out(fastFrame(newest), null);
		}, wait);
	}

	forget(from: number): void {
		for (const [key, entry] of this.#newest) if (entry.from === from) this.#newest.delete(key);
	}

	end(): void {
		if (this.#timer !== null) clearTimeout(this.#timer);
		this.#timer = null;
		this.#newest.clear();
	}
}

function windowMs(people: number): number {
	if (people <= 12) return 0;
	return people < 24 ? 16 : 33;
}
