/** Questions to our server about answers: what came, parsed, or the code of what went wrong (`offline` when nobody answered). */
import * as v from 'valibot';
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import { AnswerView, PreviewView } from '#lib/consult/answer/answer-view.ts';
import type { PreviewAsk, SignAsk } from '#lib/consult/answer/answer-view.ts';

const Refused = v.object({ code: v.string() });

export class AnswerClient {
	readonly #root: string;

	constructor(consult: string) {
		this.#root = `/api/consults/${encodeURIComponent(consult)}/answer`;
	}

	read(): Promise<Result<AnswerView, string>> {
		return ask(this.#root, AnswerView);
	}

	preview(body: PreviewAsk): Promise<Result<PreviewView, string>> {
		return ask(`${this.#root}/preview`, PreviewView, body);
	}

	sign(body: SignAsk): Promise<Result<AnswerView, string>> {
		return ask(this.#root, AnswerView, body);
	}

	handBack(): Promise<Result<AnswerView, string>> {
		return ask(`${this.#root}/hand-back`, AnswerView, {});
	}

	/** The picture of a key image as it was looked at, without its marks. */
	picture(event: string): string {
		return `${this.#root}/pictures/${event}`;
	}

	/** The same for a list. */
	thumbnail(event: string): string {
		return `${this.picture(event)}?small`;
	}

	pdf(version: number): string {
		return `${this.#root}/${version}/letter.pdf`;
	}
}

async function ask<T>(
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
	const came: unknown = await answer.json().catch(() => undefined);
	if (!answer.ok) {
		const refused = v.safeParse(Refused, came);
		return err(refused.success ? refused.output.code : 'internal');
	}
	const parsed = v.safeParse(schema, came);
	return parsed.success ? ok(parsed.output) : err('internal');
}
