import { AuditPage } from '#lib/access/audit-line.ts';
import type { AuditCursor, AuditLine } from '#lib/access/audit-line.ts';
import { askOversight } from './ask-oversight.ts';
import { toAsked } from './trail-question.ts';
import type { TrailForm } from './trail-question.ts';

export type TrailState =
	| { readonly kind: 'loading' }
	| { readonly kind: 'failed'; readonly code: string }
	| {
			readonly kind: 'ready';
			readonly lines: readonly AuditLine[];
			readonly next: AuditCursor | null;
			/** of the page that is being read on, or the reason why it could not be */
			readonly more: 'idle' | 'loading' | { readonly failed: string };
	  };

/** One list of lines, page by page. A question asked while another is on its way makes that one's answer worth nothing. */
export class TrailReader {
	#state = $state.raw<TrailState>({ kind: 'loading' });
	#asked: ReturnType<typeof toAsked> | null = null;
	#turn = 0;

	get state(): TrailState {
		return this.#state;
	}

	async ask(form: TrailForm): Promise<void> {
		const turn = ++this.#turn;
		this.#asked = toAsked(form, Date.now());
		this.#state = { kind: 'loading' };
		const page = await askOversight('/api/oversight/trail', { ...this.#asked, after: null }, AuditPage);
		if (turn !== this.#turn) return;
		this.#state = page.ok
			? { kind: 'ready', ...page.value, more: 'idle' }
			: { kind: 'failed', code: page.reason };
	}

	async more(): Promise<void> {
		const before = this.#state;
		if (before.kind !== 'ready' || before.next === null || before.more === 'loading') return;
		const turn = this.#turn;
		this.#state = { ...before, more: 'loading' };
		const asked = { ...this.#asked, after: before.next };
		const page = await askOversight('/api/oversight/trail', asked, AuditPage);
		if (turn !== this.#turn) return;
		this.#state = page.ok
			? { kind: 'ready', lines: [...before.lines, ...page.value.lines], next: page.value.next, more: 'idle' }
			: { ...before, more: { failed: page.reason } };
	}
}
