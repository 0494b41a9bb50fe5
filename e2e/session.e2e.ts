/** A person's session in a real browser: one lock for all tabs, nothing of a patient behind it, drafts for the same person only. */
import { AxeBuilder } from '@axe-core/playwright';
import { openDatabase } from '../src/lib/server/store/open-database.ts';
import type { Role } from '../src/lib/access/staff.ts';
import { referral } from '../src/lib/server/demo/demo-people.ts';
import { studyUidOf } from '../src/lib/server/demo/dataset-parts.ts';
import { shot } from './support/shot.ts';
import { viewport } from './support/reading.ts';
import { proveAgain as prove, signInAs, stayAtSignIn } from './support/staff.ts';
import { expect, test } from './support/test.ts';

const film = studyUidOf(referral.film);

test('one tap locks every tab: no picture and no name stays in any of them, and one proof opens all', async ({
	context,
	demo,
}) => {
	const session = await signInAs(context, demo, 'rural-doctor');
	const reading = await context.newPage();
	await reading.goto(`${demo.origin}/studies/${film}`);
	await expect(viewport(reading)).toHaveAttribute('data-state', /preview|diagnostic/);
	const name = (await reading.locator('header .name').textContent()) ?? '?';
	const other = await context.newPage();
	await other.goto(`${demo.origin}/studies/${film}`);
	await expect(viewport(other)).toBeVisible();

	await other.getByRole('button', { name: 'ล็อกหน้าจอ' }).click();
	for (const page of [other, reading]) {
		await expect(page.getByRole('heading', { name: 'ล็อกหน้าจออยู่' })).toBeVisible();
		await page.waitForURL(/\/locked\?/);
		await expect(page.locator('[data-viewport]')).toHaveCount(0);
		// Not in the markup and not in the page's data either.
		expect(await page.content()).not.toContain(name);
		expect(await page.title()).not.toContain(name);
	}
	// Neither reloading nor going to the address again helps, and no program gets a frame.
	await reading.goto(`${demo.origin}/studies/${film}`);
	await expect(reading.getByRole('heading', { name: 'ล็อกหน้าจออยู่' })).toBeVisible();
	const manifest = await context.request.get(`${demo.origin}/api/studies/${film}/manifest`);
	expect([manifest.status(), await manifest.json()]).toEqual([401, { code: 'locked' }]);

	await prove(reading, demo, session, { role: 'rural-doctor' });
	await reading.reload();
	await expect(viewport(reading)).toHaveAttribute('data-state', /preview|diagnostic/);
	// The other tab hears of it from the first.
	await expect(viewport(other)).toBeVisible();
	expect(new URL(other.url()).pathname).toBe(`/studies/${film}`);
});

test('the screen locks itself by the clock of the server, in every tab', async ({ context, demo }) => {
	const session = await signInAs(context, demo, 'rural-doctor');
	const pages = [await context.newPage(), await context.newPage()];
	for (const page of pages) {
		await page.goto(`${demo.origin}/studies/${film}`);
		await expect(viewport(page)).toBeVisible();
	}
	// As if nobody had touched anything for a quarter of an hour.
	const db = await openDatabase({ dataDir: demo.dataDir, databaseUrl: null });
	await db
		.updateTable('staff_session')
		.set({ last_active_at: Date.now() - 15 * 60_000 })
		.where('id', '=', session.id)
		.execute();
	await db.destroy();
	for (const page of pages) {
		await page.waitForURL(/\/locked\?/);
		await expect(page.locator('[data-viewport]')).toHaveCount(0);
	}
});

test('an administrator ends a session: its open pages close at once', async ({ browser, demo }) => {
	const doctor = await browser.newContext();
	await signInAs(doctor, demo, 'rural-doctor', { subject: 'leaves-today', name: 'นพ.ประเสริฐ ทดสอบ' });
	const page = await doctor.newPage();
	await stayAtSignIn(page);
	await page.goto(`${demo.origin}/studies/${film}`);
	await expect(viewport(page)).toBeVisible();

	const office = await browser.newContext();
	await signInAs(office, demo, 'hospital-admin');
	const admin = await office.newPage();
	await admin.goto(`${demo.origin}/admin/people`);
	const row = admin.getByRole('row', { name: /ประเสริฐ/ });
	const end = row.getByRole('button', { name: /ออกจากระบบทุกเครื่อง$/ });
	await expect(row).toContainText('ตรวจสอบแล้ว');
	await end.click();
	await expect(end).toHaveCount(0);
	await page.waitForURL(/\/sign-in/);
	await expect(page.locator('[data-viewport]')).toHaveCount(0);
	await doctor.close();
	await office.close();
});

