/** A consult's room on a page as a person has it: its panel, its line, and where a place of the picture lies on the screen. */
import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import { viewport } from './reading.ts';

export const panel = (page: Page): Locator => page.getByRole('region', { name: 'ห้องปรึกษา' });
export const standing = (page: Page): Locator => page.locator('[data-standing]');
export const people = (page: Page): Locator => panel(page).locator('[data-person]');

/** On a tablet or phone it is a sheet; on a desktop it stands open. */
export async function openPanel(page: Page): Promise<void> {
	const button = page
		.locator('button[aria-expanded]', { hasText: '' })
		.and(page.getByRole('button', { name: /^ห้องปรึกษา/ }));
	if ((await button.isVisible()) && (await button.getAttribute('aria-expanded')) === 'false')
		await button.click();
}

export async function closePanel(page: Page): Promise<void> {
	const button = page.getByRole('button', { name: 'ปิดห้องปรึกษา' });
	if (await button.isVisible()) await button.click();
}

export async function tab(page: Page, name: 'talk' | 'marks' | 'keys' | 'answer'): Promise<void> {
	await openPanel(page);
	await page.locator(`[data-tab="${name}"]`).click();
}

/** Says something in the general talk. */
export async function say(page: Page, text: string): Promise<void> {
	await tab(page, 'talk');
	await page.getByRole('textbox', { name: 'ข้อความ' }).fill(text);
	await page.keyboard.press('Enter');
}

export async function untilLive(page: Page): Promise<void> {
	await expect(standing(page)).toHaveAttribute('data-standing', 'live', { timeout: 40_000 });
}

/** Where a place of a square picture of `size` pixels lies on a fitted screen. */
export async function onScreen(
	page: Page,
	[column, row]: readonly [number, number],
	size = 256,
): Promise<{ x: number; y: number }> {
	const box = await viewport(page).boundingBox();
	if (box === null) throw new Error('no picture');
	const scale = Math.min(box.width, box.height) / size;
	return {
		x: box.x + box.width / 2 + (column - size / 2) * scale,
		y: box.y + box.height / 2 + (row - size / 2) * scale,
	};
}

/** Another person's pointer on this screen; null: it isn't shown. */
export async function pointerOn(page: Page): Promise<{ x: number; y: number } | null> {
	const dot = page.locator('[data-pointer] .dot').first();
	if ((await dot.count()) === 0) return null;
	const box = await dot.boundingBox();
	return box === null ? null : { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}
