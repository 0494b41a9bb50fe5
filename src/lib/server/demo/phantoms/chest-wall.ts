/** Skin, fat, muscle and bone around the chest of `chest-anatomy.ts`, in Hounsfield units. */
import type { Level } from './chest-anatomy.ts';
import type { SpaceNoise } from './random.ts';
import type { Curve } from './shapes.ts';
import { along, smoothstep } from './shapes.ts';

const ribEvery = 25;
/** How far a rib has sunk by angle from the spine (0) to the breastbone (1): mm. */
const ribDrop: Curve = [
	[0, 0],
	[0.15, 2],
	[0.4, 34],
	[0.65, 78],
	[0.8, 92],
	[0.9, 82],
	[1, 66],
];

/** A rib, its cartilage or the breastbone; null between them. `outside` is mm from the pleura. */
export function ribHu(x: number, y: number, z: number, outside: number, level: Level): number | null {
	if (outside > 16) return null;
	const turn = Math.atan2(Math.abs(x), y - level.lungY) / Math.PI;
	if (turn > 0.86 && Math.abs(x) < 20 && z > 66 && z < 236) return sternum(x, outside, z);
	if (z > 286 && turn > 0.4) return null;
	const phase = (z + along(ribDrop, turn)) / ribEvery;
	const dz = (phase - Math.round(phase)) * ribEvery;
	const e = (dz * dz) / 44 + ((outside - 6.5) * (outside - 6.5)) / 19;
	if (e > 1) return null;
	if (turn > 0.78) return 105;
	return e > 0.5 ? 780 : 260;
}

function sternum(x: number, outside: number, z: number): number | null {
	const width = z > 190 ? 27 : 17;
	const e = (x * x) / (width * width) + ((outside - 9) * (outside - 9)) / 36;
	if (e > 1) return null;
	return e > 0.72 ? 560 : 170;
}

/** Muscle thickness outside the ribs, by angle as in `ribDrop`. */
const muscle: Curve = [
	[0, 34],
	[0.12, 32],
	[0.22, 17],
	[0.32, 26],
	[0.44, 30],
	[0.54, 14],
	[0.62, 12],
	[0.7, 26],
	[0.85, 20],
	[0.95, 9],
	[1, 6],
];
const muscleLow: Curve = [
	[0, 32],
	[0.12, 30],
	[0.22, 12],
	[0.4, 11],
	[0.6, 9],
	[0.8, 8],
	[1, 8],
];

export interface WallPoint {
	readonly x: number;
	readonly y: number;
	readonly z: number;
	/** mm outside the pleura */
	readonly outside: number;
	/** mm under the skin, about */
	readonly depth: number;
}

export function wallHu(p: WallPoint, space: SpaceNoise): number {
	if (p.depth < 2) return 10;
	const turn = Math.atan2(Math.abs(p.x), p.y - 8) / Math.PI;
	const high = smoothstep(100, 150, p.z);
	const thick =
		along(muscleLow, turn) * (1 - high) +
		along(muscle, turn) * high +
		2.5 * space.at(p.x / 25, p.y / 25, p.z / 40);
	const shoulder = turn > 0.12 && turn < 0.86 ? 24 * smoothstep(215, 262, p.z) : 0;
	const blade = scapula(p, turn);
	if (blade !== null) return blade;
	const clavicle = clavicleHu(p);
	if (clavicle !== null) return clavicle;
	const grain = space.at(p.x / 3, p.y / 3, p.z / 5) * 8;
	if (p.outside < 12) return 42 + grain - (p.outside < 1.5 ? 90 : 0);
	const layer = p.outside - 12;
	if (layer > thick + shoulder || p.depth < 6)
		return -104 + grain + (space.at(p.x / 5, p.y / 5, p.z / 8) > 0.72 ? 50 : 0);
	// Fat planes between the muscle layers.
	const plane = Math.abs(layer - thick * 0.45 + 2 * space.at(p.x / 16, p.y / 16, p.z / 30));
	return plane < 0.9 ? -60 + grain : 58 + grain;
}

function scapula(p: WallPoint, turn: number): number | null {
	if (p.z < 128 || p.z > 268 || turn < 0.15 || turn > 0.42) return null;
	const bow = 21 + Math.sin((turn - 0.15) * 12) * 5;
	const thick = turn > 0.36 || turn < 0.17 ? 4.2 : 2;
	const off = Math.abs(p.outside - bow);
	if (off < thick) return off > thick - 1.4 ? 720 : 280;
	// The spine of the scapula stands off its upper third.
	if (p.z > 222 && p.z < 240 && p.outside > bow && p.outside < bow + 14 && turn > 0.25 && turn < 0.29)
		return 420;
	return null;
}

function clavicleHu(p: WallPoint): number | null {
	const side = Math.abs(p.x);
	if (side < 16 || p.z < 236) return null;
	const y = -62 + side * 0.22 + 9 * Math.sin(side / 22);
	const z = 246 + (side - 16) * 0.3;
	const e = ((p.y - y) * (p.y - y)) / 49 + ((p.z - z) * (p.z - z)) / 52;
	if (e > 1) return null;
	return e > 0.55 ? 820 : 320;
}

/** The spine with its canal, arches and processes; null elsewhere. */
export function spineHu(x: number, y: number, z: number, space: SpaceNoise): number | null {
	if (Math.abs(x) > 40 || y < 40 || y > 124) return null;
	const shift = y + 4 * Math.sin(z / 90);
	const body = (x * x) / (17.5 * 17.5) + ((shift - 66) * (shift - 66)) / (14.5 * 14.5);
	const canal = (x * x) / 81 + ((shift - 88) * (shift - 88)) / 64;
	if (canal < 1) return canal < 0.36 ? 42 : 18;
	const phase = (((z / 24) % 1) + 1) % 1;
	if (body < 1) {
		if (phase < 0.2) return body > 0.8 ? 70 : 88;
		const rim = body > 0.78 || phase < 0.27 || phase > 0.94;
		return rim ? 380 : 190 + 60 * space.at(x / 2, y / 2, z / 2);
	}
	const pedicle = phase > 0.55 && Math.abs(Math.abs(x) - 12) < 4.5 && shift > 74 && shift < 92;
	const lamina = phase > 0.35 && canal < 1.95 && shift > 86;
	if (pedicle || lamina) return 520;
	const wing = phase > 0.5 && Math.abs(shift - 92 - Math.abs(x) * 0.22) < 4.5 && Math.abs(x) < 38;
	const spinous = phase > 0.15 && Math.abs(x) < 3.6 && shift > 95 && shift < 119;
	if (wing || spinous) return 380 + 120 * space.at(x / 2, y / 2, z / 2);
	return null;
}
