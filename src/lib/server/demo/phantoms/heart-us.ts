/**
 * A colour ultrasound loop of a beating heart: a sector above (2D, with a colour Doppler box) and an M-mode strip below,
 * whose pixels mean other things. RGB frames; the text-free screen of no real machine.
 */
import { NoisePlane, SpaceNoise } from './random.ts';
import { hypot2, mix, smoothstep } from './shapes.ts';

export const usColumns = 800;
export const usRows = 620;

/** The two regions of the screen (PS3.3 C.8.5.5): pixels, and what one pixel is. */
export const usSector = { x0: 40, y0: 14, x1: 759, y1: 433, cmPerPixel: 16 / 400 } as const;
export const usStrip = {
	x0: 60,
	y0: 452,
	x1: 739,
	y1: 601,
	secondsPerPixel: 3 / 680,
	cmPerPixel: 16 / 150,
} as const;

const apex = { x: 400, y: 24 } as const;
const halfAngle = 0.72;
const depthPixels = 400;
const beatsPerLoop = 2;

export class HeartUltrasound {
	readonly #frames: number;
	readonly #speckle: NoisePlane;
	readonly #grain: NoisePlane;
	readonly #space: SpaceNoise;
	#trace: Uint8Array | null = null;

	constructor(seed: number, frames: number) {
		this.#frames = frames;
		this.#speckle = new NoisePlane(seed, 2);
		this.#grain = new NoisePlane(seed + 1, 0);
		this.#space = new SpaceNoise(seed + 2);
	}

