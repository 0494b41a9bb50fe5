import * as v from 'valibot';

/** `step-up`: the person must prove who they are first. */
export type Change =
	| { readonly kind: 'done' }
	| { readonly kind: 'step-up' }
	| { readonly kind: 'refused'; readonly code: string };

const Refused = v.object({ code: v.string() });

export async function change(path: string, body: object): Promise<Change> {
	try {
		const answer = await fetch(path, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		});
		if (answer.ok) return { kind: 'done' };
		const refused = v.safeParse(Refused, await answer.json().catch(() => null));
		const code = refused.success ? refused.output.code : 'internal';
		return code === 'step-up-needed' ? { kind: 'step-up' } : { kind: 'refused', code };
	} catch {
		return { kind: 'refused', code: 'offline' };
	}
}
