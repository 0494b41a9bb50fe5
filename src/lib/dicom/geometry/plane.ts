/** Image Plane (PS3.3 C.7.6.2): position and direction cosines, null when they can't be those of a plane. */
import type { Dataset } from '../dataset.ts';
import { numbers } from '../dataset.ts';

export function positionOf(set: Dataset): number[] | null {
	const position = numbers(set, '00200032');
	return position.length === 3 && position.every((mm) => Math.abs(mm) < 1e6) ? position : null;
}

export function orientationOf(set: Dataset): number[] | null {
	const cosines = numbers(set, '00200037');
	const [a, b, c, d, e, f] = cosines;
	if (
		a === undefined ||
		b === undefined ||
		c === undefined ||
		d === undefined ||
		e === undefined ||
		f === undefined
	)
		return null;
	if (cosines.length !== 6) return null;
	const unit = (x: number, y: number, z: number) => Math.abs(Math.hypot(x, y, z) - 1) < 0.01;
	const right = Math.abs(a * d + b * e + c * f) < 0.01;
	return unit(a, b, c) && unit(d, e, f) && right ? cosines : null;
}
