/**
 * A head for magnetic resonance, in mm, patient coordinates around the middle of the brain (x left, y back, z up): a tissue
 * at every point, so that planes of any direction and contrast can be cut from it.
 */
import { NoisePlane, SpaceNoise, seeded } from './random.ts';
import type { Point } from './shapes.ts';
import { hypot2, hypot3, smoothstep } from './shapes.ts';

export type Tissue =
	'air' | 'fat' | 'muscle' | 'bone' | 'marrow' | 'csf' | 'grey' | 'white' | 'deep' | 'eye' | 'lesion';

export type Contrast = Readonly<Record<Tissue, number>>;

export const t1: Contrast = {
	air: 8,
	fat: 930,
	muscle: 370,
	bone: 30,
	marrow: 520,
	csf: 120,
	grey: 420,
	white: 610,
	deep: 480,
	eye: 130,
	lesion: 350,
};
export const t2: Contrast = {
	air: 8,
	fat: 560,
	muscle: 210,
	bone: 25,
	marrow: 300,
	csf: 980,
	grey: 560,
	white: 330,
	deep: 400,
	eye: 960,
	lesion: 780,
};
export const flair: Contrast = {
	air: 8,
	fat: 600,
	muscle: 260,
	bone: 25,
	marrow: 320,
	csf: 75,
	grey: 560,
	white: 420,
	deep: 470,
	eye: 90,
	lesion: 930,
};

export interface Plane {
	/** centre of the first pixel */
	readonly origin: Point;
	/** unit vector of growing column, and of growing row */
	readonly across: Point;
	readonly down: Point;
	readonly pixelMm: number;
	readonly columns: number;
	readonly rows: number;
}

export class Brain {
	readonly #folds = new SpaceNoise(31);
	readonly #warp = new SpaceNoise(32);
	readonly #grain: NoisePlane;
	readonly #corner: () => number;

	constructor(seed: number) {
		this.#grain = new NoisePlane(seed, 1);
		this.#corner = seeded(seed + 1);
	}

	/** 12-bit values of one plane, two samples a pixel in each direction. */
	cut(plane: Plane, contrast: Contrast): Uint16Array {
		const { columns, rows, pixelMm: mm } = plane;
		const out = new Uint16Array(columns * rows);
		const shift = Math.floor(this.#corner() * 1024);
		for (let row = 0; row < rows; row++) {
			for (let column = 0; column < columns; column++) {
				let sum = 0;
				for (const [a, b] of samples) {
					const u = (column + a) * mm;
					const v = (row + b) * mm;
					const x = plane.origin[0] + plane.across[0] * u + plane.down[0] * v;
					const y = plane.origin[1] + plane.across[1] * u + plane.down[1] * v;
					const z = plane.origin[2] + plane.across[2] * u + plane.down[2] * v;
					sum += contrast[this.tissue(x, y, z)];
				}
				// The coil sees the rim better than the middle.
				const du = (column / columns - 0.5) * 2;
				const dv = (row / rows - 0.5) * 2;
				const signal = (sum / samples.length) * (0.94 + 0.1 * (du * du + dv * dv));
				const noise = this.#grain.at(column + shift, row) * 13;
				out[row * columns + column] = Math.max(0, Math.min(4095, Math.round(Math.abs(signal + noise))));
			}
		}
		return out;
	}

	tissue(x: number, y: number, z: number): Tissue {
		const head = headRadius(x, y, z);
		if (head > 1.02 && (z > -22 || hypot2(x / 84, (y + 8) / 110) > 1)) return 'air';
		const eye = hypot3(Math.abs(x) - 31, y + 68, z + 30);
		if (eye < 12) return hypot3(Math.abs(x) - 31, y + 77, z + 30) < 4.5 ? 'muscle' : 'eye';
		const fossa = hypot3(x / 50, (y - 42) / 40, (z + 40) / 27);
		const stem = hypot2(x / 13, (y - 14 - (z + 40) * -0.12) / 13);
		if (z < -12 && z > -66 && (fossa < 1 || stem < 1)) return this.#posteriorFossa(x, y, z, { fossa, stem });
		const cord = hypot2(x / 10, (y - 22 + (z + 66) * 0.1) / 9);
		if (z <= -66 && cord < 1) return cord < 0.58 ? 'white' : 'csf';
		const dura = this.#dura(x, y, z);
		if (dura < 1) return this.#cerebrum(x, y, z, dura);
		const skull = Math.min(dura * 0.985, z < 0 ? fossa * 0.92 : 9);
		if (z > -22) {
			if (head > 0.99) return 'muscle';
			if (head > 0.945) return 'fat';
			return skull > 1.035 && skull < 1.07 ? 'marrow' : 'bone';
		}
		if (skull < 1.04) return 'bone';
		return this.#faceAndNeck(x, y, z, head);
	}

	/** 1 on the inner table of the skull: the hemispheres with the temporal lobes below. */
	#dura(x: number, y: number, z: number): number {
		const width = 70 - Math.max(0, -y) * 0.12;
		const main = hypot3(x / width, y / 89, (z - 2) / (z > 2 ? 79 : y < 30 ? 27 : 19));
		const temporal = hypot3((Math.abs(x) - 38) / 25, (y + 4) / 38, (z + 14) / 29);
		return Math.min(main, temporal);
	}

