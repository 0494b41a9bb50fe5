/** The landing page in a real browser: what a reader, a thief of the address bar and an in-app browser meet. */
import { chromium } from '@playwright/test';
import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { chromiumArgs, chromiumPath } from './peers/chromium.ts';
import { startServer } from './server.ts';
import type { TestServer } from './server.ts';

const lineAgent =
	'Mozilla/5.0 (Linux; Android 14; SM-A156E) AppleWebKit/537.36 Version/4.0 Chrome/126.0 Mobile Safari/537.36 Line/14.9.0/IAB';

let server: TestServer;
let browser: Browser;
const pages: Page[] = [];

beforeAll(async () => {
	server = await startServer();
	browser = await chromium.launch({ executablePath: chromiumPath() ?? '', args: [...chromiumArgs] });
});
afterEach(async () => {
	for (const page of pages.splice(0)) await page.context().close();
});
afterAll(async () => {
	await browser.close();
	await server.stop();
});

async function open(url: string, options: BrowserContextOptions = {}): Promise<Page> {
	const context = await browser.newContext({ viewport: { width: 390, height: 844 }, ...options });
	const page = await context.newPage();
	pages.push(page);
	await page.goto(url);
	return page;
}

const secretOf = (url: string): string => new URL(url).hash.slice(1);
const wrongOf = (pin: string): string => (pin === '000000' ? '000001' : '000000');
const inThai = (pin: string): string =>
	pin.replace(/\d/g, (digit) => String.fromCharCode(0x0e50 + Number(digit)));

async function type(page: Page, pin: string): Promise<void> {
	await page.getByLabel(/PIN/).fill(pin);
	await page.getByRole('button', { name: /เปิดดูภาพ|Open the images/ }).click();
}

it('opens the study with a PIN pasted in Thai digits and with a space, and leaves the secret nowhere', async () => {
	const link = server.createLink({ studies: ['1.2.3'] });
	const page = await open('about:blank');
	const seen: { url: string; referer: string | undefined }[] = [];
	page.on('request', (request) => {
		seen.push({ url: request.url(), referer: request.headers()['referer'] });
	});
	await page.goto(link.url);
	expect(page.url()).toBe(`${server.origin}/s`);
	const pin = inThai(link.pin);
	await page.getByLabel(/PIN/).fill(`${pin.slice(0, 3)} ${pin.slice(3)}`);
	expect(await page.getByLabel(/PIN/).inputValue()).toBe(link.pin);
	await page.getByRole('button', { name: 'เปิดดูภาพ' }).click();
	await page.waitForURL(`${server.origin}/studies/1.2.3`);
	for (const { url, referer } of seen) {
		expect(new URL(url).origin).toBe(server.origin);
		expect(url).not.toContain(secretOf(link.url));
		expect(referer ?? '').toBe('');
	}
	const kept = await page.evaluate(() =>
		JSON.stringify([document.cookie, Object.entries(localStorage), Object.entries(sessionStorage)]),
	);
	expect(kept).not.toMatch(/[\w-]{40,}/);
	await page.goBack();
	expect(page.url()).toBe('about:blank');
});

it('threat-8: counts the wrong PINs for the reader, then takes the field away', async () => {
	const link = server.createLink({ studies: ['1.2.3'] });
	const page = await open(link.url);
	const notice = page.getByRole('status');
	await type(page, '12');
	await expect.poll(() => notice.textContent()).toContain('6 หลัก');
	for (const left of [4, 3, 2, 1]) {
		await type(page, wrongOf(link.pin));
		await expect.poll(() => notice.textContent()).toContain(`เหลืออีก ${left} ครั้ง`);
		expect(await page.getByLabel(/PIN/).inputValue()).toBe('');
	}
	await type(page, wrongOf(link.pin));
	await expect.poll(() => notice.textContent()).toContain('ถูกล็อกแล้ว');
	expect(await page.getByLabel(/PIN/).isVisible()).toBe(false);
	const again = await open(link.url);
	await type(again, link.pin);
	await expect.poll(() => again.getByRole('status').textContent()).toContain('ถูกล็อก');
});

it('keeps the PIN when the line is down, and the secret when the language changes', async () => {
	const link = server.createLink({ studies: ['1.2.3'] });
	const page = await open(link.url);
	await page.context().setOffline(true);
	await type(page, link.pin);
	await expect.poll(() => page.getByRole('status').textContent()).toContain('ติดต่อระบบไม่ได้');
	await page.getByRole('link', { name: 'English' }).click();
	expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Open the images you were sent');
	expect(await page.getByRole('status').textContent()).toContain('cannot be reached');
	expect(await page.getByLabel(/PIN/).inputValue()).toBe(link.pin);
	await page.context().setOffline(false);
	await page.getByRole('button', { name: 'Open the images' }).click();
	await page.waitForURL(`${server.origin}/studies/1.2.3`);
});

it('asks for the link again when the address has no secret, and offers to go on when one is open', async () => {
	const page = await open(`${server.origin}/s`);
	await expect.poll(() => page.getByRole('status').textContent()).toContain('ลิงก์นี้ไม่ครบ');
	const link = server.createLink({ studies: ['1.2.3'] });
	// the same tab, another link: only the fragment changes
	await page.goto(link.url);
	await type(page, link.pin);
	await page.waitForURL(`${server.origin}/studies/1.2.3`);
	await page.goto(`${server.origin}/s`);
	await page.getByRole('link', { name: 'เปิดดูภาพต่อ' }).click();
	await page.waitForURL(`${server.origin}/studies/1.2.3`);
});

it('in LINE first offers the way out with the secret, then the PIN', async () => {
	const link = server.createLink({ studies: ['1.2.3'] });
	const page = await open(link.url, { userAgent: lineAgent, hasTouch: true, isMobile: true });
	const out = page.getByRole('link', { name: 'เปิดใน Chrome หรือ Safari' });
	expect(await page.getByLabel(/PIN/).isVisible()).toBe(false);
	const href = await out.getAttribute('href');
	expect(href).toBe(`/s?openExternalBrowser=1&lang=th#${secretOf(link.url)}`);
	// what the other browser then gets
	const outside = await open(`${server.origin}${href}`);
	expect(outside.url()).toBe(`${server.origin}/s?lang=th`);
	await type(outside, link.pin);
	await outside.waitForURL(`${server.origin}/studies/1.2.3`);
	// and who stays, can
	await page.getByRole('button', { name: 'เปิดใน LINE ต่อไป' }).click();
	await type(page, link.pin);
	await page.waitForURL(`${server.origin}/studies/1.2.3`);
});

it('has targets of 44 px and runs into no policy of its own', async () => {
	const link = server.createLink({ studies: ['1.2.3'] });
	const page = await open('about:blank');
	const complaints: string[] = [];
	page.on('console', (message) => complaints.push(message.text()));
	page.on('pageerror', (error) => complaints.push(error.message));
	await page.goto(link.url);
	for (const target of [page.getByLabel(/PIN/), page.getByRole('button'), page.getByRole('link')]) {
		const box = await target.boundingBox();
		expect(box?.height).toBeGreaterThanOrEqual(44);
	}
	expect(complaints).toEqual([]);
});
