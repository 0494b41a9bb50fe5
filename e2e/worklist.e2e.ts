/** The list of studies as its people use it: search, filters, keyboard, news, and nobody's name where it must not be. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { signInAs } from './support/staff.ts';
import { store } from './support/store.ts';
import { expect, test } from './support/test.ts';
import { part10File } from '../tests/fixtures/part10-file.ts';
import { fillStudies } from '../tests/peers/many-studies.ts';
import { openDatabase } from '../src/lib/server/store/open-database.ts';

const sizes = {
	desktop: { width: 1440, height: 900 },
	tablet: { width: 1024, height: 768 },
	phone: { width: 390, height: 844 },
} as const;

const rows = (page: Page) => page.locator('[data-study]');
const search = (page: Page) => page.getByRole('textbox', { name: 'ค้นหาผู้ป่วย' });

async function openList(page: Page, origin: string, query = ''): Promise<void> {
	await page.goto(`${origin}/worklist${query}`);
	await expect(page.getByRole('main')).toBeVisible();
}

/** Of what was typed, the rows are the answer. */
async function searched(page: Page, text: string): Promise<void> {
	const answered = page.waitForResponse(
		(response) =>
			response.url().endsWith('/api/worklist/search') &&
			(response.request().postDataJSON() as { text: string }).text === text,
	);
	await search(page).fill(text);
	await answered;
	await expect(page.getByRole('grid')).not.toHaveAttribute('aria-busy', 'true');
}

for (const [name, viewport] of Object.entries(sizes)) {
	test(`the list on ${name}`, async ({ page, context, demo }) => {
		await page.setViewportSize(viewport);
		await signInAs(context, demo, 'rural-doctor');
		await openList(page, demo.origin);
		await expect(rows(page).first()).toBeVisible();
		await expect(page.locator('[data-picture="shown"]').first()).toBeVisible();
		// Nothing hangs over the edge
		const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
		expect(wide).toBeLessThanOrEqual(0);
		await page.screenshot({ path: `test-results/worklist-${name}.png` });
		const axe = await new AxeBuilder({ page }).analyze();
		expect(axe.violations.map((one) => [one.id, one.nodes[0]?.html])).toEqual([]);
	});
}
