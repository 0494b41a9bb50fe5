/**
 * What stays in memory: compressed frames as long as the budget lets them (they cost a tenth and the line is slow), decoded
 * ones only near where the reader is. The least recently used goes first; the frame on screen is held by its viewport.
 */
import type { FrameBytes } from '#lib/archive/frame-source.ts';
import type { StoredValues } from '../stored-values.ts';

export interface MemoryBudget {
	readonly compressed: number;
	readonly decoded: number;
}

const MB = 1024 * 1024;

/** Tablets reload the page when a tab takes too much (iPadOS gives no warning and no number): stay far below. */
export function budgetFor(device: {
	readonly memoryGb: number | null;
	readonly mobile: boolean;
}): MemoryBudget {
	if (device.mobile) {
		const roomy = (device.memoryGb ?? 0) >= 6;
		return roomy ? { compressed: 256 * MB, decoded: 192 * MB } : { compressed: 160 * MB, decoded: 96 * MB };
	}
	const memory = device.memoryGb ?? 4;
	if (memory >= 8) return { compressed: 768 * MB, decoded: 768 * MB };
	return memory >= 4
		? { compressed: 384 * MB, decoded: 384 * MB }
		: { compressed: 192 * MB, decoded: 128 * MB };
}

export function thisDevice(): { memoryGb: number | null; mobile: boolean } {
	const memory: unknown = Reflect.get(navigator, 'deviceMemory');
	// iPadOS calls itself a Mac, but no Mac has a touch screen.
	const tablet = /Mac/.test(navigator.platform) && navigator.maxTouchPoints > 2;
	const mobile = tablet || /Android|iPhone|iPad|iPod|Mobile/.test(navigator.userAgent);
	return { memoryGb: typeof memory === 'number' ? memory : null, mobile };
}

class Shelf<T> {
	/** In order of use: the first is the least recently used. */
	readonly #items = new Map<string, { readonly value: T; readonly bytes: number }>();
	readonly #limit: number;
	#bytes = 0;

	constructor(limit: number) {
		this.#limit = limit;
	}

	get bytes(): number {
		return this.#bytes;
	}

	get(key: string): T | null {
		const item = this.#items.get(key);
		if (item === undefined) return null;
		this.#items.delete(key);
		this.#items.set(key, item);
		return item.value;
	}

	has(key: string): boolean {
		return this.#items.has(key);
	}

	/** Returns the keys that had to go. */
	put(key: string, value: T, bytes: number): string[] {
		this.drop(key);
		this.#items.set(key, { value, bytes });
		this.#bytes += bytes;
		const gone: string[] = [];
		for (const other of this.#items.keys()) {
			if (this.#bytes <= this.#limit || other === key) break;
			this.drop(other);
			gone.push(other);
		}
		return gone;
	}

	/** Would it fit without pushing anything out? */
	fits(bytes: number): boolean {
		return this.#bytes + bytes <= this.#limit;
	}

	drop(key: string): void {
		this.#bytes -= this.#items.get(key)?.bytes ?? 0;
		this.#items.delete(key);
	}

	clear(): void {
		this.#items.clear();
		this.#bytes = 0;
	}
}

export class FrameStore {
	readonly #compressed: Shelf<FrameBytes>;
	readonly #decoded: Shelf<StoredValues>;
	readonly #gone: (key: string) => void;

	/** `gone` hears of each frame whose compressed bytes had to leave: it is no longer ready. */
	constructor(budget: MemoryBudget, gone: (key: string) => void = () => undefined) {
		this.#compressed = new Shelf(budget.compressed);
		this.#decoded = new Shelf(budget.decoded);
		this.#gone = gone;
	}

	get usage(): { compressed: number; decoded: number } {
		return { compressed: this.#compressed.bytes, decoded: this.#decoded.bytes };
	}

	compressed(key: string): FrameBytes | null {
		return this.#compressed.get(key);
	}

	decoded(key: string): StoredValues | null {
		return this.#decoded.get(key);
	}

	isDecoded(key: string): boolean {
		return this.#decoded.has(key);
	}

	/** Everything needed to show the frame without the line. */
	isReady(key: string): boolean {
		return this.#compressed.has(key);
	}

	/** Reading ahead stops here: pushing out one frame for another would fetch the series in circles. */
	hasRoomFor(bytes: number): boolean {
		return this.#compressed.fits(bytes);
	}

	/** Decoding ahead stops here: pushing out a decoded frame for another would decode in circles. */
	hasRoomForDecoded(bytes: number): boolean {
		return this.#decoded.fits(bytes);
	}

	keepCompressed(key: string, frame: FrameBytes): void {
		for (const key_ of this.#compressed.put(key, frame, frame.bytes.byteLength)) {
			this.#decoded.drop(key_);
			this.#gone(key_);
		}
	}

	keepDecoded(key: string, values: StoredValues): void {
		this.#decoded.put(key, values, values.byteLength);
	}

	/** Decoded frames can be made again from the compressed ones. */
	dropDecoded(key: string): void {
		this.#decoded.drop(key);
	}

	/** The tab is hidden. */
	dropAllDecoded(): void {
		this.#decoded.clear();
	}

	clear(): void {
		this.#compressed.clear();
		this.#decoded.clear();
	}
}