	frame(index: number): Uint8Array {
		const out = new Uint8Array(usColumns * usRows * 3);
		const phase = ((index / this.#frames) * beatsPerLoop) % 1;
		for (let y = usSector.y0; y <= usSector.y1; y++) {
			for (let x = usSector.x0; x <= usSector.x1; x++) this.#sectorPixel(out, x, y, { phase, index });
		}
		this.#strip(out, index);
		this.#ecg(out, index);
		grayBar(out);
		return out;
	}

	#sectorPixel(out: Uint8Array, x: number, y: number, at: { phase: number; index: number }): void {
		const dx = x - apex.x;
		const dy = y - apex.y;
		const range = hypot2(dx, dy);
		const angle = Math.atan2(dx, dy);
		if (range > depthPixels || range < 12 || Math.abs(angle) > halfAngle) return;
		const cmX = dx * usSector.cmPerPixel;
		const cmY = dy * usSector.cmPerPixel;
		const echo = this.#echo(cmX, cmY, at.phase);
		// Speckle lies along the beams: fine in range, wide across, other in each frame where tissue moves.
		const beam = Math.round((angle / halfAngle) * 105 + at.index * 0.15);
		const gate = Math.round(range * 0.75);
		const near = this.#speckle.at(beam + 512, gate);
		const flicker = this.#grain.at(x + at.index * 37, y + at.index * 91);
		const grain = Math.max(0.05, 1 + 0.5 * near + 0.12 * flicker);
		const gain = 0.82 + 0.25 * smoothstep(40, 320, range) - 0.35 * smoothstep(340, 400, range);
		const side = 1 - 0.45 * smoothstep(halfAngle * 0.7, halfAngle, Math.abs(angle));
		const gray = Math.min(255, 255 * Math.min(1, echo * grain * gain * side) ** 0.8);
		const offset = (y * usColumns + x) * 3;
		const flow = this.#flow(cmX, cmY, at.phase);
		if (flow !== 0 && echo < 0.2) {
			const strength = Math.min(1, Math.max(0, Math.abs(flow) * (0.8 + 0.2 * near)));
			const [r, g] =
				flow > 0 ? [120 + 135 * strength, 190 * strength * strength] : [10, 150 * strength * strength];
			out[offset] = r;
			out[offset + 1] = g;
			out[offset + 2] = flow > 0 ? 10 : 120 + 135 * strength;
			return;
		}
		out[offset] = gray;
		out[offset + 1] = gray;
		out[offset + 2] = Math.min(255, gray * 1.03);
	}

	/** How much a point reflects, 0 to 1: four chambers seen from the apex, which lies at the top. */
	#echo(x: number, y: number, phase: number): number {
		const squeeze = contraction(phase);
		const wall = 0.27 + 0.1 * this.#space.at(x * 1.1, y * 1.1, 1);
		const lv = chamber(x - 1.35 - 0.1 * squeeze, y - 6.2, {
			a: 2.05 - 0.62 * squeeze,
			b: 3.9 - 0.45 * squeeze,
			tilt: 0.16,
		});
		const rv = chamber(x + 2.35, y - 6.7, { a: 1.5 - 0.38 * squeeze, b: 3.2 - 0.3 * squeeze, tilt: -0.3 });
		const la = chamber(x - 1.7, y - 12.2, { a: 1.9 + 0.22 * squeeze, b: 1.9 + 0.25 * squeeze, tilt: 0 });
		const ra = chamber(x + 2.3, y - 12.1, { a: 1.8 + 0.2 * squeeze, b: 1.75 + 0.2 * squeeze, tilt: 0 });
		const inside = Math.min(lv, rv, la, ra);
		const valve = this.#valves(x, y, phase);
		if (valve > 0) return valve;
		if (inside < 1) {
			const clutter = 0.05 + 0.05 * Math.max(0, this.#space.at(x * 2, y * 2, 4));
			return mix(clutter, wall, smoothstep(0.93, 1, inside));
		}
		const outer = chamber(x + 0.3, y - 8.3, { a: 4.95 - 0.25 * squeeze, b: 7.3, tilt: 0.05 });
		if (outer > 1) {
			// Bright pericardium, then lung and chest wall in layers.
			const rim = smoothstep(1.07, 1.01, outer);
			const layers = 0.2 + 0.16 * this.#space.at(x * 0.8, y * 2.6, 7) + 0.12 * smoothstep(3, 0.5, y);
			return Math.max(0.75 * rim, Math.max(0.02, layers * (y < 3 ? 1.3 : 0.75)));
		}
		const septum = smoothstep(1, 1.1, inside);
		return wall * (0.75 + 0.25 * septum) + (inside < 1.08 ? 0.16 : 0);
	}

	/** Leaflets that open towards the ventricle while it fills. */
	#valves(x: number, y: number, phase: number): number {
		const open = filling(phase);
		for (const [center, width, level] of [
			[1.65, 1.7, 10.25],
			[-2.15, 1.5, 10.2],
		] as const) {
			for (const side of [-1, 1]) {
				const root = center + side * width * 0.95;
				const t = (root - x) * side;
				if (t < 0 || t > width * 0.98) continue;
				const bend = level - (t / width) * (0.25 + 1.7 * open) + Math.max(0, t - width * 0.6) * open * 0.8;
				const reach = mix(1, 0.55, open);
				if (t < width * reach && Math.abs(y - bend) < 0.13) return 0.8;
			}
		}
		return 0;
	}

