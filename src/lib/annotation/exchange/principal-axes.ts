/**
 * DICOM's ellipse is given by its long axis, then the short one at a right angle to it (PS3.3 C.10.5.1.2). Two axes that are square
 * to each other in millimetres aren't on oblong pixels; those of the same curve that are come from this.
 */
import type { Pixel } from '../frame-geometry.ts';

type Ends = readonly [Pixel, Pixel, Pixel, Pixel];

export function principalAxes([a, b, c, d]: Ends): Ends {
	const centre = [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2] as const;
	const p = [(b[0] - a[0]) / 2, (b[1] - a[1]) / 2] as const;
	const q = [(d[0] - c[0]) / 2, (d[1] - c[1]) / 2] as const;
	const along = p[0] * q[0] + p[1] * q[1];
	const [pp, qq] = [p[0] ** 2 + p[1] ** 2, q[0] ** 2 + q[1] ** 2];
	const square = Math.abs(along) <= 1e-9 * Math.max(pp, qq);
	if (square) return pp >= qq ? [a, b, c, d] : [c, d, a, b];
	const turn = Math.atan2(2 * along, pp - qq) / 2;
	const axis = (angle: number): readonly [Pixel, Pixel] => {
		const x = p[0] * Math.cos(angle) + q[0] * Math.sin(angle);
		const y = p[1] * Math.cos(angle) + q[1] * Math.sin(angle);
		return [
			[centre[0] - x, centre[1] - y],
			[centre[0] + x, centre[1] + y],
		];
	};
	// The larger root of the two is the long axis: cos and sin of `turn` are taken from its own quadrant.
	return [...axis(turn), ...axis(turn + Math.PI / 2)];
}
