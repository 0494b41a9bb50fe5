/** One production server with one link over all its studies, and a page that has opened it. */
import { chromium, type Page } from '@playwright/test';
import { isUid } from '#lib/dicom/uid.ts';
import { openLink } from '../../e2e/support/reading.ts';
import { store, type StoreAnswer } from '../../e2e/support/store.ts';
import { chromiumArgs, chromiumPath } from '../peers/chromium.ts';
import { startServer, type TestServer } from '../server.ts';

export interface Hub {
	readonly server: TestServer;
	readonly answers: readonly StoreAnswer[];
	/** A page with a viewport in it; all studies of `studies` may be asked for. */
	readonly page: Page;
	close(): Promise<void>;
}

export async function openHub(files: readonly Uint8Array[], studies: readonly string[]): Promise<Hub> {
	const server = await startServer();
	const answers = await store(server, files);
	// A hostile file may call its study anything: such a name never becomes a link.
	const known = [...new Set(studies)].filter(isUid);
	const link = known.length === 0 ? null : server.createLink({ studies: known });
	const path = chromiumPath();
	const browser = await chromium.launch({
		args: [...chromiumArgs],
		...(path === null ? {} : { executablePath: path }),
	});
	const page = await browser.newPage({ locale: 'th-TH' });
	if (link !== null) {
		await openLink(page, link);
		await page
			.locator('[data-viewport], [data-document], [data-refusal]')
			.first()
			.waitFor({ state: 'attached' });
	}
	return {
		server,
		answers,
		page,
		close: async () => {
			await browser.close();
			await server.stop();
		},
	};
}
