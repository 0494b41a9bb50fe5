/** Two pictures beside each other, shown to those who follow: each sees them with their own rights, as their screen can. */
import { expect, test } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { otherStudy, outside } from '../support/consult.ts';
import { untilDiagnostic, viewport } from '../support/reading.ts';
import { closePanel } from '../support/room.ts';
import { shot } from '../support/shot.ts';
import type { Screens } from './screens.ts';

const cell = (page: Page, position: 0 | 1): Locator => page.locator(`[data-pane="${position}"]`);

/** Begins and ends with the desktop presenting one picture to both. */
export async function showTwo({ desktop, tablet, phone }: Screens): Promise<void> {
	const followers = [tablet.page, phone.page];

	await test.step('a second study beside is with everyone who follows', async () => {
		for (const page of followers) await closePanel(page);
		await desktop.page.keyboard.press('k');
		for (const page of [desktop.page, ...followers]) {
			await expect(viewport(page, 1)).toHaveAttribute('data-series', `${otherStudy}.1`);
			await untilDiagnostic(page, 1);
		}
		await desktop.page.keyboard.press('n');
		await desktop.page.keyboard.press('ArrowDown');
		await desktop.page.keyboard.press('i');
		for (const page of followers) {
			await expect(viewport(page, 1)).toHaveAttribute('data-index', '2');
			await expect(cell(page, 1)).toHaveAttribute('data-active', 'true');
			await expect(page.locator('[data-follow="following"]')).toBeVisible();
		}
		await expect(tablet.page.locator('[data-command="invert"]')).toHaveAttribute('aria-pressed', 'true');
		await expect(cell(tablet.page, 0)).toBeVisible();
		await expect(cell(phone.page, 0)).toBeHidden();
		await shot(desktop.page, 'two-desktop');
		await shot(tablet.page, 'two-tablet');
		await shot(phone.page, 'two-phone');
	});

	await test.step('a phone turns to the one that is worked in, and one picture is one again', async () => {
		await desktop.page.keyboard.press('n');
		await expect(cell(phone.page, 0)).toBeVisible();
		await expect(cell(phone.page, 1)).toBeHidden();
		await desktop.page.keyboard.press('k');
		for (const page of followers) {
			await expect(viewport(page, 1)).toHaveCount(0);
			await expect(page.locator('[data-follow="following"]')).toBeVisible();
		}
	});
}

/** The desktop follows the tablet, whose hospital has a study that the consult isn't about. */
export async function withoutRights({ desktop, tablet }: Screens): Promise<void> {
	await test.step('threat-1 a follower who may not see the second study is told so and keeps the first', async () => {
		await tablet.page.getByRole('button', { name: /^การตรวจ \d+ รายการ/ }).click();
		await tablet.page.locator(`[data-beside="${outside}"]`).click();
		await untilDiagnostic(tablet.page, 1);
		await expect(cell(tablet.page, 1)).toContainText('ไม่ได้อยู่ในการปรึกษา');
		await expect(desktop.page.locator('[data-beside-refused="not-found"]')).toBeVisible();
		await expect(viewport(desktop.page, 1)).toHaveCount(0);
		await expect(viewport(desktop.page)).toHaveAttribute('data-state', 'diagnostic');
		await expect(desktop.page.locator('[data-follow="following"]')).toBeVisible();
		await shot(desktop.page, 'two-without-rights');
		await tablet.page.keyboard.press('k');
		await expect(desktop.page.locator('[data-beside-refused]')).toHaveCount(0);
	});
}
