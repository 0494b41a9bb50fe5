import { join } from 'node:path';
import type { Page } from '@playwright/test';

/** A picture of the page for whoever looks: into the folder that SHOTS names; without it none, since it costs a second each. */
export async function shot(
	page: Page,
	name: string,
	options: { readonly fullPage?: boolean } = {},
): Promise<void> {
	const folder = process.env['SHOTS'];
	if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`), ...options });
}
