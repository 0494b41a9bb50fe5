/** One real browser with a profile of its own, watching for slice codes. */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type BrowserContext, chromium, type Page } from '@playwright/test';
import sharp from 'sharp';
import { chromiumArgs, chromiumPath } from '../../tests/peers/chromium.ts';
import { busySeconds } from '../machine.ts';
import { readSliceCode } from '../data/slice-code.ts';
import { userAgent, type Ours } from '../peers/stage.ts';
import { detectorSource, type Seen } from './detector.ts';
import { browserPid } from './process-tree.ts';

export class Window {
	readonly page: Page;
	readonly pid: number | null;
	readonly errors: string[] = [];
	readonly seen: Seen[] = [];
	readonly #context: BrowserContext;
	#wake: () => void = () => undefined;

	private constructor(context: BrowserContext, page: Page, pid: number | null) {
		this.#context = context;
		this.page = page;
		this.pid = pid;
	}

	static async open(profileFolder: string, ours: Ours): Promise<Window> {
		const executablePath = chromiumPath();
		if (executablePath === null) throw new Error('no Chromium: npm run pretest');
		mkdirSync(profileFolder, { recursive: true });
		const context = await chromium.launchPersistentContext(profileFolder, {
			executablePath,
			viewport: { width: 1280, height: 800 },
			locale: 'th-TH',
			userAgent,
			args: [
				...chromiumArgs,
				'--enable-precise-memory-info',
				'--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
			],
		});
		await context.addCookies([{ ...(await ours.enter()), url: ours.origin }]);
		const page = context.pages()[0] ?? (await context.newPage());
		const window = new Window(context, page, browserPid(profileFolder));
		page.on('pageerror', (error) => window.errors.push(error.message.slice(0, 160)));
		await page.exposeBinding('__seen', (_, seen: Seen) => {
			window.seen.push(seen);
			window.#wake();
		});
		await page.addInitScript({ content: detectorSource() });
		return window;
	}

	/** Null when nothing that fits was seen in time. */
	async until(fits: (seen: Seen) => boolean, timeoutMs: number): Promise<Seen | null> {
		const end = Date.now() + timeoutMs;
		for (;;) {
			const found = this.seen.find(fits);
			if (found !== undefined) return found;
			const left = end - Date.now();
			if (left <= 0) return null;
			await Promise.race([
				new Promise<void>((resolve) => (this.#wake = resolve)),
				wait(Math.min(left, 1000)),
			]);
		}
	}

	/** The slice code of what really stands on the screen; 0 when there is none. */
	async codeOnScreen(): Promise<number> {
		const shot = await this.page.screenshot({ timeout: 20_000 }).catch(() => null);
		if (shot === null) return 0;
		const { data, info } = await sharp(shot)
			.removeAlpha()
			.greyscale()
			.extractChannel(0)
			.raw()
			.toBuffer({ resolveWithObject: true });
		const row = (y: number): Buffer => data.subarray(y * info.width, (y + 1) * info.width);
		for (let y = 4; y + 4 < info.height; y += 3) {
			const number = readSliceCode(row(y));
			if (number !== 0 && readSliceCode(row(y + 4)) === number) return number;
		}
		return 0;
	}

	/** A browser that hangs is ended: it must not end the batch. */
	async close(): Promise<void> {
		const closed = await Promise.race([
			this.#context.close().then(
				() => true,
				() => false,
			),
			wait(15_000, false),
		]);
		if (!closed && this.pid !== null) process.kill(this.pid, 'SIGKILL');
	}
}

/** A new profile is a cold cache. */
export function newProfile(): string {
	return mkdtempSync(join(tmpdir(), 'hub-bench-'));
}

export function dropProfile(folder: string): void {
	if (existsSync(folder)) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** Waits for a quiet moment, at most this long; returns the idle share of the machine just before. */
export async function quiet(longestMs: number): Promise<number | null> {
	const end = Date.now() + longestMs;
	for (;;) {
		const before = busySeconds();
		await wait(500);
		const after = busySeconds();
		if (before === null || after === null) return null;
		const idle = (after.idle - before.idle) / (after.idle - before.idle + after.busy - before.busy || 1);
		if (idle > 0.75 || Date.now() > end) return Math.round(idle * 100) / 100;
	}
}
