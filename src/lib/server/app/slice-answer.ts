/**
 * A piece of a file as an HTTP answer: strong ETag, ranges (also after a broken line, by If-Range), a digest of the whole.
 * An address that names the digest it expects (`?v=`) may be kept for ever; any other is asked about again.
 */
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Caching } from './keeping.ts';
import type { FrameSlice } from '#lib/server/archive/studies/frame-service.ts';
import { isUnchanged } from '#lib/server/dicomweb/answers.ts';
import { parseRange, rangeHeaders } from '#lib/server/dicomweb/retrieve/byte-range.ts';

export interface SliceAnswerOptions {
	readonly request: Request;
	/** without quotes */
	readonly etag: string;
	readonly caching: Caching;
	readonly headers: Readonly<Record<string, string>>;
}

const cacheControl: Readonly<Record<Caching, string>> = {
	'for-ever': 'private, max-age=31536000, immutable',
	'asked-again': 'private, no-cache',
	never: 'private, no-store',
};

/** Closes the slice when the last byte is out or the reader has gone. */
export async function sliceAnswer(slice: FrameSlice, options: SliceAnswerOptions): Promise<Response> {
	const { request, caching } = options;
	const etag = `"${options.etag}"`;
	const headers: Record<string, string> = {
		...options.headers,
		etag,
		'cache-control': cacheControl[caching],
		...(slice.sha256 === null ? {} : { 'repr-digest': digestField(slice.sha256) }),
	};
	if (isUnchanged(request.headers, etag)) {
		await slice.close();
		return new Response(null, { status: 304, headers });
	}
	const condition = request.headers.get('if-range');
	const asked = condition === null || condition === etag ? request.headers.get('range') : null;
	const range = parseRange(asked, slice.length);
	const { status, headers: rangeFields } = rangeHeaders(range, slice.length);
	if (range.kind === 'unsatisfiable' || slice.length === 0) {
		await slice.close();
		return new Response(null, { status, headers: { ...headers, ...rangeFields } });
	}
	const from = range.kind === 'part' ? range.from : 0;
	const length = range.kind === 'part' ? range.length : slice.length;
	const body = length <= atOnce ? await wholeOf(slice, from, length) : streamOf(slice, from, length);
	return new Response(body, { status, headers: { ...headers, ...rangeFields } });
}

/** Small enough to be read in one piece: a stream costs more than the bytes. */
const atOnce = 1024 * 1024;

async function wholeOf(slice: FrameSlice, from: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
	const file = await open(slice.path);
	try {
		const bytes = new Uint8Array(length);
		let have = 0;
		while (have < length) {
			const { bytesRead } = await file.read(bytes, have, length - have, slice.offset + from + have);
			if (bytesRead === 0) throw new Error('a frame ends before its length');
			have += bytesRead;
		}
		return bytes;
	} finally {
		await file.close();
		await slice.close();
	}
}

/** RFC 9530: of the whole representation, whatever range is sent. */
function digestField(hex: string): string {
	return `sha-256=:${Buffer.from(hex, 'hex').toString('base64')}:`;
}

function streamOf(slice: FrameSlice, from: number, length: number): ReadableStream<Uint8Array> {
	const start = slice.offset + from;
	const file = createReadStream(slice.path, { start, end: start + length - 1, highWaterMark: 256 * 1024 });
	file.once('close', () => void slice.close());
	const chunks: AsyncIterator<Uint8Array> = file[Symbol.asyncIterator]();
	return new ReadableStream({
		async pull(controller) {
			const chunk = await chunks.next();
			if (chunk.done === true) controller.close();
			else controller.enqueue(chunk.value);
		},
		cancel() {
			file.destroy();
		},
	});
}
