/** Which row has the table's one Tab stop, and the way to go there. A row that left the list leaves its turn to the first. */
import type { WorklistRow } from '#lib/archive/worklist.ts';

export class RowFocus {
	readonly #rows: () => readonly WorklistRow[];
	#turn = $state<string | null>(null);
	#grid: HTMLElement | null = null;
	readonly holder = $derived.by((): string | null => {
		const rows = this.#rows();
		return rows.some((row) => row.study === this.#turn) ? this.#turn : (rows[0]?.study ?? null);
	});

	constructor(rows: () => readonly WorklistRow[]) {
		this.#rows = rows;
	}

	readonly mount = (grid: HTMLElement): (() => void) => {
		this.#grid = grid;
		return () => (this.#grid = null);
	};

	give(study: string): void {
		this.#turn = study;
	}

	get index(): number {
		return this.#rows().findIndex((row) => row.study === this.holder);
	}

	/** The nearest there is. */
	go(index: number): void {
		const rows = this.#rows();
		const row = rows[Math.min(Math.max(index, 0), rows.length - 1)];
		if (row !== undefined) this.goTo(row.study);
	}

	/** To a study, if it is among the rows. */
	goTo(study: string): void {
		const row = this.#grid?.querySelector<HTMLElement>(`[data-study="${CSS.escape(study)}"]`);
		if (row === null || row === undefined) return;
		this.#turn = study;
		row.focus();
		row.scrollIntoView({ block: 'nearest' });
	}
}
