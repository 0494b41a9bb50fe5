/**
 * The desk on which an answer is written, looked over and signed: the co-edited draft, what may be pulled into it, the signed
 * versions as the server has them, and the way from one to the other. Nothing typed lives here: a reload, a step-up and a
 * second screen find the draft where it was.
 *
 *     reading -> reviewing (the server's own proposal) -> signing -> reading
 */
import { createSubscriber } from 'svelte/reactivity';
import type { AnswerView, PreviewView } from '#lib/consult/answer/answer-view.ts';
import { opinionOf } from '#lib/consult/answer/draft-fields.ts';
import type { Opinion } from '#lib/consult/answer/opinion.ts';
import { fold } from '#lib/consult/record/fold.ts';
import type { Consultation, Mark } from '#lib/consult/record/fold.ts';
import type { AnswerClient } from './answer-client.ts';
import type { AnsweringLive } from './live.ts';

export type Sheet =
	| { readonly kind: 'closed' }
	| { readonly kind: 'preparing' }
	/** `code`: why the last try to sign came to nothing */
	| { readonly kind: 'reviewing'; readonly shown: PreviewView; readonly code: string | null }
	| { readonly kind: 'signing'; readonly shown: PreviewView }
	| { readonly kind: 'failed'; readonly code: string };

/** While objects go back to the archive, and when it is down. */
const askAgainMs = 5000;

export class AnswerDesk {
	readonly client: AnswerClient;
	readonly #live: AnsweringLive;
	readonly #hear: () => void;
	#view = $state.raw<AnswerView | null>(null);
	#loadFailed = $state<string | null>(null);
	#sheet = $state.raw<Sheet>({ kind: 'closed' });
	/** Writing another version of what is signed. */
	amending = $state(false);
	reason = $state('');
	readonly #consultation: Consultation = $derived.by(() => {
		this.#hear();
		return fold(this.#live.recorded);
	});

	constructor(live: AnsweringLive, client: AnswerClient) {
		this.#live = live;
		this.client = client;
		this.#hear = createSubscriber((update) => live.listen(() => update()));
	}

	get view(): AnswerView | null {
		return this.#view;
	}
	get loadFailed(): string | null {
		return this.#loadFailed;
	}
	get sheet(): Sheet {
		return this.#sheet;
	}
	get draft(): AnsweringLive['draft'] {
		this.#hear();
		return this.#live.draft;
	}
	/** How the draft stands with the server; `kept`: on this device only, until there is a line. */
	get saving(): 'saved' | 'saving' | 'kept' {
		const { draft } = this;
		if (draft.saved) return 'saved';
		return this.#live.line === 'live' ? 'saving' : 'kept';
	}
	get opinion(): Opinion {
		return opinionOf(this.draft);
	}
	get keyImages(): Consultation['keyImages'] {
		return this.#consultation.keyImages.filter((item) => item.stored);
	}
	/** Marks that measure something, or say something. */
	get measures(): readonly Mark[] {
		return this.#consultation.marks.filter((mark) => mark.stored && mark.event.mark.seen.length > 0);
	}
	get next(): number {
		return (this.#view?.versions.length ?? 0) + 1;
	}
	nameOf(person: string): string {
		this.#hear();
		return this.#live.people.find((one) => one.person === person)?.name ?? '';
	}

	/** Returns the way to stop. Asks again while something is on its way to the archive, and when the record says something. */
	start(): () => void {
		void this.load();
		const timer = setInterval(() => {
			if (this.#view?.versions.some((one) => one.handBack.kind === 'waiting') === true && !document.hidden)
				void this.load();
		}, askAgainMs);
		return () => clearInterval(timer);
	}

	async load(): Promise<void> {
		const came = await this.client.read();
		this.#loadFailed = came.ok ? null : came.reason;
		if (came.ok) this.#view = came.value;
	}

	/** `code`: why it's looked over again. */
	async review(code: string | null = null): Promise<void> {
		this.#sheet = { kind: 'preparing' };
		const came = await this.client.preview({ opinion: this.opinion, reason: this.#reason() });
		this.#sheet = came.ok
			? { kind: 'reviewing', shown: came.value, code }
			: { kind: 'failed', code: came.reason };
	}

	async sign(): Promise<void> {
		if (this.#sheet.kind !== 'reviewing') return;
		const { shown } = this.#sheet;
		const { proposal } = shown;
		this.#sheet = { kind: 'signing', shown };
		const came = await this.client.sign({
			key: crypto.randomUUID(),
			// What was looked at, not what somebody has typed since.
			opinion: proposal.opinion,
			reason: proposal.amends?.reason ?? null,
			seen: { head: proposal.record, version: proposal.version },
		});
		if (came.ok) {
			this.#view = came.value;
			this.#sheet = { kind: 'closed' };
			this.amending = false;
			this.reason = '';
			return;
		}
		this.#sheet = { kind: 'reviewing', shown, code: came.reason };
		// Something came in between: the newest is shown, and why.
		if (came.reason === 'record-moved' || came.reason === 'answer-moved') {
			await this.load();
			await this.review(came.reason);
		}
	}

	close(): void {
		if (this.#sheet.kind !== 'signing') this.#sheet = { kind: 'closed' };
	}

	async handBack(): Promise<void> {
		const came = await this.client.handBack();
		if (came.ok) this.#view = came.value;
	}

	#reason(): string | null {
		return this.next > 1 ? this.reason.trim() : null;
	}
}
