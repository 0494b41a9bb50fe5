/**
 * A contrast chest CT, slice by slice, painted from the skin inwards in Hounsfield units. Each slice is independent, so
 * that the demo can be stored while the rest is still being drawn.
 */
import * as body from './chest-anatomy.ts';
import type { Level } from './chest-anatomy.ts';
import { paintBelowDiaphragm, paintHeart } from './chest-organs.ts';
import { NoisePlane, SpaceNoise, lineMask, seeded } from './random.ts';
import type { Capsule } from './shapes.ts';
import { depthInCapsule, hypot2, mix, smoothstep, soften } from './shapes.ts';
import { ribHu, spineHu, wallHu } from './chest-wall.ts';

export interface ChestCtPlan {
	readonly seed: number;
	readonly slices: number;
	readonly spacingMm: number;
	readonly pixelMm: number;
	readonly size: number;
	readonly noduleRadius: number;
}

/** Top left pixel centre of each slice, mm. */
export function sliceOrigin(plan: ChestCtPlan): readonly [number, number] {
	const half = (plan.size * plan.pixelMm) / 2;
	return [-half, 14 - half];
}

/** What all pixels of a row share. */
interface Line {
	readonly y: number;
	readonly z: number;
	readonly row: number;
	readonly level: Level;
	/** half width of the mediastinum */
	readonly middle: number;
}

export class ChestCt {
	readonly #plan: ChestCtPlan;
	readonly #vessels: Capsule[];
	readonly #veins: Capsule[];
	readonly #grain: NoisePlane;
	readonly #space: SpaceNoise;
	readonly #corner: () => number;

	constructor(plan: ChestCtPlan) {
		this.#plan = plan;
		this.#vessels = body.lungVessels(4711);
		this.#veins = body.liverVessels(4712);
		this.#grain = new NoisePlane(plan.seed, 1);
		this.#space = new SpaceNoise(99);
		this.#corner = seeded(plan.seed + 1);
	}

