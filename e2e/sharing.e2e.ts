/** A link made by a person, from its making to its end, as the maker, the reader and a thief see it. */
import AxeBuilder from '@axe-core/playwright';
import type { Browser, BrowserContext, Locator, Page } from '@playwright/test';
import sharp from 'sharp';
import { encode } from 'uqr';
import { openDatabase } from '../src/lib/server/store/open-database.ts';
import type { TestServer } from '../tests/server.ts';
import { shot } from './support/shot.ts';
import { openLink, untilDiagnostic, viewport } from './support/reading.ts';
import { proveAgain, signInAs, stayAtSignIn } from './support/staff.ts';
import { expect, test } from './support/test.ts';

const sizes = [
	{ name: 'desktop', width: 1440, height: 900 },
	{ name: 'tablet', width: 1024, height: 768 },
	{ name: 'phone', width: 390, height: 844 },
];

/** A film of the district hospital, where the demo's rural doctor, officer and admin work. */
async function filmOf(server: TestServer): Promise<{ study: string; patientId: string }> {
	const db = await openDatabase({ dataDir: server.dataDir, databaseUrl: null });
	const row = await db
		.selectFrom('study')
		.innerJoin('series', 'series.study', 'study.uid')
		.select(['study.uid', 'study.patient_id'])
		.where('study.owner', '=', '99001')
		.where('series.modality', 'in', ['DX', 'CR'])
		.orderBy('study.uid')
		.executeTakeFirstOrThrow();
	await db.destroy();
	return { study: row.uid, patientId: row.patient_id ?? '' };
}

/** First tap: the dialog with its form. */
async function openShare(page: Page, server: TestServer, query = ''): Promise<void> {
	await page.goto(`${server.origin}/studies/${(await filmOf(server)).study}${query}`);
	await untilDiagnostic(page);
	await page.getByRole('button', { name: 'แชร์' }).click();
	await expect(page.getByRole('button', { name: 'สร้างลิงก์' })).toBeEnabled();
}

/** Second tap. */
async function make(page: Page): Promise<{ url: string; pin: string }> {
	await page.getByRole('button', { name: 'สร้างลิงก์' }).click();
	const url = await page.locator('[data-link]').textContent();
	const pin = page.locator('[data-pin]');
	return { url: url!, pin: (await pin.count()) === 0 ? '' : (await pin.textContent())! };
}

async function newPage(browser: Browser, options: object = {}): Promise<Page> {
	const context = await browser.newContext({ locale: 'th-TH', timezoneId: 'Asia/Bangkok', ...options });
	return context.newPage();
}

const openings = (page: Page | Locator, kind: string) => page.locator(`[data-opening="${kind}"]`);
const cookiesOf = (context: BrowserContext) => context.cookies();

