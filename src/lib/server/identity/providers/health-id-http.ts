/** Calls between servers to Health ID and Provider ID: bounded in time and size, no redirects, parsed before they are believed. */
import * as v from 'valibot';
import { log } from '#lib/base/log.ts';
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import type { SignInProblem } from './sign-in-provider.ts';

export type CallProblem =
	| { readonly kind: 'unreachable' }
	/** An answer that isn't what the paper says. */
	| { readonly kind: 'malformed' }
	| { readonly kind: 'refused'; readonly status: number };

const patienceMs = 10_000;
const largestAnswer = 512 * 1024;

export async function askText(url: string, init: RequestInit): Promise<Result<string, CallProblem>> {
	try {
		const answer = await fetch(url, {
			...init,
			// Secrets go along: nowhere but to the address that was configured.
			redirect: 'error',
			signal: AbortSignal.timeout(patienceMs),
		});
		if (!answer.ok) {
			await answer.body?.cancel();
			log('warn', 'sign-in-provider-refused', { status: answer.status });
			return err(answer.status >= 500 ? { kind: 'unreachable' } : { kind: 'refused', status: answer.status });
		}
		const text = await answer.text();
		return text.length > largestAnswer ? err({ kind: 'malformed' }) : ok(text);
	} catch (error) {
		if (error instanceof TypeError || error instanceof DOMException) return err({ kind: 'unreachable' });
		throw error;
	}
}

export async function askJson<T>(
	url: string,
	init: RequestInit,
	schema: v.GenericSchema<unknown, T>,
): Promise<Result<T, CallProblem>> {
	const text = await askText(url, init);
	if (!text.ok) return text;
	const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text.value);
	return parsed.success ? ok(parsed.output) : err({ kind: 'malformed' });
}

/** `nobody`: the status by which this call says that the person has no Provider ID. */
export function problemOfCall(problem: CallProblem, nobody?: number): SignInProblem {
	switch (problem.kind) {
		case 'unreachable':
			return 'provider-unreachable';
		case 'malformed':
			return 'not-trusted';
		case 'refused':
			return problem.status === nobody ? 'no-provider-id' : 'provider-refused';
	}
}

/** The provider's key couldn't be had while a token was being judged. */
export class PublicKeyFault extends Error {
	readonly problem: SignInProblem;

	constructor(problem: SignInProblem) {
		super(`public key: ${problem}`);
		this.name = 'PublicKeyFault';
		this.problem = problem;
	}
}
