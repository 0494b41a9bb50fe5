/** A radiograph in the making: attenuation added up along the beam, in any unit, one plane; lengths in pixels. */
import { soften } from './shapes.ts';

export interface Stroke {
	readonly points: readonly (readonly [number, number, number])[];
	/** at the middle of the stroke */
	readonly density: number;
	/** 0: a filled rod; towards 1: a tube seen from the side, bright at both edges */
	readonly hollow: number;
	/** pixels over which the edge fades */
	readonly edge: number;
}

export class Film {
	readonly columns: number;
	readonly rows: number;
	readonly values: Float32Array;
	readonly #nearest: Float32Array;

	constructor(columns: number, rows: number) {
		this.columns = columns;
		this.rows = rows;
		this.values = new Float32Array(columns * rows);
		this.#nearest = new Float32Array(columns * rows).fill(-1e9);
	}

	/** One rounded stroke of changing half width (third number of each point); parts that overlap are added once. */
	stroke(stroke: Stroke): void {
		const touched = { x0: this.columns, y0: this.rows, x1: -1, y1: -1 };
		let before = stroke.points[0];
		for (const point of stroke.points.slice(1)) {
			if (before !== undefined) this.#mark(before, point, stroke.edge, touched);
			before = point;
		}
		for (let y = touched.y0; y <= touched.y1; y++) {
			for (let x = touched.x0; x <= touched.x1; x++) {
				const at = y * this.columns + x;
				const inside = this.#nearest[at] ?? -1e9;
				this.#nearest[at] = -1e9;
				if (inside <= -1e8) continue;
				this.values[at] = (this.values[at] ?? 0) + profile(inside, stroke);
			}
		}
	}

	/** Rods that belong together, as a tree of vessels: where they cross or join, the thickest counts, once. */
	rods(
		parts: readonly (readonly [readonly [number, number, number], readonly [number, number, number]])[],
		density: (half: number) => number,
	): void {
		const touched = { x0: this.columns, y0: this.rows, x1: -1, y1: -1 };
		const thickest = new Float32Array(this.values.length);
		for (const [a, b] of parts) {
			const box = { x0: this.columns, y0: this.rows, x1: -1, y1: -1 };
			this.#mark(a, b, 1, box);
			const ink = density((a[2] + b[2]) / 2);
			for (let y = box.y0; y <= box.y1; y++) {
				for (let x = box.x0; x <= box.x1; x++) {
					const at = y * this.columns + x;
					const inside = this.#nearest[at] ?? -1e9;
					this.#nearest[at] = -1e9;
					if (inside > -1e8)
						thickest[at] = Math.max(thickest[at] ?? 0, profile(inside, { density: ink, hollow: 0 }));
				}
			}
			touched.x0 = Math.min(touched.x0, box.x0);
			touched.y0 = Math.min(touched.y0, box.y0);
			touched.x1 = Math.max(touched.x1, box.x1);
			touched.y1 = Math.max(touched.y1, box.y1);
		}
		this.add(touched, (x, y) => thickest[y * this.columns + x] ?? 0);
	}

	/** Adds what the function says at each pixel of a box. */
	add(
		box: { x0: number; y0: number; x1: number; y1: number },
		density: (x: number, y: number, before: number) => number,
	): void {
		const x1 = Math.min(this.columns - 1, Math.ceil(box.x1));
		const y1 = Math.min(this.rows - 1, Math.ceil(box.y1));
		for (let y = Math.max(0, Math.floor(box.y0)); y <= y1; y++) {
			for (let x = Math.max(0, Math.floor(box.x0)); x <= x1; x++) {
				const at = y * this.columns + x;
				const before = this.values[at] ?? 0;
				this.values[at] = before + density(x, y, before);
			}
		}
	}

	soften(times: number): void {
		for (let i = 0; i < times; i++) soften(this.values, this.columns, this.rows);
	}

	/** Depth (share of the half width, 1 at the middle) of every pixel near one piece; the deepest piece wins. */
	#mark(
		a: readonly [number, number, number],
		b: readonly [number, number, number],
		edge: number,
		touched: { x0: number; y0: number; x1: number; y1: number },
	): void {
		const reach = Math.max(a[2], b[2]) + edge;
		const x0 = Math.max(0, Math.floor(Math.min(a[0], b[0]) - reach));
		const x1 = Math.min(this.columns - 1, Math.ceil(Math.max(a[0], b[0]) + reach));
		const y0 = Math.max(0, Math.floor(Math.min(a[1], b[1]) - reach));
		const y1 = Math.min(this.rows - 1, Math.ceil(Math.max(a[1], b[1]) + reach));
		touched.x0 = Math.min(touched.x0, x0);
		touched.y0 = Math.min(touched.y0, y0);
		touched.x1 = Math.max(touched.x1, x1);
		touched.y1 = Math.max(touched.y1, y1);
		const dx = b[0] - a[0];
		const dy = b[1] - a[1];
		const length2 = dx * dx + dy * dy || 1;
		for (let y = y0; y <= y1; y++) {
			for (let x = x0; x <= x1; x++) {
				const t = Math.min(1, Math.max(0, ((x - a[0]) * dx + (y - a[1]) * dy) / length2));
				const ex = x - a[0] - t * dx;
				const ey = y - a[1] - t * dy;
				const half = a[2] + (b[2] - a[2]) * t;
				const inside = 1 - (Math.sqrt(ex * ex + ey * ey) - edge / 2) / (half || 1);
				if (inside < 0) continue;
				const at = y * this.columns + x;
				if (inside > (this.#nearest[at] ?? 0)) this.#nearest[at] = inside;
			}
		}
	}
}

/** Path length through a rod or a tube at a share of its half width (1 = middle). */
function profile(inside: number, stroke: { density: number; hollow: number }): number {
	const off = Math.max(0, 1 - Math.min(1, inside));
	const rod = Math.sqrt(Math.max(0, 1 - off * off));
	const core = 0.72;
	const hole = off < core ? Math.sqrt(core * core - off * off) : 0;
	return stroke.density * (rod - stroke.hollow * hole);
}
