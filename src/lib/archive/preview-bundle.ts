/**
 * The previews of a whole series in one answer: on a rural line three hundred requests take twice as long as their bytes. Records follow
 * each other as they are made: four bytes place in the stack, four bytes length, a WebP. A record of place 0xFFFFFFFF and no bytes
 * is the end; without it the line broke, and the next request skips what has come. A place without a preview has no bytes.
 */
import type { ImageInstance } from './manifest.ts';

export interface PreviewRecord {
	readonly place: number;
	/** empty: this frame has none */
	readonly bytes: Uint8Array<ArrayBuffer>;
}

const endPlace = 0xffff_ffff;
const headBytes = 8;
/** A preview of 1024 pixels has 80 KB; anything near this is no preview. */
const mostBytes = 2 * 1024 * 1024;

export function recordHead(place: number, length: number): Uint8Array<ArrayBuffer> {
	const head = new Uint8Array(headBytes);
	const view = new DataView(head.buffer);
	view.setUint32(0, place);
	view.setUint32(4, length);
	return head;
}

export function endRecord(): Uint8Array<ArrayBuffer> {
	return recordHead(endPlace, 0);
}

/** Takes the bytes as the line gives them; `damaged` when they can't be a bundle. */
export class BundleReader {
	#rest = new Uint8Array(0);
	#ended = false;
	#damaged = false;

	get ended(): boolean {
		return this.#ended;
	}
	get damaged(): boolean {
		return this.#damaged;
	}

	push(chunk: Uint8Array): PreviewRecord[] {
		const bytes = new Uint8Array(this.#rest.length + chunk.length);
		bytes.set(this.#rest);
		bytes.set(chunk, this.#rest.length);
		const view = new DataView(bytes.buffer);
		const records: PreviewRecord[] = [];
		let at = 0;
		while (!this.#ended && !this.#damaged && at + headBytes <= bytes.length) {
			const [place, length] = [view.getUint32(at), view.getUint32(at + 4)];
			if (place === endPlace) this.#ended = true;
			else if (length > mostBytes) this.#damaged = true;
			else if (at + headBytes + length > bytes.length) break;
			else records.push({ place, bytes: bytes.slice(at + headBytes, at + headBytes + length) });
			at += headBytes + length;
		}
		this.#rest = bytes.slice(at);
		return records;
	}
}

/** The order of a bundle: from where the reader is, outwards to both sides, so that scrolling meets what has come. */
export function* outwards(from: number, count: number): Generator<number> {
	const middle = Math.max(0, Math.min(count - 1, from));
	for (let step = 0; step < count; step++) {
		if (middle + step < count) yield middle + step;
		if (step > 0 && middle - step >= 0) yield middle - step;
	}
}

/** Names the previews of a series by what they are made of, so that their address may be kept for ever. */
export function bundleVersion(
	revision: string,
	stack: readonly { readonly instance: ImageInstance; readonly frame: number }[],
): string {
	let [low, high] = [0x811c9dc5, 0x1b873593];
	for (const { instance, frame } of stack) {
		const rendition = instance.renditions[frame - 1];
		const text = rendition?.state === 'ready' ? (rendition.sha256 ?? '') : '-';
		for (let i = 0; i < text.length; i++) {
			low = Math.imul(low ^ text.charCodeAt(i), 0x01000193);
			high = Math.imul(high ^ text.charCodeAt(i), 0x85ebca6b);
		}
	}
	return `${revision}-${(low >>> 0).toString(16)}${(high >>> 0).toString(16)}`;
}
