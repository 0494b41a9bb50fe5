/**
 * A series' headers ready to send, compressed, kept by the study's revision: every workstation and every reader of a series asks for
 * the same bytes. Whoever asks has passed the door before; nothing here knows who.
 */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gunzip, gzip } from 'node:zlib';

const toGzip = promisify(gzip);
const toBrotli = promisify(brotliCompress);
const expand = promisify(gunzip);

/** Compressed, all series together: about 100 bytes an instance of a plain CT. */
const mostBytes = 32 * 1024 * 1024;
/** As JSON, of one series: longer ones are streamed anew each time. */
export const longestKept = 16 * 1024 * 1024;

export interface Kept {
	readonly revision: number;
	/** of the JSON, without quotes */
	readonly etag: string;
	readonly gzip: Buffer<ArrayBuffer>;
	readonly brotli: Buffer<ArrayBuffer>;
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

	async put(address: string, revision: number, json: Buffer): Promise<Kept> {
		const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };
		const [gzipped, brotli] = await Promise.all([toGzip(json), toBrotli(json, quality)]);
		const etag = createHash('sha256').update(json).digest('base64url').slice(0, 22);
		const kept = { revision, etag, gzip: gzipped, brotli };
		this.#forget(address);
		this.#keep(address, kept);
		for (const [oldest] of this.#kept) {
			if (this.#bytes <= mostBytes) break;
			this.#forget(oldest);
		}
		return kept;
	}

	static plain(kept: Kept): Promise<Buffer<ArrayBuffer>> {
		return expand(kept.gzip);
	}

	#keep(address: string, kept: Kept): void {
		this.#kept.set(address, kept);
		this.#bytes += sizeOf(kept);
	}

	#forget(address: string): void {
		const kept = this.#kept.get(address);
		if (kept === undefined) return;
		this.#bytes -= sizeOf(kept);
		this.#kept.delete(address);
	}
}

function sizeOf({ gzip: gzipped, brotli }: Kept): number {
	return gzipped.byteLength + brotli.byteLength;
}