test('what was not sent comes back to the same person after a proof, and to nobody else', async ({
	browser,
	demo,
}) => {
	const context = await browser.newContext();
	const old = Date.now() - 10 * 60_000;
	const session = await signInAs(context, demo, 'operator', { authTime: old });
	const page = await context.newPage();
	await stayAtSignIn(page);
	await page.goto(`${demo.origin}/admin/hospitals`);
	await page.getByRole('button', { name: 'เพิ่มโรงพยาบาล' }).click();
	const form = page.getByRole('dialog');
	const secret = 'รพ.ทดสอบร่างข้อความ';
	await form.getByLabel(/5 หลัก/).fill('99011');
	await form.getByLabel('ชื่อภาษาไทย').fill(secret);
	await form.getByLabel('ชื่อภาษาอังกฤษ').fill('Draft Hospital');
	await form.getByRole('button', { name: 'บันทึก' }).click();
	await form.getByRole('button', { name: 'ไปยืนยันตัวตน' }).click();
	await page.waitForURL(/\/sign-in\?returnTo=%2Fadmin%2Fhospitals&prove=1/);
	const stored = await page.evaluate(() => Object.entries(localStorage).join('\n'));
	expect(stored).toContain('hub-draft:');
	expect(stored).not.toContain(secret);
	expect(stored).not.toContain('99011');

	// Somebody else signs in on this machine: the text is there, the key isn't theirs.
	const nurse = await browser.newContext({ storageState: await context.storageState() });
	await nurse.clearCookies();
	await signInAs(nurse, demo, 'operator', { subject: 'another-operator' });
	const theirs = await nurse.newPage();
	await theirs.goto(`${demo.origin}/admin/hospitals`);
	await theirs.getByRole('button', { name: 'เพิ่มโรงพยาบาล' }).click();
	await expect(theirs.getByRole('dialog').getByLabel('ชื่อภาษาไทย')).toHaveValue('');
	// Even with the entry under their own name.
	await theirs.evaluate(async () => {
		const mine = ((await (await fetch('/api/session')).json()) as { person: string }).person;
		const hash = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(`${mine}\nhospital:`));
		const name = btoa(String.fromCharCode(...new Uint8Array(hash).slice(0, 12)))
			.replaceAll('+', '-')
			.replaceAll('/', '_');
		const [entry] = Object.values(localStorage) as string[];
		localStorage.setItem(`hub-draft:${mine}:${name}`, entry ?? '');
	});
	await theirs.reload();
	await theirs.getByRole('button', { name: 'เพิ่มโรงพยาบาล' }).click();
	await expect(theirs.getByRole('dialog').getByLabel('ชื่อภาษาไทย')).toHaveValue('');
	// What doesn't open is thrown away, which also shows that it was tried.
	await expect
		.poll(() =>
			theirs.evaluate(async () => {
				const mine = ((await (await fetch('/api/session')).json()) as { person: string }).person;
				return Object.keys(localStorage).filter((name) => name.startsWith(`hub-draft:${mine}`)).length;
			}),
		)
		.toBe(0);
	await nurse.close();

	await prove(page, demo, session, { role: 'operator' });
	await page.goto(`${demo.origin}/admin/hospitals`);
	const again = page.getByRole('dialog');
	await expect(again.getByLabel('ชื่อภาษาไทย')).toHaveValue(secret);
	await expect(again.getByLabel(/5 หลัก/)).toHaveValue('99011');
	await again.getByRole('button', { name: 'บันทึก' }).click();
	await expect(page.getByText(secret)).toBeVisible();
	await expect.poll(() => page.evaluate(() => Object.keys(localStorage).join())).not.toContain('hub-draft:');
	await context.close();
});

test('threat-5: leaving leaves nothing in the browser', async ({ context, demo }) => {
	await signInAs(context, demo, 'hospital-admin');
	const page = await context.newPage();
	await stayAtSignIn(page);
	await page.goto(`${demo.origin}/admin/policies`);
	await page.getByLabel('อายุสูงสุดของลิงก์แชร์').fill('7');
	await expect.poll(() => page.evaluate(() => localStorage.length)).toBeGreaterThan(0);
	const second = await context.newPage();
	await stayAtSignIn(second);
	await second.goto(`${demo.origin}/admin/people`);
	await page.getByRole('button', { name: 'ออกจากระบบ' }).click();
	const dialog = page.getByRole('dialog');
	await expect(dialog).toContainText('1 รายการ');
	await dialog.getByRole('button', { name: 'ออกจากระบบ' }).click();
	for (const one of [page, second]) await one.waitForURL(/\/sign-in/);
	expect(await page.evaluate(() => localStorage.length)).toBe(0);
	expect((await context.cookies()).filter((cookie) => cookie.name === 'hub-staff')).toEqual([]);
});

test('threat-22: titles, addresses and stores of staff pages name nobody', async ({ context, demo }) => {
	const session = await signInAs(context, demo, 'rural-doctor');
	const page = await context.newPage();
	await page.goto(`${demo.origin}/studies/${film}`);
	await expect(viewport(page)).toBeVisible();
	const name = (await page.locator('header .name').textContent()) ?? '?';
	for (const text of [await page.title(), page.url()]) {
		expect(text).not.toContain(name);
		expect(text).not.toContain(encodeURIComponent(name));
		expect(text).not.toContain('0012345');
	}
	const stores = await page.evaluate(() =>
		[...Object.entries(localStorage), ...Object.entries(sessionStorage)].flat().join(' '),
	);
	// threat-5 too: no script of the page can read what opens the session.
	expect(stores).not.toContain(session.token);
	expect(await page.evaluate(() => document.cookie)).not.toContain('hub-staff');
	expect(demo.output()).not.toContain(session.token);
});

