/**
 * The consults about the study on screen, as far as they are the reader's. Asked for once the page stands, and again whenever the
 * live line says that one of them moved.
 */
import * as v from 'valibot';
import { AskingTerms, ConsultItem } from '#lib/consult/request/consult-view.ts';
import type { LiveLine } from '#lib/session/live-line.ts';
import { askServer } from '#lib/session/ask-server.ts';

const Answer = v.object({ consults: v.array(ConsultItem), terms: AskingTerms });

export type StudyConsultsPhase =
	| { readonly kind: 'loading' }
	/** `not-found`: this person asks nothing about it */
	| { readonly kind: 'failed'; readonly code: string }
	| { readonly kind: 'ready' };

export class StudyConsults {
	readonly #study: string;
	#phase = $state.raw<StudyConsultsPhase>({ kind: 'loading' });
	#consults = $state.raw<readonly ConsultItem[]>([]);
	#terms = $state.raw<AskingTerms | null>(null);
	#turn = 0;
	/** What the server was told; nothing on screen depends on it. */
	#seen: readonly string[] = [];

	constructor(study: string) {
		this.#study = study;
	}

	get phase(): StudyConsultsPhase {
		return this.#phase;
	}
	/** newest first */
	get consults(): readonly ConsultItem[] {
		return this.#consults;
	}
	get terms(): AskingTerms | null {
		return this.#terms;
	}
	/** The one that stands in the strip: what the reader owes or waits for. */
	get current(): ConsultItem | null {
		const open = this.#consults.filter(({ state }) => state !== 'draft' && state !== 'closed');
		return (
			open.find((one) => one.moves.includes('accept')) ??
			open.find((one) => one.state !== 'answered' && one.state !== 'declined') ??
			open[0] ??
			null
		);
	}

	/** `ready`: what came first, or failed, is here. */
	start(line: LiveLine, ready: () => void): () => void {
		void this.load().then(ready);
		return line.listen((news) => {
			if (news.kind === 'consult-changed' || news.kind === 'reopened') void this.load();
		});
	}

	async load(): Promise<void> {
		const turn = ++this.#turn;
		const answer = await askServer(`/api/studies/${encodeURIComponent(this.#study)}/consults`, Answer);
		if (turn !== this.#turn) return;
		if (!answer.ok) {
			// What is on the screen stays: a line that broke is no reason to forget it.
			if (this.#phase.kind !== 'ready') this.#phase = { kind: 'failed', code: answer.reason };
			return;
		}
		this.#consults = answer.value.consults;
		this.#terms = answer.value.terms;
		this.#phase = { kind: 'ready' };
	}

	/** Tells the server once that this reader has it, or its first picture, before them. */
	async see(what: 'opened' | 'picture'): Promise<void> {
		for (const { id, state, sight } of this.#consults) {
			if (state === 'draft' || sight !== 'full' || this.#seen.includes(`${what} ${id}`)) continue;
			this.#seen = [...this.#seen, `${what} ${id}`];
			// Opened in a tab behind another one, nobody has seen it yet.
			await untilInSight();
			const told = await askServer(`/api/consults/${id}/seen`, v.null(), { what });
			if (!told.ok && told.reason === 'offline')
				this.#seen = this.#seen.filter((one) => one !== `${what} ${id}`);
		}
	}
}

function untilInSight(): Promise<void> {
	return new Promise((resolve) => {
		const look = (): void => {
			if (document.hidden) return;
			document.removeEventListener('visibilitychange', look);
			resolve();
		};
		document.addEventListener('visibilitychange', look);
		look();
	});
}
