/** Signing in as a person does, in a real browser, through the identity provider inside the server. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import type { TestServer } from '../tests/server.ts';
import { shot } from './support/shot.ts';
import { expect, test } from './support/test.ts';

const passwordOf = (server: TestServer): string => /PASSWORD (\d{6})/.exec(server.output())?.[1] ?? '';

async function choosePerson(page: Page, server: TestServer, name: RegExp): Promise<void> {
	await page.getByRole('button', { name: /เข้าใช้ด้วย|Sign in with/ }).click();
	await page.getByLabel(/รหัสผ่านสาธิต|Demo password/).fill(passwordOf(server));
	await page.getByRole('button', { name }).click();
}

async function findings(page: Page): Promise<readonly string[]> {
	const { violations } = await new AxeBuilder({ page }).analyze();
	return violations.map((each) => `${each.id}: ${each.nodes[0]?.html ?? ''}`);
}

/** Anything a script of the page could read and send away. */
async function readable(page: Page): Promise<string> {
	return page.evaluate(() =>
		JSON.stringify([
			location.href,
			document.cookie,
			Object.entries(localStorage),
			Object.entries(sessionStorage),
			history.state,
		]),
	);
}

test('threat-5 the rural doctor signs in, lands on the page asked for, and nothing readable opens a session', async ({
	page,
	context,
	plain,
}) => {
	const seen: string[] = [];
	const complaints: string[] = [];
	page.on('request', (request) => seen.push(request.url()));
	page.on('console', (message) => {
		if (/Content Security Policy|Trusted/i.test(message.text())) complaints.push(message.text());
	});
	await page.goto(`${plain.origin}/worklist?urgency=high`);
	await expect(page).toHaveURL(/\/sign-in\?returnTo=/);
	await choosePerson(page, plain, /ปาริชาต/);
	await page.waitForURL(`${plain.origin}/worklist?urgency=high`);
	expect(complaints).toEqual([]);
	expect(await readable(page)).not.toMatch(/[\w-]{22,}/);
	for (const cookie of await context.cookies()) {
		if (cookie.name === 'lang') continue;
		expect([cookie.name, cookie.httpOnly]).toEqual([cookie.name, true]);
	}
	// The code passes through one address once; no other ever carries anything of the kind.
	const secrets = seen.filter((url) => /[?&](code|state|id_token|access_token|token)=/.test(url));
	expect(secrets.filter((url) => !/\/sign-in\/callback\/local\?|\/idp\/auth\?/.test(url))).toEqual([]);
	expect(seen.every((url) => !/[?&#](id_token|access_token|token)=/.test(url))).toBe(true);
	await page.goBack();
	expect(page.url()).not.toMatch(/[?&](code|state)=/);
	const session = await page.request.get(`${plain.origin}/api/session`);
	expect(await session.json()).toMatchObject({ hospital: { hcode: '99001' } });
});

test('a doctor of two hospitals says where they work today, by keyboard alone', async ({ page, plain }) => {
	await page.goto(`${plain.origin}/sign-in?returnTo=%2Fworklist&lang=en`);
	await page.getByRole('button', { name: 'Sign in with an example account' }).press('Enter');
	const password = page.getByLabel('Demo password');
	await expect(password).toBeFocused();
	await password.fill(passwordOf(plain));
	await page.getByRole('button', { name: /Kaewmanee/ }).press('Enter');
	await expect(page.getByRole('heading', { level: 1 })).toHaveText('Where are you working today?');
	await page.getByRole('button', { name: /Ban Don Klang/ }).press('Enter');
	await page.waitForURL(`${plain.origin}/worklist`);
	const session = await page.request.get(`${plain.origin}/api/session`);
	expect(await session.json()).toMatchObject({ hospital: { hcode: '99003' } });
});

for (const [width, height] of [
	[1440, 900],
	[1024, 768],
	[390, 844],
] as const) {
	test(`the sign-in pages read well at ${width}x${height}`, async ({ page, plain }) => {
		await page.setViewportSize({ width, height });
		const check = async (name: string): Promise<void> => {
			await shot(page, `${name}-${width}`, { fullPage: true });
			expect(await findings(page), name).toEqual([]);
			expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
			for (const button of await page.getByRole('button').all())
				expect((await button.boundingBox())?.height, name).toBeGreaterThanOrEqual(44);
		};
		await page.goto(`${plain.origin}/sign-in?problem=licence-expired`);
		await check('problem');
		await page.goto(`${plain.origin}/sign-in?prove=1&returnTo=%2Fworklist`);
		await check('step-up');
		await page.goto(`${plain.origin}/sign-in`);
		await page.getByRole('button', { name: /เข้าใช้ด้วย/ }).click();
		await page.getByLabel('รหัสผ่านสาธิต').fill('0');
		await page.getByRole('button', { name: /ปาริชาต/ }).click();
		await expect(page.getByRole('alert')).toBeVisible();
		await check('people');
		await page.getByLabel('รหัสผ่านสาธิต').fill(passwordOf(plain));
		await page.getByRole('button', { name: /อรอนงค์/ }).click();
		await expect(page.getByRole('heading', { level: 1 })).toHaveText('วันนี้ปฏิบัติงานที่ใด');
		await check('hospital');
	});
}
