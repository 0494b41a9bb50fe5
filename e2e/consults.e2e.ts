/** A question from a phone to a specialist at a desk, taken and declined while both look on; nobody reloads anything. */
import AxeBuilder from '@axe-core/playwright';
import type { Browser, Page } from '@playwright/test';
import { openDatabase } from '../src/lib/server/store/open-database.ts';
import type { TestServer } from '../tests/server.ts';
import { shot } from './support/shot.ts';
import { untilDiagnostic } from './support/reading.ts';
import { signInAs } from './support/staff.ts';
import { expect, test } from './support/test.ts';

const desk = { width: 1440, height: 900 };
const tablet = { width: 1024, height: 768 };
const phone = { width: 390, height: 844 };

async function person(
	browser: Browser,
	server: TestServer,
	role: 'rural-doctor' | 'specialist',
	viewport: typeof desk,
): Promise<Page> {
	const context = await browser.newContext({ locale: 'th-TH', timezoneId: 'Asia/Bangkok', viewport });
	await signInAs(context, server, role, { subject: `consults-${role}` });
	return context.newPage();
}

/** Of the district hospital, about which nothing was asked yet. */
async function studiesOf(server: TestServer): Promise<string[]> {
	const db = await openDatabase({ dataDir: server.dataDir, databaseUrl: null });
	const rows = await db
		.selectFrom('study')
		.innerJoin('series', 'series.study', 'study.uid')
		.select('study.uid')
		.distinct()
		.where('study.owner', '=', '99001')
		.where('series.modality', 'in', ['US', 'DX', 'CR'])
		.where('study.uid', 'not in', (eb) =>
			eb
				.selectFrom('consult_study')
				.innerJoin('consult', 'consult.id', 'consult')
				.select('consult_study.study'),
		)
		.execute();
	await db.destroy();
	return rows.map((row) => row.uid);
}

const dialog = (page: Page) => page.getByRole('dialog');
async function choose(page: Page, text: string): Promise<void> {
	await page.getByRole('button', { name: 'เปลี่ยน' }).or(page.getByRole('searchbox')).first().waitFor();
	const change = page.getByRole('button', { name: 'เปลี่ยน' });
	if ((await change.count()) > 0) await change.click();
	await page.getByRole('searchbox').fill(text);
	await page
		.getByRole('list', { name: 'เลือกว่าจะถามใคร' })
		.getByRole('button', { name: new RegExp(text) })
		.first()
		.click();
}
const clean = async (page: Page): Promise<void> =>
	expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);

