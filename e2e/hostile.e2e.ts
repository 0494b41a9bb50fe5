/** Files that mean harm, or are simply broken, meet the viewer: words instead of junk, and the rest of the study stays usable. */
import type { Page } from '@playwright/test';
import { bytesInMemory } from '#lib/base/bytes.ts';
import { string } from '#lib/dicom/dataset.ts';
import { readPart10 } from '#lib/dicom/part10/part10-reader.ts';
import { fixture } from '../tests/fixtures/catalogue/catalogue.ts';
import { hostileDocuments, hostileFiles } from '../tests/fixtures/hostile.ts';
import { mutate } from '../tests/fixtures/mutate.ts';
import { openLink, readFrame, viewport } from './support/reading.ts';
import { store } from './support/store.ts';
import { expect, test } from './support/test.ts';

/** Until the pane has made up its mind: a picture, or words. */
async function settled(page: Page): Promise<'diagnostic' | 'failed' | 'document'> {
	let state: string | null = null;
	await expect
		.poll(
			async () => {
				if ((await page.locator('[data-document]').count()) > 0) state = 'document';
				else if ((await page.locator('[data-refusal]').count()) > 0) state = 'failed';
				else
					state = await viewport(page)
						.getAttribute('data-state', { timeout: 1000 })
						.catch(() => null);
				return state;
			},
			{ timeout: 45_000 },
		)
		.toMatch(/^(diagnostic|failed|document)$/);
	return state as unknown as 'diagnostic' | 'failed' | 'document';
}

test('threat-11 threat-10 every hostile file is refused in words or shown as harmless text, and nothing runs', async ({
	page,
	plain,
}) => {
	test.setTimeout(600_000);
	const complaints: string[] = [];
	page.on('pageerror', (error) => complaints.push(`page error ${error.name}`));
	page.on('dialog', (dialog) => complaints.push(`dialog ${dialog.type()}`));
	page.on('console', (message) => {
		if (/Content Security Policy/.test(message.text())) complaints.push(message.text().slice(0, 120));
	});
	const files = hostileFiles();
	const tally = { door: 0, screen: 0, shown: 0 };
	for (const file of files) {
		const [answer] = await store(plain, [file.bytes]);
		const taken = (answer?.stored.length ?? 0) > 0;
		if (!taken) {
			tally.door++;
			expect(file.expect, `${file.name} was refused at the door`).toBe('refused');
			continue;
		}
		await openLink(page, plain.createLink({ studies: [await studyOf(file.bytes)] }));
		const end = await settled(page);
		if (end === 'failed') tally.screen++;
		else tally.shown++;
		if (file.expect === 'refused') expect(end, file.name).toBe('failed');
		expect(await page.evaluate(() => '__xss' in globalThis), file.name).toBe(false);
		expect(await page.title(), file.name).not.toMatch(/__xss|script/);
	}
	expect(complaints).toEqual([]);
	expect((await fetch(`${plain.origin}/ready`)).ok).toBe(true);
	test.info().annotations.push({ type: 'tally', description: JSON.stringify(tally) });
});

test('threat-12 a script in a PDF and a page that calls itself one are shown as paper or as words; nothing runs, nothing calls out', async ({
	page,
	plain,
}) => {
	test.setTimeout(180_000);
	const complaints: string[] = [];
	page.on('dialog', (dialog) => complaints.push(`dialog ${dialog.type()}`));
	page.on('request', (request) => {
		const { protocol, origin } = new URL(request.url());
		if (protocol.startsWith('http') && origin !== plain.origin) complaints.push('a request to elsewhere');
	});
	for (const { name, bytes } of hostileDocuments()) {
		const [answer] = await store(plain, [bytes]);
		expect(answer?.stored, name).toHaveLength(1);
		await openLink(page, plain.createLink({ studies: [await studyOf(bytes)] }));
		expect(await settled(page), name).toMatch(/^(document|failed)$/);
		// Settled means that the pane stands; what it loads must have come to an end too.
		await expect(page.getByRole('status').filter({ hasText: /…|กำลัง/ }), name).toHaveCount(0);
		for (const frame of page.frames()) {
			expect(await frame.evaluate(() => '__xss' in globalThis), name).toBe(false);
		}
		expect(await page.locator('svg[onload], script:not([nonce]):not([src])').count(), name).toBe(0);
	}
	expect(complaints).toEqual([]);
});

async function studyOf(bytes: Uint8Array): Promise<string> {
	const read = await readPart10(bytesInMemory(bytes));
	const study = read.ok ? string(read.value.dataset, '0020000D') : null;
	if (study === null) throw new Error('stored, but without a study');
	return study;
}

const subjects = [
	'explicit-little-endian',
	'implicit-little-endian',
	'deflated',
	'rle-16-signed',
	'jpeg-baseline',
	'jpeg-lossless-70',
	'jpeg-ls-lossless',
	'jpeg-2000-lossless',
	'htj2k-lossless-201',
	'multi-frame',
];

test('threat-11 five hundred mutations: a refusal in words or a picture of the right size, never another picture, never a hang', async ({
	page,
	plain,
}) => {
	test.setTimeout(900_000);
	let tried = 0;
	const tally = { door: 0, refused: 0, shown: 0 };
	for (const name of subjects) {
		const good = await fixture(name);
		const mutants = Array.from({ length: 51 }, (_, seed) => {
			// An instance of its own in the good one's series: same length, so that no offset moves.
			const instance = renumbered(good.instance, seed);
			return { instance, bytes: mutate(replaced(good.bytes, good.instance, instance), seed).bytes };
		});
		const answers = await store(plain, [good.bytes, ...mutants.map((mutant) => mutant.bytes)]);
		const stored = new Set(answers.flatMap((answer) => answer.stored));
		expect(stored.has(good.instance), name).toBe(true);
		await openLink(page, plain.createLink({ studies: [good.study] }));
		await viewport(page).waitFor({ state: 'attached' });
		const truth = (await readFrame(page, at(good, good.instance))).sha256;
		for (const mutant of mutants) {
			tried++;
			if (!stored.has(mutant.instance)) {
				tally.door++;
				continue;
			}
			const read = await readFrame(page, at(good, mutant.instance));
			if (read.format === null) {
				tally.refused++;
				expect(read.refused, name).toMatch(/^[a-z0-9-]+$/);
			} else {
				tally.shown++;
			}
			// The good neighbour is what it was, right after the damaged one went through the same decoder.
			if (mutant.instance.endsWith('0')) {
				expect((await readFrame(page, at(good, good.instance))).sha256, name).toBe(truth);
			}
		}
		await stepThrough(page);
	}
	expect(tried).toBeGreaterThanOrEqual(500);
	expect((await fetch(`${plain.origin}/ready`)).ok).toBe(true);
	test.info().annotations.push({ type: 'tally', description: JSON.stringify(tally) });
});

/** Through the stack on the screen, as a reader would. */
async function stepThrough(page: Page): Promise<void> {
	await page.keyboard.press('Home');
	await settled(page);
	const total = Number(await viewport(page).getAttribute('data-frames-total'));
	for (let i = 1; i < total; i++) {
		await page.keyboard.press('ArrowDown');
		await settled(page);
	}
}

const at = (good: { study: string }, instance: string) => ({ study: good.study, instance, frame: 1 });

function renumbered(uid: string, seed: number): string {
	return uid.slice(0, -3) + String(100 + seed);
}

function replaced(bytes: Uint8Array, from: string, to: string): Uint8Array {
	return new Uint8Array(Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll(from, to), 'latin1'));
}
