/** One viewer with the whole stack: when it is there, what it weighs on the line, how it scrolls, and what the browser holds of it then. */
import { setTimeout as wait } from 'node:timers/promises';
import { pssMb } from '../browser/process-tree.ts';
import { quiet, Window } from '../browser/window.ts';
import type { BenchStudy } from '../data/studies.ts';
import { profiles } from '../link/profiles.ts';
import type { Stage } from '../peers/stage.ts';
import { viewers, type ViewerName } from '../peers/viewers.ts';

export interface ScrollRun {
	readonly cell: 'stack';
	readonly viewer: ViewerName;
	/** Seconds from the address to the last byte of the last slice; null: not in time. */
	readonly whole: number | null;
	/** Slices whose pixels came over the line. */
	readonly slices: number;
	/** Of pixels over the line, previews among them. */
	readonly megabytes: number;
	/** Another slice on the screen, times a second. */
	readonly paintedPerSecond: number | null;
	readonly wheelPerSecond: number | null;
	/** Between two slices, 95 of 100 are shorter, in ms. */
	readonly gapP95: number | null;
	/** Of the browser with all its processes, in MB, after the scrolling. */
	readonly pss: number | null;
	readonly idleBefore: number | null;
	readonly errors: readonly string[];
}

export interface PreviewRun {
	readonly cell: 'previews';
	readonly viewer: 'ours';
	/** Seconds until every slice can be scrolled to at least as preview; null: not in time. */
	readonly scrollable: number | null;
	/** Seconds that the lossless bytes of all slices need on that line, by its rate alone. */
	readonly losslessBytes: number;
	/** Slices far from the first that were seen on the screen right after, by their code. */
	readonly farSeen: readonly number[];
	readonly idleBefore: number | null;
	readonly errors: readonly string[];
}

export interface ScrollOrder {
	readonly viewer: ViewerName;
	readonly study: BenchStudy;
	readonly profileFolder: string;
	readonly timeoutMs: number;
}

export async function measureStack(stage: Stage, order: ScrollOrder): Promise<ScrollRun> {
	const { study, timeoutMs } = order;
	const viewer = viewers[order.viewer];
	return inWindow(stage, order, async (window) => {
		await stage.line.begin('none');
		const idleBefore = await quiet(6000);
		await stage.line.begin('none');
		const started = Date.now();
		go(window, viewer.url(stage, study), timeoutMs);
		const first = await window.until(({ number }) => number > 0, timeoutMs);
		// The picture has been seen: what comes now is counted on the line.
		await window.page.evaluate(() => (globalThis as unknown as Watched).__rest());
		const last = first === null ? null : await lastSlice(stage, order, started + timeoutMs);
		const { exchanges } = await stage.line.traffic();
		const pixels = exchanges.filter(({ path, status }) => viewer.pixels.test(path) && status < 400);
		// The last ones have come, not yet been decoded.
		await quiet(8000);
		const scrolled = first === null ? null : await scroll(window);
		return {
			cell: 'stack',
			viewer: order.viewer,
			whole: last === null ? null : (last - started) / 1000,
			slices: slicesOf(pixels).size,
			megabytes: pixels.reduce((sum, { bytes }) => sum + bytes, 0) / 1e6,
			...(scrolled ?? { paintedPerSecond: null, wheelPerSecond: null, gapP95: null }),
			pss: window.pid === null || last === null ? null : pssMb(window.pid),
			idleBefore,
			errors: window.errors.slice(0, 3),
		};
	});
}

type Exchanges = Awaited<ReturnType<Stage['line']['traffic']>>['exchanges'];

/** Each slice has an address of its own with every peer; a preview is none. */
function slicesOf(exchanges: Exchanges): Set<string> {
	const whole = exchanges.filter(({ path, endedAt }) => endedAt !== null && !/\/previews?\b/.test(path));
	return new Set(whole.map(({ path }) => path.split('?')[0] ?? path));
}

async function lastSlice(
	stage: Stage,
	{ viewer, study }: ScrollOrder,
	until: number,
): Promise<number | null> {
	for (;;) {
		const { exchanges } = await stage.line.traffic();
		const pixels = exchanges.filter(
			({ path, status }) => viewers[viewer].pixels.test(path) && status < 400 && !/\/previews?\b/.test(path),
		);
		if (slicesOf(pixels).size >= study.instances.length)
			return Math.max(...pixels.map(({ endedAt }) => endedAt ?? 0));
		if (Date.now() > until) return null;
		await wait(300);
	}
}

const scrollMs = 8000;
/** So often the wheel turns back: ours begins in the middle of the stack. */
const turnAfter = 100;

interface Scrolled {
	readonly paintedPerSecond: number;
	readonly wheelPerSecond: number;
	readonly gapP95: number | null;
}

