/** Our view as a camera in patient coordinates: the same numbers that place the 2D painting place the engine's. */
import type { Plane } from './painter.ts';
import { matrixOf, pictureAt, type Box, type Picture, type View } from './view.ts';

export type Vector = [number, number, number];

export interface Camera {
	readonly focalPoint: Vector;
	readonly position: Vector;
	readonly viewUp: Vector;
	readonly viewPlaneNormal: Vector;
	readonly parallelScale: number;
}

const away = 1000;

export function cameraOf(view: View, place: { picture: Picture; plane: Plane; box: Box }): Camera {
	const { picture, plane, box } = place;
	const rowMm = plane.columnMm * picture.tallness;
	const centre = pictureAt(view, place, { x: box.width / 2, y: box.height / 2 });
	// Voxel centres lie at whole indices in the engine, half a pixel inside the picture's corner in ours.
	const focalPoint = along(
		plane.origin,
		[plane.across, (centre.x - 0.5) * plane.columnMm],
		[plane.down, (centre.y - 0.5) * rowMm],
	);
	const [a, b, c, d] = matrixOf(view, picture, box);
	const determinant = a * d - b * c;
	// Screen directions (1,0) and (0,-1) carried back into the picture, then into the patient.
	const right = unit(
		along(
			[0, 0, 0],
			[plane.across, (d / determinant) * plane.columnMm],
			[plane.down, (-b / determinant) * rowMm],
		),
	);
	const viewUp = unit(
		along(
			[0, 0, 0],
			[plane.across, (c / determinant) * plane.columnMm],
			[plane.down, (-a / determinant) * rowMm],
		),
	);
	const viewPlaneNormal = cross(right, viewUp);
	const mmPerCssPixel = plane.columnMm / Math.hypot(a, b);
	return {
		focalPoint,
		position: along(focalPoint, [viewPlaneNormal, away]),
		viewUp,
		viewPlaneNormal,
		parallelScale: (box.height / 2) * mmPerCssPixel,
	};
}

function along(
	from: readonly [number, number, number],
	...steps: (readonly [readonly [number, number, number], number])[]
): Vector {
	const out: Vector = [...from];
	for (const [direction, length] of steps) {
		out[0] += direction[0] * length;
		out[1] += direction[1] * length;
		out[2] += direction[2] * length;
	}
	return out;
}

function cross(a: Vector, b: Vector): Vector {
	return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

function unit(v: Vector): Vector {
	const length = Math.hypot(...v) || 1;
	return [v[0] / length, v[1] / length, v[2] / length];
}
