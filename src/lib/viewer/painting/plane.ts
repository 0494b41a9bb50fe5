/** The plane of a frame, or a made-up one for a picture that has none: tools then still draw, and measure in pixels. */
import type { ImageInstance } from '#lib/archive/manifest.ts';
import type { Plane } from './painter.ts';

export function planeOf(instance: ImageInstance, frame: number): Plane {
	const own = instance.perFrame?.[frame - 1];
	const spacing = own?.spacing ?? instance.spacing;
	const columnMm = spacing !== null && spacing.columnMm > 0 ? spacing.columnMm : 1;
	const directions = directionsOf(own?.orientation ?? instance.orientation);
	return {
		origin: triple(own?.position ?? instance.position, 0) ?? [0, 0, 0],
		...directions,
		columnMm,
		frameOfReference: instance.frameOfReference,
	};
}

/** Only two unit vectors at right angles are a plane (PS3.3 C.7.6.2.1.1); a damaged header must not bend the picture. */
function directionsOf(orientation: readonly number[] | null): Pick<Plane, 'across' | 'down'> {
	const across = triple(orientation, 0);
	const down = triple(orientation, 3);
	const straight: Pick<Plane, 'across' | 'down'> = { across: [1, 0, 0], down: [0, 1, 0] };
	if (across === null || down === null) return straight;
	const dot = across[0] * down[0] + across[1] * down[1] + across[2] * down[2];
	const sound =
		Math.abs(Math.hypot(...across) - 1) < 0.01 &&
		Math.abs(Math.hypot(...down) - 1) < 0.01 &&
		Math.abs(dot) < 0.01;
	return sound ? { across, down } : straight;
}

function triple(values: readonly number[] | null, from: number): [number, number, number] | null {
	const [x, y, z] = values?.slice(from, from + 3) ?? [];
	if (x === undefined || y === undefined || z === undefined) return null;
	return [x, y, z].every(Number.isFinite) ? [x, y, z] : null;
}
