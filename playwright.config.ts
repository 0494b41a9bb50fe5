import { defineConfig } from '@playwright/test';
import { chromiumArgs, chromiumPath } from './tests/peers/chromium.ts';

const executablePath = chromiumPath();

export default defineConfig({
	testDir: 'e2e',
	testMatch: '**/*.e2e.ts',
	// Two files at a time, each against a server of its own; waits by state and never by the clock.
	workers: 2,
	fullyParallel: false,
	// A noisy machine may starve one run of a browser; a test that fails twice has failed, one that fails once is named flaky.
	retries: process.env['CI'] === undefined ? 0 : 1,
	timeout: 90_000,
	expect: { timeout: 30_000 },
	reporter: [['list']],
	outputDir: 'test-results',
	use: {
		locale: 'th-TH',
		timezoneId: 'Asia/Bangkok',
		viewport: { width: 1440, height: 900 },
		launchOptions: { args: [...chromiumArgs], ...(executablePath === null ? {} : { executablePath }) },
		trace: 'off',
		screenshot: 'only-on-failure',
	},
});
