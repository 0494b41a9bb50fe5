/** Questions to our server about answers. */
import type { Result } from '#lib/base/result.ts';
import { AnswerView, PreviewView } from '#lib/consult/answer/answer-view.ts';
import type { PreviewAsk, SignAsk } from '#lib/consult/answer/answer-view.ts';
import { askServer } from '#lib/session/ask-server.ts';

export class AnswerClient {
	readonly #root: string;

	constructor(consult: string) {
		this.#root = `/api/consults/${encodeURIComponent(consult)}/answer`;
	}

	read(): Promise<Result<AnswerView, string>> {
		return askServer(this.#root, AnswerView);
	}

	preview(body: PreviewAsk): Promise<Result<PreviewView, string>> {
		return askServer(`${this.#root}/preview`, PreviewView, body);
	}

	sign(body: SignAsk): Promise<Result<AnswerView, string>> {
		return askServer(this.#root, AnswerView, body);
	}

	handBack(): Promise<Result<AnswerView, string>> {
		return askServer(`${this.#root}/hand-back`, AnswerView, {});
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
