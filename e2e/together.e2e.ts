/**
 * Three people in one consult on three screens: what one points at, draws, says and keeps is with the others, at the right place
 * of the right picture; following takes and leaves; a broken line, a reload and a server that goes and comes lose nothing.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import type { Browser, BrowserContext, Page } from '@playwright/test';
import { freePort, startServer } from '../tests/server.ts';
import type { TestServer } from '../tests/server.ts';
import { shot } from './support/shot.ts';
import { otherStudy, series, sitDown, slices, sparse } from './support/consult.ts';
import type { Sitting } from './support/consult.ts';
import { untilDiagnostic, viewport } from './support/reading.ts';
import {
	closePanel,
	onScreen,
	openPanel,
	panel,
	people,
	pointerOn,
	standing,
	tab,
	untilLive,
} from './support/room.ts';
import { startWire } from './support/wire.ts';
import type { Wire } from './support/wire.ts';
import { oneComputer, resetLine } from './together/lost-lines.ts';
import type { Seat } from './together/screens.ts';
import { holdSeventh, takeTurns } from './together/taking-turns.ts';
import { showTwo, withoutRights } from './together/two-pictures.ts';

/** The tablet is on a wire that can be cut. */
async function begin(browser: Browser, server: TestServer, { proxy }: Wire) {
	const contexts = {
		specialist: await browser.newContext({ viewport: { width: 1440, height: 900 } }),
		doctor: await browser.newContext({ viewport: { width: 1024, height: 768 }, hasTouch: true, proxy }),
		nurse: await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true }),
	};
	const sitting = await sitDown(server, contexts);
	const seat = async (context: BrowserContext): Promise<Seat> => {
		context.setDefaultTimeout(20_000);
		return { context, page: await context.newPage() };
	};
	return {
		sitting,
		desktop: await seat(contexts.specialist),
		tablet: await seat(contexts.doctor),
		phone: await seat(contexts.nurse),
	};
}

async function enter({ page }: Seat, { address }: Sitting): Promise<void> {
	await page.goto(address);
	await untilDiagnostic(page);
	await untilLive(page);
}

