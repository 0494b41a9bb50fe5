/**
 * Every role's main path, once each, at three sizes: in by the door that people use, to where they belong, what they came for, and
 * no further. What each does in depth is walked elsewhere; here one browser window is resized, since that is cheap.
 */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { openDatabase } from '../src/lib/server/store/open-database.ts';
import type { TestServer } from '../tests/server.ts';
import { shot } from './support/shot.ts';
import { expect, test } from './support/test.ts';

const sizes = [
	[1440, 900],
	[1024, 768],
	[390, 844],
] as const;

interface Walk {
	readonly role: string;
	readonly name: RegExp;
	/** of several, the one acted for */
	readonly hospital?: RegExp;
	readonly home: string;
	/** leaves the page as it is to be looked at */
	readonly step: (page: Page) => Promise<void>;
	/** another role's */
	readonly refused: string;
}

const menu = (page: Page) => page.getByRole('navigation', { name: 'เมนูหลัก' });
const door = (page: Page) => page.getByRole('link', { name: 'ขอเปิดดูกรณีฉุกเฉิน' });

async function searchNobody(page: Page): Promise<void> {
	// A row is there once the page's scripts are: what is typed before them finds nothing.
	await expect(page.locator('[data-study]').first()).toBeVisible();
	await page.getByRole('textbox', { name: 'ค้นหาผู้ป่วย' }).fill('ไม่มีใครชื่อนี้');
	await expect(page.getByRole('heading', { name: 'ไม่พบการตรวจที่ตรงกับที่ค้น' })).toBeVisible();
}

const walks: readonly Walk[] = [
	{
		role: 'a rural doctor, whose patient is not on the list, and in need',
		name: /ปาริชาต/,
		home: '/worklist',
		step: async (page) => {
			await searchNobody(page);
			await expect(door(page)).toHaveCount(2);
		},
		refused: '/admin/people',
	},
	{
		role: 'a nurse, who brings pictures in and breaks no glass',
		name: /กัลยา/,
		home: '/worklist',
		step: async (page) => {
			await searchNobody(page);
			await expect(door(page)).toHaveCount(0);
			await menu(page).getByRole('link', { name: 'นำเข้าภาพ' }).click();
			await expect(page.locator('input[type="file"]').first()).toBeAttached();
		},
		refused: '/oversight/reviews',
	},
	{
		role: 'a specialist, to whom questions are put',
		name: /ธนกร/,
		home: '/consults',
		step: async (page) => expect(page.locator('[data-consult]').first()).toBeVisible(),
		refused: '/oversight/patient',
	},
	{
		role: 'a radiologist of two hospitals, for one of them',
		name: /อรอนงค์/,
		hospital: /ธารามหานคร/,
		home: '/consults',
		step: async (page) => expect(page.getByRole('heading', { level: 1 })).toBeVisible(),
		refused: '/admin/policies',
	},
	{
		role: 'a coordinator, who sees the list and no picture',
		name: /วราภรณ์/,
		home: '/worklist',
		step: async (page) => {
			await expect(page.getByText('เปิดดูภาพไม่ได้')).toBeVisible();
			const [study] = await page
				.locator('[data-study]')
				.evaluateAll((rows) => rows.map((row) => row.getAttribute('data-study')));
			const pictures = await page.request.get(new URL(`/api/studies/${study}/manifest`, page.url()).href);
			expect([pictures.status(), await pictures.json()]).toEqual([404, { code: 'not-found' }]);
		},
		refused: '/upload',
	},
	{
		role: 'a privacy officer, who is called to what waits too long',
		name: /ชัยวัฒน์/,
		home: '/oversight/patient',
		step: async (page) => {
			await expect(menu(page).getByText('รอทบทวน 1 รายการ · เกินกำหนด 1 รายการ')).toBeAttached();
			await page.getByRole('link', { name: /ทบทวน/ }).last().click();
			await expect(page.locator('[data-use]')).toContainText('ผู้ป่วยหมดสติ ไม่มีญาติ');
		},
		refused: '/worklist',
	},
	{
		role: 'an administrator, who says who reports to whom and answers what',
		name: /สมยศ/,
		home: '/admin/people',
		step: async (page) => {
			const dialog = page.getByRole('dialog');
			const edit = async (name: string) => {
				await page.getByRole('searchbox').fill(name);
				await expect(page.locator('tbody tr')).toHaveCount(1);
				const row = page.getByRole('row', { name: new RegExp(name) });
				await row.getByRole('button', { name: /^แก้ไขสาขา/ }).click();
				return row;
			};
			const officer = await edit('ชัยวัฒน์');
			await dialog.getByRole('radio', { name: /สมยศ/ }).check();
			await dialog.getByRole('button', { name: 'บันทึก' }).click();
			await expect(officer).toContainText('ขึ้นตรงต่อ นายสมยศ คงทน');
			const coordinator = await edit('วราภรณ์');
			await expect(dialog.getByRole('checkbox')).toHaveCount(0);
			await dialog.getByRole('button', { name: 'ยกเลิก' }).click();
			await expect(coordinator).not.toContainText('ขึ้นตรงต่อ');
			const nurse = await edit('กัลยา');
			await dialog.getByRole('checkbox', { name: 'เวชศาสตร์ฟื้นฟู' }).check();
			await look(page, 'admin-form');
			await dialog.getByRole('button', { name: 'บันทึก' }).click();
			await expect(nurse).toContainText('เวชศาสตร์ฟื้นฟู');
		},
		refused: '/oversight/patient',
	},
];

