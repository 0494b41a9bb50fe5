import type { ByteSource } from '#lib/base/bytes.ts';
import { Refused } from './refused.ts';

/**
 * A sliding view over a byte source: the reader asks for the few bytes it needs next and only every 64 KB goes to the source,
 * so that a header of a 100 MB file costs one or two reads and no more memory than the window.
 */
export class ByteWindow {
	readonly size: number;
	readonly #source: ByteSource;
	readonly #step: number;
	#start = 0;
	#bytes: Uint8Array = new Uint8Array(0);
	#view: DataView = new DataView(new ArrayBuffer(0));

	constructor(source: ByteSource, step = 65536) {
		this.#source = source;
		this.size = source.size;
		this.#step = step;
	}

	/** True when no read is needed; the sync accessors may then be used for this range. */
	has(offset: number, length: number): boolean {
		return offset >= this.#start && offset + length <= this.#start + this.#bytes.byteLength;
	}

	async load(offset: number, length: number): Promise<void> {
		if (this.has(offset, length)) return;
		if (offset < 0 || offset + length > this.size) throw new Refused('truncated');
		const bytes = await this.#source.read(offset, Math.min(Math.max(length, this.#step), this.size - offset));
		if (bytes.byteLength < length) throw new Refused('truncated');
		this.#start = offset;
		this.#bytes = bytes;
		this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	}

	u8(offset: number): number {
		return this.#view.getUint8(offset - this.#start);
	}

	u16(offset: number, bigEndian: boolean): number {
		return this.#view.getUint16(offset - this.#start, !bigEndian);
	}

	u32(offset: number, bigEndian: boolean): number {
		return this.#view.getUint32(offset - this.#start, !bigEndian);
	}

	bytes(offset: number, length: number): Uint8Array {
		return this.#bytes.subarray(offset - this.#start, offset - this.#start + length);
	}
}
