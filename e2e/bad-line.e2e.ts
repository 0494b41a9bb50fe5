import { createHash } from 'node:crypto';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { studyUidOf } from '../src/lib/server/demo/dataset-parts.ts';
import { priorCtFiles } from '../src/lib/server/demo/cross-sections.ts';
import { referral } from '../src/lib/server/demo/demo-people.ts';
import { string } from '../src/lib/dicom/dataset.ts';
import { readPart10 } from '../src/lib/dicom/part10/part10-reader.ts';
import { bytesInMemory } from '../src/lib/base/bytes.ts';
import { openLink, readFrame, untilDiagnostic, viewport } from './support/reading.ts';
import { store } from './support/store.ts';
import { expect, test } from './support/test.ts';

/** A line that can be cut: every connection through it ends in the middle of whatever it carries. */
async function cuttable(target: number): Promise<{ port: number; cut(): number; close(): void }> {
	const open = new Set<Socket>();
	const line = createServer((browser) => {
		const server = connect({ port: target, host: '127.0.0.1' });
		open.add(browser);
		browser.once('close', () => open.delete(browser));
		browser.pipe(server).pipe(browser);
		for (const socket of [browser, server]) socket.on('error', () => undefined);
		browser.once('close', () => server.destroy());
		server.once('close', () => browser.destroy());
	});
	await new Promise<void>((resolve) => line.listen(0, '127.0.0.1', resolve));
	return {
		port: (line.address() as AddressInfo).port,
		cut: () => {
			const count = open.size;
			for (const socket of open) socket.resetAndDestroy();
			return count;
		},
		close: () => line.close(),
	};
}

test('a line cut twenty times during the load: every frame comes, each the same to the bit, and the tab lives', async ({
	page,
	plain,
}) => {
	test.setTimeout(180_000);
	const files = [...priorCtFiles()].slice(0, 40);
	for (const answer of await store(plain, files)) expect(answer.failed).toEqual([]);
	const study = studyUidOf(referral.prior);
	const line = await cuttable(Number(new URL(plain.origin).port));
	try {
		const link = plain.createLink({ studies: [study] });
		await openLink(page, { ...link, url: link.url.replace(plain.origin, `http://127.0.0.1:${line.port}`) });
		const pane = viewport(page);
		let broken = 0;
		// At least twenty times, and until twenty connections were broken: a browser may be between two of them.
		for (let cuts = 0; cuts < 20 || (broken < 20 && cuts < 80); cuts++) {
			broken += line.cut();
			// The reader goes on meanwhile, and the page answers.
			await page.keyboard.press(cuts % 2 === 0 ? 'ArrowDown' : 'ArrowUp');
			await page.evaluate(async () => new Promise((resolve) => setTimeout(resolve, 150)));
		}
		expect(broken).toBeGreaterThanOrEqual(20);
		await expect(pane).toHaveAttribute('data-frames-ready', '40', { timeout: 90_000 });
		await untilDiagnostic(page);
		for (const at of [0, 7, 19, 39]) {
			const parsed = await readPart10(bytesInMemory(files[at]!));
			if (!parsed.ok) throw new Error(parsed.reason);
			const instance = string(parsed.value.dataset, '00080018') ?? '';
			// Uncompressed files end with their pixels.
			const truth = createHash('sha256')
				.update(files[at]!.subarray(files[at]!.length - 512 * 512 * 2))
				.digest('hex');
			expect((await readFrame(page, { study, instance, frame: 1 })).sha256).toBe(truth);
		}
	} finally {
		line.close();
	}
});

test('on a line paid by the megabyte only what is looked at comes, its price is told, and all of it on request', async ({
	page,
	plain,
}) => {
	const files = [...priorCtFiles()].slice(0, 40);
	for (const answer of await store(plain, files)) expect(answer.failed).toEqual([]);
	await page.addInitScript(() => {
		Object.defineProperty(navigator, 'connection', { value: { saveData: true } });
	});
	const asked: string[] = [];
	page.on('request', (request) => {
		if (/\/(frames\/\d+|previews)\b/.test(request.url())) asked.push(request.url());
	});
	await openLink(page, plain.createLink({ studies: [studyUidOf(referral.prior)] }));
	await untilDiagnostic(page);
	await page.keyboard.press('ArrowDown');
	await untilDiagnostic(page);
	await expect(viewport(page)).toHaveAttribute('data-frames-ready', '2');
	expect(asked.filter((url) => url.includes('/previews'))).toEqual([]);
	const all = page.getByRole('button', { name: /^รับทั้งชุด \d+(\.\d)? MB$/ });
	await all.click();
	await expect(viewport(page)).toHaveAttribute('data-frames-ready', '40');
	await expect(all).toHaveCount(0);
	await page.locator('[data-quality-mark]').click();
	await expect(page.locator('[data-received]')).toHaveText(/^\d+(\.\d)? MB ตั้งแต่เปิดหน้านี้$/);
});
