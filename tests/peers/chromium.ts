import { existsSync } from 'node:fs';
import { chromium } from '@playwright/test';

const usual = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** The browser of the tests: one named by CHROMIUM, else the machine's own, else the one that Playwright has installed. */
export function chromiumPath(): string | null {
	const named = process.env['CHROMIUM'];
	for (const path of named === undefined ? usual : [named, ...usual]) {
		if (existsSync(path)) return path;
	}
	const own = chromium.executablePath();
	return existsSync(own) ? own : null;
}

/** Software WebGL on machines without a GPU; no background traffic, since tests count requests. */
export const chromiumArgs: readonly string[] = [
	'--no-sandbox',
	'--use-gl=angle',
	'--use-angle=swiftshader',
	'--enable-unsafe-swiftshader',
	'--ignore-gpu-blocklist',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	'--no-first-run',
];
