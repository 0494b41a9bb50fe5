import { expect, it } from 'vitest';
import { cameraOf } from './camera.ts';
import { fitted, matrixOf, mirrored, panned, pictureAt, turned, zoomedAbout, type View } from './view.ts';

const picture = { columns: 200, rows: 100, tallness: 2 };
const box = { width: 400, height: 300 };
const place = { picture, box };

function onScreen(view: View, x: number, y: number): { x: number; y: number } {
	const [a, b, c, d, e, f] = matrixOf(view, picture, box);
	return { x: a * x + c * y + e, y: b * x + d * y + f };
}

it('fits the whole picture, its pixels as tall as they are, in the middle', () => {
	expect(onScreen(fitted, 0, 0)).toEqual({ x: 50, y: 0 });
	expect(onScreen(fitted, 200, 100)).toEqual({ x: 350, y: 300 });
});

it('a quarter turn fits too, clockwise as seen', () => {
	const view = turned(fitted, 90);
	const corner = onScreen(view, 0, 0);
	expect(corner.x).toBeCloseTo(350);
	expect(corner.y).toBeCloseTo(0);
});

it('keeps what lies under the fingers there, whatever the turn and the mirror', () => {
	const view = panned(mirrored(turned(fitted, 90), 'horizontal'), 30, -20);
	const before = pictureAt(view, place, { x: 120, y: 80 });
	const after = pictureAt(zoomedAbout(view, 3, { x: 120, y: 80, box }), place, { x: 120, y: 80 });
	expect(after.x).toBeCloseTo(before.x, 9);
	expect(after.y).toBeCloseTo(before.y, 9);
});

it('mirrors as seen, also when turned, and twice is nothing', () => {
	const view = panned(turned(fitted, 90), 25, 10);
	const was = onScreen(view, 20, 30);
	const is = onScreen(mirrored(view, 'horizontal'), 20, 30);
	expect(is.x).toBeCloseTo(box.width - was.x);
	expect(is.y).toBeCloseTo(was.y);
	expect(mirrored(mirrored(view, 'vertical'), 'vertical')).toEqual(view);
});

it('turns about the middle of the box', () => {
	// The fit changes with the turn of a long picture; a square one shows the turn alone.
	const square = { picture: { columns: 100, rows: 100, tallness: 1 }, box: { width: 300, height: 300 } };
	const before = pictureAt(panned(fitted, 40, 10), square, { x: 150, y: 150 });
	const after = pictureAt(turned(panned(fitted, 40, 10), 90), square, { x: 150, y: 150 });
	expect(after.x).toBeCloseTo(before.x);
	expect(after.y).toBeCloseTo(before.y);
});

it('gives the camera the same view in the patient: right, up and towards the eye', () => {
	const plane = {
		origin: [10, 20, 30],
		across: [1, 0, 0],
		down: [0, 1, 0],
		columnMm: 0.5,
		frameOfReference: null,
	} as const;
	const camera = cameraOf(fitted, { picture, plane, box });
	// Middle of the picture: 100 columns of 0.5 mm, 50 rows of 1 mm, half a pixel back to the first voxel's centre.
	expect(camera.focalPoint).toEqual([10 + 49.75, 20 + 49.5, 30]);
	expect(camera.viewUp.map(Math.round)).toEqual([0, -1, 0]);
	expect(camera.viewPlaneNormal.map(Math.round)).toEqual([0, 0, -1]);
	// 300 CSS pixels are 100 mm of rows.
	expect(camera.parallelScale).toBeCloseTo(50);
	const mirror = cameraOf(mirrored(fitted, 'horizontal'), { picture, plane, box });
	expect(mirror.viewPlaneNormal.map(Math.round)).toEqual([0, 0, 1]);
});
