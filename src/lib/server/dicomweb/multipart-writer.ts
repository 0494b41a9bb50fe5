/**
 * multipart/related as it leaves: pulled by the reader part by part, so that a study of any size passes through in pieces.
 */
import { randomBytes } from 'node:crypto';

export interface OutgoingPart {
	readonly contentType: string;
	readonly location: string | null;
	/** Of the body, when known before it is made. */
	readonly length: number | null;
	readonly body: AsyncIterable<Uint8Array> | Uint8Array;
}

export function newBoundary(): string {
	return `hub-${randomBytes(18).toString('hex')}`;
}

export function multipartContentType(partType: string, boundary: string): string {
	return `multipart/related; type="${partType}"; boundary=${boundary}`;
}

export async function* writeMultipart(
	parts: AsyncIterable<OutgoingPart>,
	boundary: string,
): AsyncGenerator<Uint8Array, void, undefined> {
	const encoder = new TextEncoder();
	for await (const part of parts) {
		const lines = [`--${boundary}`, `Content-Type: ${part.contentType}`];
		if (part.length !== null) lines.push(`Content-Length: ${part.length}`);
		if (part.location !== null) lines.push(`Content-Location: ${part.location}`);
		yield encoder.encode(`${lines.join('\r\n')}\r\n\r\n`);
		if (part.body instanceof Uint8Array) yield part.body;
		else yield* part.body;
		yield encoder.encode('\r\n');
	}
	yield encoder.encode(`--${boundary}--\r\n`);
}

/**
 * A generator as a response body. Leaving early (a closed tab) ends the generator, so that its `finally` blocks close files;
 * an error after the headers were sent breaks the connection, which the client sees as a body without its closing delimiter.
 */
export function streamOf(source: AsyncGenerator<Uint8Array, void, undefined>): ReadableStream<Uint8Array> {
	let started = false;
	return new ReadableStream<Uint8Array>(
		{
			async pull(controller) {
				started = true;
				// An empty piece must not end the pull: without an enqueue there is no next one.
				for (;;) {
					const next = await source.next();
					if (next.done === true) controller.close();
					else if (next.value.byteLength === 0) continue;
					else controller.enqueue(next.value);
					return;
				}
			},
			async cancel() {
				// A generator that never began has no `finally` to run: what it was handed would stay open.
				if (!started) await source.next();
				await source.return();
			},
		},
		{ highWaterMark: 1 },
	);
}
