import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { Brain, t2 } from './brain-mr.ts';
import { nodule } from './chest-anatomy.ts';
import { ChestCt, sliceOrigin } from './chest-ct.ts';
import { chestFilm } from './chest-film.ts';
import { handFilm } from './hand-film.ts';
import { HeartUltrasound, usColumns, usRows } from './heart-us.ts';
import { woundPhoto } from './wound-photo.ts';

const plan = { seed: 1, slices: 120, spacingMm: 2.5, pixelMm: 1.44, size: 256, noduleRadius: 6 };

function hash(values: ArrayBufferView): string {
	return createHash('sha256')
		.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength))
		.digest('hex');
}

describe('the phantoms', () => {
	it('draw the same picture from the same seed', async () => {
		const film = {
			seed: 4,
			columns: 250,
			rows: 300,
			shape: { heart: 1, breasts: 0, size: 1.1, noduleRadius: 0.02 },
		};
		expect(hash(chestFilm(film))).toBe(hash(chestFilm(film)));
		expect(hash(new ChestCt(plan).slice(226))).toBe(hash(new ChestCt(plan).slice(226)));
		expect(hash(await woundPhoto(3))).toBe(hash(await woundPhoto(3)));
		expect(hash(new HeartUltrasound(3, 4).frame(1))).toBe(hash(new HeartUltrasound(3, 4).frame(1)));
	});

	it('keep tissues at their Hounsfield numbers', () => {
		const hu = new ChestCt(plan).slice(nodule.center[2]);
		const [x0, y0] = sliceOrigin(plan);
		const mean = (x: number, y: number, reach = 1) => {
			let sum = 0;
			for (let dy = -reach; dy <= reach; dy++) {
				for (let dx = -reach; dx <= reach; dx++) {
					const column = Math.round((x - x0) / plan.pixelMm) + dx;
					sum += hu[(Math.round((y - y0) / plan.pixelMm) + dy) * plan.size + column] ?? 0;
				}
			}
			return sum / (2 * reach + 1) ** 2;
		};
		expect(mean(nodule.center[0], nodule.center[1])).toBeGreaterThan(0);
		expect(mean(nodule.center[0] + 16, nodule.center[1], 2)).toBeLessThan(-700);
		expect(mean(0, 66)).toBeGreaterThan(100);
		expect(mean(-170, -150)).toBeLessThan(-950);
	});

	it('stay within the bits they declare', () => {
		const film = chestFilm({
			seed: 4,
			columns: 250,
			rows: 300,
			shape: { heart: 1, breasts: 1, size: 1.1, noduleRadius: 0 },
		});
		expect(Math.max(...film)).toBeLessThan(2 ** 14);
		expect(Math.max(...handFilm({ seed: 2, columns: 200, rows: 250, left: true }))).toBeLessThan(2 ** 12);
		const cut = new Brain(5).cut(
			{ origin: [-115, -115, 10], across: [1, 0, 0], down: [0, 1, 0], pixelMm: 3.6, columns: 64, rows: 64 },
			t2,
		);
		expect(Math.max(...cut)).toBeLessThan(2 ** 12);
		expect(new HeartUltrasound(3, 4).frame(0)).toHaveLength(usColumns * usRows * 3);
	});
});
