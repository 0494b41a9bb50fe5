/** Who shows whom what: a picture that is late, the presenter's role going from hand to hand, "look here", reading quietly. */
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { series } from '../support/consult.ts';
import { untilDiagnostic, viewport } from '../support/reading.ts';
import { closePanel, onScreen, openPanel, panel } from '../support/room.ts';
import { shot } from '../support/shot.ts';
import { names } from './screens.ts';
import type { Screens } from './screens.ts';

/** The seventh picture doesn't come to this screen before it is let go. */
export async function holdSeventh(page: Page): Promise<() => void> {
	const { promise, resolve } = Promise.withResolvers<null>();
	const seventh = `${series}.7`.replaceAll('.', String.raw`\.`);
	await page.route(new RegExp(`/instances/${seventh}/frames/`), async (route) => {
		await promise;
		await route.continue();
	});
	return () => resolve(null);
}

/** `letGo`: of the seventh picture, which the tablet lacks. Begins and ends with the desktop presenting to both. */
export async function takeTurns({ desktop, tablet, phone }: Screens, letGo: () => void): Promise<void> {
	const bar = (page: Page, kind: string) => page.locator(`[data-follow="${kind}"]`);
	const row = (page: Page, name: string) => panel(page).locator('[data-person]', { hasText: name });

	await test.step('a follower who lacks the picture says so, and the presenter sees who lags', async () => {
		await viewport(desktop.page).hover();
		await desktop.page.keyboard.press('End');
		await desktop.page.keyboard.press('ArrowUp');
		await expect(bar(tablet.page, 'following')).toHaveAttribute('data-loading', '7');
		await expect(bar(tablet.page, 'following')).toContainText('กำลังโหลดภาพที่ 7');
		await expect(viewport(tablet.page)).toHaveAttribute('data-state', /loading|preview/);
		await expect(bar(desktop.page, 'presenting')).toContainText(`${names.doctor} ภาพยังไม่ครบ`);
		await expect(row(desktop.page, names.doctor)).toContainText('กำลังโหลดภาพ');
		await expect(row(desktop.page, names.nurse)).not.toContainText('กำลังโหลดภาพ');
		await shot(tablet.page, 'tablet-late');
		await shot(desktop.page, 'desktop-late');
		letGo();
		await untilDiagnostic(tablet.page);
		await expect(viewport(tablet.page)).toHaveAttribute('data-index', '7');
		await expect(bar(tablet.page, 'following')).not.toContainText('กำลังโหลดภาพ');
		await expect(bar(desktop.page, 'presenting')).not.toContainText('ภาพยังไม่ครบ');
	});

	await test.step('the presenter’s role is asked for, handed over and handed back', async () => {
		await openPanel(tablet.page);
		await tablet.page.getByRole('button', { name: 'ขอนำเสนอ' }).click();
		await expect(row(desktop.page, names.doctor)).toContainText('ขอนำเสนอ');
		await desktop.page.getByRole('button', { name: `ส่งการนำเสนอให้ ${names.doctor}` }).click();
		await expect(bar(tablet.page, 'presenting')).toBeVisible();
		for (const { page } of [desktop, phone])
			await expect(page.locator('[data-presents="true"]')).toContainText(names.doctor);
		// Who followed the presentation follows on; who has just worked on the picture is only asked.
		await expect(bar(phone.page, 'following')).toContainText(names.doctor);
		await expect(bar(desktop.page, 'offer')).toHaveAttribute('data-offer', 'presents');
		await shot(desktop.page, 'desktop-handed');
		await bar(desktop.page, 'offer').getByRole('button', { name: 'ตามดู' }).click();
		await closePanel(tablet.page);
		await viewport(tablet.page).hover();
		await tablet.page.keyboard.press('Home');
		for (const { page } of [desktop, phone]) await expect(viewport(page)).toHaveAttribute('data-index', '1');
		await openPanel(tablet.page);
		await tablet.page.getByRole('button', { name: `ส่งการนำเสนอให้ ${names.specialist}` }).click();
		await expect(bar(desktop.page, 'presenting')).toBeVisible();
		await expect(bar(phone.page, 'following')).toContainText(names.specialist);
	});

	await test.step('"look here" takes the presenter by one tap, and everyone who follows along', async () => {
		await closePanel(tablet.page);
		await viewport(tablet.page).hover();
		await tablet.page.keyboard.press('End');
		await openPanel(tablet.page);
		await tablet.page.getByRole('button', { name: 'ดูตรงนี้' }).click();
		await expect(panel(tablet.page)).toContainText('ชวนทุกคนมาดูภาพนี้แล้ว');
		await expect(bar(desktop.page, 'offer')).toHaveAttribute('data-offer', 'here');
		await expect(viewport(desktop.page)).toHaveAttribute('data-index', '1');
		await shot(desktop.page, 'desktop-invited');
		await bar(desktop.page, 'offer').getByRole('button', { name: 'ไปดู' }).click();
		for (const { page } of [desktop, phone]) await expect(viewport(page)).toHaveAttribute('data-index', '8');
		await expect(bar(desktop.page, 'presenting')).toBeVisible();
	});

	await test.step('who reads quietly shows nothing of what they do on the picture', async () => {
		await closePanel(tablet.page);
		const pointers = desktop.page.locator('[data-pointer]');
		const point = async (column: number): Promise<void> => {
			const at = await onScreen(tablet.page, [column, 128]);
			await tablet.page.mouse.move(at.x, at.y, { steps: 3 });
		};
		await point(100);
		await expect(pointers).toHaveCount(1);
		await openPanel(tablet.page);
		await tablet.page.getByRole('button', { name: 'อ่านเงียบ' }).click();
		await expect(pointers).toHaveCount(0);
		await expect(row(desktop.page, names.doctor)).toContainText('อ่านเงียบ');
		await expect(desktop.page.getByRole('button', { name: `ตามดู ${names.doctor}` })).toHaveCount(0);
		await desktop.page.evaluate(() => {
			const seen = Object.assign(window, { pointersSeen: 0 });
			new MutationObserver(() => {
				if (document.querySelector('[data-pointer]') !== null) seen.pointersSeen += 1;
			}).observe(document.body, { childList: true, subtree: true });
		});
		await closePanel(tablet.page);
		await point(40);
		await point(160);
		await tablet.page.keyboard.press('Home');
		await openPanel(tablet.page);
		await tablet.page.getByRole('button', { name: 'อ่านเงียบ' }).click();
		// What was said after it has come: a pointer told before would have, too.
		await expect(row(desktop.page, names.doctor)).not.toContainText('อ่านเงียบ');
		expect(await desktop.page.evaluate(() => (window as { pointersSeen?: number }).pointersSeen)).toBe(0);
		await expect(viewport(desktop.page)).toHaveAttribute('data-index', '8');
		await closePanel(tablet.page);
		await viewport(tablet.page).hover();
		await tablet.page.keyboard.press('End');
		await point(100);
		await expect(pointers).toHaveCount(1);
		await bar(tablet.page, 'offer').getByRole('button', { name: 'ตามดู' }).click();
		await expect(viewport(tablet.page)).toHaveAttribute('data-index', '8');
	});
}
