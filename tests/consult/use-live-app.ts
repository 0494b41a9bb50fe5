/** One server with a consult's live door for all the tests of a file, on a folder of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { startLiveApp } from './live-app.ts';
import type { LiveApp } from './live-app.ts';

/** The folder; `started` gets the server before the first test. */
export function useLiveApp(started: (app: LiveApp) => void): string {
	const dataDir = mkdtempSync(join(tmpdir(), 'hub-live-'));
	let app: LiveApp | null = null;
	beforeAll(async () => {
		app = await startLiveApp({ dataDir });
		started(app);
	});
	afterAll(async () => {
		await app?.stop();
		rmSync(dataDir, { recursive: true, force: true });
	});
	return dataDir;
}
