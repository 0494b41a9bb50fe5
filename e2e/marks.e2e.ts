/**
 * Marks as a reader makes them, on a phantom whose sizes are known by construction: 200 columns of 0.5 mm, 100 rows of 1 mm (a
 * pixel twice as tall as wide, as on many old films), a disc of 40 HU in air. Every number on the screen is compared with the truth.
 */
import AxeBuilder from '@axe-core/playwright';
import type { CDPSession, Locator, Page } from '@playwright/test';
import { part10File } from '../tests/fixtures/part10-file.ts';
import type { TestServer } from '../tests/server.ts';
import { shot } from './support/shot.ts';
import { openLink, untilDiagnostic, viewport } from './support/reading.ts';
import { store } from './support/store.ts';
import { expect, test } from './support/test.ts';

const study = '2.25.84001';
const [columns, rows] = [200, 100];

function slice(number: number): Uint8Array {
	const values = new Uint16Array(columns * rows);
	for (let row = 0; row < rows; row++) {
		for (let column = 0; column < columns; column++) {
			const inDisc = Math.hypot((column + 0.5) * 0.5 - 50, row + 0.5 - 50) <= 20;
			values[row * columns + column] = inDisc ? 1064 : 24;
		}
	}
	return part10File({
		study,
		series: `${study}.1`,
		instance: `${study}.1.${String(number)}`,
		number,
		values,
		more: {
			'00200032': { vr: 'DS', Value: [-50, -50, number * 5] },
			'00280010': { vr: 'US', Value: [rows] },
			'00280011': { vr: 'US', Value: [columns] },
			'00280030': { vr: 'DS', Value: [1, 0.5] },
			'00281054': { vr: 'LO', Value: ['HU'] },
			'00281050': { vr: 'DS', Value: [-400] },
			'00281051': { vr: 'DS', Value: [1600] },
		},
	});
}

async function openPhantom(page: Page, server: TestServer): Promise<void> {
	await store(server, [1, 2, 3].map(slice));
	await openLink(page, server.createLink({ studies: [study] }));
	await untilDiagnostic(page);
	await expect(page.locator('[data-marks]')).toBeAttached();
}

type Place = readonly [column: number, row: number];

/** Where a place of the fitted picture is on the screen: by this test's own arithmetic. */
async function screenAt(page: Page): Promise<(place: Place) => { x: number; y: number }> {
	const box = (await viewport(page).boundingBox())!;
	const scale = Math.min(box.width / columns, box.height / (rows * 2));
	return ([column, row]) => ({
		x: box.x + box.width / 2 + (column - columns / 2) * scale,
		y: box.y + box.height / 2 + (row - rows / 2) * 2 * scale,
	});
}

async function drag(page: Page, ...places: readonly Place[]): Promise<void> {
	const at = await screenAt(page);
	const [first, ...rest] = places.map(at);
	await page.mouse.move(first!.x, first!.y);
	await page.mouse.down();
	for (const { x, y } of rest) await page.mouse.move(x, y, { steps: 6 });
	await page.mouse.up();
}

async function click(page: Page, place: Place): Promise<void> {
	const { x, y } = (await screenAt(page))(place);
	await page.mouse.click(x, y);
}

const marks = (page: Page): Locator => page.locator('[data-mark]');
const markOf = (page: Page, kind: string): Locator => page.locator(`[data-mark][data-kind="${kind}"]`);

/** The n-th number on the words of a mark. */
async function numberIn(mark: Locator, n = 0): Promise<number> {
	const text = (await mark.textContent()) ?? '';
	return Number(text.match(/[−-]?\d+(?:\.\d+)?/g)?.[n]?.replace('−', '-'));
}

async function expectNumber(mark: Locator, wanted: number, off = 0.4, n = 0): Promise<void> {
	await expect
		.poll(async () => Math.abs((await numberIn(mark, n)) - wanted), { message: String(wanted) })
		.toBeLessThan(off);
}

async function axe(page: Page): Promise<void> {
	const found = await new AxeBuilder({ page }).analyze();
	expect(
		found.violations.map(
			(each) => `${each.id}: ${each.nodes.map((node) => node.target.join(' ')).join('; ')}`,
		),
	).toEqual([]);
}

