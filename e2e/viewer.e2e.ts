/** The viewer as a reader uses it: mouse, keys, fingers, three screen sizes. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { studiesOf } from './support/catalogue.ts';
import { openLink, untilDiagnostic, viewport } from './support/reading.ts';
import { screenOf } from './support/screen.ts';
import { expect, test } from './support/test.ts';
import type { TestServer } from '../tests/server.ts';

async function openModality(page: Page, demo: TestServer, modality: string, query = ''): Promise<void> {
	const study = (await studiesOf(demo)).find((each) => each.modalities.includes(modality));
	await openLink(page, demo.createLink({ studies: [study!.study] }), query);
	await untilDiagnostic(page);
}

const frameShown = (page: Page): Promise<string | null> => viewport(page).getAttribute('data-instance');

test('the wheel, the keys and the scrollbar move through the stack, and each stop is the right slice', async ({
	page,
	demo,
}) => {
	await openModality(page, demo, 'CT');
	const slider = page.getByRole('slider').first();
	await slider.focus();
	await page.keyboard.press('Home');
	await untilDiagnostic(page);
	const first = await frameShown(page);
	await viewport(page).hover();
	await page.mouse.wheel(0, 300);
	await expect.poll(() => frameShown(page)).not.toBe(first);
	await slider.focus();
	await page.keyboard.press('Home');
	await expect.poll(() => frameShown(page)).toBe(first);
	await page.keyboard.press('End');
	await expect.poll(() => frameShown(page)).not.toBe(first);
	await untilDiagnostic(page);
});

test('every frame of a CT arrives while one looks, and the scrollbar says so', async ({ page, demo }) => {
	await openModality(page, demo, 'CT');
	const total = Number(await viewport(page).getAttribute('data-frames-total'));
	expect(total).toBeGreaterThanOrEqual(60);
	await expect
		.poll(async () => Number(await viewport(page).getAttribute('data-frames-ready')), { timeout: 120_000 })
		.toBe(total);
});

test('window, invert, rotate, flip, zoom and reset change the picture and reset brings it back', async ({
	page,
	demo,
}) => {
	await openModality(page, demo, 'CT');
	await page.keyboard.press('r');
	const before = await screenOf(viewport(page));
	await page.keyboard.press('i');
	await expect
		.poll(async () => Math.abs((await screenOf(viewport(page))).mean - before.mean))
		.toBeGreaterThan(5);
	await page.keyboard.press('r');
	await expect
		.poll(async () => Math.abs((await screenOf(viewport(page))).mean - before.mean))
		.toBeLessThan(1);
	for (const key of ['t', 'h', 'v', '+', '2']) await page.keyboard.press(key);
	await page.keyboard.press('r');
	await expect
		.poll(async () => Math.abs((await screenOf(viewport(page))).mean - before.mean))
		.toBeLessThan(1);
	const box = (await viewport(page).boundingBox())!;
	await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
	await page.mouse.down();
	await page.mouse.move(box.x + box.width / 2 + 150, box.y + box.height / 2 + 40, { steps: 8 });
	await page.mouse.up();
	await expect
		.poll(async () => Math.abs((await screenOf(viewport(page))).mean - before.mean))
		.toBeGreaterThan(0.5);
});

test('a change of series never leaves the other picture up', async ({ page, demo }) => {
	await openModality(page, demo, 'MR');
	const shown = await viewport(page).getAttribute('data-series');
	const series = page.getByRole('navigation', { name: /ชุดภาพ|Series/ }).getByRole('button');
	const strip = (await series.count()) > 0 ? series : page.getByRole('option');
	await strip.nth(1).click();
	await expect(viewport(page)).not.toHaveAttribute('data-series', shown!);
	await untilDiagnostic(page);
});

test('a lost WebGL context comes back to the same view', async ({ page, demo }) => {
	await openModality(page, demo, 'CT');
	await page.keyboard.press('i');
	// The engine comes once the stack is here.
	await expect(viewport(page)).toHaveAttribute('data-renderer', 'gpu', { timeout: 30_000 });
	await page.waitForTimeout(500);
	const before = await screenOf(viewport(page));
	const instance = await frameShown(page);
	const lost = await page.evaluate(() => {
		const hooks = (
			document.querySelector('[data-viewport]') as unknown as { hub: { loseContext?: () => boolean } }
		).hub;
		return hooks.loseContext?.() ?? false;
	});
	expect(lost).toBe(true);
	await expect
		.poll(async () => Math.abs((await screenOf(viewport(page))).mean - before.mean), { timeout: 15_000 })
		.toBeLessThan(1);
	expect(await frameShown(page)).toBe(instance);
});

test('without WebGL2 the picture is there all the same, and equal', async ({ page, demo, browser }) => {
	await openModality(page, demo, 'CT');
	await page.keyboard.press('r');
	await page.waitForTimeout(500);
	const withGpu = await screenOf(viewport(page));
	const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'th-TH' });
	const bare = await context.newPage();
	await bare.addInitScript(() => {
		const getContext = Object.getOwnPropertyDescriptor(HTMLCanvasElement.prototype, 'getContext');
		const original = getContext?.value as (kind: string, ...rest: unknown[]) => unknown;
		Object.defineProperty(HTMLCanvasElement.prototype, 'getContext', {
			...getContext,
			value(this: HTMLCanvasElement, kind: string, ...rest: unknown[]): unknown {
				return kind.startsWith('webgl') ? null : Reflect.apply(original, this, [kind, ...rest]);
			},
		});
		Object.defineProperty(globalThis, 'OffscreenCanvas', { value: undefined });
	});
	await openModality(bare, demo, 'CT');
	await bare.keyboard.press('r');
	await expect
		.poll(async () => Math.abs((await screenOf(viewport(bare))).mean - withGpu.mean))
		.toBeLessThan(2);
	await context.close();
});

for (const [name, size] of [
	['desktop', { width: 1440, height: 900 }],
	['tablet', { width: 1024, height: 768 }],
	['phone', { width: 390, height: 844 }],
] as const) {
	for (const language of ['th', 'en'] as const) {
		test(`axe finds nothing on ${name} in ${language}`, async ({ page, demo }) => {
			await page.setViewportSize(size);
			await openModality(page, demo, 'CT', `lang=${language}`);
			const found = await new AxeBuilder({ page }).analyze();
			expect(
				found.violations.map(
					(each) => `${each.id}: ${each.nodes.map((node) => node.target.join(' ')).join('; ')}`,
				),
			).toEqual([]);
			const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
			expect(overflow).toBeLessThanOrEqual(0);
		});
	}
}

test('axe finds nothing on the landing page', async ({ page, demo }) => {
	for (const path of ['/s', '/s?lang=en', '/']) {
		await page.goto(demo.origin + path);
		const found = await new AxeBuilder({ page }).analyze();
		expect(
			found.violations.map((each) => each.id),
			path,
		).toEqual([]);
	}
});

test('threat-18 the name and the hospital number stand in the strip and in the pane', async ({
	page,
	demo,
}) => {
	const study = (await studiesOf(demo)).find((each) => each.modalities.includes('CT'));
	await openLink(page, demo.createLink({ studies: [study!.study] }));
	await untilDiagnostic(page);
	expect(await page.getByText(study!.patientId).count()).toBeGreaterThanOrEqual(2);
	expect(await page.title()).not.toContain(study!.patientId);
});
