/** The list of studies as its people use it: search, filters, keyboard, news, and nobody's name where it must not be. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { putHospital } from '../src/lib/server/archive/catalogue/hospitals.ts';
import { startServer, type TestServer } from '../tests/server.ts';
import { shot } from './support/shot.ts';
import { signInAs } from './support/staff.ts';
import { store } from './support/store.ts';
import { expect, test } from './support/test.ts';
import { part10File } from '../tests/fixtures/part10-file.ts';
import { fillStudies } from '../tests/peers/many-studies.ts';
import { openDatabase } from '../src/lib/server/store/open-database.ts';

const sizes = {
	desktop: { width: 1440, height: 900 },
	tablet: { width: 1024, height: 768 },
	phone: { width: 390, height: 844 },
} as const;

const rows = (page: Page) => page.locator('[data-study]');
const search = (page: Page) => page.getByRole('textbox', { name: 'ค้นหาผู้ป่วย' });

async function openList(page: Page, origin: string, query = ''): Promise<void> {
	await page.goto(`${origin}/worklist${query}`);
	await expect(page.getByRole('main')).toBeVisible();
}

/** Of what was typed, the rows are the answer. */
async function searched(page: Page, text: string): Promise<void> {
	const answered = page.waitForResponse(
		(response) =>
			response.url().endsWith('/api/worklist/search') &&
			(response.request().postDataJSON() as { text: string }).text === text,
	);
	await search(page).fill(text);
	await answered;
	await expect(page.getByText('กำลังค้นหา')).toHaveCount(0);
}

for (const [name, viewport] of Object.entries(sizes)) {
	test(`the list on ${name}`, async ({ page, context, demo }) => {
		await page.setViewportSize(viewport);
		await signInAs(context, demo, 'rural-doctor');
		await openList(page, demo.origin);
		await expect(rows(page).first()).toBeVisible();
		await expect(page.locator('[data-picture="shown"]').first()).toBeVisible();
		// Nothing hangs over the edge
		const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
		expect(wide).toBeLessThanOrEqual(0);
		await shot(page, `worklist-${name}`);
		await axeFindsNothing(page);
		await page.getByRole('button', { name: 'วันที่ตรวจ' }).first().click();
		await page.getByLabel('ตั้งแต่').fill('30/1/2568');
		await shot(page, `worklist-days-${name}`);
		await axeFindsNothing(page);
	});
}

async function axeFindsNothing(page: Page): Promise<void> {
	const axe = await new AxeBuilder({ page }).analyze();
	expect(axe.violations.map((one) => [one.id, one.nodes[0]?.html])).toEqual([]);
}

