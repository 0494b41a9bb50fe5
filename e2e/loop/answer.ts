/** The answer at the specialist's desk: written with phrases, a key image and a length pulled in, looked over, signed. */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import type { Page } from '@playwright/test';
import { tab } from '../support/room.ts';
import { shot } from '../support/shot.ts';

const sheet = (page: Page) => page.getByRole('dialog');
const signButton = (page: Page) => sheet(page).getByRole('button', { name: 'ลงนาม', exact: true });

export async function write(desk: Page, key: string, length: string): Promise<void> {
	await tab(desk, 'answer');
	await expect(desk.getByRole('button', { name: 'ดูก่อนลงนาม' })).toBeDisabled();
	await desk.getByLabel('สิ่งที่ตรวจพบ', { exact: true }).fill('พบก้อนกลมขอบเรียบ ขนาด 20 มม.');
	await desk.getByLabel('วลีสำเร็จรูป: สรุปความเห็น').click();
	await desk.getByRole('button', { name: 'แทรก “ก้อนที่ปอดกลีบ … สงสัยมะเร็งปอด”' }).click();
	await desk.getByLabel('วลีสำเร็จรูป: ข้อแนะนำ').click();
	await desk.getByRole('button', { name: /แทรก “แนะนำตรวจชิ้นเนื้อ/ }).click();
	await desk.getByLabel('ด่วนใน 24 ชม.').check();
	await desk.getByLabel(`ใส่ในคำตอบ: ${key}`).check();
	await desk.getByLabel(`ใส่ในคำตอบ: ความยาว ${length}`).check();
	await shot(desk, 'desk-1440');
	const { violations } = await new AxeBuilder({ page: desk }).include('section.answer').analyze();
	expect(violations).toEqual([]);
}

export async function lookOver(desk: Page, length: string): Promise<void> {
	const review = desk.getByRole('button', { name: 'ดูก่อนลงนาม' });
	await review.click();
	// A phrase's blank is not signed over.
	await expect(sheet(desk).getByText(/ยังมีช่อง “…” ที่ไม่ได้เติม/)).toBeVisible();
	await expect(signButton(desk)).toBeDisabled();
	await sheet(desk).getByRole('button', { name: 'กลับไปแก้ไข' }).last().click();
	await desk.getByLabel('สรุปความเห็น', { exact: true }).fill('ก้อนที่ปอดกลีบขวาบน สงสัยมะเร็งปอด');
	await review.click();
	await expect(sheet(desk).getByText('ภาพสำคัญที่ 1')).toBeVisible();
	await expect(sheet(desk).getByText(length).first()).toBeVisible();
	await expect
		.poll(() =>
			sheet(desk)
				.locator('figure img')
				.evaluate((img: HTMLImageElement) => img.naturalWidth),
		)
		.toBeGreaterThan(100);
	await shot(desk, 'review-1440');
}

/** `prove`: the way through the identity provider and back to this page. */
export async function sign(desk: Page, prove: () => Promise<void>): Promise<void> {
	await signButton(desk).click();
	await expect(sheet(desk).getByText(/ต้องยืนยันตัวตนภายใน 5 นาที/)).toBeVisible();
	await sheet(desk).getByRole('button', { name: 'ไปยืนยันตัวตน' }).click();
	await prove();
	await tab(desk, 'answer');
	await signButton(desk).click();
	await expect(desk.getByText('ลายเซ็นถูกต้อง')).toBeVisible();
}

/** The letter as the one who asked has it, in words and on the printed page. */
export async function readLetter(ward: Page, consult: string): Promise<Buffer> {
	const { origin } = new URL(ward.url());
	const pdf = await ward.context().request.get(`${origin}/api/consults/${consult}/answer/1/letter.pdf`);
	expect(pdf.headers()['content-type']).toBe('application/pdf');
	const bytes = await pdf.body();
	const file = join(test.info().outputPath(), 'letter.pdf');
	writeFileSync(test.info().outputPath('letter.pdf'), bytes);
	const text = execFileSync('pdftotext', ['-raw', file, '-'], { encoding: 'utf8' }).replace(/\s/g, '');
	expect(text).toContain('พบก้อนกลมขอบเรียบขนาด20มม.');
	expect(text).toContain('เร่งด่วน(ภายใน24ชั่วโมง)');
	if (process.env['SHOTS'] !== undefined)
		execFileSync('pdftoppm', ['-r', '80', '-png', file, join(process.env['SHOTS'], 'letter')]);
	return bytes;
}

export async function readPrint(ward: Page, consult: string): Promise<void> {
	const { origin } = new URL(ward.url());
	await ward.setViewportSize({ width: 1440, height: 900 });
	await ward.goto(`${origin}/consults/${consult}/answer/print`);
	await expect(ward.getByText('ใบตอบปรึกษาทางรังสีและภาพทางการแพทย์')).toBeVisible();
	await expect
		.poll(async () => (await ward.locator('figure .picture').boundingBox())?.height ?? 0)
		.toBeGreaterThan(200);
	await shot(ward, 'print-1440');
	expect((await new AxeBuilder({ page: ward }).analyze()).violations).toEqual([]);
}
