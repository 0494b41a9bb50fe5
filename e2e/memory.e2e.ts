import type { Page } from '@playwright/test';
import { part10File } from '../tests/fixtures/part10-file.ts';
import { openLink, untilDiagnostic, viewport } from './support/reading.ts';
import { store } from './support/store.ts';
import { expect, test } from './support/test.ts';

const studies = Array.from({ length: 30 }, (_, i) => `2.25.91.${i + 1}`);

/** A slice as large as a CT's. */
function slice(study: string, number: number): Uint8Array {
	const values = Uint16Array.from({ length: 512 * 512 }, (_, i) => (i * 7 + number * 31) % 4096);
	return part10File({
		study,
		series: `${study}.1`,
		instance: `${study}.1.${number}`,
		number,
		more: { '00280010': { vr: 'US', Value: [512] }, '00280011': { vr: 'US', Value: [512] } },
		values,
	});
}

/** MB that the page holds after a collection, buffers of pixels included. */
async function heldMb(page: Page): Promise<number> {
	const session = await page.context().newCDPSession(page);
	await session.send('HeapProfiler.collectGarbage');
	const usage: { usedSize: number; backingStorageSize?: number } = await session.send('Runtime.getHeapUsage');
	await session.detach();
	return (usage.usedSize + (usage.backingStorageSize ?? 0)) / 2 ** 20;
}

test('thirty studies opened in turn stay under the budget of a tablet', async ({ page, plain }) => {
	test.setTimeout(180_000);
	for (const study of studies)
		await store(
			plain,
			[1, 2, 3].map((number) => slice(study, number)),
		);
	await openLink(page, plain.createLink({ studies }));
	const after: number[] = [];
	for (const study of studies) {
		if (!page.url().endsWith(study)) await page.evaluate((to) => location.assign(to), `/studies/${study}`);
		await page.waitForURL((url) => url.pathname.endsWith(study));
		await untilDiagnostic(page);
		await expect(viewport(page)).toHaveAttribute('data-frames-ready', '3');
		after.push(await heldMb(page));
	}
	const [first = 0] = after;
	// What the first study needed, each later one may need again, but nothing of the ones before may stay.
	expect(Math.max(...after)).toBeLessThan(Math.max(128, first * 1.5));
});
