/** Everything in the demo is drawn from seeds: a second generation gives the same bytes. */
export type Random = () => number;

/** Uniform in [0, 1) (mulberry32). */
export function seeded(seed: number): Random {
	let state = seed >>> 0;
	return () => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = state;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}

const noiseSide = 1024;
export const lineMask = noiseSide - 1;

/** A square of noise of unit deviation that repeats, soft as a scanner's: each picture reads it from another corner. */
export class NoisePlane {
	readonly #values = new Float32Array(noiseSide * noiseSide);

	constructor(seed: number, softness: 0 | 1 | 2) {
		const random = seeded(seed);
		for (let i = 0; i < this.#values.length; i++) this.#values[i] = random() + random() + random() - 1.5;
		for (let pass = 0; pass < softness; pass++) this.#soften();
		let sum = 0;
		for (const value of this.#values) sum += value * value;
		const scale = 1 / Math.sqrt(sum / this.#values.length);
		for (let i = 0; i < this.#values.length; i++) this.#values[i] = (this.#values[i] ?? 0) * scale;
	}

	at(x: number, y: number): number {
		return this.#values[(y & (noiseSide - 1)) * noiseSide + (x & (noiseSide - 1))] ?? 0;
	}

	/** One line of it: `line[x & lineMask]`. */
	line(y: number): Float32Array {
		const start = (y & (noiseSide - 1)) * noiseSide;
		return this.#values.subarray(start, start + noiseSide);
	}

	#soften(): void {
		const source = this.#values.slice();
		const target = this.#values;
		for (let y = 0; y < noiseSide; y++) {
			const here = y * noiseSide;
			const above = ((y - 1) & lineMask) * noiseSide;
			const below = ((y + 1) & lineMask) * noiseSide;
			for (let x = 0; x < noiseSide; x++) {
				const beside =
					(source[here + ((x + 1) & lineMask)] ?? 0) + (source[here + ((x - 1) & lineMask)] ?? 0);
				const across = (source[above + x] ?? 0) + (source[below + x] ?? 0);
				target[here + x] = (source[here + x] ?? 0) * 2 + beside + across;
			}
		}
	}
}

/** Smooth noise in space, about -1 to 1, one feature a unit (value noise, cubic blend). */
export class SpaceNoise {
	readonly #table = new Float32Array(4096);

	constructor(seed: number) {
		const random = seeded(seed);
		for (let i = 0; i < this.#table.length; i++) this.#table[i] = random() * 2 - 1;
	}

	at(x: number, y: number, z: number): number {
		const ix = Math.floor(x);
		const iy = Math.floor(y);
		const iz = Math.floor(z);
		const u = blend(x - ix);
		const v = blend(y - iy);
		const w = blend(z - iz);
		const near = this.#layer(ix, iy, iz, u, v);
		return near + (this.#layer(ix, iy, iz + 1, u, v) - near) * w;
	}

	#layer(x: number, y: number, z: number, u: number, v: number): number {
		const table = this.#table;
		const a = table[corner(x, y, z)] ?? 0;
		const b = table[corner(x + 1, y, z)] ?? 0;
		const c = table[corner(x, y + 1, z)] ?? 0;
		const d = table[corner(x + 1, y + 1, z)] ?? 0;
		const top = a + (b - a) * u;
		return top + (c + (d - c) * u - top) * v;
	}
}

function corner(x: number, y: number, z: number): number {
	let h = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(z, 0x9e3779b1);
	h = Math.imul(h ^ (h >>> 15), 0x85ebca6b);
	return (h ^ (h >>> 13)) & 4095;
}

function blend(t: number): number {
	return t * t * (3 - 2 * t);
}