test('every kind of mark by mouse and keys, with the true numbers; undo, delete, and only on its own slice', async ({
	page,
	plain,
}) => {
	await openPhantom(page, plain);
	await page.keyboard.press('Home');
	await untilDiagnostic(page);

	await page.keyboard.press('l');
	await drag(page, [20, 50], [180, 50]);
	await expectNumber(markOf(page, 'length'), 80);
	await expect(markOf(page, 'length')).toContainText('มม.');
	await expect(markOf(page, 'length')).toContainText('สอบเทียบแล้ว');
	await page.keyboard.press('a');
	await drag(page, [140, 50], [100, 50]);
	await click(page, [140, 70]);
	await expectNumber(markOf(page, 'angle'), 45);
	await page.keyboard.press('c');
	await drag(page, [20, 10], [60, 10]);
	await drag(page, [20, 25], [60, 45]);
	await expectNumber(markOf(page, 'cobb'), 45);
	await page.keyboard.press('b');
	await drag(page, [120, 15], [160, 15]);
	await expectNumber(markOf(page, 'bidirectional'), 20);
	await expectNumber(markOf(page, 'bidirectional'), 10, 0.4, 1);
	await page.keyboard.press('e');
	await drag(page, [75, 36], [125, 64]);
	await expectNumber(markOf(page, 'ellipse'), Math.PI * 12.5 * 14, 25);
	await expect(markOf(page, 'ellipse')).toContainText('เฉลี่ย 40.0 ± 0.0 HU');
	await page.keyboard.press('Shift+E');
	await drag(page, [10, 60], [50, 90]);
	await expectNumber(markOf(page, 'rectangle'), 600, 12);
	await page.keyboard.press('Shift+C');
	await drag(page, [170, 80], [190, 80]);
	await expectNumber(markOf(page, 'circle'), 20);
	await expect(markOf(page, 'circle')).toContainText('เฉลี่ย −1000.0 ± 0.0 HU');
	await page.keyboard.press('d');
	await drag(page, [20, 65], [40, 65], [40, 85], [20, 85], [20, 66]);
	await expectNumber(markOf(page, 'freehand'), 200, 8);
	await page.keyboard.press('u');
	await click(page, [104, 53]);
	await expect(markOf(page, 'probe')).toContainText('40 HU');
	await page.keyboard.press('Shift+A');
	await drag(page, [70, 6], [100, 14]);
	await page.keyboard.press('x');
	await click(page, [170, 30]);
	await page.getByLabel('ข้อความ', { exact: true }).fill('ก้อนที่สงสัย');
	await page.keyboard.press('Enter');
	await expect(markOf(page, 'text')).toContainText('ก้อนที่สงสัย');
	await expect(marks(page)).toHaveCount(11);
	await expect(page.locator('[data-page-only], [data-mark-bar]')).toBeVisible();
	await shot(page, 'marks-desktop');
	await axe(page);

	// Words beside a mark never stand outside the picture's place.
	const place = (await viewport(page).boundingBox())!;
	for (const box of await marks(page).all()) {
		const at = (await box.boundingBox())!;
		expect(at.x).toBeGreaterThanOrEqual(place.x);
		expect(at.x + at.width).toBeLessThanOrEqual(place.x + place.width);
	}

	await page.keyboard.press('Control+z');
	await expect(marks(page)).toHaveCount(10);
	await page.keyboard.press('Control+Shift+z');
	await expect(marks(page)).toHaveCount(11);

	// Put down the tool, take the line's end and carry it to the middle.
	await page.keyboard.press('Escape');
	await page.keyboard.press('Escape');
	await page.keyboard.press('Escape');
	await drag(page, [180, 50], [120, 50]);
	await expectNumber(markOf(page, 'length'), 50);
	await page.keyboard.press('Control+z');
	await expectNumber(markOf(page, 'length'), 80);
	await page.keyboard.press('Control+y');
	await expectNumber(markOf(page, 'length'), 50);

	// By keyboard alone: a step is one CSS pixel as seen, a held key one act.
	const before = await markOf(page, 'rectangle').getAttribute('data-points');
	await markOf(page, 'rectangle').focus();
	await page.keyboard.press('Shift+ArrowRight');
	await expect(markOf(page, 'rectangle')).not.toHaveAttribute('data-points', before!);
	await expectNumber(markOf(page, 'rectangle'), 600, 12);
	await page.keyboard.press('Delete');
	await expect(markOf(page, 'rectangle')).toHaveCount(0);
	await page.keyboard.press('Control+z');
	await expect(markOf(page, 'rectangle')).toHaveCount(1);
	// Drawn and made longer without any pointer: Enter puts it down, a point chooses its end, arrows carry that end.
	await page.keyboard.press('Shift+A');
	await page.keyboard.press('Enter');
	await expect(markOf(page, 'arrow')).toHaveCount(2);
	await expect(markOf(page, 'arrow').last()).toBeFocused();
	const drawn = (await markOf(page, 'arrow').last().getAttribute('data-points'))!.split(' ');
	await page.keyboard.press('.');
	await page.keyboard.press('Shift+ArrowDown');
	await expect(markOf(page, 'arrow').last()).not.toHaveAttribute('data-points', drawn.join(' '));
	const moved = (await markOf(page, 'arrow').last().getAttribute('data-points'))!.split(' ');
	expect(moved[0]).not.toBe(drawn[0]);
	expect(moved[1]).toBe(drawn[1]);
	await page.keyboard.press('Delete');
	await expect(markOf(page, 'arrow')).toHaveCount(1);
	await page.keyboard.press('Escape');

	// Turned, mirrored and larger: the same places of the picture, the same numbers.
	const points = await markOf(page, 'ellipse').getAttribute('data-points');
	for (const key of ['t', 'h', '+']) await page.keyboard.press(key);
	await expect(markOf(page, 'ellipse')).toHaveAttribute('data-points', points!);
	await expectNumber(markOf(page, 'length'), 50);
	await shot(page, 'marks-turned');
	await page.keyboard.press('r');

	const first = await viewport(page).getAttribute('data-instance');
	await page.keyboard.press('PageDown');
	await expect(viewport(page)).not.toHaveAttribute('data-instance', first!);
	await untilDiagnostic(page);
	await expect(marks(page)).toHaveCount(0);
	await expect(page.locator('[data-shape]')).toHaveCount(0);
	// A keyboard set to Thai: the key of L writes another letter.
	await page.evaluate(() =>
		window.dispatchEvent(new KeyboardEvent('keydown', { key: 'ส', code: 'KeyL', bubbles: true })),
	);
	await drag(page, [20, 20], [60, 20]);
	await expectNumber(markOf(page, 'length'), 20);
	await page.keyboard.press('Home');
	await expect(viewport(page)).toHaveAttribute('data-instance', first!);
	await expect(marks(page)).toHaveCount(11);
});