	/** Colour Doppler in a box over the left heart: red towards the probe while it fills, blue out to the aorta. */
	#flow(x: number, y: number, phase: number): number {
		if (x < -0.2 || x > 3.8 || y < 5.2 || y > 12.6) return 0;
		const turbulence = 0.35 * this.#space.at(x * 2.2, y * 2.2, phase * 9);
		const open = filling(phase);
		if (open > 0.15) {
			const jet = 1 - Math.abs(x - 1.6 - 0.05 * (10 - y)) / (0.75 + 0.05 * (11 - y));
			const tip = smoothstep(5.4, 7.4, y + 1.2 * turbulence) * smoothstep(12.6, 11.4, y);
			return jet * tip > 0.16 - turbulence * 0.4 ? open * tip * (0.35 + 0.7 * jet + turbulence) : 0;
		}
		const out = contraction(phase);
		const stream = 1 - Math.abs(x - 0.55 - (y - 7.5) * 0.03) / 0.75;
		const near = smoothstep(5.2, 7.6, y + turbulence);
		return out > 0.35 && stream * near > 0.22 + turbulence * 0.4 && y < 10
			? -out * near * (0.3 + 0.6 * stream + turbulence)
			: 0;
	}

	/** M-mode: one beam through the left heart against time; it is written from left to right as the loop runs. */
	#strip(out: Uint8Array, index: number): void {
		const width = usStrip.x1 - usStrip.x0;
		const pen = Math.round((index / this.#frames) * width);
		this.#trace ??= this.#drawTrace();
		for (let row = 0; row <= usStrip.y1 - usStrip.y0; row++) {
			const line = this.#trace.subarray(row * (width + 1) * 3, (row + 1) * (width + 1) * 3);
			const start = ((usStrip.y0 + row) * usColumns + usStrip.x0) * 3;
			out.set(line, start);
			for (let gap = 0; gap < 8; gap++)
				out.fill(0, start + ((pen + gap) % width) * 3, start + ((pen + gap) % width) * 3 + 3);
		}
	}

	#drawTrace(): Uint8Array {
		const width = usStrip.x1 - usStrip.x0 + 1;
		const height = usStrip.y1 - usStrip.y0 + 1;
		const trace = new Uint8Array(width * height * 3);
		for (let column = 0; column < width; column++) {
			const phase = (column * usStrip.secondsPerPixel * 1.25) % 1;
			for (let row = 0; row < height; row++) {
				const y = row * usStrip.cmPerPixel;
				const echo = this.#echo(1.2 + 0.035 * y, y, phase);
				const grain = Math.max(
					0.05,
					1 + 0.4 * this.#speckle.at(column >> 1, row * 2) + 0.2 * this.#grain.at(column, row),
				);
				const gray = Math.min(255, 270 * Math.min(1, echo * grain));
				trace.set([gray, gray * 0.97, gray * 0.88], (row * width + column) * 3);
			}
		}
		return trace;
	}

	#ecg(out: Uint8Array, index: number): void {
		const width = usStrip.x1 - usStrip.x0;
		const pen = Math.round((index / this.#frames) * width);
		let before = heartTrace(0);
		for (let column = 1; column <= width; column++) {
			const now = heartTrace((column * usStrip.secondsPerPixel * 1.25) % 1);
			const [from, to] = [Math.min(before, now), Math.max(before, now)];
			before = now;
			if ((column - pen + width) % width < 8) continue;
			for (let y = Math.round(443 - to * 20); y <= Math.round(443 - from * 20) + 1; y++) {
				out.set([70, 225, 120], (y * usColumns + usStrip.x0 + column) * 3);
			}
		}
	}
}

function contraction(phase: number): number {
	return phase < 0.42 ? Math.sin((phase / 0.42) * Math.PI) ** 1.3 : 0;
}

function filling(phase: number): number {
	const early = phase > 0.42 && phase < 0.7 ? Math.sin(((phase - 0.42) / 0.28) * Math.PI) : 0;
	const late = phase > 0.82 ? 0.6 * Math.sin(((phase - 0.82) / 0.18) * Math.PI) : 0;
	return Math.max(early, late);
}

function chamber(x: number, y: number, c: { a: number; b: number; tilt: number }): number {
	const u = (x * Math.cos(c.tilt) + y * Math.sin(c.tilt)) / c.a;
	const v = (y * Math.cos(c.tilt) - x * Math.sin(c.tilt)) / c.b;
	// Narrower towards the apex (up).
	const taper = 1 + 0.22 * v;
	return hypot2(u / Math.max(0.5, taper), v);
}

function heartTrace(phase: number): number {
	const bump = (at: number, width: number, height: number) =>
		height * Math.exp(-(((phase - at) / width) ** 2));
	return (
		bump(0.9, 0.025, 0.16) -
		bump(0.985, 0.008, 0.12) +
		bump(0.004, 0.01, 0.85) +
		bump(0.996, 0.01, 0.3) -
		bump(0.025, 0.009, 0.2) +
		bump(0.3, 0.045, 0.26)
	);
}

function grayBar(out: Uint8Array): void {
	for (let y = 0; y < 128; y++) {
		for (let x = 0; x < 10; x++) {
			const gray = 255 - y * 2;
			out.set([gray, gray, gray], ((30 + y) * usColumns + 20 + x) * 3);
			const toProbe = y < 64;
			const strength = Math.abs(64 - y) / 64;
			const color = toProbe
				? [120 + 135 * strength, 190 * strength ** 2, 10]
				: [10, 150 * strength ** 2, 120 + 135 * strength];
			out.set(color, ((180 + y) * usColumns + 20 + x) * 3);
		}
	}
}
