/** Who opened what, on the screens of those who may ask: at a desk, on a tablet and on a phone. */
import AxeBuilder from '@axe-core/playwright';
import {
	begin,
	minute,
	own,
	other,
	settle,
	viewed,
	write,
} from '#lib/server/audit/reading/audit-town.fixture.ts';
import { openDatabase } from '#lib/server/store/open-database.ts';
import { shot } from './support/shot.ts';
import { signInAs } from './support/staff.ts';
import { expect, test } from './support/test.ts';

const sizes = [
	{ width: 1440, height: 900 },
	{ width: 1024, height: 768 },
	{ width: 390, height: 844 },
] as const;

test.beforeAll(async ({ plain }) => {
	const db = await openDatabase({ dataDir: plain.dataDir, databaseUrl: null });
	await settle(db);
	for (let n = 0; n < 60; n++) await write(db, begin + n * 11 * minute, viewed('d1', 1, own));
	await write(db, begin + 700 * minute, viewed('d2', 3, other, 'break-glass:B'));
	await write(db, begin + 701 * minute, {
		...viewed('d2', 1, other),
		kind: 'access-refused',
		reason: 'not-yours',
		unrecorded: 0,
	});
	await write(db, begin + 702 * minute, {
		kind: 'link-refused',
		link: null,
		reason: 'pin-wrong',
		who: 'anonymous',
		hospital: own,
	});
	await db.destroy();
});

for (const size of sizes) {
	test.describe(`${size.width}`, () => {
		test.use({ viewport: size });

		test('an officer finds a patient and sees everyone who was there', async ({ page, context, plain }) => {
			await signInAs(context, plain, 'privacy-officer', { hospital: own });
			await page.goto(`${plain.origin}/oversight`);
			await expect(page).toHaveURL(/\/oversight\/patient$/);
			await expect(page.getByRole('heading', { level: 1 })).toHaveText('ใครเปิดดูผู้ป่วย');
			await page.getByLabel('HN หรือชื่อผู้ป่วย').fill('HN-1');
			// A form waits for the page's scripts: Enter before them sends nothing.
			await expect(page.getByRole('button', { name: 'ค้นหา' })).toBeEnabled();
			await page.keyboard.press('Enter');
			await expect(page.getByRole('heading', { name: 'Patient One' })).toBeVisible();
			const rows = page.locator('tbody tr');
			// sixty looks, a try, and this reading itself
			await expect(rows).toHaveCount(62);
			await expect(rows.first()).toContainText('ตรวจดูว่าใครเปิดดูผู้ป่วย');
			await expect(rows.nth(1)).toContainText('นพ.วิทย์ สมมุติ');
			await expect(rows.nth(1)).toContainText('รพ.ทดสอบสอง');
			await expect(rows.nth(1)).toContainText('ไม่มีสิทธิ์ในการตรวจนี้');
			// The other hospital's patient of the same number is not this one.
			await expect(page.getByText('Four')).toHaveCount(0);
			await shot(page, 'oversight-patient');
			expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
			expect(page.url()).not.toContain('HN');
			await page.getByLabel('HN หรือชื่อผู้ป่วย').fill('nobody-here');
			await page.keyboard.press('Enter');
			await expect(page.getByText('ไม่พบผู้ป่วยนี้ในโรงพยาบาลของคุณ')).toBeVisible();
		});

		test('an officer reads the hospital, narrows it and turns the page', async ({ page, context, plain }) => {
			await signInAs(context, plain, 'privacy-officer', { hospital: own });
			await page.goto(`${plain.origin}/oversight/trail`);
			const lines = page.locator('ol > li[data-kind]');
			await expect(lines).toHaveCount(50);
			expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
			await shot(page, 'oversight-trail');
			expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
			await page.getByRole('button', { name: 'ดูรายการก่อนหน้า' }).click();
			await expect(lines.nth(60)).toBeVisible();
			await page.getByRole('button', { name: 'ถูกปฏิเสธ' }).click();
			await expect(lines.first()).toContainText('PIN ไม่ถูกต้อง');
			await expect(lines).toHaveCount(2);
			await page.getByRole('button', { name: 'ล้างเงื่อนไข' }).click();
			await page.getByLabel('ชื่อเจ้าหน้าที่').fill('วิทย์');
			await page.keyboard.press('Enter');
			await expect(lines).toHaveCount(2);
			await expect(lines.nth(1)).toContainText('กรณีฉุกเฉิน');
			await expect(lines.nth(1)).toContainText('HN HN-3');
		});

		test('a doctor sees their own trail and no more', async ({ page, context, plain }) => {
			await signInAs(context, plain, 'specialist', { hospital: own });
			await page.goto(`${plain.origin}/oversight`);
			await expect(page).toHaveURL(/\/oversight\/trail$/);
			await expect(page.locator('ol > li[data-kind="signed-in"]').first()).toBeVisible();
			await expect(page.getByLabel('ชื่อเจ้าหน้าที่')).toHaveCount(0);
			await expect(page.getByText('นพ.วิทย์ สมมุติ')).toHaveCount(0);
			await shot(page, 'oversight-own-trail');
			expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
			expect((await page.goto(`${plain.origin}/oversight/patient`))?.status()).toBe(404);
		});
	});
}

test('the record is taken away as a file by who has just proved themselves', async ({
	page,
	context,
	plain,
}) => {
	await signInAs(context, plain, 'privacy-officer', { hospital: own });
	await page.goto(`${plain.origin}/oversight/export`);
	await page.getByLabel('ทั้งหมด').check();
	const download = page.waitForEvent('download');
	await page.getByRole('button', { name: 'ส่งออกแฟ้ม' }).click();
	const file = await download;
	expect(file.suggestedFilename()).toMatch(/^audit-\d{4}-\d\d-\d\d\.ndjson$/);
	const chunks: Buffer[] = [];
	for await (const chunk of await file.createReadStream()) chunks.push(Buffer.from(chunk));
	const lines = Buffer.concat(chunks).toString('utf8').trim().split('\n');
	expect(lines.length).toBeGreaterThan(60);
	for (const line of lines) expect(JSON.parse(line)).toMatchObject({ resourceType: 'AuditEvent' });
	await expect(page.getByText('เริ่มบันทึกแฟ้มแล้ว')).toBeVisible();
	expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
	await shot(page, 'oversight-export');
});

test('an old proof exports nothing and asks for a new one', async ({ page, context, plain }) => {
	await signInAs(context, plain, 'privacy-officer', { hospital: own, authTime: Date.now() - 10 * minute });
	await page.goto(`${plain.origin}/oversight/export`);
	await page.getByRole('button', { name: 'ส่งออกแฟ้ม' }).click();
	await expect(page.getByText('ต้องยืนยันตัวตนอีกครั้งก่อนส่งออก')).toBeVisible();
});

test('without a connection the list says so and can be asked again', async ({ page, context, plain }) => {
	await signInAs(context, plain, 'privacy-officer', { hospital: own });
	await page.goto(`${plain.origin}/oversight/trail`);
	await expect(page.locator('ol > li[data-kind]').first()).toBeVisible();
	await page.route('**/api/oversight/trail', (route) => route.abort());
	await page.getByRole('button', { name: 'วันนี้' }).click();
	await expect(page.getByText('ขาดการเชื่อมต่อ')).toBeVisible();
	await page.unroute('**/api/oversight/trail');
	await page.getByRole('button', { name: 'ลองอีกครั้ง' }).click();
	await expect(page.locator('ol > li[data-kind]').first()).toBeVisible();
});