	/** Hounsfield units of the slice at height z, row by row. */
	slice(z: number): Int16Array {
		const { size, pixelMm } = this.#plan;
		const hu = new Float32Array(size * size);
		const [x0, y0] = sliceOrigin(this.#plan);
		const level = body.levelAt(z);
		for (let row = 0; row < size; row++) {
			const y = y0 + row * pixelMm;
			const line: Line = { y, z, row, level, middle: body.mediastinumHalfWidth(y, z) };
			for (let column = 0; column < size; column++) {
				hu[row * size + column] = this.#at(x0 + column * pixelMm, column, line);
			}
		}
		this.#tubes(hu, z);
		soften(hu, size, size);
		return this.#withNoise(hu);
	}

	#at(x: number, column: number, line: Line): number {
		const { y, z, level } = line;
		const oval = body.oval(x, y - body.bodyY, level.bodyA, level.bodyB);
		if (oval > 1.015) return tableHu(x, y);
		const bone = spineHu(x, y, z, this.#space);
		if (bone !== null) return bone;
		const pleura = body.pleura(x, y, level);
		const reach = hypot2(x, y - level.lungY);
		const outside = pleura === 0 ? -99 : reach - reach / pleura;
		if (outside <= 0) return this.#within(x, column, line);
		const skin = oval + 0.012 * this.#space.at(x / 38, y / 38, z / 60);
		if (skin > 1) return tableHu(x, y);
		const depth = (1 - skin) * Math.min(level.bodyA, level.bodyB);
		return ribHu(x, y, z, outside, level) ?? wallHu({ x, y, z, outside, depth }, this.#space);
	}

	#within(x: number, column: number, line: Line): number {
		const { y, z } = line;
		const heartHu = paintHeart(x, y, z, this.#space);
		if (z < 72) {
			const dome = body.diaphragm(x, y) + 5 * this.#space.at(x / 45, y / 45, 3);
			if (z < dome) {
				return heartHu ?? (dome - z < 3 ? 48 : paintBelowDiaphragm(x, y, z, this.#space));
			}
		}
		if (heartHu !== null) return heartHu;
		const edge = Math.abs(x) - line.middle;
		if (edge > 4) return this.#lung(x, column, line);
		const border = edge - 3 * this.#space.at(x / 20, y / 22, z / 24);
		if (border > 0) return this.#lung(x, column, line);
		const strands = this.#space.at(x / 7, y / 7, z / 9);
		return mix(-95, 35, smoothstep(0.2, 0.65, strands + (border > -2.5 ? 0.5 : 0) + (z < 60 ? 0.3 : 0)));
	}

	#lung(x: number, column: number, line: Line): number {
		const { y, z, row } = line;
		const fine = this.#grain.at(column + Math.round(z * 37), row + Math.round(z * 11)) * 14;
		const side = Math.abs(x) - 70;
		const plane = z - (x < 0 ? 146 : 152) + (y - 10) * 0.95 + side * side * 0.006 + side * 0.12;
		const base = -868 + (y + 60) * 0.34 + fine + (Math.abs(plane) < 1 ? 70 : 0);
		return Math.max(base, this.#nodule(x, y, z));
	}

	#nodule(x: number, y: number, z: number): number {
		const [cx, cy, cz] = body.nodule.center;
		const dx = x - cx;
		const dy = y - cy;
		const dz = z - cz;
		const radius = this.#plan.noduleRadius;
		if (Math.abs(dz) > radius * 2.6 || Math.abs(dx) > radius * 2.6) return -1024;
		const distance = Math.sqrt(dx * dx + dy * dy + dz * dz);
		if (distance > radius * 2.6) return -1024;
		const n = distance || 1;
		const rough = this.#space.at((dx / n) * 2.4 + 7, (dy / n) * 2.4, (dz / n) * 2.4);
		const spike = Math.max(0, this.#space.at((dx / n) * 6, (dy / n) * 6 + 3, (dz / n) * 6) - 0.45) * 5;
		const surface = radius * (1 + 0.13 * rough + 0.5 * spike);
		return mix(-870, 42, smoothstep(surface + 0.7, surface - 0.7, distance));
	}

	/** Airways, great vessels and lung vessels, each within its own box. */
	#tubes(hu: Float32Array, z: number): void {
		for (const tube of body.greatVessels()) {
			for (const part of tube.parts) this.#paint(hu, z, part, { hu: 30, grow: tube.coat, lift: true });
		}
		for (const part of body.airways) this.#paint(hu, z, part, { hu: 20, grow: 1.6, lift: true });
		for (const part of this.#vessels) this.#paint(hu, z, part, { hu: 90, grow: 0, lift: true });
		for (const tube of body.greatVessels()) {
			for (const part of tube.parts) this.#paint(hu, z, part, { hu: tube.hu, grow: 0, lift: false });
		}
		for (const part of this.#veins) this.#paint(hu, z, part, { hu: 150, grow: 0, lift: true });
		for (const part of body.airways) this.#paint(hu, z, part, { hu: -985, grow: 0, lift: false });
	}

	#paint(hu: Float32Array, z: number, part: Capsule, ink: { hu: number; grow: number; lift: boolean }): void {
		const reach = Math.max(part.r0, part.r1) + ink.grow + 1;
		if (z < Math.min(part.from[2], part.to[2]) - reach || z > Math.max(part.from[2], part.to[2]) + reach)
			return;
		const { size, pixelMm } = this.#plan;
		const [x0, y0] = sliceOrigin(this.#plan);
		const column = (x: number) => Math.min(size - 1, Math.max(0, Math.round((x - x0) / pixelMm)));
		const row = (y: number) => Math.min(size - 1, Math.max(0, Math.round((y - y0) / pixelMm)));
		const lastColumn = column(Math.max(part.from[0], part.to[0]) + reach);
		const lastRow = row(Math.max(part.from[1], part.to[1]) + reach);
		for (let r = row(Math.min(part.from[1], part.to[1]) - reach); r <= lastRow; r++) {
			for (let c = column(Math.min(part.from[0], part.to[0]) - reach); c <= lastColumn; c++) {
				const depth = depthInCapsule(part, x0 + c * pixelMm, y0 + r * pixelMm, z) + ink.grow;
				const cover = Math.min(1, Math.max(0, depth / pixelMm + 0.5));
				if (cover === 0) continue;
				const at = r * size + c;
				const under = hu[at] ?? 0;
				if (ink.lift && under > ink.hu) continue;
				hu[at] = under + (ink.hu - under) * cover;
			}
		}
	}

	#withNoise(hu: Float32Array): Int16Array {
		const { size } = this.#plan;
		const dx = Math.floor(this.#corner() * 1024);
		const dy = Math.floor(this.#corner() * 1024);
		const out = new Int16Array(size * size);
		for (let row = 0; row < size; row++) {
			const grain = this.#grain.line(row + dy);
			for (let column = 0; column < size; column++) {
				const at = row * size + column;
				const value = (hu[at] ?? 0) + (grain[(column + dx) & lineMask] ?? 0) * 13;
				out[at] = Math.max(-1024, Math.min(3071, Math.round(value)));
			}
		}
		return out;
	}
}

/** The couch: a thin shell with foam inside, and a folded sheet. */
function tableHu(x: number, y: number): number {
	const top = 136 - (x * x) / 4200;
	const depth = y - top;
	if (Math.abs(x) > 205 || depth < 0 || depth > 20) return -1000;
	if (depth < 2 || depth > 18) return -380;
	return -935;
}
