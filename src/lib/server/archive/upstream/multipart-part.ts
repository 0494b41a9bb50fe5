/**
 * The first part of a `multipart/related` answer, taken from a stream as it comes (PS3.18 section 8.6.1, RFC 2387). Lenient as
 * real archives need: the boundary may be quoted or hidden behind a malformed `type`, parts may lack Content-Length, and the
 * last CRLF belongs to the boundary. An answer that isn't multipart is its own single part.
 */
import type { Result } from '#lib/base/result.ts';
import { err, ok } from '#lib/base/result.ts';

export type PartReason = 'no-part' | 'unfinished' | 'too-large';

const maxHeader = 16 * 1024;
const endOfHeader = Buffer.from('\r\n\r\n');

export interface PartSource {
	readonly contentType: string;
	readonly body: AsyncIterable<Uint8Array>;
	readonly limit: number;
}

/** Calls `write` with the part's bytes in order; resolves to their number. */
export async function readFirstPart(
	source: PartSource,
	write: (bytes: Uint8Array) => Promise<void>,
): Promise<Result<number, PartReason>> {
	let total = 0;
	const take = async (bytes: Uint8Array): Promise<boolean> => {
		total += bytes.byteLength;
		if (total > source.limit) return false;
		if (bytes.byteLength > 0) await write(bytes);
		return true;
	};

	const boundary = boundaryOf(source.contentType);
	if (boundary === null) {
		for await (const chunk of source.body) if (!(await take(chunk))) return err('too-large');
		return ok(total);
	}

	const delimiter = Buffer.from(`\r\n--${boundary}`);
	// The first delimiter may stand at the very start: give it the CRLF that the others have.
	let held = Buffer.from('\r\n');
	let inBody = false;
	for await (const chunk of source.body) {
		held = Buffer.concat([held, chunk]);
		if (!inBody) {
			const start = held.indexOf(delimiter);
			const end = start < 0 ? -1 : held.indexOf(endOfHeader, start + delimiter.length);
			if (end < 0) {
				if (held.length > maxHeader) return err('no-part');
				continue;
			}
			inBody = true;
			held = held.subarray(end + endOfHeader.length);
		}
		const stop = held.indexOf(delimiter);
		if (stop >= 0) return (await take(held.subarray(0, stop))) ? ok(total) : err('too-large');
		const safe = Math.max(0, held.length - delimiter.length);
		if (!(await take(held.subarray(0, safe)))) return err('too-large');
		held = held.subarray(safe);
	}
	return err(inBody ? 'unfinished' : 'no-part');
}

export function boundaryOf(contentType: string): string | null {
	if (!/^\s*multipart\//i.test(contentType)) return null;
	const match = /boundary\s*=\s*(?:"([^"]+)"|([^\s;,"]+))/i.exec(contentType);
	return match?.[1] ?? match?.[2] ?? null;
}
