/**
 * What this person did to marks here, to be undone and done again. The record only grows: undoing writes a compensating event, a
 * `void` of what was drawn or the mark once more after it was removed. What something was built on since is left alone.
 */
import type { Annotation } from '#lib/annotation/annotation.ts';

export type Act =
	/** a form of a mark was written; `before` is the form it changed, null: it was drawn */
	| { readonly kind: 'put'; readonly form: string; readonly before: string | null; readonly mark: Annotation }
	/** every form of it was taken back; `last` is the one that was shown */
	| { readonly kind: 'removed'; readonly last: string; readonly mark: Annotation };

/** What marks are written with; ids of events. */
export interface Pen {
	/** null: nothing may be written now */
	put(mark: Annotation, base: string | null): string | null;
	take(form: string): boolean;
	/** Whether this form is the one that is shown of its mark, and nobody's key image holds it. */
	untouched(form: string): boolean;
}

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
	undo(): 'done' | 'nothing' | 'barred' | 'built-on' {
		const act = this.#done.at(-1);
		if (act === undefined) return 'nothing';
		if (act.kind === 'put' && !this.#pen.untouched(act.form)) {
			this.#done = this.#done.slice(0, -1);
			return 'built-on';
		}
		const undone = act.kind === 'put' ? this.#takeBack(act) : this.#bringBack(act);
		if (undone === null) return 'barred';
		this.#done = this.#done.slice(0, -1);
		this.#undone = [...this.#undone, undone];
		return 'done';
	}

	redo(): 'done' | 'nothing' | 'barred' {
		const act = this.#undone.at(-1);
		if (act === undefined) return 'nothing';
		const again = act.kind === 'put' ? this.#putAgain(act) : this.#removeAgain(act);
		if (again === null) return 'barred';
		this.#undone = this.#undone.slice(0, -1);
		this.#done = [...this.#done, again];
		return 'done';
	}

	#takeBack(act: Act & { kind: 'put' }): Act | null {
		return this.#pen.take(act.form) ? act : null;
	}
	/** After the last form, so that it is the same mark again. */
	#bringBack(act: Act & { kind: 'removed' }): Act | null {
		const form = this.#pen.put(act.mark, act.last);
		return form === null ? null : { kind: 'removed', last: form, mark: act.mark };
	}
	#putAgain(act: Act & { kind: 'put' }): Act | null {
		const form = this.#pen.put(act.mark, act.before ?? act.form);
		return form === null ? null : { ...act, form };
	}
	#removeAgain(act: Act & { kind: 'removed' }): Act | null {
		return this.#pen.take(act.last) ? act : null;
	}
}
