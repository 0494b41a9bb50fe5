import type { Random } from './random.ts';
import type { Capsule, Point } from './shapes.ts';

export interface TreeRule {
	/** true where the tree may grow */
	readonly inside: (x: number, y: number, z: number) => boolean;
	readonly random: Random;
	/** branches end below this radius, mm */
	readonly thinnest: number;
	/** growth in flat pictures keeps z = 0 */
	readonly flat: boolean;
}

/** A tree that forks and thins as pulmonary vessels do: each step bends a little, each fork opens 20 to 50 degrees. */
export function growTree(start: Point, direction: Point, radius: number, rule: TreeRule): Capsule[] {
	const out: Capsule[] = [];
	grow(out, { at: start, direction: unit(direction), radius, generation: 0 }, rule);
	return out;
}

interface Tip {
	readonly at: Point;
	readonly direction: Point;
	readonly radius: number;
	readonly generation: number;
}

function grow(out: Capsule[], tip: Tip, rule: TreeRule): void {
	const { random } = rule;
	let { at, direction, radius } = tip;
	const steps = 2 + Math.floor(random() * 2);
	for (let step = 0; step < steps; step++) {
		const length = 3.5 + radius * 2 + random() * 3;
		const next = stepFrom(at, direction, length, tip.generation === 0 ? null : rule);
		if (next === null) return;
		direction = bent(unit([next[0] - at[0], next[1] - at[1], next[2] - at[2]]), 0.22, rule);
		const thinner = radius * 0.955;
		out.push({ from: at, to: next, r0: radius, r1: thinner });
		at = next;
		radius = thinner;
	}
	if (radius < rule.thinnest || tip.generation > 12) return;
	const even = 0.66 + random() * 0.26;
	const generation = tip.generation + 1;
	grow(
		out,
		{ at, direction: bent(direction, 0.5, rule), radius: radius * Math.max(even, 0.8), generation },
		rule,
	);
	grow(out, { at, direction: bent(direction, 1.1, rule), radius: radius * even * 0.92, generation }, rule);
}

/** The first of a few tries that stays inside; the roots (`rule` null) lie in the mediastinum and go anywhere. */
function stepFrom(at: Point, direction: Point, length: number, rule: TreeRule | null): Point | null {
	for (let attempt = 0; attempt < 4; attempt++) {
		const way = rule === null || attempt === 0 ? direction : bent(direction, 0.4 * attempt, rule);
		const next: Point = [at[0] + way[0] * length, at[1] + way[1] * length, at[2] + way[2] * length];
		if (rule === null || rule.inside(next[0], next[1], next[2])) return next;
	}
	return null;
}

function bent(direction: Point, amount: number, rule: TreeRule): Point {
	const wobble = () => (rule.random() - 0.5) * 2 * amount;
	return unit([direction[0] + wobble(), direction[1] + wobble(), rule.flat ? 0 : direction[2] + wobble()]);
}

export function unit(v: Point): Point {
	const length = Math.hypot(v[0], v[1], v[2]) || 1;
	return [v[0] / length, v[1] / length, v[2] / length];
}
