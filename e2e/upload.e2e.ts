/** A nurse and a doctor send files in: cut lines, reloads, wrong patients, photographs; and nothing is lost or misfiled. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { zipSync } from 'fflate';
import sharp from 'sharp';
import type { Dataset } from '#lib/dicom/dataset.ts';
import { writePart10 } from '#lib/dicom/part10/part10-writer.ts';
import { payloads } from '../tests/fixtures/hostile.ts';
import { part10File } from '../tests/fixtures/part10-file.ts';
import { seeded } from '../tests/fixtures/image-file.ts';
import { untilDiagnostic } from './support/reading.ts';
import { shot } from './support/shot.ts';
import { signInAs } from './support/staff.ts';
import { expect, test } from './support/test.ts';
import type { TestServer } from '../tests/server.ts';

const sizes = [
	{ width: 1440, height: 900 },
	{ width: 1024, height: 768 },
	{ width: 390, height: 844 },
] as const;

const folder = mkdtempSync(join(tmpdir(), 'hub-upload-e2e-'));
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

const other: Dataset = {
	'00100010': { vr: 'PN', Value: [{ Alphabetic: 'รักไทย^สุดา^^นาง' }] },
	'00100030': { vr: 'DA', Value: ['19770920'] },
	'00100040': { vr: 'CS', Value: ['F'] },
};

function image(study: string, n = 1, more: Dataset = {}): Uint8Array {
	return part10File({ study, series: `${study}.1`, instance: `${study}.1.${n}`, number: n, more });
}

function onDisk(name: string, bytes: Uint8Array): string {
	const path = join(folder, name);
	writeFileSync(path, bytes);
	return path;
}

/** 24 MB that don't compress, in a header that can be read. */
function large(study: string): Uint8Array {
	const random = seeded(7);
	const pixels = new Uint8Array(4000 * 3000 * 2);
	for (let at = 0; at < pixels.length; at += 2) pixels[at] = random() * 256;
	const us = (value: number) => ({ vr: 'US', Value: [value] });
	return writePart10({
		dataset: {
			'00080016': { vr: 'UI', Value: ['1.2.840.10008.5.1.4.1.1.1'] },
			'00080018': { vr: 'UI', Value: [`${study}.1.1`] },
			'00080060': { vr: 'CS', Value: ['CR'] },
			'00100010': { vr: 'PN', Value: [{ Alphabetic: 'ใจดี^สมชาย' }] },
			// Not the number that the test before gave to two people.
			'00100020': { vr: 'LO', Value: ['HN-0909'] },
			'00100030': { vr: 'DA', Value: ['19700102'] },
			'0020000D': { vr: 'UI', Value: [study] },
			'0020000E': { vr: 'UI', Value: [`${study}.1`] },
			'00280002': us(1),
			'00280004': { vr: 'CS', Value: ['MONOCHROME2'] },
			'00280010': us(4000),
			'00280011': us(3000),
			'00280100': us(16),
			'00280101': us(8),
			'00280102': us(7),
			'00280103': us(0),
		},
		transferSyntax: '1.2.840.10008.1.2.1',
		pixelData: { kind: 'native', bytes: pixels, vr: 'OW' },
	});
}

const choose = (page: Page, paths: string | string[], what = 'files') =>
	page.locator(`[data-pick="${what}"]`).first().setInputFiles(paths);
const yes = (page: Page) => page.getByRole('button', { name: /^ใช่ จัดเก็บ/ });

async function open(page: Page, server: TestServer): Promise<void> {
	// A batch of an earlier test belongs to the same person.
	await page.goto(`${server.origin}/upload`);
	const again = page.getByRole('button', { name: 'ส่งชุดใหม่' });
	const discard = page.getByRole('button', { name: 'ยกเลิกชุดนี้' });
	if (await again.isVisible()) await again.click();
	else if (await discard.isVisible()) {
		await discard.click();
		await page.getByRole('button', { name: 'ลบทั้งหมด' }).click();
	}
	await expect(page.getByRole('button', { name: 'เลือกไฟล์', exact: true })).toBeVisible();
}

