/**
 * What this person did to marks here, to be undone and done again. The record only grows: undoing writes a compensating event, a
 * `void` of what was drawn or a form as it was before. Where somebody went on from what is to be undone, it is left alone.
 */
import type { Annotation } from '#lib/annotation/annotation.ts';

/** What a mark was and became; null: it wasn't, or isn't any more. */
export interface Act {
	/** the mark, by its first form */
	readonly root: string;
	readonly before: Annotation | null;
	readonly after: Annotation | null;
	/** the form that the act made; null: it left none */
	readonly form: string | null;
}

/** What marks are written with; ids of events. */
export interface Pen {
	/** Makes the mark be so, or not be. The new form, null for none; `barred`: nothing may be written now. */
	make(root: string, mark: Annotation | null): { readonly form: string | null } | 'barred';
	/** Whether this is how the mark stands, and nobody's key image holds it. */
	stands(root: string, form: string | null): boolean;
}

export type Outcome = 'done' | 'nothing' | 'barred' | 'built-on';

const most = 100;

export class OwnActs {
	readonly #pen: Pen;
	#done = $state.raw<readonly Act[]>([]);
	#undone = $state.raw<readonly Act[]>([]);

	constructor(pen: Pen) {
		this.#pen = pen;
	}

	get undoable(): boolean {
		return this.#done.length > 0;
	}
	get redoable(): boolean {
		return this.#undone.length > 0;
	}

	did(act: Act): void {
		this.#done = [...this.#done, act].slice(-most);
		this.#undone = [];
	}

	/** `built-on`: it can't be undone any more, and isn't offered again. */
	undo(): Outcome {
		const act = this.#done.at(-1);
		if (act === undefined) return 'nothing';
		if (!this.#pen.stands(act.root, act.form)) {
			this.#done = this.#done.slice(0, -1);
			return 'built-on';
		}
		const made = this.#pen.make(act.root, act.before);
		if (made === 'barred') return 'barred';
		this.#done = now(this.#done.slice(0, -1), act.root, made.form);
		this.#undone = [...this.#undone, { ...act, form: made.form }];
		return 'done';
	}

	redo(): Outcome {
		const act = this.#undone.at(-1);
		if (act === undefined) return 'nothing';
		if (!this.#pen.stands(act.root, act.form)) {
			this.#undone = [];
			return 'built-on';
		}
		const made = this.#pen.make(act.root, act.after);
		if (made === 'barred') return 'barred';
		this.#undone = now(this.#undone.slice(0, -1), act.root, made.form);
		this.#done = [...this.#done, { ...act, form: made.form }];
		return 'done';
	}
}

/** What the last act on a mark left is there again under another name. */
function now(acts: readonly Act[], root: string, form: string | null): readonly Act[] {
	const last = acts.findLastIndex((act) => act.root === root);
	const act = acts[last];
	return act === undefined ? acts : acts.with(last, { ...act, form });
}