const sizes = [
	{ width: 1440, height: 900 },
	{ width: 1024, height: 768 },
	{ width: 390, height: 844 },
] as const;

for (const size of sizes) {
	test(`the shell, the lock and the administration at ${size.width}`, async ({ context, demo }) => {
		const page = await context.newPage();
		await page.setViewportSize(size);
		const clean = async () => {
			const found = await new AxeBuilder({ page }).analyze();
			expect(found.violations.map((one) => `${one.id}: ${one.nodes[0]?.html ?? ''}`)).toEqual([]);
			const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
			expect(wide).toBeLessThanOrEqual(0);
		};
		await signInAs(context, demo, 'hospital-admin');
		for (const tab of ['people', 'devices', 'policies']) {
			await page.goto(`${demo.origin}/admin/${tab}`);
			await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
			await clean();
			await shot(page, `admin-${tab}-${size.width}`, { fullPage: true });
		}
		await page.getByRole('button', { name: /บัญชีของฉัน/ }).click();
		await expect(page.getByText('เครื่องนี้', { exact: true })).toBeVisible();
		await clean();
		await shot(page, `account-${size.width}`);
		await page.keyboard.press('Escape');
		await page.keyboard.press('Alt+KeyL');
		await page.waitForURL(/\/locked/);
		await clean();
		await shot(page, `locked-${size.width}`);
	});
}

test('unlocking goes through the identity provider: the same person returns to the same page, another does not', async ({
	page,
	plain,
}) => {
	const password = /PASSWORD (\d{6})/.exec(plain.output())?.[1] ?? '';
	const choose = async (name: RegExp): Promise<void> => {
		await page.getByRole('button', { name: /เข้าใช้ด้วย|ยืนยันด้วย/ }).click();
		await page.getByLabel(/รหัสผ่านสาธิต/).fill(password);
		await page.getByRole('button', { name }).click();
	};
	const address = `${plain.origin}/admin/policies`;
	await page.goto(address);
	await choose(/สมยศ/);
	await page.waitForURL(address);
	const cookie = async () =>
		(await page.context().cookies()).find((one) => one.name === 'hub-staff')?.value ?? '';
	const before = await cookie();
	await page.getByLabel('อายุสูงสุดของลิงก์แชร์').fill('9');
	await page.getByRole('button', { name: 'ล็อกหน้าจอ' }).click();
	await page.waitForURL(/\/locked\?/);
	await expect(page.getByText('เก็บเข้ารหัสไว้ในเครื่องนี้')).toBeVisible();
	await page.getByRole('button', { name: 'ยืนยันตัวตนเพื่อใช้งานต่อ' }).click();
	await choose(/กัลยา/);
	await page.waitForURL(/\/sign-in\?.*problem=other-person/);
	await page.goto(address);
	await expect(page.getByRole('heading', { name: 'ล็อกหน้าจออยู่' })).toBeVisible();
	await page.getByRole('button', { name: 'ยืนยันตัวตนเพื่อใช้งานต่อ' }).click();
	await choose(/สมยศ/);
	await page.waitForURL(address);
	await expect(page.getByLabel('อายุสูงสุดของลิงก์แชร์')).toHaveValue('9');
	// threat-5: what the browser held before the proof opens nothing new.
	expect(await cookie()).not.toBe(before);
});

test('each role is led to its own pages, and only to those', async ({ browser, demo }) => {
	const pages = {
		'rural-doctor': ['/consults', '/worklist', '/upload', '/links', '/oversight'],
		coordinator: ['/consults', '/worklist'],
		'privacy-officer': ['/links', '/oversight'],
		'hospital-admin': ['/links', '/admin'],
		operator: ['/admin'],
	} as const;
	for (const [role, expected] of Object.entries(pages) as [Role, readonly string[]][]) {
		const context = await browser.newContext();
		await signInAs(context, demo, role);
		const page = await context.newPage();
		const admin = await page.goto(`${demo.origin}/admin/people`);
		expect(admin?.status(), role).toBe(role === 'hospital-admin' ? 200 : 404);
		const nav = page.getByRole('navigation', { name: 'เมนูหลัก' });
		await expect(nav.getByRole('link').first(), role).toBeVisible();
		const links = await nav
			.getByRole('link')
			.evaluateAll((all) => all.map((one) => one.getAttribute('href')));
		expect(links, role).toEqual(expected);
		await context.close();
	}
	const anonymous = await browser.newContext();
	const page = await anonymous.newPage();
	await stayAtSignIn(page);
	await page.goto(`${demo.origin}/admin/people`);
	await page.waitForURL(/\/sign-in\?returnTo=%2Fadmin%2Fpeople$/);
	await anonymous.close();
});
