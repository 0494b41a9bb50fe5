/** The list's questions to the server. A failure is a code; the screen has the sentence. */
import * as v from 'valibot';
import { SavedFilter, WorklistGlimpse, WorklistPage } from '#lib/archive/worklist.ts';
import type { WorklistFilter, WorklistSearch } from '#lib/archive/worklist.ts';
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';

export type WorklistFailure =
	| 'offline'
	| 'unavailable'
	| 'signed-out'
	/** This role has no list, or no longer. */
	| 'not-found'
	| 'licence-needed'
	| 'too-many'
	| 'aborted';

export async function askPage(
	search: WorklistSearch,
	signal: AbortSignal,
): Promise<Result<WorklistPage, WorklistFailure>> {
	return ask('/api/worklist/search', WorklistPage, { body: search, signal });
}

export async function askGlimpse(
	asked: { readonly text: string; readonly filter: WorklistFilter; readonly studies: readonly string[] },
	signal: AbortSignal,
): Promise<Result<WorklistGlimpse, WorklistFailure>> {
	return ask('/api/worklist/glance', WorklistGlimpse, { body: asked, signal });
}

export async function saveFilter(
	name: string,
	filter: WorklistFilter,
	signal: AbortSignal,
): Promise<Result<SavedFilter, WorklistFailure>> {
	return ask('/api/worklist/filters', SavedFilter, { body: { name, filter }, signal });
}

export async function forgetFilter(id: string, signal: AbortSignal): Promise<Result<null, WorklistFailure>> {
	const answer = await answerOf(`/api/worklist/filters/${encodeURIComponent(id)}`, {
		method: 'DELETE',
		signal,
	});
	return answer.ok ? ok(null) : answer;
}

async function ask<T>(
	path: string,
	schema: v.GenericSchema<unknown, T>,
	{ body, signal }: { readonly body: object; readonly signal: AbortSignal },
): Promise<Result<T, WorklistFailure>> {
	const answer = await answerOf(path, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
		signal,
	});
	if (!answer.ok) return answer;
	try {
		const parsed = v.safeParse(schema, await answer.value.json());
		// A server of another version is one that can't be understood now.
		return parsed.success ? ok(parsed.output) : err('unavailable');
	} catch {
		return err(signal.aborted ? 'aborted' : 'offline');
	}
}

/** The only 403 of these routes is about the licence. */
const failures: Readonly<Record<number, WorklistFailure>> = {
	401: 'signed-out',
	403: 'licence-needed',
	404: 'not-found',
	409: 'too-many',
};

async function answerOf(path: string, init: RequestInit): Promise<Result<Response, WorklistFailure>> {
	let answer: Response;
	try {
		answer = await fetch(path, init);
	} catch {
		if (init.signal?.aborted === true) return err('aborted');
		return err(navigator.onLine ? 'unavailable' : 'offline');
	}
	if (answer.ok) return ok(answer);
	return err(failures[answer.status] ?? 'unavailable');
}
