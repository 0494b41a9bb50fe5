/**
 * Pointers, looks and marks in motion. Two or three people are passed on at once; in a crowd the newest of each is put
 * together and goes out every 16 or 33 ms, since the cost is one system call a frame.
 */
import { fastFrame } from './wire.ts';
import type { FastEntry } from './wire.ts';

export const largestFastBytes = 1024;

type Out = (frame: Uint8Array, but: number | null) => void;

export class FastLane {
	/** the newest by sender and kind (the first byte) */
	readonly #newest = new Map<string, FastEntry>();
	#timer: NodeJS.Timeout | null = null;

	put(entry: FastEntry, people: number, out: Out): void {
		if (entry.bytes.byteLength === 0 || entry.bytes.byteLength > largestFastBytes) return;
		const wait = windowMs(people);
		if (wait === 0) {
			out(fastFrame([entry]), entry.from);
			return;
		}
		this.#newest.set(`${entry.from} ${entry.bytes[0] ?? 0}`, entry);
		this.#timer ??= setTimeout(() => {
			this.#timer = null;
			const entries = [...this.#newest.values()];
			this.#newest.clear();
			// Everyone gets the lot, their own too: one frame for all is cheaper than one for each.
			if (entries.length > 0) out(fastFrame(entries), null);
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
	if (people <= 4) return 0;
	return people < 16 ? 16 : 33;
}
