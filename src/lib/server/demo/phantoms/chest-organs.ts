/** Heart and upper abdomen of the CT phantom in Hounsfield units. */
import { heart } from './chest-anatomy.ts';
import type { SpaceNoise } from './random.ts';
import { ellipsoidRadius, hypot3 } from './shapes.ts';

/** Heart, its chambers and fat; null outside the pericardium. */
export function paintHeart(x: number, y: number, z: number, space: SpaceNoise): number | null {
	// The heart rests on the central tendon of the diaphragm.
	if (z > 136 || z < 46 - 0.14 * (x - 20) || Math.abs(x - 20) > 82 || Math.abs(y + 14) > 72) return null;
	const nearTop = 1 + Math.max(0, z - 92) / 70;
	const atrium = ellipsoidRadius(heart.leftAtrium, x, y, z);
	const outline = ellipsoidRadius(heart.outline, x, y, z) * nearTop + 0.03 * space.at(x / 30, y / 30, z / 30);
	const right = ellipsoidRadius(heart.rightAtrium, x, y, z);
	if (outline > 1 && atrium > 1.08 && right > 1.08) return null;
	const left = ellipsoidRadius(heart.leftVentricle, x, y, z) + 0.02 * space.at(x / 14, y / 14, z / 14);
	const cavity = ellipsoidRadius(heart.leftCavity, x, y, z) + 0.09 * space.at(x / 8, y / 8, z / 8);
	if (cavity < 1) return 195;
	if (left < 1) return 108;
	if (atrium < 1) return 198;
	if (right < 1) return 182;
	const ventricle = ellipsoidRadius(heart.rightVentricle, x, y, z) + 0.06 * space.at(x / 9, y / 9, z / 9);
	if (ventricle < 0.93) return 180;
	if (ventricle < 1.03 || atrium < 1.06 || right < 1.06 || left < 1.03) return 85;
	return outline > 0.965 ? 25 : -78;
}

export function paintBelowDiaphragm(x: number, y: number, z: number, space: SpaceNoise): number {
	const wave = 7 * space.at(x / 34, y / 34, z / 34);
	const stomach = hypot3((x - 50) / 46, (y + 28) / 40, (z - 14) / 36);
	if (stomach < 1 && x > 2) {
		if (stomach > 0.92) return 60;
		// Lying on the back, air rises to the front.
		return y < -40 ? -975 : 22;
	}
	const spleen = hypot3((x - 92 + wave) / 30, (y - 36) / 48, (z - 16) / 42);
	if (spleen < 1) return 132;
	const liverEdge = 22 + wave - (y + 30) * 0.5 + (y < -20 ? 26 : 0);
	if (x < liverEdge && !(x > -16 && y > 18)) {
		return 112;
	}
	return -102 + (space.at(x / 6, y / 6, z / 8) > 0.6 ? 110 : 0) + wave;
}
