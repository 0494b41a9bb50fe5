import { bytesInMemory } from '#lib/base/bytes.ts';
import type { ByteSource } from '#lib/base/bytes.ts';
import { Refused } from './refused.ts';

/**
 * Deflated Explicit VR (PS3.5 A.5) from `start` to the end, given up as soon as more than `limit` bytes came out: a bomb
 * costs no more than the limit. What came out before damage (or before the pad byte that some systems leave) is kept and
 * said to be incomplete; the element reader then finds out whether anything is missing.
 */
export async function inflate(
	source: ByteSource,
	start: number,
	limit: number,
): Promise<{ bytes: ByteSource; complete: boolean }> {
	const head = await source.read(start, 2);
	const zlib = head[0] === 0x78 && ((head[0] << 8) + (head[1] ?? 0)) % 31 === 0;
	const stream = new DecompressionStream(zlib ? 'deflate' : 'deflate-raw');
	const fed = feed(source, start, stream.writable.getWriter());
	const reader = stream.readable.getReader();
	const chunks: Uint8Array[] = [];
	let total = 0;
	let complete = true;
	try {
		for (;;) {
			const { done, value } = await reader.read();
			if (done) break;
			total += value.byteLength;
			if (total > limit) {
				await reader.cancel();
				throw new Refused('inflate-limit');
			}
			chunks.push(value);
		}
	} catch (error) {
		if (error instanceof Refused) throw error;
		complete = false;
	} finally {
		await fed;
	}
	return { bytes: bytesInMemory(joined(chunks, total)), complete };
}

async function feed(
	source: ByteSource,
	start: number,
	writer: WritableStreamDefaultWriter<BufferSource>,
): Promise<void> {
	try {
		for (let at = start; at < source.size;) {
			const chunk = await source.read(at, 65536);
			if (chunk.byteLength === 0) break;
			at += chunk.byteLength;
			await writer.write(Uint8Array.from(chunk));
		}
		await writer.close();
	} catch {
		// The reading side stopped at the limit or at damage, and says so there.
		await writer.abort().catch(() => undefined);
	}
}

function joined(chunks: readonly Uint8Array[], total: number): Uint8Array {
	const out = new Uint8Array(total);
	let at = 0;
	for (const chunk of chunks) {
		out.set(chunk, at);
		at += chunk.byteLength;
	}
	return out;
}
