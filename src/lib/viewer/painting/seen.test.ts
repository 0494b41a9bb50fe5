import { expect, it } from 'vitest';
import { seenView, viewOf } from './seen.ts';
import { fitted, matrixOf, mirrored, panned, turned, zoomedAbout } from './view.ts';
import type { Box, Picture, View } from './view.ts';

const wide: Box = { width: 1100, height: 700 };
const phone: Box = { width: 390, height: 500 };
const picture: Picture = { columns: 512, rows: 300, tallness: 1.5 };

/** Where a place of the picture falls, from the box's middle, in sizes of the fitted picture. */
function falls(view: View, box: Box, [column, row]: readonly [number, number]): [number, number] {
	const [a, b, c, d, e, f] = matrixOf(view, picture, box);
	const scale = Math.hypot(a, b) / view.zoom;
	return [
		(a * column + c * row + e - box.width / 2) / scale,
		(b * column + d * row + f - box.height / 2) / scale,
	];
}

const acts: readonly ((view: View) => View)[] = [
	(view) => panned(view, 37, -12),
	(view) => turned(view, 90),
	(view) => turned(view, -90),
	(view) => mirrored(view, 'horizontal'),
	(view) => mirrored(view, 'vertical'),
	(view) => zoomedAbout(view, 2.5, { x: 200, y: 80, box: wide }),
	(view) => zoomedAbout(view, 0.7, { x: 900, y: 300, box: wide }),
];

it('a look lies the same way about the middle of every screen, whatever was done to it', () => {
	let seed = 7;
	const random = (below: number): number => {
		seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
		return (seed >>> 8) % below;
	};
	for (let history = 0; history < 200; history++) {
		let view = fitted;
		for (let step = random(7); step >= 0; step--) view = acts[random(acts.length)]?.(view) ?? view;
		const seen = seenView(view, picture, wide);
		const theirs = viewOf(seen, picture, phone);
		for (const corner of [
			[0, 0],
			[512, 0],
			[100, 250],
		] as const) {
			const [x, y] = falls(view, wide, corner);
			const [theirX, theirY] = falls(theirs, phone, corner);
			expect(theirX).toBeCloseTo(x, 4);
			expect(theirY).toBeCloseTo(y, 4);
		}
		expect(seenView(theirs, picture, phone).middle[0]).toBeCloseTo(seen.middle[0], 9);
	}
});