test('nothing is measured on a preview, and it says why', async ({ page, plain }) => {
	let release = (): void => undefined;
	const gate = new Promise<void>((resolve) => (release = resolve));
	await page.route(/\/instances\/2\.25\.84001\.1\.3\/frames/, async (route) => {
		await gate;
		await route.continue();
	});
	await openPhantom(page, plain);
	await page.keyboard.press('End');
	await expect(viewport(page)).toHaveAttribute('data-state', /loading|preview/);
	await page.keyboard.press('l');
	await drag(page, [20, 50], [180, 50]);
	await expect(page.locator('[data-mark-refusal="not-here-yet"]')).toContainText('ยังวัดไม่ได้');
	await expect(marks(page)).toHaveCount(0);
	release();
	await untilDiagnostic(page);
	await expect(page.locator('[data-mark-refusal]')).toHaveCount(0);
	await drag(page, [20, 50], [180, 50]);
	await expectNumber(markOf(page, 'length'), 80);
});

async function touch(
	line: CDPSession,
	type: 'touchStart' | 'touchMove' | 'touchEnd' | 'touchCancel',
	points: readonly { x: number; y: number; id?: number }[],
): Promise<void> {
	await line.send('Input.dispatchTouchEvent', {
		type,
		touchPoints: points.map(({ x, y, id }, i) => ({ x, y, id: id ?? i })),
	});
}

