/** The consult is closed while its specialist, on a network that lets no socket through, writes on. */
import AxeBuilder from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import { panel, say, tab, untilLive } from '../support/room.ts';
import { shot } from '../support/shot.ts';
import { noSocket } from './no-socket.ts';

export async function closedMeanwhile(desk: Page, ward: Page, address: string): Promise<void> {
	const { origin } = new URL(address);
	const away = await desk.context().newPage();
	await desk.goto(`${origin}/consults`);
	await noSocket(away);
	await away.goto(address);
	await expect(away.locator('[data-standing]')).toHaveAttribute('data-standing', 'reading');
	await say(away, 'เพิ่มเติม: นัดฟังผลชิ้นเนื้อ');
	await tab(away, 'answer');
	await away.getByRole('button', { name: 'แก้ไขเป็นฉบับใหม่' }).click();
	await away.getByLabel('ข้อแนะนำ', { exact: true }).fill('ส่งตรวจชิ้นเนื้อภายในสัปดาห์นี้');
	await expect(away.locator('[data-draft]')).toHaveAttribute('data-draft', 'kept');
	await shot(away, 'writing-without-line');
	await away.goto(`${origin}/consults`);
	await away.close();

	await ward.setViewportSize({ width: 390, height: 844 });
	await ward.goto(`${origin}/consults?box=asked`);
	await ward.getByRole('button', { name: 'ปิดการปรึกษา' }).click();
	await ward.getByRole('dialog').getByRole('button', { name: 'ปิดการปรึกษา' }).click();
	await expect(ward.getByRole('dialog')).toHaveCount(0);

	await desk.goto(address);
	await untilLive(desk);
	await expect(panel(desk).locator('[data-over="closed"]')).toBeVisible();
	await expect(panel(desk).locator('[data-tray="1"]')).toContainText('นัดฟังผลชิ้นเนื้อ');
	await tab(desk, 'talk');
	await expect(desk.getByRole('textbox', { name: 'ข้อความ' })).toBeDisabled();
	await shot(desk, 'closed-1440');
	await tab(desk, 'answer');
	await expect(desk.getByText('การปรึกษานี้ปิดแล้ว แก้ไขคำตอบไม่ได้')).toBeVisible();
	await expect(desk.locator('[data-lost]')).toContainText('ส่งตรวจชิ้นเนื้อภายในสัปดาห์นี้');
	await shot(desk, 'closed-lost-1440');
	await desk.setViewportSize({ width: 390, height: 844 });
	await tab(desk, 'answer');
	await shot(desk, 'closed-lost-390');
	expect((await new AxeBuilder({ page: desk }).analyze()).violations).toEqual([]);
}
