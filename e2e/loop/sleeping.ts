import type { Page } from '@playwright/test';
import type { Wire } from '../support/wire.ts';

const asleepMs = 60_000;

/**
 * A tablet laid aside: its page stands still and its radio sleeps, of which neither side hears. Returns the way to wake it, when a
 * minute has passed.
 */
export async function sleep(page: Page, wire: Wire): Promise<() => Promise<void>> {
	const cdp = await page.context().newCDPSession(page);
	wire.hush();
	await cdp.send('Page.setWebLifecycleState', { state: 'frozen' });
	const since = Date.now();
	return async () => {
		// Mostly passed already: a minute is what is promised.
		await new Promise((resolve) => setTimeout(resolve, Math.max(0, asleepMs - (Date.now() - since))));
		wire.mend();
		await cdp.send('Page.setWebLifecycleState', { state: 'active' });
		await cdp.detach();
	};
}
