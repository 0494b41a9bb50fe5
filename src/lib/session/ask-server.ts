/** A question to our server: what came, parsed, or the code of what went wrong (`offline` when nobody answered). */
import * as v from 'valibot';
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';

const Refused = v.object({ code: v.string() });

export async function askServer<T>(
	path: string,
	schema: v.GenericSchema<unknown, T>,
	body?: object,
): Promise<Result<T, string>> {
	const init: RequestInit =
		body === undefined
			? {}
			: { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
	const answer = await fetch(path, init).catch(() => null);
	if (answer === null) return err('offline');
	const came: unknown = answer.status === 204 ? null : await answer.json().catch(() => undefined);
	if (!answer.ok) {
		const refused = v.safeParse(Refused, came);
		return err(refused.success ? refused.output.code : 'internal');
	}
	const parsed = v.safeParse(schema, came);
	return parsed.success ? ok(parsed.output) : err('internal');
}
