/**
 * Keeps marks for as long as the page is open: measuring needs no consult, and a guest may measure too. The screen says that they
 * are gone with the page. Undo and redo are acts like those of a consult: each puts back what the last one changed.
 */
import type { Annotation } from '#lib/annotation/annotation.ts';
import type { MarkSink, ShownMark } from '#lib/viewer/marks/mark.ts';

/** One act: what stood there before, and what after. */
interface Act {
	readonly id: string;
	readonly before: Annotation | null;
	readonly after: Annotation | null;
}

/** Whose marks are shown. */
interface Shows {
	marks: readonly ShownMark[];
}

export class LocalMarks implements MarkSink {
	readonly pageOnly = true;
	readonly #place: Shows;
	#done = $state.raw<readonly Act[]>([]);
	#undone = $state.raw<readonly Act[]>([]);
	#next = 1;

	constructor(place: Shows) {
		this.#place = place;
	}

	get undoable(): boolean {
		return this.#done.length > 0;
	}

	get redoable(): boolean {
		return this.#undone.length > 0;
	}

	/** Nobody else is there to see it move. */
	moving(): void {}

	rest(mark: Annotation, base: string | null): string {
		const id = base ?? `page-${String(this.#next++)}`;
		this.#act({ id, before: this.#markOf(id), after: mark });
		return id;
	}

	remove(id: string): void {
		const before = this.#markOf(id);
		if (before !== null) this.#act({ id, before, after: null });
	}

	undo(): void {
		const act = this.#done.at(-1);
		if (act === undefined) return;
		this.#done = this.#done.slice(0, -1);
		this.#undone = [...this.#undone, act];
		this.#put(act.id, act.before);
	}

	redo(): void {
		const act = this.#undone.at(-1);
		if (act === undefined) return;
		this.#undone = this.#undone.slice(0, -1);
		this.#done = [...this.#done, act];
		this.#put(act.id, act.after);
	}

	#act(act: Act): void {
		this.#done = [...this.#done, act];
		this.#undone = [];
		this.#put(act.id, act.after);
	}

	#markOf(id: string): Annotation | null {
		return this.#place.marks.find((shown) => shown.id === id)?.mark ?? null;
	}

	#put(id: string, mark: Annotation | null): void {
		const { marks } = this.#place;
		const at = marks.findIndex((shown) => shown.id === id);
		if (mark === null) {
			this.#place.marks = marks.filter((shown) => shown.id !== id);
			return;
		}
		const shown: ShownMark = {
			id,
			mark,
			author: '',
			initials: '',
			colour: 0,
			mine: true,
			state: 'local',
			rivals: 0,
			origin: null,
		};
		this.#place.marks = at < 0 ? [...marks, shown] : marks.with(at, shown);
	}
}
