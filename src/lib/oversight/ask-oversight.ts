import * as v from 'valibot';
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';

const Refusal = v.object({ code: v.string() });

/** A question by POST: what is asked for must not stand in an address. The reason is a code, or `offline`. */
export async function askOversight<T>(
	path: string,
	body: object,
	schema: v.GenericSchema<unknown, T>,
): Promise<Result<T, string>> {
	try {
		const answer = await fetch(path, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});
		const said: unknown = await answer.json();
		if (!answer.ok) {
			const refusal = v.safeParse(Refusal, said);
			return err(refusal.success ? refusal.output.code : 'other');
		}
		const read = v.safeParse(schema, said);
		return read.success ? ok(read.output) : err('other');
	} catch {
		return err('offline');
	}
}
