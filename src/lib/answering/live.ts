/** What writing an answer needs of a live consult; `LiveConsult` is one, and so is a test's own. */
import type { Draft } from '#lib/consult/answer/draft-fields.ts';
import type { LineState } from '#lib/consult/live/live-consult.ts';
import type { LostDraft } from '#lib/consult/live/live-draft.ts';
import type { Recorded } from '#lib/consult/record/event.ts';

export interface AnsweringLive {
	readonly recorded: readonly Recorded[];
	readonly line: LineState;
	readonly draft: Draft & {
		readonly saved: boolean;
		/** What was typed here and not taken, to be copied or put back; null: nothing. */
		readonly lost: LostDraft | null;
		forgetLost(): void;
	};
	/** everyone who ever took part */
	readonly people: readonly { readonly person: string; readonly name: string }[];
	listen(heard: (what: 'line' | 'record' | 'roster' | 'draft') => void): () => void;
}
