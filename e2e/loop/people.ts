import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import type { TestServer } from '../../tests/server.ts';

/** At the page of the local identity provider: the demo's password, and who of its people. */
export async function prove(page: Page, server: TestServer, name: RegExp): Promise<void> {
	const password = /PASSWORD (\d{6})/.exec(server.output())?.[1] ?? '';
	await page.getByRole('button', { name: /เข้าใช้ด้วย|ยืนยันด้วย/ }).click();
	await page.getByLabel(/รหัสผ่านสาธิต/).fill(password);
	await page.getByRole('button', { name }).click();
}

/** From the viewer, on a phone: a tap for the question, whom, how urgent, and off it goes. */
export async function ask(page: Page, question: string, whom: string): Promise<void> {
	await page.getByRole('button', { name: 'ถามผู้เชี่ยวชาญ' }).click();
	await page.getByRole('textbox', { name: 'คำถาม', exact: true }).fill(question);
	await page.getByRole('radio', { name: /ด่วน/ }).first().check({ force: true });
	await page.getByRole('searchbox').fill(whom);
	await page
		.getByRole('list', { name: 'เลือกว่าจะถามใคร' })
		.getByRole('button', { name: new RegExp(whom) })
		.first()
		.click();
	await page.getByRole('button', { name: 'ส่งคำถาม' }).click();
	await expect(page.getByRole('dialog')).toHaveCount(0);
}
