/** Reads frames in the page, through the viewer's own loader, and brings back only their hashes. */
import type { Page } from '@playwright/test';

export type PageFrame =
	| { readonly refused: string }
	| { readonly dtype: string; readonly shape: readonly number[]; readonly sha256: string };

interface Hub {
	readFrame(
		study: string,
		instance: string,
		frame: number,
	): Promise<
		| {
				values: ArrayBufferView<ArrayBuffer>;
				format: { rows: number; columns: number; samples: number; dtype: string };
		  }
		| { refused: string }
	>;
}

export async function readInPage(
	page: Page,
	study: string,
	instance: string,
	frames: number,
): Promise<PageFrame[]> {
	const viewport = page.locator('[data-viewport]').first();
	// On a starved machine the proof of the device may lapse and the pictures go; the reader opens the page again.
	if ((await viewport.count()) === 0) await page.reload();
	await viewport.waitFor({ state: 'attached' });
	return page.evaluate(
		async ({ study, instance, frames }) => {
			const { hub } = document.querySelector('[data-viewport]') as unknown as { hub: Hub };
			const out: PageFrame[] = [];
			for (let frame = 1; frame <= frames; frame++) {
				const read = await hub.readFrame(study, instance, frame);
				if ('refused' in read) {
					out.push({ refused: read.refused });
					continue;
				}
				const { rows, columns, samples, dtype } = read.format;
				const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', read.values));
				const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
				out.push({ dtype, shape: [rows, columns, samples], sha256 });
			}
			return out;
		},
		{ study, instance, frames },
	);
}
