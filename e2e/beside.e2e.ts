/**
 * A CT and its prior beside each other, as a reader lays them: whose, of when and which series stands in each; scrolling is linked in
 * millimetres; windows, readouts and marks are each picture's own; nothing of another patient comes in.
 */
import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { part10File } from '../tests/fixtures/part10-file.ts';
import { openLink, untilDiagnostic, viewport } from './support/reading.ts';
import { screenOf } from './support/screen.ts';
import { shot } from './support/shot.ts';
import { store } from './support/store.ts';
import { expect, test } from './support/test.ts';

const now = '2.25.5501';
const prior = '2.25.5502';
const otherPatient = '2.25.5503';
const size = 256;

interface Plan {
	readonly study: string;
	readonly series: string;
	readonly date: string;
	readonly count: number;
	readonly from: number;
	readonly step: number;
	readonly frame: string;
	/** stored value of a place: the truth that the readouts are held against */
	readonly value: (column: number, row: number, number: number) => number;
	readonly hn?: string;
}

const thin: Plan = {
	...{ study: now, series: `${now}.1`, date: '20250130', count: 12, from: 5, step: 5, frame: `${now}.9` },
	value: (column, row, number) => (column + row + number * 40) % 1024,
};
const thick: Plan = { ...thin, series: `${now}.2`, count: 6, from: 10, step: 10 };
const before: Plan = {
	...{
		study: prior,
		series: `${prior}.1`,
		date: '20240126',
		count: 8,
		from: 100,
		step: 8,
		frame: `${prior}.9`,
	},
	value: (column, row, number) => (3 * column + row + number * 10) % 2048,
};
const foreign: Plan = {
	...before,
	study: otherPatient,
	series: `${otherPatient}.1`,
	count: 1,
	hn: 'HN-9999',
};

function slicesOf(plan: Plan): Uint8Array[] {
	const { study, series, value } = plan;
	return Array.from({ length: plan.count }, (_, i) =>
		part10File({
			...{ study, series, instance: `${series}.${i + 1}`, number: i + 1 },
			text: `ทรวงอก ${plan.step} mm`,
			values: Uint16Array.from({ length: size * size }, (_, at) =>
				value(at % size, Math.floor(at / size), i + 1),
			),
			more: {
				'00080020': { vr: 'DA', Value: [plan.date] },
				'00081030': { vr: 'LO', Value: ['CT ทรวงอก'] },
				'00200011': { vr: 'IS', Value: [plan.series === thick.series ? 2 : 1] },
				'00200032': { vr: 'DS', Value: [0, 0, plan.from + i * plan.step] },
				'00200052': { vr: 'UI', Value: [plan.frame] },
				'00280010': { vr: 'US', Value: [size] },
				'00280011': { vr: 'US', Value: [size] },
				'00281050': { vr: 'DS', Value: [-500, 40] },
				'00281051': { vr: 'DS', Value: [1000, 400] },
				...(plan.hn === undefined ? {} : { '00100020': { vr: 'LO', Value: [plan.hn] } }),
			},
		}),
	);
}

const cell = (page: Page, position: 0 | 1): Locator => page.locator(`[data-pane="${position}"]`);
const link = (page: Page): Locator => page.locator('[data-link]');
const windowOf = (page: Page, position: 0 | 1): Promise<string> =>
	cell(page, position).locator('[data-window]').innerText();

/** Where the shown slice lies, mm along the body: by its number, from the plan it was made by. */
async function heightOf(page: Page, position: 0 | 1): Promise<number> {
	const instance = (await viewport(page, position).getAttribute('data-instance')) ?? '';
	const plan = [thin, thick, before].find(({ series }) => instance.startsWith(`${series}.`));
	if (plan === undefined) return Number.NaN;
	return plan.from + (Number(instance.slice(plan.series.length + 1)) - 1) * plan.step;
}

async function spotOn(page: Page, position: 0 | 1, [column, row]: readonly [number, number]) {
	const box = (await viewport(page, position).boundingBox())!;
	const scale = Math.min(box.width, box.height) / size;
	return {
		x: box.x + box.width / 2 + (column + 0.5 - size / 2) * scale,
		y: box.y + box.height / 2 + (row + 0.5 - size / 2) * scale,
	};
}

/** The grey of a value by the window on screen (PS3.3 C.11.2.1.2.1). */
function greyOf(value: number, [center, width]: readonly [number, number]): number {
	const part = (value - (center - 0.5)) / (width - 1) + 0.5;
	return Math.max(0, Math.min(1, part)) * 255;
}

