/** Rows as news comes in. Pure: nothing on screen may move by itself, and that is decided here. */
import type { WorklistRow } from '#lib/archive/worklist.ts';

type Rows = readonly WorklistRow[];

/** A study whose date was corrected between two pages may come a second time: it stays where it was. */
export function withNextPage(rows: Rows, next: Rows): Rows {
	const shown = new Set(rows.map((row) => row.study));
	return [...rows, ...next.filter((row) => !shown.has(row.study))];
}

export interface Shown {
	readonly rows: Rows;
	/** Came in, and waiting to be asked for. */
	readonly arrivals: Rows;
}

/** What is shown changes in its place; what isn't and is found by the search waits. */
export function renewed({ rows, arrivals }: Shown, news: Rows, found: readonly string[]): Shown {
	const byStudy = new Map(news.map((row) => [row.study, row]));
	const shown = new Set(rows.map((row) => row.study));
	const waiting = new Map(arrivals.map((row) => [row.study, row]));
	for (const row of news) if (!shown.has(row.study) && found.includes(row.study)) waiting.set(row.study, row);
	return {
		rows: rows.map((row) => byStudy.get(row.study) ?? row),
		arrivals: [...waiting.values()],
	};
}

/**
 * Of a first page asked for anew, what came in since: whatever stands before our first row; of a list that fits on one page,
 * whatever isn't shown.
 */
export function cameIn(rows: Rows, page: Rows, fits: boolean): string[] {
	const first = page.findIndex((row) => row.study === rows[0]?.study);
	return page.slice(0, fits || first < 0 ? undefined : first).map((row) => row.study);
}
