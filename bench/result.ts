/**
 * What a bench hands back, and the few sums it is made of. A bench is a folder `bench/NAME/bench.ts` that exports
 * `run(): Promise<BenchResult>`; `npm run bench -- NAME` runs it, writes `bench/results/NAME.json` and prints the table.
 * Times depend on the machine of the day: what is judged is the ratio to a peer that ran in the same interleaved batch.
 */
export interface BenchRow {
	readonly name: string;
	readonly unit: string;
	readonly ours: number | null;
	/** The peer's figure in the same unit; null for a limit of our own. */
	readonly peer: number | null;
	readonly ratio: number | null;
	/** As a person reads it: "<= 0.5 x Orthanc Web Viewer", "<= 120 KB" */
	readonly goal: string;
	/** null: one of both could not be measured. */
	readonly met: boolean | null;
}

export interface BenchResult {
	/** Of everything that took part. */
	readonly versions: Readonly<Record<string, string>>;
	readonly rows: readonly BenchRow[];
	/** What a reader of the figures must know: runs left out, peers that failed and how. */
	readonly notes?: readonly string[];
	/** Every single run, so that medians can be checked. */
	readonly runs?: readonly unknown[];
}

type Bound = { readonly atMost: number } | { readonly atLeast: number };

export interface Compared {
	readonly name: string;
	readonly unit: string;
	readonly ours: number | null;
	readonly peer: number | null;
	readonly peerName: string;
}

/** Judged by how many times the peer's figure ours is. */
export function against(compared: Compared, bound: Bound): BenchRow {
	const { name, unit, ours, peer, peerName } = compared;
	const ratio = ours === null || peer === null || peer === 0 ? null : ours / peer;
	const goal = `${sign(bound)} ${limitOf(bound)} x ${peerName}`;
	return { name, unit, ours, peer, ratio, goal, met: ratio === null ? null : holds(ratio, bound) };
}

/** Judged by a limit in the figure's own unit. */
export function limited(figure: Pick<BenchRow, 'name' | 'unit' | 'ours'>, bound: Bound): BenchRow {
	const goal = `${sign(bound)} ${limitOf(bound)} ${figure.unit}`.trimEnd();
	const met = figure.ours === null ? null : holds(figure.ours, bound);
	return { ...figure, peer: null, ratio: null, goal, met };
}

/** null when there is nothing to take the middle of; of an even number the lower middle, so that no figure is invented. */
export function median(figures: readonly (number | null)[]): number | null {
	const known = figures.filter((one): one is number => one !== null).sort((a, b) => a - b);
	return known[(known.length - 1) >> 1] ?? null;
}

function sign(bound: Bound): string {
	return 'atMost' in bound ? '<=' : '>=';
}
function limitOf(bound: Bound): number {
	return 'atMost' in bound ? bound.atMost : bound.atLeast;
}
function holds(figure: number, bound: Bound): boolean {
	return 'atMost' in bound ? figure <= bound.atMost : figure >= bound.atLeast;
}