async function scroll(window: Window): Promise<Scrolled> {
	const devtools = await window.page.context().newCDPSession(window.page);
	const at = { x: 700, y: 430 };
	await devtools.send('Input.dispatchMouseEvent', { type: 'mouseMoved', ...at });
	await window.page.evaluate(() => (globalThis as unknown as Watched).__scroll(true));
	const started = Date.now();
	let sent = 0;
	let way = 1;
	while (Date.now() - started < scrollMs) {
		const turned = devtools
			.send('Input.dispatchMouseEvent', { type: 'mouseWheel', ...at, deltaX: 0, deltaY: way * 100 })
			.catch(() => undefined);
		sent += 1;
		// A page that is busy answers late: the finger does not wait for it.
		await Promise.race([turned, wait(16)]);
		await wait(4);
		if (sent % turnAfter === 0) way = -way;
	}
	const seconds = (Date.now() - started) / 1000;
	const seen = await window.page.evaluate(() => (globalThis as unknown as Watched).__scroll(false));
	const gaps = seen
		.slice(1)
		.map(({ at: now }, i) => now - (seen[i]?.at ?? now))
		.sort((a, b) => a - b);
	return {
		paintedPerSecond: seen.length / seconds,
		wheelPerSecond: sent / seconds,
		gapP95: gaps[Math.floor(gaps.length * 0.95)] ?? null,
	};
}

interface Watched {
	__rest(): void;
	__scroll(on: boolean): { at: number; number: number }[];
}

const losslessRate = profiles['3g'].down;

export async function measurePreviews(stage: Stage, order: ScrollOrder): Promise<PreviewRun> {
	const { study, timeoutMs } = order;
	const losslessBytes = (await losslessTotal(stage, study)) / losslessRate;
	return inWindow(stage, order, async (window) => {
		await stage.line.begin('none');
		const idleBefore = await quiet(6000);
		await stage.line.begin('3g');
		const started = Date.now();
		go(window, viewers.ours.url(stage, study), timeoutMs);
		let scrollable: number | null = null;
		while (scrollable === null && Date.now() - started < timeoutMs) {
			await wait(200);
			const here = await window.page
				.locator('[data-viewport]')
				.first()
				.evaluate(
					(element) =>
						['data-previews-ready', 'data-frames-total'].map((name) => Number(element.getAttribute(name))),
					undefined,
					{ timeout: 1000 },
				)
				.catch(() => []);
			const count = study.instances.length;
			if (here.length === 2 && here.every((number) => number === count))
				scrollable = (Date.now() - started) / 1000;
		}
		const farSeen = scrollable === null ? [] : await jumpAbout(window, study.instances.length);
		return {
			cell: 'previews',
			viewer: 'ours',
			scrollable,
			losslessBytes,
			farSeen,
			idleBefore,
			errors: window.errors.slice(0, 3),
		};
	});
}

/** The claim is believed when the ends of the stack stand on the screen at a key's press. */
async function jumpAbout(window: Window, count: number): Promise<number[]> {
	const found: number[] = [];
	for (const key of ['Home', 'End']) {
		await window.page.keyboard.press(key);
		const end = Date.now() + 2000;
		const before = found.length;
		while (Date.now() < end && found.length === before) {
			const now = await window.page.evaluate(() => (globalThis as unknown as { __now(): number }).__now());
			// Which end a viewer calls the first is its own matter.
			if ((now === 1 || now === count) && !found.includes(now)) found.push(now);
			else await wait(50);
		}
	}
	return found;
}

async function losslessTotal(stage: Stage, study: BenchStudy): Promise<number> {
	const { server } = stage.ours;
	const answer = await fetch(`${server.origin}/api/studies/${study.study}/manifest`, {
		headers: { authorization: `Bearer ${server.createToken(['read'])}` },
	});
	let sum = 0;
	for (const [, bytes] of (await answer.text()).matchAll(/"bytes":(\d+)/g)) sum += Number(bytes);
	return sum;
}

function go(window: Window, url: string, timeoutMs: number): void {
	window.page
		.goto(url, { waitUntil: 'commit', timeout: timeoutMs })
		.catch((error: unknown) => window.errors.push(String(error).slice(0, 160)));
}

/** A tab that is frozen for good ends here, and with it only its own run. */
async function inWindow<T>(
	stage: Stage,
	{ profileFolder, timeoutMs }: ScrollOrder,
	measure: (window: Window) => Promise<T>,
): Promise<T> {
	const window = await Window.open(profileFolder, stage.ours);
	const given = new AbortController();
	const late = wait(timeoutMs + 90_000, null, { signal: given.signal }).then(() => {
		throw new Error('the page did not answer any more');
	});
	late.catch(() => undefined);
	try {
		return await Promise.race([measure(window), late]);
	} finally {
		given.abort();
		await stage.line.begin('none');
		await window.close();
	}
}