async function look(page: Page, name: string): Promise<void> {
	for (const size of sizes) {
		await page.setViewportSize(size);
		await shot(page, `upload-${name}-${size.width}`, { fullPage: true });
		const overflow = await page.evaluate(
			() => document.documentElement.scrollWidth - document.documentElement.clientWidth,
		);
		expect(overflow, `${name} at ${size.width}`).toBeLessThanOrEqual(0);
		const { violations } = await new AxeBuilder({ page }).analyze();
		expect(violations.map((one) => `${one.id} ${one.nodes[0]?.html ?? ''}`)).toEqual([]);
	}
	await page.setViewportSize(sizes[0]);
}

test('files are sent, shown with their patient, confirmed and opened; a bad one sinks no other', async ({
	page,
	context,
	plain,
}) => {
	await signInAs(context, plain, 'clinic-staff');
	await open(page, plain);
	await look(page, 'empty');
	await choose(page, [
		onDisk('IM1', image('2.25.501', 1)),
		onDisk('IM2', image('2.25.501', 2)),
		onDisk('cut.dcm', image('2.25.501', 3).slice(0, 600)),
		onDisk('letter.txt', new TextEncoder().encode('hello')),
	]);
	await expect(page.getByText('สมชาย ใจดี')).toBeVisible();
	await expect(page.getByText('HN HN-0001')).toBeVisible();
	await expect(page.getByText(/2 มกราคม 2513/)).toBeVisible();
	await expect(page.getByText('รหัส not-dicom')).toBeVisible();
	await look(page, 'check');
	await yes(page).click();
	await expect(page.getByRole('heading', { name: 'จัดเก็บแล้ว' })).toBeVisible();
	await expect(page.getByText(/^จัดเก็บ 2 ภาพ/)).toBeVisible();
	await expect(page.getByText('รับไม่ได้ 2 ไฟล์')).toBeVisible();
	await look(page, 'done');
	await page.getByRole('link', { name: 'เปิดดูภาพ' }).click();
	await page.waitForURL(/\/studies\/2\.25\.501/);
	await untilDiagnostic(page);
});

test('threat-18: another birth date under a known HN is a red warning that needs its own yes', async ({
	page,
	context,
	plain,
}) => {
	await signInAs(context, plain, 'clinic-staff');
	await open(page, plain);
	await choose(page, [
		onDisk('a', image('2.25.502')),
		onDisk('b', image('2.25.503', 1, { ...other, '00100020': { vr: 'LO', Value: ['HN-0777'] } })),
	]);
	// Two patients, one by one; the second is left out.
	await expect(yes(page)).toHaveCount(2);
	await page.getByRole('button', { name: 'ไม่ใช่ ไม่จัดเก็บ' }).nth(1).click();
	await expect(yes(page)).toHaveCount(1);
	await yes(page).click();
	await expect(page.getByText(/^จัดเก็บ 1 ภาพ/)).toBeVisible();
	await page.getByRole('button', { name: 'ส่งชุดใหม่' }).click();

	await choose(page, onDisk('c', image('2.25.504', 1, other)));
	await expect(page.getByText('HN นี้มีอยู่แล้วในชื่ออื่น')).toBeVisible();
	await expect(yes(page)).toBeDisabled();
	await look(page, 'warning');
	for (const box of await page.getByRole('checkbox').all()) await box.check();
	await expect(yes(page)).toBeEnabled();
	await yes(page).click();
	await expect(page.getByRole('heading', { name: 'จัดเก็บแล้ว' })).toBeVisible();
});

