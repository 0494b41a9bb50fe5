/**
 * multipart/related as it arrives (RFC 2046 5.1, PS3.18 8.6.1.2), a chunk at a time, as a pure state machine: it holds back no
 * more than a delimiter or one part's headers, whatever is sent. The line end before a delimiter belongs to the delimiter.
 * Lenient where senders differ (text before the first delimiter, bare LF line ends, parts without headers or Content-Length,
 * blanks after the delimiter), strict where bytes could be lost: a body that ends before its closing delimiter is `truncated`.
 */
export type MultipartEvent =
	| { readonly kind: 'part'; readonly headers: ReadonlyMap<string, string> }
	| { readonly kind: 'data'; readonly bytes: Uint8Array }
	| { readonly kind: 'part-end' };

export type MultipartReason =
	'bad-boundary' | 'no-delimiter' | 'headers-too-long' | 'too-many-parts' | 'truncated';

export interface MultipartLimits {
	readonly preamble: number;
	readonly headers: number;
	readonly parts: number;
}

export const multipartLimits: MultipartLimits = { preamble: 64 * 1024, headers: 16 * 1024, parts: 20_000 };

/** RFC 2046 says 70; senders have been seen with more. */
export function isBoundary(text: string): boolean {
	return /^[\x21-\x7e]([\x20-\x7e]{0,198}[\x21-\x7e])?$/.test(text);
}

type State = 'preamble' | 'headers' | 'body' | 'epilogue' | 'failed';

const LF = 0x0a;
const CR = 0x0d;
const DASH = 0x2d;
/** Blanks that may follow a delimiter on its line (RFC 2046 transport padding). */
const mostPadding = 64;

export class MultipartParser {
	#state: State = 'preamble';
	#reason: MultipartReason | null = null;
	/** A line end stands before the body, so that a delimiter on its first line looks like any other. */
	#held: Buffer = Buffer.from('\r\n');
	#delimiter: Buffer;
	#limits: MultipartLimits;
	#parts = 0;
	#seen = 0;
	/** The held bytes begin with the line end that closed the headers: an empty part's delimiter may reuse it. */
	#atHeaderEnd = false;

	constructor(boundary: string, limits: MultipartLimits = multipartLimits) {
		this.#delimiter = Buffer.from(`\n--${boundary}`, 'latin1');
		this.#limits = limits;
		if (!isBoundary(boundary)) this.#fail('bad-boundary');
	}