test('a doctor asks from a phone, a specialist takes it at a desk and declines another: each sees it at once', async ({
	browser,
	demo,
}) => {
	test.setTimeout(150_000);
	const [study] = await studiesOf(demo);
	const rural = await person(browser, demo, 'rural-doctor', phone);
	const specialist = await person(browser, demo, 'specialist', desk);
	await specialist.goto(`${demo.origin}/consults`);
	await expect(specialist.getByRole('tab', { name: /รอฉันตอบ/ })).toHaveAttribute('aria-selected', 'true');
	await shot(specialist, 'empty-desk');
	await clean(specialist);

	// Asking: a tap for the question, one for whom, one to send.
	await rural.goto(`${demo.origin}/studies/${study}`);
	await untilDiagnostic(rural);
	await rural.getByRole('button', { name: 'ถามผู้เชี่ยวชาญ' }).click();
	const send = rural.getByRole('button', { name: 'ส่งคำถาม' });
	await expect(send).toBeDisabled();
	await rural.getByRole('list', { name: 'คำถามที่ใช้บ่อย' }).getByRole('button').first().click();
	await rural.getByRole('radio', { name: /ฉุกเฉิน/ }).check({ force: true });
	await choose(rural, 'ธารามหานคร');
	await shot(rural, 'ask-phone');
	await clean(rural);
	await send.click();
	await expect(dialog(rural)).toHaveCount(0);
	const strip = rural.locator('.asking .state');
	await expect(strip).toContainText('รอผู้รับ');
	await expect(strip).toContainText(/เหลือ (29|30) นาที/);
	await shot(rural, 'asked-phone');

	// It arrives: the list was empty, so nothing can jump; on a page elsewhere there is a notice.
	const row = specialist.locator('li[data-consult]').first();
	await expect(row).toContainText('ฉุกเฉิน');
	await expect(row).toContainText('โรงพยาบาลห้วยทรายงาม');
	await shot(specialist, 'arrived-desk');
	await specialist.setViewportSize(tablet);
	await shot(specialist, 'arrived-tablet');
	await specialist.setViewportSize(phone);
	await shot(specialist, 'arrived-phone');
	await clean(specialist);
	await specialist.setViewportSize(desk);
	await row.getByRole('button', { name: 'รับ', exact: true }).click();
	await expect(row).toContainText('คุณรับไว้');
	await expect(strip).toContainText('รับแล้ว');
	await expect(rural.getByRole('region', { name: 'แจ้งเตือนคำปรึกษา' })).toContainText('รับคำถามของคุณแล้ว');
	await shot(rural, 'accepted-phone');
	await row.getByRole('link').click();
	await untilDiagnostic(specialist);
	await shot(specialist, 'opened-desk');

	// A second one is declined with a reason; the asker reads it and may ask somebody else.
	await specialist.goto(`${demo.origin}/worklist`);
	await strip.click();
	await expect(dialog(rural)).toContainText('เปิดอ่าน');
	await shot(rural, 'consult-phone');
	await clean(rural);
	await dialog(rural).getByRole('button', { name: 'ถามเรื่องใหม่' }).click();
	await rural.getByRole('textbox', { name: 'คำถาม', exact: true }).fill('กระดูกข้อมือหักหรือไม่');
	// Whom was asked last stands already.
	await expect(dialog(rural)).toContainText('โรงพยาบาลธารามหานคร');
	await send.click();
	await expect(dialog(rural)).toHaveCount(0);
	const notice = specialist.getByRole('region', { name: 'แจ้งเตือนคำปรึกษา' });
	await expect(notice).toContainText('คำถามด่วน จาก โรงพยาบาลห้วยทรายงาม');
	await shot(specialist, 'notice-desk');
	await clean(specialist);
	await notice.getByRole('link', { name: 'ดู' }).click();
	const declined = specialist.locator('li[data-consult]', { hasText: 'กระดูกข้อมือหักหรือไม่' });
	await declined.getByRole('button', { name: 'ไม่รับ' }).click();
	await dialog(specialist).getByRole('radio', { name: 'ไม่ใช่สาขาของฉัน' }).check();
	await shot(specialist, 'decline-desk');
	await dialog(specialist).getByRole('button', { name: 'ไม่รับ' }).click();
	await expect(declined).toHaveCount(0);
	const told = rural.getByRole('region', { name: 'แจ้งเตือนคำปรึกษา' });
	await expect(told).toContainText('ไม่รับคำถามของคุณ');
	await shot(rural, 'declined-phone');
	await rural.goto(`${demo.origin}/consults?box=asked`);
	const asked = rural.locator('li[data-consult]', { hasText: 'กระดูกข้อมือหักหรือไม่' });
	await expect(asked).toContainText('ไม่ใช่สาขาของฉัน');
	await expect(asked.getByRole('button', { name: 'ถามคนอื่น' })).toBeVisible();
	await shot(rural, 'asked-list-phone');
	await clean(rural);

	// A question begun and left is gone on with where it was, and sent from the list.
	const words = rural.getByRole('textbox', { name: 'คำถาม', exact: true });
	await rural.goto(`${demo.origin}/studies/${study}`);
	await strip.click();
	await dialog(rural).getByRole('button', { name: 'ถามเรื่องใหม่' }).click();
	await words.fill('กระดูกสะโพกหัก');
	await rural.getByRole('button', { name: 'เก็บร่าง' }).click();
	await expect(dialog(rural)).toHaveCount(0);
	await rural.goto(`${demo.origin}/consults?box=asked`);
	const unsent = rural.locator('li[data-state="draft"]');
	await clean(rural);
	await unsent.scrollIntoViewIfNeeded();
	await shot(rural, 'draft-list-phone');
	await unsent.getByRole('link', { name: 'เขียนต่อ' }).click();
	await expect(words).toHaveValue('กระดูกสะโพกหัก');
	await words.fill('กระดูกสะโพกหักหรือไม่');
	await rural.getByRole('button', { name: 'เก็บร่าง' }).click();
	await expect(dialog(rural)).toHaveCount(0);
	await rural.goto(`${demo.origin}/consults?box=asked`);
	await unsent.getByRole('button', { name: 'ส่งคำถาม' }).click();
	const sent = rural.locator('li[data-consult]', { hasText: 'กระดูกสะโพกหักหรือไม่' });
	await expect(sent).toHaveAttribute('data-state', 'requested');

	// Withdrawn while the specialist has it open: nothing more is written in it, and it says so. (The pictures are theirs by the first.)
	await specialist.getByRole('button', { name: /มีคำปรึกษาใหม่ 1/ }).click();
	const taken = specialist.locator('li[data-consult]', { hasText: 'กระดูกสะโพกหักหรือไม่' });
	await taken.getByRole('button', { name: 'รับ', exact: true }).click();
	await taken.getByRole('link').first().click();
	await untilDiagnostic(specialist);
	// As it stands once the specialist has come in: a move upon an older state is refused.
	await expect(sent).toHaveAttribute('data-state', 'in-session');
	await sent.getByRole('button', { name: 'ยกเลิกคำถาม' }).click();
	await dialog(rural).getByRole('button', { name: 'ยกเลิกคำถาม' }).click();
	await expect(specialist.locator('[data-over="cancelled"]')).toBeVisible();
	await expect(specialist.getByRole('textbox', { name: 'ข้อความ' })).toBeDisabled();
	await shot(specialist, 'withdrawn-desk');
	await clean(specialist);
});