test('a cut line costs nothing: the rest goes on, the bytes are the same', async ({
	page,
	context,
	plain,
}) => {
	await signInAs(context, plain, 'clinic-staff');
	await open(page, plain);
	const bytes = large('2.25.505');
	const offsets: number[] = [];
	page.on('request', (request) => {
		const offset = request.headers()['upload-offset'];
		if (request.method() === 'PATCH' && offset !== undefined) offsets.push(Number(offset));
	});
	const line = await context.newCDPSession(page);
	const throttled = { offline: false, latency: 20, downloadThroughput: -1, uploadThroughput: 1_500_000 };
	await line.send('Network.emulateNetworkConditions', throttled);
	await choose(page, onDisk('film.dcm', bytes));
	const bar = page.getByRole('progressbar').first();
	await expect.poll(() => bar.evaluate((one: HTMLProgressElement) => one.value)).toBeGreaterThan(4_000_000);
	await page.getByRole('button', { name: 'หยุดพัก' }).click();
	await expect(page.getByText(/หยุดพักไว้/)).toBeVisible();
	await look(page, 'paused');
	await page.getByRole('button', { name: 'ส่งต่อ', exact: true }).click();
	await expect.poll(() => bar.evaluate((one: HTMLProgressElement) => one.value)).toBeGreaterThan(8_000_000);
	await context.setOffline(true);
	await expect(page.getByText(/ไม่มีสัญญาณ จะส่งต่อเอง/)).toBeVisible();
	await shot(page, 'upload-offline-1440');
	await context.setOffline(false);
	await line.send('Network.emulateNetworkConditions', { ...throttled, uploadThroughput: -1 });
	await expect(page.getByText('สมชาย ใจดี')).toBeVisible();
	expect(offsets.some((offset) => offset > 0)).toBe(true);
	expect(sentFile(plain)).toBe(sha256(bytes));
});

test('a reload loses nothing: the same file chosen again goes on from where it stopped', async ({
	page,
	context,
	plain,
}) => {
	await signInAs(context, plain, 'clinic-staff');
	await open(page, plain);
	const path = onDisk('film2.dcm', large('2.25.506'));
	const line = await context.newCDPSession(page);
	const throttled = { offline: false, latency: 20, downloadThroughput: -1, uploadThroughput: 3_000_000 };
	await line.send('Network.emulateNetworkConditions', throttled);
	await choose(page, path);
	const bar = page.getByRole('progressbar').first();
	await expect.poll(() => bar.evaluate((one: HTMLProgressElement) => one.value)).toBeGreaterThan(10_000_000);
	page.on('dialog', (dialog) => void dialog.accept());
	await page.reload();
	await expect(page.getByText(/1 ไฟล์ยังส่งไม่ครบ/)).toBeVisible();
	await look(page, 'reloaded');
	await line.send('Network.emulateNetworkConditions', { ...throttled, uploadThroughput: -1 });
	const first = page.waitForRequest((request) => request.method() === 'PATCH');
	await choose(page, path);
	expect(Number((await first).headers()['upload-offset'])).toBeGreaterThan(1_000_000);
	await expect(page.getByText('สมชาย ใจดี')).toBeVisible();
	expect(sentFile(plain)).toBe(sha256(large('2.25.506')));
	// And the question itself survives a reload.
	await page.reload();
	await yes(page).click();
	await expect(page.getByRole('heading', { name: 'จัดเก็บแล้ว' })).toBeVisible();
});

