import type { Page } from '@playwright/test';

/** Its upgrade is refused, as by a proxy that knows none. */
export async function noSocket(page: Page): Promise<void> {
	await page.addInitScript(() => {
		const Real = window.WebSocket;
		window.WebSocket = class extends Real {
			constructor(url: string | URL) {
				super(String(url).replace('/live?', '/no-upgrade?'));
			}
		};
	});
}
