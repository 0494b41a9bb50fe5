/**
 * A series' headers as they were last sent, compressed, kept by the study's revision: every workstation and every reader of a
 * series asks for the same bytes. Whoever asks has passed the door before; nothing here knows who.
 */
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';

const compress = promisify(gzip);
const expand = promisify(gunzip);

/** Compressed, all series together: about 100 bytes an instance of a plain CT. */
const mostBytes = 32 * 1024 * 1024;
/** As JSON, of one series: longer ones are streamed anew each time. */
export const longestKept = 16 * 1024 * 1024;

interface Kept {
	readonly revision: number;
	readonly gzip: Buffer<ArrayBuffer>;
}

export class KeptMetadata {
	readonly #kept = new Map<string, Kept>();
	#bytes = 0;

	/** null: not kept, or the study has changed since. */
	get(address: string, revision: number): Kept | null {
		const kept = this.#kept.get(address);
		if (kept === undefined) return null;
		this.#forget(address);
		if (kept.revision !== revision) return null;
		// Last in the map: the first to go is what nobody asked for longest.
		this.#keep(address, kept);
		return kept;
	}

	async put(address: string, revision: number, json: Buffer): Promise<void> {
		const kept = { revision, gzip: await compress(json) };
		this.#forget(address);
		this.#keep(address, kept);
		for (const [oldest] of this.#kept) {
			if (this.#bytes <= mostBytes) return;
			this.#forget(oldest);
		}
	}

	static plain(kept: Kept): Promise<Buffer<ArrayBuffer>> {
		return expand(kept.gzip);
	}

	#keep(address: string, kept: Kept): void {
		this.#kept.set(address, kept);
		this.#bytes += kept.gzip.byteLength;
	}

	#forget(address: string): void {
		this.#bytes -= this.#kept.get(address)?.gzip.byteLength ?? 0;
		this.#kept.delete(address);
	}
}
