/** Overlay planes (PS3.3 C.9.2) through the real server: marked where the file's plane is 1, nowhere else, never over another frame. */
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import type { Dataset } from '#lib/dicom/dataset.ts';
import { fixture } from '../tests/fixtures/catalogue/catalogue.ts';
import { part10File } from '../tests/fixtures/part10-file.ts';
import { openLink, untilDiagnostic, viewport } from './support/reading.ts';
import { store } from './support/store.ts';
import { expect, test } from './support/test.ts';

const planes = (page: Page) => viewport(page).locator('canvas[data-planes]');

/** Where pixel (x, y) lies on the screen, from the middle of the box, in pixels of the picture. */
type Look = (x: number, y: number) => readonly [number, number];
const upright: Look = (x, y) => [x + 0.5 - 32, y + 0.5 - 24];
/** A quarter turn clockwise, then mirrored left to right as seen. */
const turnedAndMirrored: Look = (x, y) => [y + 0.5 - 24, x + 0.5 - 32];

/** Of the picture's middle, which no word lies over: pixels whose mark on the screen is not what the plane says. */
async function wrongMarks(page: Page, plane: readonly number[], look: Look): Promise<string[]> {
	const shot = await viewport(page).screenshot();
	const { data, info } = await sharp(shot).removeAlpha().raw().toBuffer({ resolveWithObject: true });
	const [across, down] = look === upright ? [64, 48] : [48, 64];
	const scale = Math.min(info.width / across, info.height / down);
	const wrong: string[] = [];
	for (let y = 12; y < 36; y++) {
		for (let x = 20; x < 44; x++) {
			const [dx, dy] = look(x, y);
			const column = Math.floor(info.width / 2 + dx * scale);
			const row = Math.floor(info.height / 2 + dy * scale);
			const [red = 0, green = 0, blue = 0] = data.subarray((row * info.width + column) * 3);
			// The ink is cyan; the picture is grey.
			const marked = red < 30 && green > 200 && blue > 230;
			const grey = Math.abs(red - green) < 3 && Math.abs(red - blue) < 3;
			if (plane[y * 64 + x] === 1 ? !marked : !grey) wrong.push(`${x},${y}: ${red} ${green} ${blue}`);
		}
	}
	return wrong;
}

for (const painter of ['gpu', 'cpu'] as const) {
	for (const name of ['overlay-plane', 'overlay-bits'] as const) {
		test(`${name} is drawn where the file says, and off when switched off (${painter})`, async ({
			page,
			plain,
		}) => {
			if (painter === 'cpu') await page.addInitScript(withoutWebGl);
			const { bytes, study, truth } = await fixture(name);
			await store(plain, [bytes]);
			await openLink(page, plain.createLink({ studies: [study] }));
			await untilDiagnostic(page);
			await expect(viewport(page)).toHaveAttribute('data-renderer', painter);
			await expect(planes(page)).toHaveAttribute('data-planes', '1');
			const [plane = []] = Object.values(truth.overlays ?? {});
			expect(plane).toHaveLength(64 * 48);
			expect(await wrongMarks(page, plane, upright)).toEqual([]);

			await page.keyboard.press('o');
			const none = plane.map(() => 0);
			expect(await wrongMarks(page, none, upright)).toEqual([]);
			await page.keyboard.press('o');
			await page.keyboard.press('t');
			await page.keyboard.press('h');
			await expect.poll(() => wrongMarks(page, plane, turnedAndMirrored)).toEqual([]);
		});
	}

	test(`graphics never stand over another frame, and damaged ones are told (${painter})`, async ({
		page,
		plain,
	}) => {
		if (painter === 'cpu') await page.addInitScript(withoutWebGl);
		const study = painter === 'cpu' ? '2.25.6012' : '2.25.6011';
		await store(plain, [file(study, 1, square(64)), file(study, 2, {}), file(study, 3, square(4000))]);
		await openLink(page, plain.createLink({ studies: [study] }));
		await untilDiagnostic(page);
		const notice = page.locator('[data-flag="overlay-damaged"]');
		for (const [key, shown, damaged] of [
			['Home', '1', 0],
			['ArrowDown', '0', 0],
			['ArrowDown', '0', 1],
			['Home', '1', 0],
			['ArrowDown', '0', 0],
		] as const) {
			await page.keyboard.press(key);
			// From the first moment on, not only once the new picture is there.
			if (shown === '0') expect(await planes(page).getAttribute('data-planes')).toBe('0');
			await untilDiagnostic(page);
			await expect(planes(page)).toHaveAttribute('data-planes', shown);
			await expect(notice).toHaveCount(damaged);
			expect(await middleIsInk(page)).toBe(shown === '1');
		}
	});
}

function withoutWebGl(): void {
	const get = Reflect.get(HTMLCanvasElement.prototype, 'getContext') as (...all: unknown[]) => unknown;
	Reflect.set(
		HTMLCanvasElement.prototype,
		'getContext',
		function (this: HTMLCanvasElement, kind: string, ...rest: unknown[]) {
			return kind.startsWith('webgl') ? null : Reflect.apply(get, this, [kind, ...rest]);
		},
	);
}

async function middleIsInk(page: Page): Promise<boolean> {
	const shot = await viewport(page).screenshot();
	const { data, info } = await sharp(shot).removeAlpha().raw().toBuffer({ resolveWithObject: true });
	const at = (Math.floor(info.height / 2) * info.width + Math.floor(info.width / 2)) * 3;
	const [red = 0, green = 0, blue = 0] = data.subarray(at);
	return red < 30 && green > 200 && blue > 230;
}

function file(study: string, number: number, more: Dataset): Uint8Array {
	return part10File({ study, series: `${study}.1`, instance: `${study}.1.${number}`, number, more });
}

/** A plane that is 1 everywhere, of which 4096 pixels are there whatever the header says. */
function square(side: number): Dataset {
	return {
		'60000010': { vr: 'US', Value: [side] },
		'60000011': { vr: 'US', Value: [side] },
		'60000040': { vr: 'CS', Value: ['G'] },
		'60000050': { vr: 'SS', Value: [1, 1] },
		'60000100': { vr: 'US', Value: [1] },
		'60000102': { vr: 'US', Value: [0] },
		'60003000': { vr: 'OW', InlineBinary: Buffer.alloc(512, 255).toString('base64') },
	};
}