test('a photograph on a phone: upright, described, confirmed, opened', async ({ page, context, plain }) => {
	await signInAs(context, plain, 'clinic-staff');
	await open(page, plain);
	await page.setViewportSize(sizes[2]);
	const photo = await sharp({ create: { width: 900, height: 600, channels: 3, background: '#b5651d' } })
		.composite([
			{
				input: Buffer.from(
					'<svg width="300" height="200"><ellipse cx="150" cy="100" rx="140" ry="80" fill="#8b1a1a"/></svg>',
				),
				left: 60,
				top: 60,
			},
		])
		.withMetadata({ orientation: 6 })
		.jpeg()
		.toBuffer();
	await choose(page, [onDisk('IMG_1.jpg', photo), onDisk('IMG_2.jpg', photo)], 'photos');
	await expect(page.getByRole('heading', { name: /ภาพถ่าย 2 ภาพ/ })).toBeVisible();
	const canvas = page.locator('canvas').first();
	// Upright: taller than wide, though stored the other way.
	await expect.poll(() => canvas.evaluate((one: HTMLCanvasElement) => one.height > one.width)).toBe(true);
	await page.getByRole('button', { name: 'หมุนขวา' }).first().click();
	await expect.poll(() => canvas.evaluate((one: HTMLCanvasElement) => one.width > one.height)).toBe(true);
	await page.getByRole('button', { name: 'ตัดขอบ' }).first().click();
	await page.getByRole('slider', { name: /ตัดด้านบน/ }).fill('20');
	await page.getByLabel('ส่วนของร่างกาย').first().selectOption('HAND');
	await page.getByRole('radio', { name: 'ผู้ป่วยใหม่' }).check();
	const next = page.getByRole('button', { name: /ต่อไป/ });
	await expect(next).toBeDisabled();
	await page.getByLabel('HN', { exact: true }).fill('0045871');
	await page.getByLabel('ชื่อ', { exact: true }).fill('มาลี');
	await page.getByLabel('นามสกุล').fill('แสงทอง');
	await page.getByLabel('วัน', { exact: true }).fill('2');
	await page.getByLabel('เดือน').selectOption('3');
	await page.getByLabel(/ปี พ.ศ./).fill('28');
	await page.getByRole('radio', { name: 'หญิง' }).check();
	await expect(next).toBeDisabled();
	await page.getByLabel(/ปี พ.ศ./).fill('2528');
	await expect(page.getByText(/2 มีนาคม 2528/)).toBeVisible();
	await look(page, 'photo');
	await page.setViewportSize(sizes[2]);
	await next.click();
	await expect(page.getByText('HN 0045871')).toBeVisible();
	await shot(page, 'upload-photo-check-390', { fullPage: true });
	await yes(page).click();
	await expect(page.getByText(/^จัดเก็บ 2 ภาพ/)).toBeVisible();
	await page.getByRole('link', { name: 'เปิดดูภาพ' }).click();
	await page.waitForURL(/\/studies\//);
	await untilDiagnostic(page);

	// Next time the patient is found.
	await open(page, plain);
	await choose(page, onDisk('IMG_3.jpg', photo), 'photos');
	await page.getByRole('searchbox').fill('มาลี');
	await page.getByRole('searchbox').press('Enter');
	await page.getByRole('button', { name: /มาลี แสงทอง/ }).click();
	await page.getByRole('button', { name: /ต่อไป/ }).click();
	await expect(yes(page)).toBeVisible();
});

test('a disc as zip; names that mean harm are text (threat-10)', async ({ page, context, plain }) => {
	await signInAs(context, plain, 'clinic-staff');
	await open(page, plain);
	const violations: string[] = [];
	page.on('console', (message) => {
		if (/Content Security Policy|Refused to/.test(message.text())) violations.push(message.text());
	});
	const inside: Record<string, Uint8Array> = { 'AUTORUN.INF': new Uint8Array(9), 'PT/IM': image('2.25.507') };
	for (const [n, payload] of Object.values(payloads).entries()) {
		inside[`d${n}/${payload.slice(0, 80).replaceAll('/', '_')}`] = image('2.25.507', 9).slice(0, 500 + n);
	}
	await choose(page, onDisk('<img src=x onerror="window.__xss=1">.zip', zipSync(inside)));
	await expect(yes(page)).toBeVisible();
	await expect(page.getByText('<script>window.__xss=1', { exact: false })).toBeVisible();
	await expect(page.getByText(/ข้าม 1 ไฟล์/)).toBeVisible();
	expect(await page.evaluate(() => '__xss' in window)).toBe(false);
	expect(violations).toEqual([]);
	await look(page, 'zip');
	expect(page.url()).toBe(`${plain.origin}/upload`);
	expect(plain.output()).not.toMatch(/onerror|สมชาย|HN-0001|film2?\.dcm/);
});

test('people without the right to store are told so', async ({ page, context, plain }) => {
	await signInAs(context, plain, 'coordinator');
	await page.goto(`${plain.origin}/upload`);
	await expect(page.getByText(/ไม่มีสิทธิ์นำเข้าภาพ/)).toBeVisible();
	const asked = await page.request.post(`${plain.origin}/api/upload-batches`, {
		headers: { origin: plain.origin },
	});
	expect(asked.status()).toBe(404);
});

function sentFile(server: TestServer): string {
	const uploads = join(server.dataDir, 'uploads');
	const [name] = readdirSync(uploads).filter((one) => !one.endsWith('.dcm'));
	return sha256(readFileSync(join(uploads, name ?? '')));
}

function sha256(bytes: Uint8Array): string {
	return createHash('sha256').update(bytes).digest('hex');
}
