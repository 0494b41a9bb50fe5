import { createHash } from 'node:crypto';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { Transform } from 'node:stream';
import { studyUidOf } from '../src/lib/server/demo/dataset-parts.ts';
import { priorCtFiles } from '../src/lib/server/demo/cross-sections.ts';
import { referral } from '../src/lib/server/demo/demo-people.ts';
import { string } from '../src/lib/dicom/dataset.ts';
import { readPart10 } from '../src/lib/dicom/part10/part10-reader.ts';
import { bytesInMemory } from '../src/lib/base/bytes.ts';
import { openLink, readFrame, untilDiagnostic, viewport } from './support/reading.ts';
import { store } from './support/store.ts';
import { expect, test } from './support/test.ts';

/** For each connection: a series takes longer than twenty cuts, on any machine. */
const bytesPerMs = 150;

/** A line that can be cut: every connection through it ends in the middle of whatever it carries. */
async function cuttable(target: number): Promise<{
	port: number;
	/** bytes, to the browser */
	carried(): number;
	/** how many connections it broke */
	cut(): number;
	/** The next page that is longer breaks off after so many bytes; resolves when it has. */
	cutPage(bytes: number): Promise<unknown>;
	close(): void;
}> {
	const open = new Set<Socket>();
	let carried = 0;
	let longestPage = Number.POSITIVE_INFINITY;
	let broken = Promise.withResolvers<null>();
	const line = createServer((browser) => {
		const server = connect({ port: target, host: '127.0.0.1' });
		open.add(browser);
		browser.once('close', () => open.delete(browser));
		let rest = Number.POSITIVE_INFINITY;
		const narrow = new Transform({
			transform: (bytes: Buffer, _, done) => {
				carried += bytes.length;
				if (bytes.includes('content-type: text/html')) rest = longestPage;
				else if (/^HTTP\/1.1 /.test(bytes.toString('latin1', 0, 9))) rest = Number.POSITIVE_INFINITY;
				if (rest < bytes.length) {
					longestPage = Number.POSITIVE_INFINITY;
					// What came before it arrives; the rest never does.
					browser.end(bytes.subarray(0, rest));
					server.destroy();
					broken.resolve(null);
					return;
				}
				rest -= bytes.length;
				setTimeout(() => done(null, bytes), bytes.length / bytesPerMs);
			},
		});
		browser.pipe(server).pipe(narrow).pipe(browser);
		for (const socket of [browser, server, narrow]) socket.on('error', () => undefined);
		browser.once('close', () => server.destroy());
		server.once('error', () => browser.destroy());
	});
	await new Promise<void>((resolve) => line.listen(0, '127.0.0.1', resolve));
	return {
		port: (line.address() as AddressInfo).port,
		carried: () => carried,
		cut: () => {
			const count = open.size;
			for (const socket of open) socket.resetAndDestroy();
			return count;
		},
		cutPage: (bytes) => {
			longestPage = bytes;
			broken = Promise.withResolvers<null>();
			return broken.promise;
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
		for (let cuts = 0; broken < 20; cuts++) {
			const before = line.carried();
			// The reader goes on meanwhile, and the page answers.
			await page.keyboard.press(cuts % 2 === 0 ? 'ArrowDown' : 'ArrowUp');
			// Something is under way again: a page that waits before it tries anew has no connection to break.
			await expect
				.poll(() => line.carried() - before, { timeout: 30_000, intervals: [50] })
				.toBeGreaterThan(10_000);
			broken += line.cut();
		}
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
		// The page itself, cut off behind its picture and before its scripts: it comes again by itself.
		const broke = line.cutPage(14_000);
		await page.reload({ waitUntil: 'commit' });
		await broke;
		await untilDiagnostic(page);
		await expect(page.locator('#line')).toBeEmpty();
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
