import * as v from 'valibot';
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';

export type BodyReason = 'malformed' | 'too-large';

/** A small JSON body, counted while it comes in: a declared length is only a promise. */
export async function readJson<T>(
	request: Request,
	schema: v.GenericSchema<unknown, T>,
	limit: number,
): Promise<Result<T, BodyReason>> {
	const text = await readText(request, limit);
	if (!text.ok) return text;
	const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text.value);
	return parsed.success ? ok(parsed.output) : err('malformed');
}

async function readText(request: Request, limit: number): Promise<Result<string, BodyReason>> {
	if (request.body === null) return err('malformed');
	const decoder = new TextDecoder('utf-8', { fatal: true });
	let text = '';
	let bytes = 0;
	try {
		for await (const chunk of request.body) {
			bytes += chunk.byteLength;
			if (bytes > limit) return err('too-large');
			text += decoder.decode(chunk, { stream: true });
		}
		return ok(text + decoder.decode());
	} catch {
		// Not UTF-8, or the line broke: either way no JSON came.
		return err('malformed');
	}
}
