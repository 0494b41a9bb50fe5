/** The link as a person, a robot and a thief meet it. */
import { openLink, untilDiagnostic, viewport } from './support/reading.ts';
import { studiesOf } from './support/catalogue.ts';
import { expect, test } from './support/test.ts';

const line =
	'Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/126.0 Mobile Safari/537.36 Line/14.10.0/IAB';

test('a rural doctor taps the link, types the PIN and sees the picture to its last stored value', async ({
	page,
	demo,
}) => {
	const [link] = demo.links();
	const hosts = new Set<string>();
	const complaints: string[] = [];
	page.on('request', (request) => hosts.add(new URL(request.url()).origin));
	page.on('console', (message) => {
		if (message.type() === 'error') complaints.push(message.text());
	});
	page.on('pageerror', (error) => complaints.push(error.name));
	await openLink(page, link!);
	await untilDiagnostic(page);
	await expect(viewport(page)).toHaveAttribute('data-quality', /lossless|lossy/);
	// threat-9: one origin, nothing for a third party
	hosts.delete('null');
	expect(
		[...hosts].filter(
			(host) => host !== demo.origin && !host.startsWith('blob:') && !host.startsWith('data:'),
		),
	).toEqual([]);
	expect(complaints).toEqual([]);
});

test('threat-9 the secret leaves the address bar at once and no page that follows learns where one came from', async ({
	page,
	demo,
}) => {
	const [link] = demo.links();
	const secret = link!.url.split('#')[1]!;
	await page.goto(link!.url);
	await expect.poll(() => page.evaluate(() => location.hash)).toBe('');
	await page.getByLabel(/PIN/).fill(link!.pin);
	await page.getByRole('button', { name: /เปิดดูภาพ|Open/ }).click();
	await page.waitForURL(/\/studies\//);
	expect(page.url()).not.toContain(secret);
	const kept = await page.evaluate(() => JSON.stringify(localStorage) + JSON.stringify(sessionStorage));
	expect(kept).not.toContain(secret);
	await page.goBack();
	expect(page.url()).not.toContain(secret);
	const landing = await page.request.get(`${demo.origin}/s`);
	expect(landing.headers()['referrer-policy']).toBe('no-referrer');
	expect(landing.headers()['content-security-policy']).toContain("default-src 'none'");
});

test('threat-7 fifty preview robots spend nothing and learn nothing', async ({ page, demo }) => {
	const known = (await studiesOf(demo)).find((each) => each.modalities.includes('CT'));
	const link = demo.createLink({ studies: [known!.study] });
	for (let i = 0; i < 50; i++) {
		const answer = await fetch(`${demo.origin}/s`, { headers: { 'user-agent': line } });
		expect(answer.status).toBe(200);
		const text = await answer.text();
		expect(text).not.toContain(known!.study);
		expect(text).not.toContain(known!.patientId);
		expect(answer.headers.get('set-cookie')).toBeNull();
	}
	await openLink(page, link);
	await untilDiagnostic(page);
});

test('threat-8 after five wrong PINs even the right one is refused, in words', async ({ page, demo }) => {
	const known = (await studiesOf(demo)).find((each) => each.modalities.includes('CT'));
	const link = demo.createLink({ studies: [known!.study] });
	const wrong = link.pin === '000000' ? '111111' : '000000';
	await page.goto(link.url);
	for (let i = 0; i < 5; i++) {
		await page.getByLabel(/PIN/).fill(wrong);
		await page.getByRole('button', { name: /เปิดดูภาพ|Open/ }).click();
		await expect(page.getByRole('status')).toBeVisible();
		await page.waitForTimeout(300);
	}
	await expect(page.getByRole('status')).toContainText(/ล็อก|locked/i);
	// The page gives up asking; a thief would not.
	const answer = await page.request.post(`${demo.origin}/api/links/redeem`, {
		headers: { origin: demo.origin },
		data: { secret: link.url.split('#')[1], pin: link.pin },
	});
	expect(answer.status()).toBe(403);
	expect(await answer.json()).toMatchObject({ code: 'link-locked' });
});

test('threat-5 nothing that opens a session lies where script can read it', async ({
	page,
	context,
	demo,
}) => {
	const [link] = demo.links();
	await openLink(page, link!);
	const cookies = await context.cookies();
	expect(cookies.filter((cookie) => /session|guest|hub/i.test(cookie.name)).length).toBeGreaterThan(0);
	for (const cookie of cookies.filter((each) => each.value.length > 20)) {
		expect(cookie.httpOnly, cookie.name).toBe(true);
		expect(cookie.sameSite, cookie.name).toBe('Strict');
	}
	const stores = await page.evaluate(() =>
		[...Object.values(localStorage), ...Object.values(sessionStorage)].join(' '),
	);
	expect(stores).not.toMatch(/[A-Za-z0-9_-]{22,}/);
});
