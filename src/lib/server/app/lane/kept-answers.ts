/**
 * Answers as they went out last, ready to go out again: bytes and headers. Each belongs to a study at a revision and is worth
 * nothing once the study has another; who may have it was decided before anybody looks here.
 */
import type { StudyUid } from '#lib/dicom/uid.ts';

export interface KeptAnswer {
	readonly study: StudyUid;
	readonly revision: number;
	/** names and values in turn, as `writeHead` takes them */
	readonly fields: readonly string[];
	/** those of a 304 */
	readonly unchanged: readonly string[];
	/** with its quotes */
	readonly etag: string | null;
	readonly body: Uint8Array;
}

/** A CT of 300 slices is 44 MB: three people who scroll through different ones. */
const mostBytes = 160 * 1024 * 1024;
/** Larger pictures are rare, and their bytes are most of their time. */
export const largestKept = 2 * 1024 * 1024;

export class KeptAnswers {
	readonly #kept = new Map<string, KeptAnswer>();
	#bytes = 0;

	get bytes(): number {
		return this.#bytes;
	}

	get(key: string, revision: number): KeptAnswer | null {
		const kept = this.#kept.get(key);
		if (kept === undefined) return null;
		this.#forget(key);
		if (kept.revision !== revision) return null;
		// Last in the map: the first to go is what nobody asked for longest.
		this.#add(key, kept);
		return kept;
	}

	put(key: string, answer: KeptAnswer): void {
		if (answer.body.byteLength > largestKept) return;
		this.#forget(key);
		this.#add(key, answer);
		for (const oldest of this.#kept.keys()) {
			if (this.#bytes <= mostBytes) return;
			this.#forget(oldest);
		}
	}

	#add(key: string, answer: KeptAnswer): void {
		this.#kept.set(key, answer);
		this.#bytes += sizeOf(answer);
	}

	#forget(key: string): void {
		const kept = this.#kept.get(key);
		if (kept === undefined) return;
		this.#bytes -= sizeOf(kept);
		this.#kept.delete(key);
	}
}

/** Small ones cost their place too. */
function sizeOf(answer: KeptAnswer): number {
	return answer.body.byteLength + 2048;
}