test('three people on three screens look at one patient together', async ({ browser }) => {
	test.setTimeout(300_000);
	const dataDir = mkdtempSync(join(tmpdir(), 'hub-together-'));
	const port = await freePort();
	const restart = (): Promise<TestServer> => startServer({ dataDir, port });
	let server = await restart();
	const wire = await startWire();
	try {
		const { sitting, ...screens } = await begin(browser, server, wire);
		const { desktop, tablet, phone } = screens;
		const letGo = await holdSeventh(tablet.page);
		for (const seat of [desktop, tablet, phone]) await enter(seat, sitting);

		await test.step('threat-13: who is here, by the names the server knows', async () => {
			await expect(people(desktop.page)).toHaveCount(3);
			await expect(panel(desktop.page)).toContainText('พญ.ปาริชาต ศรีวิไล');
			await expect(panel(desktop.page)).toContainText('นางสาวกัลยา พูนทรัพย์');
			await expect(panel(desktop.page)).toContainText('ก้อนที่ปอดขวา ควรส่งต่อหรือไม่');
			await shot(desktop.page, 'desktop');
		});

		await test.step('presents, and the others see the same picture the same way', async () => {
			await desktop.page.getByRole('button', { name: 'นำเสนอ', exact: true }).click();
			for (const { page } of [tablet, phone])
				await expect(page.locator('[data-follow="following"]')).toBeVisible();
			await viewport(desktop.page).hover();
			await desktop.page.keyboard.press('Home');
			await desktop.page.keyboard.press('ArrowDown');
			await desktop.page.keyboard.press('h');
			await desktop.page.keyboard.press('i');
			for (const { page } of [tablet, phone]) {
				await expect(viewport(page)).toHaveAttribute('data-index', '2');
				await untilDiagnostic(page);
				await expect(page.locator('[data-command="invert"]').first()).toHaveAttribute('aria-pressed', 'true');
			}
			await expect(panel(desktop.page).locator('[data-follows="0"], [data-follows]')).not.toHaveCount(0);
			await expect(desktop.page.locator('[data-follow="presenting"]')).toContainText('2');
			await shot(tablet.page, 'tablet-follows');
			await shot(phone.page, 'phone-follows');
			await desktop.page.keyboard.press('r');
		});

		await test.step('an own act leaves at once, one tap comes back', async () => {
			await expect(tablet.page.locator('[data-command="invert"]').first()).toHaveAttribute(
				'aria-pressed',
				'false',
			);
			await tablet.page.keyboard.press('End');
			await expect(tablet.page.locator('[data-offer="left"]')).toBeVisible();
			await desktop.page.keyboard.press('ArrowDown');
			await expect(viewport(phone.page)).toHaveAttribute('data-index', '3');
			await expect(viewport(tablet.page)).toHaveAttribute('data-index', String(slices));
			await tablet.page.getByRole('button', { name: 'กลับไปตาม' }).click();
			await expect(viewport(tablet.page)).toHaveAttribute('data-index', '3');
		});

		await takeTurns(screens, letGo);
		await showTwo(screens);
		await viewport(desktop.page).hover();
		await desktop.page.keyboard.press('Home');
		for (const index of [2, 3]) {
			await desktop.page.keyboard.press('ArrowDown');
			await expect(viewport(tablet.page)).toHaveAttribute('data-index', String(index));
		}

		await test.step('a pointer is at the same place of the patient, on the right slices only', async () => {
			const at = await onScreen(desktop.page, [100, 60]);
			await desktop.page.mouse.move(at.x - 40, at.y - 40);
			await desktop.page.mouse.move(at.x, at.y, { steps: 4 });
			const near = async (page: Page): Promise<number> => {
				const [seen, wanted] = [await pointerOn(page), await onScreen(page, [100, 60])];
				return seen === null ? Infinity : Math.hypot(seen.x - wanted.x, seen.y - wanted.y);
			};
			await expect.poll(() => near(tablet.page)).toBeLessThan(3);
			await expect.poll(() => near(phone.page)).toBeLessThan(3);
			// z = 15 mm lies half-way: between slices at 10 and 20 of the other series both are nearest; at 30 it is nowhere.
			await phone.page.locator(`nav button`).nth(1).click();
			await expect(viewport(phone.page)).toHaveAttribute('data-series', sparse);
			await viewport(phone.page)
				.focus()
				.catch(() => undefined);
			await phone.page.keyboard.press('Home');
			await expect.poll(() => near(phone.page)).toBeLessThan(3);
			await phone.page.keyboard.press('End');
			await expect.poll(() => near(phone.page)).toBe(Infinity);
			await phone.page.getByRole('button', { name: 'กลับไปตาม' }).click();
			await expect(viewport(phone.page)).toHaveAttribute('data-series', series);
		});

		await test.step('a mark is seen while it is drawn and stands when it rests', async () => {
			await desktop.page.keyboard.press('l');
			const [from, to] = [await onScreen(desktop.page, [60, 60]), await onScreen(desktop.page, [160, 60])];
			await desktop.page.mouse.move(from.x, from.y);
			await desktop.page.mouse.down();
			await desktop.page.mouse.move((from.x + to.x) / 2, from.y, { steps: 5 });
			await expect(tablet.page.locator('[data-shape][data-state="moving"]')).toHaveCount(1);
			await desktop.page.mouse.move(to.x, to.y, { steps: 5 });
			await desktop.page.mouse.up();
			const drawn = tablet.page.locator('[data-mark][data-state="stored"]');
			await expect(drawn).toHaveCount(1);
			await expect(drawn).toContainText('100');
			const points = ((await drawn.getAttribute('data-points')) ?? '').split(/[ ,]/).map(Number);
			for (const [i, wanted] of [60, 60, 160, 60].entries())
				expect(Math.abs((points[i] ?? 0) - wanted), `point ${i}`).toBeLessThan(1.5);
			await expect(tablet.page.locator('[data-shape][data-state="moving"]')).toHaveCount(0);
			await tab(tablet.page, 'marks');
			await expect(panel(tablet.page).locator('[data-mark][data-stored="true"]')).toContainText('100');
			// Nobody takes away another's.
			await expect(panel(tablet.page).getByRole('button', { name: 'ลบเครื่องหมายของคุณ' })).toHaveCount(0);
			await shot(tablet.page, 'tablet-marks');
			await desktop.page.keyboard.press('Escape');
			await desktop.page.keyboard.press('Control+z');
			await expect(drawn).toHaveCount(0);
			await desktop.page.keyboard.press('Control+Shift+z');
			await expect(drawn).toHaveCount(1);
		});

		await test.step('a talk is pinned, answered and resolved', async () => {
			await tab(tablet.page, 'talk');
			await tablet.page.getByRole('button', { name: 'ปักหมุดบนภาพ' }).click();
			const at = await onScreen(tablet.page, [200, 120]);
			await tablet.page.mouse.click(at.x, at.y);
			await tablet.page.getByRole('textbox', { name: 'ข้อความ' }).fill('ตรงนี้ใช่ก้อนหรือหลอดเลือด');
			await tablet.page.keyboard.press('Enter');
			await expect(desktop.page.locator('[data-pin]')).toBeVisible();
			await desktop.page.locator('[data-pin]').click();
			await expect(panel(desktop.page)).toContainText('ตรงนี้ใช่ก้อนหรือหลอดเลือด');
			await desktop.page.getByRole('textbox', { name: 'ตอบ' }).fill('หลอดเลือดครับ');
			await desktop.page.keyboard.press('Shift+Enter');
			await desktop.page.keyboard.type('ดูภาพถัดไป');
			await desktop.page.keyboard.press('Enter');
			await expect(desktop.page.locator('[data-message][data-stored="true"]')).toHaveCount(2);
			await shot(desktop.page, 'desktop-talk');
			await desktop.page.getByRole('button', { name: 'จบเรื่องนี้' }).click();
			await expect(desktop.page.locator('[data-pin]')).toHaveCount(0);
			await panel(tablet.page).getByText('เรื่องที่จบแล้ว 1').click();
			await expect(panel(tablet.page)).toContainText('จบแล้วโดย นพ.ธนกร เลิศปัญญา');
			// The phone hasn't looked: its button says how much is new.
			await expect(phone.page.getByRole('button', { name: /ห้องปรึกษา มีใหม่ \d/ })).toBeVisible();
		});

		await test.step('a key image opens as it was seen', async () => {
			await desktop.page.keyboard.press('Escape');
			await tab(desktop.page, 'keys');
			await desktop.page.getByRole('textbox', { name: /ชื่อภาพ/ }).fill('ก้อนกลีบบน');
			await desktop.page.getByRole('button', { name: 'เก็บภาพนี้' }).click();
			await expect(panel(desktop.page).locator('[data-key][data-stored="true"]')).toContainText(
				'เครื่องหมาย 1',
			);
			await desktop.page.getByRole('button', { name: 'เลิกนำเสนอ' }).first().click();
			await phone.page.keyboard.press('End');
			await tab(phone.page, 'keys');
			await shot(phone.page, 'phone-keys');
			await phone.page.getByRole('button', { name: 'เปิด ก้อนกลีบบน' }).click();
			await closePanel(phone.page);
			await expect(viewport(phone.page)).toHaveAttribute('data-index', '3');
			await expect(phone.page.locator('[data-mark][data-state="stored"]')).toHaveCount(1);
		});

		await test.step('a call link is https only and names its host', async () => {
			await panel(desktop.page).getByText('โทรคุยกัน').click();
			await desktop.page.getByLabel('วางลิงก์สายสนทนา (https)').fill('javascript:alert(1)');
			await desktop.page.getByRole('button', { name: 'ใส่ลิงก์' }).click();
			await expect(desktop.page.getByText('ใช้ได้เฉพาะลิงก์')).toBeVisible();
			await desktop.page.getByLabel('วางลิงก์สายสนทนา (https)').fill('https://meet.example.org/a?b=1');
			await desktop.page.getByRole('button', { name: 'ใส่ลิงก์' }).click();
			await expect(panel(desktop.page).getByRole('link', { name: 'เปิดสายที่ meet.example.org' })).toBeVisible();
		});

		await resetLine(screens, wire);

		await test.step('a reload and a server that goes and comes lose nothing and leave no ghost', async () => {
			await phone.page.reload();
			await untilDiagnostic(phone.page);
			await untilLive(phone.page);
			await expect(people(desktop.page)).toHaveCount(3);
			await server.stop();
			await expect(standing(desktop.page)).toHaveAttribute('data-standing', 'reconnecting');
			await tab(desktop.page, 'talk');
			await desktop.page.getByRole('textbox', { name: 'ข้อความ' }).fill('เขียนตอนระบบดับ');
			await desktop.page.keyboard.press('Enter');
			await expect(desktop.page.locator('[data-standing]')).toHaveAttribute('data-unsent', '1');
			server = await restart();
			for (const { page } of [desktop, tablet, phone]) await untilLive(page);
			await expect(desktop.page.locator('[data-standing]')).toHaveAttribute('data-unsent', '0');
			await tab(phone.page, 'talk');
			await expect(panel(phone.page)).toContainText('เขียนตอนระบบดับ');
			await expect(panel(phone.page)).toContainText('ส่งตอนไม่มีสัญญาณ');
			for (const { page } of [desktop, tablet, phone])
				await expect(panel(page).locator('[data-person]')).toHaveCount(3);
			await tab(phone.page, 'marks');
			await expect(panel(phone.page).locator('[data-mark]')).toHaveCount(2);
		});

		await test.step('the past is shown and cannot be changed', async () => {
			await tab(desktop.page, 'keys');
			await expect(panel(desktop.page).locator('[data-key]')).toHaveCount(1);
			await desktop.page.getByRole('button', { name: 'ย้อนดู' }).click();
			await panel(desktop.page).getByRole('slider').press('Home');
			await expect(desktop.page.locator('[data-follow="past"]')).toBeVisible();
			await expect(panel(desktop.page).locator('[data-key]')).toHaveCount(0);
			await expect(panel(desktop.page).getByRole('button', { name: 'เก็บภาพนี้' })).toBeDisabled();
			await shot(desktop.page, 'desktop-past');
			await desktop.page.getByRole('button', { name: 'กลับสู่ปัจจุบัน' }).first().click();
			await expect(panel(desktop.page).locator('[data-key]')).toHaveCount(1);
		});

		await test.step('another study of the consult is followed too', async () => {
			await tablet.page.keyboard.press('Escape');
			await panel(desktop.page).getByRole('button', { name: 'ตามดู พญ.ปาริชาต ศรีวิไล' }).click();
			await tablet.page.goto(`${sitting.address}?study=${otherStudy}`);
			await untilLive(tablet.page);
			await expect(viewport(desktop.page)).toHaveAttribute('data-series', `${otherStudy}.1`, {
				timeout: 40_000,
			});
			await untilDiagnostic(desktop.page);
			await expect(panel(desktop.page).locator('[data-person]')).toHaveCount(3);
		});

		await withoutRights(screens);

		await test.step('every screen is clean for those who cannot see it', async () => {
			await openPanel(tablet.page);
			await openPanel(phone.page);
			for (const { page } of [desktop, tablet, phone]) {
				const { violations } = await new AxeBuilder({ page }).analyze();
				expect(violations.map((one) => `${one.id}: ${one.nodes[0]?.html ?? ''}`)).toEqual([]);
				expect(await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)).toBe(false);
			}
			await shot(phone.page, 'phone-end');
		});

		await oneComputer(screens, { server, sitting });
	} finally {
		wire.close();
		await server.stop();
		rmSync(dataDir, { recursive: true, force: true });
	}
});