async function look(page: Page, name: string): Promise<void> {
	for (const [width, height] of sizes) {
		await page.setViewportSize({ width, height });
		await shot(page, `role-${name}-${width}`);
		const { violations } = await new AxeBuilder({ page }).analyze();
		expect(violations.map((one) => `${width} ${one.id}: ${one.nodes[0]?.html ?? ''}`)).toEqual([]);
		const wider = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
		expect(wider, `${name} at ${width} scrolls sideways`).toBe(false);
	}
	await page.setViewportSize({ width: 1440, height: 900 });
}

/** Emergency access to a patient of the district hospital that nobody judged in time. */
async function overdueUse(server: TestServer): Promise<() => Promise<void>> {
	const db = await openDatabase({ dataDir: server.dataDir, databaseUrl: null });
	const { uid } = await db
		.selectFrom('study')
		.select('uid')
		.where('owner', '=', '99001')
		.executeTakeFirstOrThrow();
	const { id: person } = await db.selectFrom('person').select('id').executeTakeFirstOrThrow();
	const started = Date.now() - 80 * 3_600_000;
	const act = { person, hospital: '99003', study: uid, owner: '99001', reason: 'unconscious' };
	const times = { started_at: started, until: started + 1, review_due: started + 72 * 3_600_000 };
	const judged = { reviewed_at: null, reviewer: null, outcome: null, remark: null };
	const note = 'ผู้ป่วยหมดสติ ไม่มีญาติมาด้วย';
	await db
		.insertInto('break_glass')
		.values({ id: 'overdue', note, ...act, ...times, ...judged })
		.execute();
	return async () => {
		await db.deleteFrom('break_glass').where('id', '=', 'overdue').execute();
		await db.deleteFrom('subordinate').execute();
		await db.deleteFrom('person_specialty').where('specialty', '=', 'rehabilitation').execute();
		await db.destroy();
	};
}

test.describe('every role', () => {
	let tidy: () => Promise<void>;
	test.beforeAll(async ({ demo }) => {
		tidy = await overdueUse(demo);
	});
	test.afterAll(() => tidy());

	for (const walk of walks) {
		test(`threat-1: ${walk.role}`, async ({ page, demo }) => {
			const password = /PASSWORD (\d{6})/.exec(demo.output())?.[1] ?? '';
			await page.goto(`${demo.origin}/sign-in`);
			await page.getByRole('button', { name: /เข้าใช้ด้วย/ }).click();
			await page.getByLabel(/รหัสผ่านสาธิต/).fill(password);
			await page.getByRole('button', { name: walk.name }).click();
			if (walk.hospital !== undefined) await page.getByRole('button', { name: walk.hospital }).click();
			await page.waitForURL(`${demo.origin}${walk.home}`);
			await walk.step(page);
			await look(page, walk.home.split('/')[1] ?? '');
			const refused = await page.goto(`${demo.origin}${walk.refused}`);
			// A page that decides by its content says so in words; one that is another's altogether isn't there.
			if (refused?.status() !== 404)
				await expect(page.locator('main [data-error], main .notice, main[data-error]')).not.toHaveCount(0);
			await expect(page.locator('[data-study], [data-use], [data-viewport], tbody tr')).toHaveCount(0);
		});
	}
});