test('a finger measures with a loupe, a pinch draws nothing, and the next swipe scrolls again', async ({
	browser,
	plain,
}) => {
	const context = await browser.newContext({
		viewport: { width: 390, height: 844 },
		hasTouch: true,
		isMobile: true,
		locale: 'th-TH',
	});
	const page = await context.newPage();
	await openPhantom(page, plain);
	const line = await context.newCDPSession(page);
	const at = await screenAt(page);
	const measure = async (name: string): Promise<void> => {
		await page.getByRole('button', { name: 'วัด', exact: true }).tap();
		await page.getByRole('button', { name, exact: true }).tap();
	};

	await measure('วัดความยาว');
	const [from, to] = [at([40, 50]), at([160, 50])];
	// A pinch with the tool in hand: first one finger, then the other.
	for (let trial = 0; trial < 5; trial++) {
		await touch(line, 'touchStart', [from]);
		for (let i = 1; i <= trial * 2; i++) await touch(line, 'touchMove', [{ x: from.x + i * 4, y: from.y }]);
		await touch(line, 'touchStart', [{ x: from.x + trial * 8, y: from.y }, to]);
		await touch(line, 'touchMove', [from, { x: to.x + 10, y: to.y + 10 }]);
		await touch(line, 'touchEnd', []);
	}
	await expect(page.locator('[data-shape]')).toHaveCount(0);
	await page.getByRole('button', { name: 'เพิ่ม', exact: true }).tap();
	await page.getByRole('button', { name: 'คืนค่าเดิม' }).tap();

	await touch(line, 'touchStart', [from]);
	await touch(line, 'touchMove', [{ x: from.x + 30, y: from.y }]);
	await touch(line, 'touchMove', [to]);
	await expect(page.locator('[data-loupe]')).toBeVisible();
	await shot(page, 'marks-phone-loupe');
	await touch(line, 'touchEnd', []);
	await expect(page.locator('[data-loupe]')).toHaveCount(0);
	await expectNumber(markOf(page, 'length'), 60, 1);
	await expect(marks(page)).toHaveCount(1);

	// The tool went back by itself: a swipe is the next slice, and across the mark it carries nothing away.
	const points = await markOf(page, 'length').getAttribute('data-points');
	await page.getByRole('button', { name: 'ปิด', exact: true }).tap();
	// A tap is done before its click: on a busy machine the finger was down again before it, on a line still chosen.
	await expect(page.locator('[data-mark-bar]')).toHaveCount(0);
	const shown = await viewport(page).getAttribute('data-instance');
	const middle = at([100, 50]);
	await touch(line, 'touchStart', [middle]);
	for (let i = 1; i <= 10; i++) await touch(line, 'touchMove', [{ x: middle.x, y: middle.y + i * 8 }]);
	await touch(line, 'touchEnd', []);
	await expect(viewport(page)).not.toHaveAttribute('data-instance', shown!);
	await expect(marks(page)).toHaveCount(0);
	await page.keyboard.press('Home');
	await page.keyboard.press('ArrowDown');
	await expect(viewport(page)).toHaveAttribute('data-instance', shown!);
	await expect(markOf(page, 'length')).toHaveAttribute('data-points', points!);

	// Place by place, by taps; the bar says what is next.
	await measure('วัดมุม');
	const tap = async (place: Place): Promise<void> => {
		await touch(line, 'touchStart', [at(place)]);
		await touch(line, 'touchEnd', []);
	};
	await tap([140, 25]);
	await expect(page.getByText('วางแล้ว 1 จาก 3 จุด')).toBeVisible();
	await tap([60, 25]);
	await tap([60, 75]);
	await expectNumber(markOf(page, 'angle'), 90, 1);
	// Chosen by a tap, taken by its end with a fingertip beside it, deleted by its button.
	await tap([100, 50]);
	await expect(page.locator('[data-mark-bar]')).toContainText('ความยาว');
	const held = at([156, 51]);
	await touch(line, 'touchStart', [held]);
	await touch(line, 'touchMove', [{ x: held.x - 10, y: held.y }]);
	await touch(line, 'touchMove', [{ x: held.x - (to.x - from.x) / 2, y: held.y }]);
	await touch(line, 'touchEnd', []);
	await expectNumber(markOf(page, 'length'), 30, 1);
	await shot(page, 'marks-phone');
	await axe(page);
	await page.getByRole('button', { name: 'ลบ', exact: true }).tap();
	await expect(markOf(page, 'length')).toHaveCount(0);
	await context.close();
});