test('two taps make a link; its opening shows to the maker; withdrawing closes the pictures that are open', async ({
	page,
	browser,
	demo,
}) => {
	await signInAs(page.context(), demo, 'rural-doctor', { subject: 'maker-one' });
	await openShare(page, demo);
	const link = await make(page);
	expect(link.url).toMatch(/\/s#[\w-]{43}$/);
	expect(link.pin).toMatch(/^\d{6}$/);
	await page.goto(`${demo.origin}/links`);
	const card = page.locator('[data-link]').first();
	await expect(card).toContainText('ยังไม่มีใครเปิด');

	const guest = await newPage(browser, {
		userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Mobile/15E148',
	});
	await openLink(guest, link);
	await untilDiagnostic(guest);
	// The maker sees it without doing anything.
	await expect(openings(card, 'opened')).toHaveCount(1);
	await expect(openings(card, 'opened')).toContainText('โทรศัพท์');
	await expect(openings(card, 'opened')).toContainText('127.0.0.x');

	await card.getByRole('button', { name: /^ยกเลิกลิงก์/ }).click();
	const dialog = page.getByRole('dialog');
	await expect(dialog).toContainText('ย้อนกลับไม่ได้');
	await dialog.getByRole('button', { name: 'ยกเลิกลิงก์', exact: true }).click();
	await expect(guest.locator('[data-ended="revoked"]')).toBeVisible({ timeout: 5000 });
	await expect(guest.getByRole('heading')).toHaveText('ผู้ส่งยกเลิกลิงก์นี้แล้ว');
	expect(await guest.locator('canvas, [data-viewport], img').count()).toBe(0);
	await expect(guest.getByText(/ผู้ส่ง: โรงพยาบาล/)).toBeVisible();
	await expect(card).toHaveAttribute('data-state', 'revoked');
	expect((await new AxeBuilder({ page: guest }).analyze()).violations).toEqual([]);
	// The link itself says whom to ask.
	const late = await newPage(browser);
	await late.goto(link.url);
	await late.getByLabel(/PIN/).fill(link.pin);
	await late.getByRole('button', { name: 'เปิดดูภาพ' }).click();
	await expect(late.getByRole('status')).toContainText(/ยกเลิกลิงก์นี้แล้ว.*ติดต่อโรงพยาบาล/);
	await guest.context().close();
	await late.context().close();
});

test('the link opens at the very image that its maker saw', async ({ page, browser, demo }) => {
	await signInAs(page.context(), demo, 'rural-doctor');
	await openShare(page, demo, '?wc=40&ww=400');
	const shown = viewport(page);
	const [instance, series] = [
		await shown.getAttribute('data-instance'),
		await shown.getAttribute('data-series'),
	];
	const link = await make(page);
	const guest = await newPage(browser);
	await openLink(guest, link);
	await untilDiagnostic(guest);
	await expect(viewport(guest)).toHaveAttribute('data-instance', instance!);
	await expect(viewport(guest)).toHaveAttribute('data-series', series!);
	expect(new URL(guest.url()).searchParams.get('wc')).toBe('40');
	expect(new URL(guest.url()).searchParams.get('ww')).toBe('400');
	await guest.context().close();
});

test('the QR code on the screen is the link, module by module, with its quiet zone', async ({
	page,
	demo,
}) => {
	await signInAs(page.context(), demo, 'rural-doctor');
	await openShare(page, demo);
	const link = await make(page);
	const image = page.getByRole('img', { name: 'คิวอาร์โค้ดของลิงก์' });
	const { data, info } = await sharp(await image.screenshot())
		.greyscale()
		.raw()
		.toBuffer({ resolveWithObject: true });
	const code = encode(link.url, { ecc: 'M', border: 4 });
	const wrong: string[] = [];
	code.data.forEach((row, y) =>
		row.forEach((dark, x) => {
			const px = Math.floor(((x + 0.5) / code.size) * info.width);
			const py = Math.floor(((y + 0.5) / code.size) * info.height);
			if ((data[py * info.width + px] ?? 0) < 128 !== dark) wrong.push(`${x},${y}`);
		}),
	);
	expect(wrong).toEqual([]);
	const message = await page.locator('[data-message]').textContent();
	expect(message).toContain(link.url);
	expect(message).toMatch(/โรงพยาบาล.+ส่งภาพทางการแพทย์/);
	expect(message).toMatch(/25\d\d/);
	expect(message).not.toContain(link.pin);
	const { patientId } = await filmOf(demo);
	expect(patientId).not.toBe('');
	expect(message).not.toContain(patientId);
});

test('one time: the first to open it is the only one, the next is told when and can tell the sender', async ({
	page,
	browser,
	demo,
}) => {
	await signInAs(page.context(), demo, 'rural-doctor', { subject: 'maker-two' });
	await openShare(page, demo);
	await page.getByText('ตัวเลือกเพิ่มเติม').click();
	await page.getByLabel('จำนวนเครื่องที่เปิดได้').selectOption('once');
	const link = await make(page);
	const first = await newPage(browser);
	await openLink(first, link);
	await untilDiagnostic(first);
	const second = await newPage(browser);
	await second.goto(link.url);
	await second.getByLabel(/PIN/).fill(link.pin);
	await second.getByRole('button', { name: 'เปิดดูภาพ' }).click();
	await expect(second.getByRole('status')).toContainText(/เปิดได้ครั้งเดียว.*\d\d:\d\d.*ใช่คุณหรือไม่/);
	await second.getByRole('button', { name: 'ไม่ใช่ฉัน แจ้งผู้ส่ง' }).click();
	await expect(second.getByRole('status')).toContainText('แจ้งผู้ส่งแล้ว');
	await page.goto(`${demo.origin}/links`);
	await expect(openings(page, 'reported')).toHaveCount(1);
	await expect(openings(page, 'refused')).toHaveCount(1);
	// The first goes on, also by the link itself: it is the same device.
	await openLink(first, link);
	await untilDiagnostic(first);
	await expect(openings(page, 'again')).toHaveCount(1);
	await expect(page.getByText('เปิดแล้ว 1 จาก 1 เครื่อง')).toBeVisible();
	await first.context().close();
	await second.context().close();
});

test('threat-5 a cookie carried to another browser opens no page, brings no bytes, and is asked for the PIN', async ({
	page,
	browser,
	demo,
}) => {
	const { study } = await filmOf(demo);
	const link = demo.createLink({ studies: [study] });
	await openLink(page, link);
	await untilDiagnostic(page);
	const stolen = await cookiesOf(page.context());
	const thief = await newPage(browser, { userAgent: 'Mozilla/5.0 (X11; Linux x86_64) Another/1.0' });
	await thief.context().addCookies(stolen);
	const brought: string[] = [];
	thief.on('response', (answer) => {
		const { pathname } = new URL(answer.url());
		if (answer.ok() && /^\/(studies|api\/studies|dicom-web)\//.test(pathname)) brought.push(pathname);
	});
	await thief.goto(`${demo.origin}/studies/${study}`);
	await expect(thief.getByRole('status')).toContainText('ใส่ PIN');
	expect(new URL(thief.url()).pathname).toBe('/s');
	const direct = await thief.request.get(`${demo.origin}/api/studies/${study}/manifest`);
	expect(direct.status()).toBe(428);
	expect(brought).toEqual([]);
	// A browser that says it is the same one opens no page either: it can't sign.
	const twin = await newPage(browser);
	await twin.context().addCookies(stolen);
	await twin.goto(`${demo.origin}/studies/${study}`);
	await expect(twin.getByRole('status')).toContainText('ใส่ PIN');
	// The right device reloads without noticing.
	await page.reload();
	await page.waitForURL(/\/studies\//);
	await untilDiagnostic(page);
	await thief.context().close();
	await twin.context().close();
});

test('threat-5 a link for a named person asks for a sign-in, keeps no token in the page, and opens for nobody else', async ({
	page,
	browser,
	demo,
}) => {
	// The recipient has been here before: that is how their name is known.
	const colleague = await newPage(browser);
	await signInAs(colleague.context(), demo, 'specialist', { subject: 'named', name: 'นพ.ผู้รับ ทดสอบ' });
	await signInAs(page.context(), demo, 'rural-doctor', { subject: 'maker-three' });
	await openShare(page, demo);
	await page.getByLabel('บุคคลหรือโรงพยาบาลที่ระบุ (ต้องเข้าสู่ระบบ)').check();
	await page.getByLabel('โรงพยาบาลผู้รับ').selectOption({ value: '99002' });
	await page.getByLabel('บุคคลผู้รับ').selectOption({ label: 'นพ.ผู้รับ ทดสอบ · อายุรแพทย์โรคระบบการหายใจ' });
	const link = await make(page);
	expect(link.pin).toBe('');
	expect(link.url).toContain('/s#n.');

	const stranger = await newPage(browser);
	await stranger.goto(link.url);
	await stranger.getByRole('button', { name: 'เข้าสู่ระบบเพื่อเปิดดู' }).click();
	await stranger.waitForURL(/\/sign-in\?returnTo=%2Fopen-link/);
	const secret = link.url.split('#n.')[1]!;
	const kept = await stranger.evaluate(() =>
		JSON.stringify([
			document.cookie,
			Object.entries(localStorage),
			Object.entries(sessionStorage),
			location.href,
		]),
	);
	expect(kept).not.toContain(secret);
	expect(kept).not.toMatch(/[\w-]{40,}/);
	// Whoever signs in there isn't the one it was made for.
	await signInAs(stranger.context(), demo, 'radiologist', { subject: 'stranger' });
	await stranger.goto(`${demo.origin}/open-link`);
	await expect(stranger.getByRole('status')).toContainText('บุคคลหรือโรงพยาบาลอื่น');

	await colleague.goto(link.url);
	await colleague.getByRole('button', { name: 'เข้าสู่ระบบเพื่อเปิดดู' }).click();
	await colleague.waitForURL(/\/studies\//);
	await untilDiagnostic(colleague);
	await page.goto(`${demo.origin}/links`);
	await expect(openings(page, 'opened')).toContainText('นพ.ผู้รับ ทดสอบ');
	await page.getByRole('button', { name: /^ยกเลิกลิงก์/ }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'ยกเลิกลิงก์', exact: true }).click();
	await expect(colleague.locator('[data-ended="not-yours"]')).toBeVisible({ timeout: 5000 });
	await colleague.context().close();
	await stranger.context().close();
});

test('the owner hospital sees and withdraws its links, without a name of a patient', async ({
	page,
	browser,
	demo,
}) => {
	const maker = await newPage(browser);
	await signInAs(maker.context(), demo, 'rural-doctor', { subject: 'maker-four' });
	await openShare(maker, demo);
	const link = await make(maker);
	const guest = await newPage(browser);
	await openLink(guest, link);
	await untilDiagnostic(guest);
	await signInAs(page.context(), demo, 'privacy-officer');
	await page.goto(`${demo.origin}/links`);
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('ลิงก์ของโรงพยาบาล');
	const card = page.locator('[data-link][data-state="open"]').first();
	await expect(card.getByRole('heading')).toHaveText('การตรวจ 1 รายการ');
	await card.getByRole('button', { name: /^ยกเลิกลิงก์/ }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'ยกเลิกลิงก์', exact: true }).click();
	await expect(guest.locator('[data-ended="revoked"]')).toBeVisible({ timeout: 5000 });
	await guest.context().close();
	await maker.context().close();
});

test('sharing wants a recent proof of who one is, and a right to the study', async ({ page, demo }) => {
	const { study } = await filmOf(demo);
	const session = await signInAs(page.context(), demo, 'rural-doctor', { authTime: Date.now() - 6 * 60_000 });
	const ask = () =>
		page.request.post(`${demo.origin}/api/links`, {
			headers: { origin: demo.origin },
			data: {
				study,
				place: null,
				annotate: false,
				download: false,
				hours: 72,
				maxUses: null,
				oneTime: false,
				to: { kind: 'pin' },
			},
		});
	const stale = await ask();
	expect([stale.status(), await stale.json()]).toEqual([403, { code: 'step-up-needed' }]);
	await openShare(page, demo);
	// What was chosen waits, sealed, while the person proves who they are; the dialog then stands as it was left.
	const dialog = page.getByRole('dialog');
	await dialog.getByLabel('บุคคลหรือโรงพยาบาลที่ระบุ').check();
	await dialog.getByLabel('โรงพยาบาลผู้รับ').selectOption('99002');
	await dialog.getByLabel('บุคคลผู้รับ').selectOption({ index: 1 });
	await dialog.getByLabel('ใช้ได้นาน').selectOption('24');
	await dialog.getByText('ตัวเลือกเพิ่มเติม').click();
	await dialog.getByLabel('เขียนเครื่องหมายบนภาพ').check();
	await dialog.getByLabel('จำนวนเครื่องที่เปิดได้').selectOption('once');
	const person = await dialog.getByLabel('บุคคลผู้รับ').inputValue();
	await page.getByRole('button', { name: 'สร้างลิงก์' }).click();
	await stayAtSignIn(page);
	await page.getByRole('button', { name: 'ไปยืนยันตัวตน' }).click();
	await page.waitForURL(/\/sign-in\?/);
	expect(await page.evaluate(() => Object.values(localStorage).join())).not.toContain(person);
	await proveAgain(page, demo, session, { role: 'rural-doctor' });
	await page.goto(`${demo.origin}/studies/${study}`);
	await expect(dialog.getByLabel('บุคคลผู้รับ')).toHaveValue(person);
	await expect(dialog.getByLabel('ใช้ได้นาน')).toHaveValue('24');
	await expect(dialog.getByLabel('เขียนเครื่องหมายบนภาพ')).toBeChecked();
	await expect(dialog.getByLabel('จำนวนเครื่องที่เปิดได้')).toHaveValue('once');
	await make(page);
	// A dialog opened anew begins anew.
	await page.getByRole('button', { name: 'เสร็จแล้ว' }).click();
	await page.getByRole('button', { name: 'แชร์' }).click();
	await expect(dialog.getByLabel('บุคคลหรือโรงพยาบาลที่ระบุ')).not.toBeChecked();
	// Another hospital's people can't pass on what they may see.
	await page.context().clearCookies();
	await signInAs(page.context(), demo, 'specialist');
	const foreign = await ask();
	expect([foreign.status(), await foreign.json()]).toEqual([404, { code: 'not-found' }]);
});

test('a row of the worklist is shared by its button or its key, where the study is one of ours', async ({
	page,
	demo,
}) => {
	const { study } = await filmOf(demo);
	await signInAs(page.context(), demo, 'rural-doctor', { subject: 'maker-row' });
	await page.goto(`${demo.origin}/worklist`);
	const row = page.locator(`[data-study="${study}"]`);
	await row.focus();
	await page.keyboard.press('s');
	await expect(page.getByRole('button', { name: 'สร้างลิงก์' })).toBeEnabled();
	// No picture is on the screen: the link opens at the study's beginning.
	await expect(page.getByText('เปิดที่ภาพที่เห็นอยู่ตอนนี้')).toHaveCount(0);
	const link = await make(page);
	expect(link.pin).toMatch(/^\d{6}$/);
	await page.getByRole('button', { name: 'เสร็จแล้ว' }).click();
	await expect(page).toHaveURL(/worklist/);
	await row.getByRole('button', { name: /^แชร์/ }).click();
	await expect(page.getByRole('dialog')).toBeVisible();
	await page.getByRole('button', { name: 'ยกเลิก' }).click();
	await page.context().clearCookies();
	await signInAs(page.context(), demo, 'coordinator');
	await page.goto(`${demo.origin}/worklist`);
	await expect(row).toBeVisible();
	await expect(row.getByRole('button')).toHaveCount(0);
});

for (const size of sizes) {
	test(`the dialog, the made link and the page of links have no fault on a ${size.name}`, async ({
		page,
		demo,
	}) => {
		await page.setViewportSize(size);
		await signInAs(page.context(), demo, 'rural-doctor', { subject: `maker-${size.name}` });
		const look = async (name: string): Promise<void> => {
			await shot(page, `${name}-${size.name}`);
			const found = await new AxeBuilder({ page }).analyze();
			expect(
				found.violations.map(
					(one) => `${one.id}: ${one.nodes.map((node) => node.target.join(' ')).join(', ')}`,
				),
			).toEqual([]);
			const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
			expect(wide).toBe(false);
		};
		await page.goto(`${demo.origin}/links`);
		await look('empty');
		await openShare(page, demo);
		await page.getByText('ตัวเลือกเพิ่มเติม').click();
		await look('form');
		await make(page);
		await look('made');
		await page.getByRole('button', { name: 'เสร็จแล้ว' }).click();
		await page.goto(`${demo.origin}/links`);
		await expect(page.locator('[data-state="open"]')).toHaveCount(1);
		await look('links');
	});
}