	push(chunk: Uint8Array): MultipartEvent[] {
		const events: MultipartEvent[] = [];
		if (this.#state === 'failed' || this.#state === 'epilogue') return events;
		const view = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
		this.#held = this.#held.length === 0 ? view : Buffer.concat([this.#held, view]);
		while (this.#step(events));
		// What is held is a view of the caller's chunk: copied, so that the caller may reuse it.
		this.#held = Buffer.from(this.#held);
		return events;
	}

	/** Null when the closing delimiter was seen. */
	finish(): MultipartReason | null {
		if (this.#state === 'epilogue') return null;
		if (this.#reason !== null) return this.#reason;
		if (this.#state === 'preamble') return 'no-delimiter';
		// A delimiter line and then nothing: the sender forgot the closing dashes, no byte is missing.
		if (this.#state === 'headers' && this.#parts > 0 && this.#held.toString('latin1').trim() === '')
			return null;
		return 'truncated';
	}

	#step(events: MultipartEvent[]): boolean {
		if (this.#state === 'preamble' || this.#state === 'body') return this.#toDelimiter(events);
		if (this.#state === 'headers') return this.#toHeaderEnd(events);
		return false;
	}

	#toDelimiter(events: MultipartEvent[]): boolean {
		const held = this.#held;
		let from = 0;
		for (;;) {
			const at = held.indexOf(this.#delimiter, from);
			if (at < 0) {
				// Keep what could be the beginning of a delimiter, with the CR before it.
				this.#emit(events, Math.max(0, held.length - this.#delimiter.length - 1));
				return false;
			}
			const end = delimiterEnd(held, at + this.#delimiter.length);
			if (end === 'unknown') {
				this.#emit(events, Math.max(0, at - 1));
				return false;
			}
			if (end === 'no') {
				from = at + 1;
				continue;
			}
			const lineStart = at > 0 && held[at - 1] === CR ? at - 1 : at;
			this.#emit(events, lineStart);
			if (this.#state === 'failed') return false;
			this.#held = this.#held.subarray(end.next - lineStart);
			if (this.#state === 'body') events.push({ kind: 'part-end' });
			this.#state = end.last ? 'epilogue' : 'headers';
			return !end.last;
		}
	}

	/** Hands on the first `length` held bytes: a part's data, or preamble to be dropped. */
	#emit(events: MultipartEvent[], length: number): void {
		let from = 0;
		if (this.#atHeaderEnd && length > 0) {
			from = lineEndLength(this.#held, 0);
			// One byte of a CRLF is no data yet.
			if (length < from) return;
			this.#atHeaderEnd = false;
		} else if (this.#atHeaderEnd) {
			return;
		}
		if (this.#state === 'preamble') {
			this.#seen += length;
			if (this.#seen > this.#limits.preamble) this.#fail('no-delimiter');
		} else if (length > from) {
			events.push({ kind: 'data', bytes: this.#held.subarray(from, length) });
		}
		this.#held = this.#held.subarray(length);
	}

	#toHeaderEnd(events: MultipartEvent[]): boolean {
		const end = headerEnd(this.#held);
		if (end === null) {
			if (this.#held.length > this.#limits.headers) this.#fail('headers-too-long');
			return false;
		}
		if (end > this.#limits.headers) return this.#fail('headers-too-long');
		this.#parts += 1;
		if (this.#parts > this.#limits.parts) return this.#fail('too-many-parts');
		events.push({ kind: 'part', headers: parseHeaders(this.#held.toString('latin1', 0, end)) });
		this.#held = this.#held.subarray(end);
		this.#state = 'body';
		this.#atHeaderEnd = true;
		return true;
	}

	#fail(reason: MultipartReason): false {
		this.#state = 'failed';
		this.#reason = reason;
		this.#held = Buffer.alloc(0);
		return false;
	}
}

type DelimiterEnd = 'unknown' | 'no' | { readonly last: boolean; readonly next: number };

/** What follows `--boundary`: `--`, or blanks and a line end; anything else means that it was part of the data. */
function delimiterEnd(held: Buffer, after: number): DelimiterEnd {
	const first = held[after];
	if (first === undefined) return 'unknown';
	if (first === DASH) {
		const second = held[after + 1];
		if (second === undefined) return 'unknown';
		return second === DASH ? { last: true, next: after + 2 } : 'no';
	}
	for (let at = after; at < after + mostPadding; at += 1) {
		const byte = held[at];
		if (byte === undefined) return 'unknown';
		if (byte === LF) return { last: false, next: at + 1 };
		if (byte === CR && held[at + 1] === undefined) return 'unknown';
		if (byte === CR && held[at + 1] === LF) return { last: false, next: at + 2 };
		if (byte !== 0x20 && byte !== 0x09) return 'no';
	}
	return 'no';
}

/** Where the line end of the empty line that closes the headers begins. */
function headerEnd(held: Buffer): number | null {
	if (held[0] === LF || (held[0] === CR && held[1] === LF)) return 0;
	const crlf = held.indexOf('\r\n\r\n');
	const lf = held.indexOf('\n\n');
	if (crlf < 0 && lf < 0) return null;
	if (lf < 0 || (crlf >= 0 && crlf < lf)) return crlf + 2;
	return lf + 1;
}

function lineEndLength(held: Buffer, at: number): number {
	return held[at] === CR ? 2 : 1;
}

function parseHeaders(text: string): Map<string, string> {
	const headers = new Map<string, string>();
	let last: string | null = null;
	for (const line of text.split(/\r?\n/)) {
		if (/^[ \t]/.test(line) && last !== null) {
			headers.set(last, `${headers.get(last) ?? ''} ${line.trim()}`);
			continue;
		}
		const colon = line.indexOf(':');
		if (colon < 1) continue;
		last = line.slice(0, colon).trim().toLowerCase();
		if (!headers.has(last)) headers.set(last, line.slice(colon + 1).trim());
	}
	return headers;
}
