/** From what two pages noted to how long it took: a painted place is the move that went there. */
import type { Noted } from './in-page.ts';

export interface Latencies {
	/** ms, one for each painted place */
	readonly took: readonly number[];
	/** Moves that were painted, of all: the newest counts, so a quick stream leaves some out. */
	readonly painted: number;
	readonly moves: number;
}

/**
 * The other screen has another size: its places are the first one's times a factor plus an offset, found from the outermost of a
 * run in which both ends were painted.
 */
export function scaleOf(moves: readonly Noted[], paints: readonly Noted[]): (x: number) => number {
	const [low, high] = ends(moves.map(([, x]) => x));
	const [shownLow, shownHigh] = ends(paints.map(([, x]) => x));
	const factor = (shownHigh - shownLow) / (high - low);
	return (x) => shownLow + (x - low) * factor;
}

export function matched(
	moves: readonly Noted[],
	paints: readonly Noted[],
	scale: (x: number) => number,
): Latencies {
	const took: number[] = [];
	const hit = new Set<number>();
	for (const [paintedAt, x] of paints) {
		let best: number | null = null;
		for (const [n, [movedAt, at]] of moves.entries()) {
			if (movedAt > paintedAt || Math.abs(scale(at) - x) > 1) continue;
			best = n;
		}
		const move = best === null ? undefined : moves[best];
		if (best === null || move === undefined || hit.has(best)) continue;
		hit.add(best);
		took.push(toTenths(paintedAt - move[0]));
	}
	return { took, painted: hit.size, moves: moves.length };
}

/** The clocks of the two pages agree to no more. */
export function toTenths(ms: number): number {
	return Math.round(ms * 10) / 10;
}

/** Nearest rank; null of nothing. */
export function percentile(figures: readonly number[], part: number): number | null {
	const sorted = figures.toSorted((a, b) => a - b);
	return sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)] ?? null;
}

function ends(values: readonly number[]): [number, number] {
	return [Math.min(...values), Math.max(...values)];
}