/** Places where the screen doesn't show what was stored, as the engine painted it: with two pictures it paints both by one context. */
async function paintedWrong(
	page: Page,
	position: 0 | 1,
	{ plan, number }: { plan: Plan; number: number },
): Promise<string[]> {
	const [, center = '', width = ''] = /C (-?[\d.]+) · W ([\d.]+)/.exec(await windowOf(page, position)) ?? [];
	const box = (await viewport(page, position).boundingBox())!;
	const screen = await screenOf(viewport(page, position));
	const places = [
		[60, 128],
		[128, 100],
		[200, 180],
	] as const;
	const found = await Promise.all(
		places.map(async ([column, row]) => {
			const { x, y } = await spotOn(page, position, [column, row]);
			const [red] = screen.at((x - box.x) / box.width, (y - box.y) / box.height);
			const wanted = greyOf(plan.value(column, row, number) - 1024, [Number(center), Number(width)]);
			return Math.abs(red - wanted) <= 3 ? [] : `${column},${row}: ${red} for ${wanted.toFixed(0)}`;
		}),
	);
	return found.flat();
}

test('threat-18 a prior stands beside, each picture says whose and when it is, and both scroll together', async ({
	page,
	plain,
	browser,
}) => {
	await store(plain, [thin, thick, before, foreign].flatMap(slicesOf));
	const made = plain.createLink({ studies: [now, prior, otherPatient], rights: ['view', 'annotate'] });
	await openLink(page, made);
	await page.goto(`${plain.origin}/studies/${now}?series=${thin.series}`);
	await untilDiagnostic(page);

	await test.step('one key lays the prior beside', async () => {
		await page.keyboard.press('k');
		await expect(viewport(page, 1)).toHaveAttribute('data-series', before.series);
		await untilDiagnostic(page, 1);
		await untilDiagnostic(page, 0);
		await expect(cell(page, 0).locator('header')).toContainText('30 ม.ค. 2568');
		await expect(cell(page, 1).locator('header')).toContainText('26 ม.ค. 2567');
		await expect(cell(page, 1).locator('header')).toContainText('เก่ากว่า');
		for (const position of [0, 1] as const) await expect(cell(page, position)).toContainText('HN-0001');
		await expect(cell(page, 0)).toHaveAttribute('data-active', 'true');
	});

	await test.step('linked by eye, both keep their distance in millimetres, whichever leads', async () => {
		await expect(link(page)).toHaveAttribute('data-link', 'off');
		const alone = await heightOf(page, 1);
		await page.keyboard.press('ArrowDown');
		await untilDiagnostic(page, 0);
		expect(await heightOf(page, 1)).toBe(alone);
		await page.keyboard.press('Shift+K');
		await expect(link(page)).toHaveAttribute('data-link', 'offset');
		const [at, offset] = [await heightOf(page, 0), alone - (await heightOf(page, 0))];
		const apart = async (): Promise<number> =>
			Math.abs((await heightOf(page, 1)) - (await heightOf(page, 0)) - offset);
		for (let press = 0; press < 3; press++) await page.keyboard.press('ArrowDown');
		await expect.poll(async () => Math.abs((await heightOf(page, 0)) - at)).toBe(15);
		await expect.poll(apart).toBeLessThanOrEqual(before.step / 2);
		expect(await heightOf(page, 1)).not.toBe(alone);
		await page.keyboard.press('n');
		await expect(cell(page, 1)).toHaveAttribute('data-active', 'true');
		const led = await heightOf(page, 0);
		await page.keyboard.press('ArrowUp');
		await expect.poll(() => heightOf(page, 0)).not.toBe(led);
		await expect.poll(apart).toBeLessThanOrEqual(thin.step / 2);
	});

	await test.step('a window and a readout are each picture’s own, and right', async () => {
		await untilDiagnostic(page, 0);
		await untilDiagnostic(page, 1);
		const [first, second] = [await windowOf(page, 0), await windowOf(page, 1)];
		await page.keyboard.press('2');
		await expect.poll(() => windowOf(page, 1)).not.toBe(second);
		expect(await windowOf(page, 0)).toBe(first);
		for (const [position, plan] of [
			[0, thin],
			[1, before],
		] as const) {
			const [column, row] = [70 + position * 50, 121];
			const at = await spotOn(page, position, [column, row]);
			await page.mouse.move(at.x - 3, at.y);
			await page.mouse.move(at.x, at.y);
			const instance = (await viewport(page, position).getAttribute('data-instance')) ?? '';
			const number = Number(instance.split('.').at(-1));
			const told = /(-?[\d,]+)[^\d]*·\s*(\d+), (\d+)/;
			await expect(cell(page, position).locator('.bottom')).toHaveText(told);
			const [, value, x, y] = told.exec(await cell(page, position).locator('.bottom').innerText()) ?? [];
			expect([Math.abs(Number(x) - column) <= 1, Math.abs(Number(y) - row) <= 1]).toEqual([true, true]);
			expect(Number(value?.replaceAll(',', ''))).toBe(plan.value(Number(x), Number(y), number) - 1024);
			await expect(viewport(page, position)).toHaveAttribute('data-renderer', 'gpu');
			await expect.poll(() => paintedWrong(page, position, { plan, number })).toEqual([]);
		}
	});

	await test.step('a mark stands on the picture that it was drawn on', async () => {
		await cell(page, 1).click({ position: { x: 200, y: 400 } });
		await page.keyboard.press('l');
		const [from, to] = [await spotOn(page, 1, [60, 60]), await spotOn(page, 1, [160, 60])];
		await page.mouse.move(from.x, from.y);
		await page.mouse.down();
		await page.mouse.move(to.x, to.y, { steps: 6 });
		await page.mouse.up();
		await expect(cell(page, 1).locator('[data-mark]')).toHaveCount(1);
		await expect(cell(page, 1).locator('[data-mark]')).toContainText('100');
		await expect(cell(page, 0).locator('[data-mark]')).toHaveCount(0);
		await page.keyboard.press('Escape');
		await shot(page, 'beside-desktop');
	});

	await test.step('only this patient’s studies are offered, and one frame of reference links by itself', async () => {
		await page.getByRole('button', { name: /การตรวจ 3 รายการ/ }).click();
		await expect(page.locator(`[data-beside="${prior}"]`)).toBeVisible();
		await expect(page.locator(`[data-beside="${otherPatient}"]`)).toHaveCount(0);
		await shot(page, 'beside-studies');
		await page.locator(`[data-beside="${now}"]`).click();
		await expect(viewport(page, 1)).toHaveAttribute('data-series', thick.series);
		await expect(link(page)).toHaveAttribute('data-link', 'same');
		const apart = async (): Promise<number> =>
			Math.abs((await heightOf(page, 1)) - (await heightOf(page, 0)));
		await expect.poll(apart).toBeLessThanOrEqual(thick.step / 2);
		await viewport(page, 0).click();
		await page.keyboard.press('Home');
		await expect.poll(apart).toBeLessThanOrEqual(thick.step / 2);
		await page.keyboard.press('End');
		await expect(viewport(page, 0)).toHaveAttribute('data-index', '12');
		await expect(viewport(page, 1)).toHaveAttribute('data-index', '6');
		const refused = await page.evaluate(
			async ([other, open]) => (await fetch(`/api/studies/${other}/manifest?beside=${open}`)).status,
			[otherPatient, now],
		);
		expect(refused).toBe(422);
	});

	await test.step('it is clean for those who cannot see it, and one key closes it', async () => {
		const { violations } = await new AxeBuilder({ page }).analyze();
		expect(violations.map((one) => `${one.id}: ${one.nodes[0]?.html ?? ''}`)).toEqual([]);
		await page.keyboard.press('k');
		await expect(viewport(page, 1)).toHaveCount(0);
		await untilDiagnostic(page, 0);
		await expect(viewport(page, 0)).toHaveAttribute('data-index', '12');
	});

	const context = await browser.newContext({
		viewport: { width: 390, height: 844 },
		hasTouch: true,
		locale: 'th-TH',
	});
	await test.step('a phone shows one at a time, and each keeps its place', async () => {
		const phone = await context.newPage();
		await openLink(phone, made);
		await phone.goto(`${plain.origin}/studies/${now}?series=${thin.series}`);
		await untilDiagnostic(phone);
		const index = (await viewport(phone, 0).getAttribute('data-index')) ?? '';
		await phone.getByRole('button', { name: 'เพิ่ม', exact: true }).click();
		await phone.getByRole('dialog').getByRole('button', { name: 'เทียบภาพสองช่อง' }).click();
		await untilDiagnostic(phone, 1);
		await expect(cell(phone, 1)).toBeVisible();
		await expect(cell(phone, 0)).toBeHidden();
		await expect(cell(phone, 1).locator('header')).toContainText('26 ม.ค. 2567');
		await shot(phone, 'beside-phone');
		const flip = phone.getByRole('button', { name: 'ย้ายไปอีกช่อง' });
		await flip.click();
		await expect(cell(phone, 0)).toBeVisible();
		await expect(cell(phone, 1)).toBeHidden();
		await expect(viewport(phone, 0)).toHaveAttribute('data-index', index);
		await untilDiagnostic(phone, 0);
		await shot(phone, 'beside-phone-flipped');
		expect(await phone.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(false);
		const { violations } = await new AxeBuilder({ page: phone }).analyze();
		expect(violations.map((one) => `${one.id}: ${one.nodes[0]?.html ?? ''}`)).toEqual([]);
	});
	await context.close();
});