test('finds a patient however the name is typed, and puts nobody into an address or a title (threat-22)', async ({
	page,
	context,
	demo,
}) => {
	const addresses: string[] = [];
	page.on('request', (request) => addresses.push(decodeURIComponent(request.url())));
	await signInAs(context, demo, 'rural-doctor');
	await openList(page, demo.origin);
	const all = await rows(page).count();
	for (const text of ['นายสมชาย ใจดี', 'สมชาย', 'สมช้ายใจดี', 'ใจดี ชาย', 'Somchai', 'HN 12345', '๐๐๑๒๓๔๕']) {
		await searched(page, text);
		await expect(rows(page).filter({ hasText: 'สมชาย ใจดี' })).toHaveCount(await rows(page).count());
		expect(await rows(page).count()).toBeGreaterThan(1);
		expect(await rows(page).count()).toBeLessThan(all);
	}
	expect(await page.title()).not.toMatch(/สมชาย|12345/);
	await page.keyboard.press('Escape');
	await searched(page, 'สมชาย');
	await rows(page).first().click();
	await page.waitForURL(/\/studies\//);
	expect(await page.title()).not.toMatch(/สมชาย|12345/);
	await page.goBack();
	await expect(search(page)).toHaveValue('สมชาย');
	for (const address of addresses) expect(address).not.toMatch(/สมชาย|ใจดี|somchai|12345/i);
	const kept = await page.evaluate(() =>
		JSON.stringify([Object.entries(sessionStorage), Object.entries(localStorage), history.state]),
	);
	expect(kept).not.toMatch(/สมชาย|ใจดี|12345/);
});

test('says what a number is: a citizen number with its check digit', async ({ page, context, demo }) => {
	await signInAs(context, demo, 'rural-doctor');
	await openList(page, demo.origin);
	await searched(page, '1-1037-02071-81-1');
	await expect(page.getByText('เลขตรวจสอบถูกต้อง')).toBeVisible();
	await expect(page.getByRole('heading', { name: 'ไม่พบการตรวจที่ตรงกับที่ค้น' })).toBeVisible();
	await shot(page, 'worklist-nothing');
	await axeFindsNothing(page);
	await searched(page, '1103702071812');
	await expect(page.getByText('ไม่ใช่เลขประจำตัวประชาชนที่ถูกต้อง')).toBeVisible();
	await searched(page, '1');
	await expect(page.getByRole('heading', { name: 'พิมพ์ชื่อหรือเลขอย่างน้อย 2 ตัว' })).toBeVisible();
	await page.getByRole('button', { name: 'ล้างคำค้น' }).first().click();
	await expect(rows(page).first()).toBeVisible();
});

test('by keyboard: search, choose, open, and back to the same row', async ({ page, context, demo }) => {
	await signInAs(context, demo, 'rural-doctor');
	await openList(page, demo.origin);
	await expect(rows(page).first()).toBeVisible();
	// The rows are there before the page's keys are.
	await expect(async () => {
		await page.keyboard.press('/');
		await expect(search(page)).toBeFocused({ timeout: 500 });
	}).toPass();
	await searched(page, 'สมชาย');
	await page.keyboard.press('ArrowDown');
	await expect(rows(page).nth(0)).toBeFocused();
	await page.keyboard.press('ArrowDown');
	await expect(rows(page).nth(1)).toBeFocused();
	const study = await rows(page).nth(1).getAttribute('data-study');
	await page.keyboard.press('Enter');
	await page.waitForURL(`**/studies/${study}`);
	// The patient's other studies, and nobody else's
	await page.getByRole('button', { name: /^การตรวจ \d+ รายการ$/ }).click();
	const dialog = page.getByRole('dialog', { name: 'การตรวจของผู้ป่วยรายนี้' });
	await expect(dialog.getByRole('link').first()).toBeVisible();
	expect(await dialog.innerText()).not.toContain('สุดา');
	await page.keyboard.press('Escape');
	await page.getByRole('link', { name: 'กลับไปรายการตรวจ' }).click();
	await expect(search(page)).toHaveValue('สมชาย');
	await expect(page.locator(`[data-study="${study}"]`)).toBeFocused();
	await expect(page.locator(`[data-study="${study}"]`)).toContainText('คุณเปิดแล้ว');
});

test('filters by kind and by days of the Buddhist era', async ({ page, context, demo }) => {
	await signInAs(context, demo, 'rural-doctor', { subject: 'filters' });
	await openList(page, demo.origin);
	const all = await rows(page).count();
	await page.getByRole('button', { name: 'ชนิดภาพ' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'เอกซเรย์' }).click();
	await page.keyboard.press('Escape');
	await expect(rows(page)).not.toHaveCount(all);
	for (const row of await rows(page).all()) await expect(row).toContainText('เอกซเรย์');
	await page.getByRole('button', { name: 'ล้างตัวกรอง' }).click();
	await expect(rows(page)).toHaveCount(all);
	await page.getByRole('button', { name: 'วันที่ตรวจ' }).first().click();
	await page.getByLabel('ตั้งแต่').fill('29/1/68');
	await page.getByRole('button', { name: 'ใช้ช่วงวันที่นี้' }).click();
	await expect(page.getByText('ใส่ปี 4 หลัก')).toBeVisible();
	await page.getByLabel('ตั้งแต่').fill('29/1/2568');
	await expect(page.getByText('หมายถึง 29 มกราคม 2568')).toBeVisible();
	await page.getByLabel('ถึง', { exact: true }).fill('29 ม.ค. 2025');
	await page.getByRole('button', { name: 'ใช้ช่วงวันที่นี้' }).click();
	await expect(rows(page)).not.toHaveCount(all);
	for (const row of await rows(page).all()) await expect(row).toContainText('29 ม.ค. 2568');
});

test('keeps a filter under a key, and comes back with the one used last', async ({ page, context, demo }) => {
	await signInAs(context, demo, 'rural-doctor', { subject: 'saver' });
	await openList(page, demo.origin);
	const all = await rows(page).count();
	await searched(page, 'สมชาย');
	await page.getByRole('button', { name: 'ชนิดภาพ' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'อัลตราซาวด์' }).click();
	await page.keyboard.press('Escape');
	await expect(rows(page)).toHaveCount(1);
	await page.getByRole('button', { name: 'ตัวกรองของฉัน' }).click();
	await page.getByLabel('ชื่อตัวกรอง').fill('หัวใจ');
	await page.getByRole('button', { name: 'บันทึกตัวกรองนี้' }).click();
	await expect(page.getByRole('dialog').getByRole('button', { name: /^หัวใจ/ })).toBeVisible();
	await axeFindsNothing(page);
	await shot(page, 'worklist-saved');
	await page.keyboard.press('Escape');
	await page.getByRole('button', { name: 'ล้างตัวกรอง' }).click();
	await page.getByRole('button', { name: 'ล้างคำค้น' }).click();
	await expect(rows(page)).toHaveCount(all);
	await rows(page).first().focus();
	await page.keyboard.press('1');
	await expect(rows(page)).toHaveCount(1);
	// Only what was chosen comes back, not who was searched for
	await page.reload();
	await expect(rows(page)).toHaveCount(1);
	await expect(search(page)).toHaveValue('');
	await expect(page.getByRole('button', { name: 'หัวใจ' })).toHaveAttribute('aria-pressed', 'true');
	await page.getByRole('button', { name: 'ตัวกรองของฉัน' }).click();
	await page.getByRole('button', { name: 'ลบตัวกรอง หัวใจ' }).click();
	await expect(page.getByRole('dialog').getByText('ยังไม่มีตัวกรองที่บันทึกไว้')).toBeVisible();
});

test('hides names from whoever looks over a shoulder', async ({ page, context, demo }) => {
	await signInAs(context, demo, 'rural-doctor');
	await openList(page, demo.origin);
	await expect(rows(page).first()).toContainText('สมชาย');
	await rows(page).first().focus();
	await page.keyboard.press('h');
	await expect(rows(page).first()).toContainText('ส•••');
	const shown = await page.getByRole('main').evaluate((main) => main.outerHTML);
	expect(shown).not.toMatch(/สมชาย|Somchai|0012345/);
	await expect(page.locator('[data-picture="shown"]')).toHaveCount(0);
	await shot(page, 'worklist-hidden');
	// Not for a moment either: the page comes without them
	const sent = await (await page.request.get(`${demo.origin}/worklist`)).text();
	expect(/<main[\s\S]*<\/main>/.exec(sent)?.[0]).toContain('ส•••');
	expect(/<main[\s\S]*<\/main>/.exec(sent)?.[0]).not.toContain('สมชาย');
	await page.reload();
	await page.getByRole('button', { name: 'แสดงชื่อ' }).click();
	await expect(rows(page).first()).toContainText('สมชาย');
});

test('a coordinator sees the list and its state, and no picture', async ({ page, context, demo }) => {
	await signInAs(context, demo, 'coordinator', { hospital: '99001' });
	await openList(page, demo.origin);
	await expect(rows(page).first()).toContainText('สมชาย');
	await expect(page.getByText('เปิดดูภาพไม่ได้')).toBeVisible();
	await expect(rows(page).getByRole('link')).toHaveCount(0);
	const study = (await rows(page).nth(1).getAttribute('data-study')) ?? '';
	for (const path of [`/api/worklist/${study}/thumbnail`, `/studies/${study}`]) {
		const answer = await page.request.get(`${demo.origin}${path}`);
		expect(answer.status()).toBe(404);
	}
	await rows(page).nth(1).focus();
	await page.keyboard.press('Enter');
	await expect(page).toHaveURL(/worklist/);
	await shot(page, 'worklist-coordinator');
	await axeFindsNothing(page);
});

test('a role without patients is told so', async ({ page, context, demo }) => {
	await signInAs(context, demo, 'privacy-officer');
	await openList(page, demo.origin);
	await expect(page.getByRole('heading', { name: 'บทบาทนี้ไม่มีรายการตรวจ' })).toBeVisible();
	await axeFindsNothing(page);
	await shot(page, 'worklist-refused');
	const answer = await page.request.post(`${demo.origin}/api/worklist/search`, {
		headers: { origin: demo.origin },
		data: {
			text: '',
			filter: { modalities: [], days: null, hospital: null, only: null, sort: 'newest' },
			after: null,
		},
	});
	expect(answer.status()).toBe(404);
});

test('scrolling past pictures is no opening in the audit', async ({ page, context, demo }) => {
	const me = await signInAs(context, demo, 'clinic-staff', { subject: 'scroller', hospital: '99001' });
	await openList(page, demo.origin);
	await expect(page.locator('[data-picture="shown"]').first()).toBeVisible();
	const db = await openDatabase({ dataDir: demo.dataDir, databaseUrl: null });
	const trail = await db.selectFrom('audit_row').select('body').execute();
	await db.destroy();
	const mine = trail.map((row) => row.body).filter((body) => body.includes(`staff:${me.personId}`));
	expect(mine.some((body) => body.includes('"action":"search"'))).toBe(true);
	expect(mine.some((body) => body.includes('"action":"view"'))).toBe(false);
});

test('says when there is no connection, and goes on by itself', async ({ page, context, demo }) => {
	await signInAs(context, demo, 'rural-doctor');
	await openList(page, demo.origin);
	await expect(rows(page).first()).toBeVisible();
	await context.setOffline(true);
	await search(page).fill('สุดา');
	await expect(page.getByText('ขาดการเชื่อมต่อ รายการที่เห็นอาจไม่ใช่ล่าสุด')).toBeVisible();
	await shot(page, 'worklist-offline');
	await context.setOffline(false);
	await expect(rows(page)).toHaveCount(1);
	await expect(page.getByText('ขาดการเชื่อมต่อ')).toHaveCount(0);
});

test.describe('a hospital of its own', () => {
	let server: TestServer;
	const institution = 'รพ.ทดสอบรายการ';
	test.beforeAll(async () => {
		server = await startServer();
		const db = await openDatabase({ dataDir: server.dataDir, databaseUrl: null });
		await fillStudies(db, 300);
		const names = { hcode9: null, nameTh: 'โรงพยาบาลทดสอบรายการ', nameEn: 'List Test Hospital' };
		await putHospital(db, { hcode: '10700', ...names, institutions: [institution] });
		await putHospital(db, { hcode: '10800', ...names, institutions: [] });
		await db.destroy();
	});
	test.afterAll(() => server.stop());

	test('goes on as far as one scrolls, each study once', async ({ page, context }) => {
		await signInAs(context, server, 'radiologist', { hospital: '10700' });
		await openList(page, server.origin);
		await expect(page.getByText('270 รายการ')).toBeVisible();
		await expect(rows(page)).toHaveCount(50);
		const first = await rows(page).first().getAttribute('data-study');
		await expect(async () => {
			await page.mouse.wheel(0, 4000);
			await expect(page.getByText('ครบทุกรายการแล้ว')).toBeVisible({ timeout: 500 });
		}).toPass();
		const seen = await rows(page).evaluateAll((list) => list.map((row) => row.getAttribute('data-study')));
		expect(seen).toHaveLength(270);
		expect(new Set(seen).size).toBe(270);
		expect(seen[0]).toBe(first);
		// By keyboard too, once the page has its keys
		await page.reload();
		await rows(page).first().focus();
		await expect(async () => {
			await page.keyboard.press('End');
			await expect(rows(page).nth(49)).toBeFocused({ timeout: 500 });
		}).toPass();
		await page.keyboard.press('ArrowDown');
		await expect(rows(page).nth(50)).toBeFocused();
	});

	test('news waits to be shown, and what is shown changes in its place', async ({
		page,
		context,
		browser,
	}) => {
		await signInAs(context, server, 'radiologist', { hospital: '10700' });
		await openList(page, server.origin);
		await expect(rows(page)).toHaveCount(50);
		const before = await rows(page).evaluateAll((list) => list.map((row) => row.getAttribute('data-study')));
		const place = await rows(page).first().boundingBox();
		const study = '2.25.77001';
		await store(server, [newFile(study, 1, institution)]);
		await expect(page.getByRole('button', { name: 'เข้ามาใหม่ 1 รายการ' })).toBeVisible();
		expect(await rows(page).evaluateAll((list) => list.map((row) => row.getAttribute('data-study')))).toEqual(
			before,
		);
		expect(await rows(page).first().boundingBox()).toEqual(place);
		// Another hospital's news is none here
		await store(server, [newFile('2.25.77002', 1, 'รพ.อื่น')]);
		await shot(page, 'worklist-arrivals');
		await rows(page).first().focus();
		await page.keyboard.press('n');
		const row = page.locator(`[data-study="${study}"]`);
		await expect(row).toBeFocused();
		await expect(row).toContainText('ใหม่');
		await expect(page.locator('[data-study="2.25.77002"]')).toHaveCount(0);
		// It grows where it stands
		await store(server, [newFile(study, 2, institution)]);
		await expect(row).toContainText('2 ภาพ');
		// A colleague opens it
		const other = await browser.newContext();
		await signInAs(other, server, 'specialist', { hospital: '10700', name: 'นพ.ธนกร เลิศปัญญา' });
		const theirs = await other.newPage();
		await theirs.goto(`${server.origin}/studies/${study}`);
		await expect(row).toContainText('นพ.ธนกร เลิศปัญญา เปิดแล้ว');
		await other.close();
	});

	test('an empty hospital says how its first study will come', async ({ page, context }) => {
		await signInAs(context, server, 'rural-doctor', { hospital: '10800' });
		await openList(page, server.origin);
		await expect(page.getByRole('heading', { name: 'ยังไม่มีการตรวจ' })).toBeVisible();
		await shot(page, 'worklist-empty');
		await axeFindsNothing(page);
	});

	test('nothing of a neighbour is found, pictures neither (threat-1)', async ({ page, context, browser }) => {
		const study = '2.25.77003';
		const picture = `${server.origin}/api/worklist/${study}/thumbnail`;
		await store(server, [newFile(study, 1, institution)]);
		const own = await browser.newContext();
		await signInAs(own, server, 'radiologist', { hospital: '10700' });
		await expect(async () => {
			expect((await own.request.get(picture)).status()).toBe(200);
		}).toPass();
		await own.close();
		await signInAs(context, server, 'rural-doctor', { hospital: '10800' });
		await openList(page, server.origin);
		for (const text of ['มาใหม่', '7700001', study]) {
			await searched(page, text);
			await expect(rows(page)).toHaveCount(0);
		}
		expect((await page.request.get(picture)).status()).toBe(404);
	});
});

function newFile(study: string, number: number, institution: string): Uint8Array {
	return part10File({
		study,
		series: `${study}.1`,
		instance: `${study}.1.${String(number)}`,
		number,
		more: {
			'00080020': { vr: 'DA', Value: ['20251201'] },
			'00080080': { vr: 'LO', Value: [institution] },
			'00100010': { vr: 'PN', Value: [{ Alphabetic: 'มาใหม่^กานดา' }] },
			'00100020': { vr: 'LO', Value: ['7700001'] },
		},
	});
}
