/**
 * A postero-anterior chest radiograph. Drawn at half size in attenuation along the beam (bone, soft tissue, air), doubled,
 * then given the grain of a detector; 14 bits, brighter where more was absorbed.
 */
import type { ChestShape } from './chest-film-parts.ts';
import { paintBones, paintSoftTissue, paintVessels } from './chest-film-parts.ts';
import { Film } from './film.ts';
import { NoisePlane, seeded } from './random.ts';
import { smoothstep } from './shapes.ts';

export interface ChestFilmPlan {
	readonly seed: number;
	/** even */
	readonly columns: number;
	/** even */
	readonly rows: number;
	readonly shape: ChestShape;
}

const top = 16383;

export function chestFilm(plan: ChestFilmPlan): Uint16Array {
	const half = new Film(plan.columns / 2, plan.rows / 2);
	paintSoftTissue(half, plan.shape, plan.seed);
	half.soften(3);
	paintVessels(half, plan.shape, plan.seed + 1);
	paintBones(half, plan.shape, plan.seed + 2);
	half.soften(1);
	const out = developed(half, plan);
	marker(out, plan.columns);
	return out;
}

/** Twice the size, a film-like curve, and noise that grows where little light came through. */
function developed(half: Film, plan: ChestFilmPlan): Uint16Array {
	const { columns, rows } = plan;
	const grain = new NoisePlane(plan.seed + 3, 1);
	const random = seeded(plan.seed + 4);
	const shift = Math.floor(random() * 1024);
	const out = new Uint16Array(columns * rows);
	for (let y = 0; y < rows; y++) {
		const sy = Math.min(half.rows - 2, y >> 1);
		const fy = (y & 1) / 2;
		for (let x = 0; x < columns; x++) {
			const sx = Math.min(half.columns - 2, x >> 1);
			const fx = (x & 1) / 2;
			const at = sy * half.columns + sx;
			const above = (half.values[at] ?? 0) * (1 - fx) + (half.values[at + 1] ?? 0) * fx;
			const below =
				(half.values[at + half.columns] ?? 0) * (1 - fx) + (half.values[at + half.columns + 1] ?? 0) * fx;
			const value = above * (1 - fy) + below * fy;
			// A soft shoulder keeps the mediastinum below white, as a processed film does.
			const shown = value <= 0 ? 0.02 : 1 - Math.exp(-value * 1.28);
			const noise = grain.at(x + shift, y) * (0.0035 + 0.008 * shown);
			out[y * columns + x] = Math.max(0, Math.min(top, Math.round((shown + noise) * 15200)));
		}
	}
	return out;
}

/** The lead letter L on the patient's left, as put on the cassette. */
function marker(out: Uint16Array, columns: number): void {
	const x0 = Math.round(columns * 0.905);
	const y0 = Math.round(columns * 0.085);
	const size = Math.round(columns * 0.034);
	const stem = Math.round(size * 0.28);
	for (let y = 0; y < size * 1.4; y++) {
		for (let x = 0; x < size; x++) {
			if (x >= stem && y < size * 1.4 - stem) continue;
			const edge = smoothstep(0, 3, Math.min(x, y, size - x, size * 1.4 - y));
			const at = (y0 + y) * columns + x0 + x;
			out[at] = Math.round((out[at] ?? 0) * (1 - edge) + 16100 * edge);
		}
	}
}
