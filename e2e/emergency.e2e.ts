import AxeBuilder from '@axe-core/playwright';
import { expect, test as base } from '@playwright/test';
import type { Page } from '@playwright/test';
import { startWorld } from '../tests/rights/world.ts';
import type { World } from '../tests/rights/world.ts';
import { shot } from './support/shot.ts';
import { signInAs } from './support/staff.ts';

const test = base.extend<object, { world: World }>({
	world: [
		async ({}, use) => {
			const world = await startWorld();
			await use(world);
			await world.stop();
		},
		{ scope: 'worker', timeout: 240_000 },
	],
});

const sizes = [
	[1440, 900],
	[1024, 768],
	[390, 844],
] as const;
const words = 'ผู้ป่วยหมดสติ ไม่มีญาติมาด้วย ต้องดูภาพปอดเดิมก่อนใส่ท่อช่วยหายใจ';

async function look(page: Page, name: string): Promise<void> {
	for (const [width, height] of sizes) {
		await page.setViewportSize({ width, height });
		await shot(page, `${name}-${width}`);
		const { violations } = await new AxeBuilder({ page }).analyze();
		expect(violations.map((one) => `${one.id}: ${one.nodes[0]?.html ?? ''}`)).toEqual([]);
		const wider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
		expect(wider, `${name} at ${width} scrolls sideways`).toBe(false);
	}
	await page.setViewportSize({ width: 1440, height: 900 });
}

async function fill(page: Page): Promise<void> {
	await page.getByRole('radio', { name: 'ผู้ป่วยหมดสติหรือให้ความยินยอมไม่ได้' }).check();
	await page.getByRole('textbox', { name: 'อธิบายเหตุจำเป็น' }).fill(words);
}

test('threat-21: from a study that is not shown, through the door, to the picture under a red banner, to the judgement', async ({
	page,
	context,
	browser,
	world,
}) => {
	await signInAs(context, world.server, 'rural-doctor', { hospital: '99001', subject: 'e2e doctor' });
	const { origin } = world.server;
	// The same page for a study of another hospital and for none at all.
	await page.goto(`${origin}/studies/${world.study.unknown}`);
	const unknown = await page.locator('main').innerText();
	await page.goto(`${origin}/studies/${world.study.emergency}`);
	expect(await page.locator('main').innerText()).toBe(unknown);
	await look(page, 'door');

	await page.getByRole('link', { name: 'ขอเปิดดูกรณีฉุกเฉิน' }).click();
	await expect(page.getByRole('heading', { name: 'เปิดดูภาพกรณีฉุกเฉิน' })).toBeVisible();
	await expect(page.locator('[data-own-count]')).toHaveAttribute('data-own-count', '0');
	const open = page.getByRole('button', { name: 'ยืนยันและเปิดดู' });
	await expect(open).toBeDisabled();
	await look(page, 'form');
	await fill(page);
	await open.click();

	await expect(page.locator('[data-emergency]')).toContainText('เหลือ');
	await expect(page.locator('[data-viewport]').first()).toHaveAttribute('data-state', 'diagnostic');
	expect(await page.getByRole('button', { name: /แชร์/ }).count()).toBe(0);
	await look(page, 'banner');

	const officers = await browser.newContext({ locale: 'th-TH', timezoneId: 'Asia/Bangkok' });
	await signInAs(officers, world.server, 'privacy-officer', { hospital: '99002', subject: 'e2e officer' });
	const officer = await officers.newPage();
	await officer.goto(`${origin}/oversight/reviews`);
	const use = officer.locator('[data-use]');
	await expect(use).toContainText(words);
	await expect(use).toContainText('HN HN-emergency');
	await look(officer, 'reviews');
	await use.getByRole('radio', { name: 'ไม่สมเหตุผล', exact: true }).check();
	await use.getByRole('textbox').fill('ผู้ป่วยไม่ได้อยู่ที่โรงพยาบาลนั้น');
	await use.getByRole('button', { name: 'บันทึกผล' }).click();
	await expect(use.locator('[data-outcome="not-justified"]')).toBeVisible();
	await officers.close();

	// The judgement ends it there and then: the pictures leave the doctor's screen.
	await expect(page.locator('[data-viewport]')).toHaveCount(0);
	await expect(page.locator('[data-emergency]')).toHaveCount(0);
	await page.goto(`${origin}/emergency`);
	await expect(page.getByText('ผู้ป่วยไม่ได้อยู่ที่โรงพยาบาลนั้น')).toBeVisible();
	await expect(page.locator('[data-own-count]')).toHaveAttribute('data-own-count', '1');
});

test('threat-21: a patient of another hospital is found by number only together with the asking', async ({
	page,
	context,
	world,
}) => {
	await signInAs(context, world.server, 'specialist', { hospital: '99001', subject: 'e2e specialist' });
	await page.goto(`${world.server.origin}/emergency`);
	await look(page, 'search');
	await page.getByRole('combobox').selectOption('99002');
	const number = page.getByRole('textbox', { name: 'HN เลขบัตรประชาชน หรือเลข Accession' });
	await number.fill('HN-nobody');
	await fill(page);
	await page.getByRole('button', { name: 'ยืนยันและเปิดดู' }).click();
	await expect(page.locator('[data-problem="patient-not-found"]')).toBeVisible();
	await number.fill('HN-emergency');
	await page.getByRole('button', { name: 'ยืนยันและเปิดดู' }).click();
	await expect(page.locator('[data-emergency]')).toBeVisible();
});

test('threat-21: a nurse is offered no door, and a doctor who proved nothing lately is asked to, keeping what was written', async ({
	page,
	context,
	world,
}) => {
	const { origin } = world.server;
	await signInAs(context, world.server, 'clinic-staff', { hospital: '99001', subject: 'e2e nurse' });
	await page.goto(`${origin}/studies/${world.study.emergency}`);
	await expect(page.locator('[data-error="not-found"]')).toBeVisible();
	await expect(page.getByRole('link', { name: 'ขอเปิดดูกรณีฉุกเฉิน' })).toHaveCount(0);
	await page.goto(`${origin}/emergency`);
	await expect(page.getByText('เฉพาะแพทย์ที่มีใบอนุญาต')).toBeVisible();

	const options = { hospital: '99001', subject: 'e2e late', authTime: Date.now() - 10 * 60_000 };
	await signInAs(context, world.server, 'rural-doctor', options);
	await page.goto(`${origin}/emergency?study=${world.study.emergency}`);
	await fill(page);
	await expect(page.getByRole('button', { name: 'ยืนยันและเปิดดู' })).toBeDisabled();
	await expect(page.getByRole('button', { name: 'ยืนยันตัวตน', exact: true })).toBeVisible();
	// What was written stands there again, also after leaving.
	await page.waitForFunction(() => Object.keys(localStorage).some((name) => name.startsWith('hub-draft')));
	await page.goto(`${origin}/emergency?study=${world.study.emergency}`);
	await expect(page.getByRole('textbox', { name: 'อธิบายเหตุจำเป็น' })).toHaveValue(words);
});
