/** The demo's ultrasound film through the real server: it plays at no more than its recorded rate, and there is a picture at every moment. */
import type { Page } from '@playwright/test';
import { studiesOf } from './support/catalogue.ts';
import { openLink, untilDiagnostic, viewport } from './support/reading.ts';
import { screenOf } from './support/screen.ts';
import { expect, test } from './support/test.ts';

interface Seen {
	/** places in the stack, as they followed each other */
	readonly places: number[];
	readonly ms: number;
	/** brightest grey of what is painted, the least over all moments looked at */
	readonly darkest: number;
	/** different pictures among them, by their sum */
	readonly pictures: number;
}

/** Looks at what is painted once an animation frame, for `ms`. */
async function watch(page: Page, ms: number): Promise<Seen> {
	return viewport(page).evaluate(async (element, ms) => {
		const small = document.createElement('canvas');
		[small.width, small.height] = [48, 32];
		const context = small.getContext('2d', { willReadFrequently: true })!;
		const places: number[] = [];
		const sums = new Set<number>();
		let darkest = 255;
		const began = performance.now();
		while (performance.now() - began < ms) {
			await new Promise((resolve) => requestAnimationFrame(resolve));
			const place = Number((element as HTMLElement).dataset['index']);
			if (places.at(-1) === place) continue;
			places.push(place);
			context.clearRect(0, 0, small.width, small.height);
			for (const canvas of element.querySelectorAll('canvas')) {
				if (getComputedStyle(canvas).visibility === 'visible')
					context.drawImage(canvas, 0, 0, small.width, small.height);
			}
			const { data } = context.getImageData(0, 0, small.width, small.height);
			let [most, sum] = [0, 0];
			for (let i = 0; i < data.length; i += 4) {
				most = Math.max(most, data[i] ?? 0);
				sum += data[i] ?? 0;
			}
			darkest = Math.min(darkest, most);
			sums.add(sum);
		}
		return { places, ms: performance.now() - began, darkest, pictures: sums.size };
	}, ms);
}

test('an ultrasound film plays at its recorded rate with its pictures on the screen', async ({
	page,
	demo,
}) => {
	const study = (await studiesOf(demo)).find((each) => each.modalities.includes('US'));
	await openLink(page, demo.createLink({ studies: [study!.study] }));
	await untilDiagnostic(page);
	const total = Number(await viewport(page).getAttribute('data-frames-total'));
	expect(total).toBeGreaterThan(1);
	await expect(viewport(page)).toHaveAttribute('data-frames-ready', String(total), { timeout: 120_000 });
	await page.keyboard.press(' ');
	const bar = page.getByRole('group', { name: 'เล่นภาพต่อเนื่อง' });
	await expect(bar).toContainText('ตามที่บันทึก');
	const rate = Number(/\d+(\.\d+)?/.exec((await bar.textContent()) ?? '')?.[0]);
	const seen = await watch(page, 4000);
	// No black between two pictures, no picture left out, and each place has a picture of its own.
	expect(seen.darkest).toBeGreaterThan(100);
	expect(seen.places.length).toBeGreaterThan(2);
	expect(seen.pictures).toBeGreaterThan(2);
	for (const [i, place] of seen.places.slice(1).entries())
		expect(place).toBe(((seen.places[i] ?? 0) % total) + 1);
	// A busy machine without a graphics card may be slower than the recording, never faster.
	expect(seen.places.length).toBeLessThanOrEqual((rate * seen.ms) / 1000 + 3);
	const shot = await screenOf(viewport(page));
	expect(shot.mean).toBeGreaterThan(3);
	await page.keyboard.press(' ');
	await untilDiagnostic(page);
	const still = await screenOf(viewport(page));
	expect(Math.abs(still.mean - shot.mean)).toBeLessThan(shot.mean / 2);
});
