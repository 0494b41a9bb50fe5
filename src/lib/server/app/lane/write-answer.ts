/** An answer of our routes onto Node's own response, at the reader's pace. */
import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

export type Fields = readonly string[];

/** As `writeHead` takes them: names and values in turn. */
export function fieldsOf(headers: Headers): string[] {
	return [...headers].flat();
}

export function writeWhole(
	response: ServerResponse,
	status: number,
	{ fields, body }: { readonly fields: Fields; readonly body: Uint8Array | null },
): void {
	response.writeHead(status, [...fields]);
	if (body === null) response.end();
	else response.end(body);
}

/** `first`: what was read of it already. An error on the way breaks the connection, so that nobody takes the part for the whole. */
export async function writeStream(
	response: ServerResponse,
	{ status, fields }: { readonly status: number; readonly fields: Fields },
	{
		first,
		rest,
	}: { readonly first: readonly Uint8Array[]; readonly rest: ReadableStreamDefaultReader<Uint8Array> },
): Promise<void> {
	response.writeHead(status, [...fields]);
	const gone = new AbortController();
	response.once('close', () => gone.abort());
	try {
		for (const chunk of first) await send(response, chunk, gone.signal);
		for (let next = await rest.read(); !next.done && !gone.signal.aborted; next = await rest.read())
			await send(response, next.value, gone.signal);
		response.end();
	} catch (error) {
		response.destroy();
		if (!gone.signal.aborted) throw error;
	} finally {
		await rest.cancel().catch(() => undefined);
	}
}

async function send(response: ServerResponse, chunk: Uint8Array, gone: AbortSignal): Promise<void> {
	if (!response.write(chunk)) await once(response, 'drain', { signal: gone });
}