	#posteriorFossa(x: number, y: number, z: number, radii: { fossa: number; stem: number }): Tissue {
		const pons = hypot3(x / 17, (y - 6) / 13, (z + 36) / 15);
		if (pons < 1 || radii.stem < 0.8) return pons < 0.45 ? 'deep' : 'white';
		if (radii.stem < 1 && y < 26) return 'csf';
		if (hypot3(x / 9, (y - 29) / 5, (z + 42) / 11) < 1) return 'csf';
		if (y < 22 || radii.fossa > 0.95) return 'csf';
		// Folia: thin leaves around the middle.
		const bend = 2 * this.#warp.at(x / 14, y / 14, z / 14);
		const leaf = Math.abs((((hypot2(y - 30, z + 42) + bend) / 4.4) % 1) - 0.5);
		if (radii.fossa > 0.6 && leaf < 0.1) return 'csf';
		return radii.fossa > 0.52 || Math.abs(x) < 5 ? 'grey' : 'white';
	}

	#cerebrum(x: number, y: number, z: number, dura: number): Tissue {
		const deep = this.#deepParts(x, y, z);
		if (deep !== null) return deep;
		const lesion = hypot3(x - 27, (y + 12) * 0.9, z - 34);
		if (lesion < 4.6 || hypot3(x + 30, y - 22, z - 30) < 3.2) return 'lesion';
		const depth = (1 - dura) * 66;
		if (depth < 1.4) return 'csf';
		const gap = Math.abs(x + 1.2 * this.#warp.at(y / 22, z / 22, 1));
		if (z > 8 && gap < 0.7) return 'csf';
		const sylvian = Math.abs(z + 6 - y * 0.32 + 3 * this.#warp.at(y / 18, z / 18, 8));
		if (sylvian < 1.3 * smoothstep(32, 48, Math.abs(x)) && y > -42 && y < 34) return 'csf';
		if (hypot3(x / 11, (y + 6) / 13, (z + 20) / 8) < 1) return 'csf';
		const wx = x + 8 * this.#warp.at(x / 24, y / 24, z / 24);
		const wy = y + 8 * this.#warp.at(x / 24 + 9, y / 24, z / 24);
		const wz = z + 8 * this.#warp.at(x / 24, y / 24 + 9, z / 24);
		const fold = Math.abs(
			this.#folds.at(wx / 10.5, wy / 10.5, wz / 10.5) + 0.35 * this.#folds.at(wx / 6, wy / 6, wz / 6),
		);
		// A fold is widest at the surface and ends about 2 cm down; towards the midline gap as well.
		const reach = Math.min(depth, z > 12 ? gap * 1.3 : 99);
		const open = 1 - smoothstep(2, 21, reach);
		if (fold < 0.075 * open) return 'csf';
		if (fold < 0.1 + 0.2 * open && reach < 24) return 'grey';
		return reach < 4.2 ? 'grey' : 'white';
	}

	/** Ventricles, nuclei and thalami; symmetrical. */
	#deepParts(x: number, y: number, z: number): Tissue | null {
		const side = Math.abs(x) + 0.8 * this.#warp.at(x / 10, y / 10, z / 10);
		const arch = 20 - (y + 4) * (y + 4) * 0.0078;
		const spread = 6 + smoothstep(5, 48, y) * 15 + smoothstep(-10, -34, y) * 5;
		const body = hypot2((side - spread) / (5.4 + smoothstep(10, 40, y) * 2), (z - arch) / 6.5);
		if (y > -40 && y < 52 && body < 1 && side > 0.9) return 'csf';
		const horn = hypot2((side - 30) / 4, (z + 14 - (y - 10) * 0.3) / 4.5);
		if (y > -14 && y < 44 && horn < 1) return 'csf';
		if (side < 2.2 && z > -14 && z < 8 && y > -14 && y < 16) return 'csf';
		if (side < 14 && Math.abs(z - 27 + y * y * 0.005) < 3.4 && y > -36 && y < 36) return 'white';
		if (hypot3((side - 12) / 9, (y - 8) / 15, (z - 3) / 10) < 1) return 'deep';
		if (hypot3((side - 13) / 5, (y + 20) / 12, (z - 12) / 10) < 1) return 'grey';
		if (hypot3((side - 26) / 6.5, (y + 6) / 18, (z - 2) / 12) < 1) return 'deep';
		return null;
	}

	#faceAndNeck(x: number, y: number, z: number, head: number): Tissue {
		const neck = z < -40 ? hypot2(x / (56 + Math.max(0, -z - 90) * 0.4), (y - 14) / 58) : 9;
		const face = hypot3(x / 60, (y + 30) / 64, (z + 52) / 70);
		const nose = hypot3(x / 13, (y + 92) / 20, (z + 56) / 16);
		const surface = Math.min(neck, face, nose, z > -48 ? head : 9);
		if (surface > 1) return 'air';
		if (face < 1 && airSpace(x, y, z)) return 'air';
		if (surface > 0.93) return 'fat';
		const spine = hypot2(x / 14, (y - 6 + (z + 66) * 0.1) / 9);
		if (z < -68 && spine < 1) return Math.abs((z / 18) % 1) < 0.2 ? 'muscle' : 'marrow';
		if (z > -34 && face < 0.86) return 'bone';
		const strands = this.#warp.at(x / 7, y / 10, z / 20) + 0.5 * this.#warp.at(x / 3, y / 4, z / 9);
		return strands > 0.5 ? 'fat' : 'muscle';
	}
}

const samples: readonly (readonly [number, number])[] = [
	[-0.25, -0.25],
	[0.25, 0.25],
];

function headRadius(x: number, y: number, z: number): number {
	const front = y < 0 ? 98 : 94;
	return hypot3(x / (77 - Math.max(0, -y) * 0.07), y / front, (z - 4) / (z > 4 ? 88 : 96));
}

function airSpace(x: number, y: number, z: number): boolean {
	const side = Math.abs(x);
	const maxillary = hypot3((side - 25) / 12, (y + 62) / 16, (z + 62) / 14) < 1;
	const nasal =
		side > 2 &&
		side < 9 &&
		y > -86 &&
		y < -30 &&
		z > -74 &&
		z < -38 &&
		Math.abs(side - 5.5) > 0.8 + 0.6 * Math.sin(z / 3);
	const pharynx = hypot2(x / 11, (y + 14) / 8) < 1 && z < -44;
	const frontal = hypot3(x / 18, (y + 84) / 5, (z + 22) / 7) < 1;
	return maxillary || nasal || pharynx || frontal;
}
