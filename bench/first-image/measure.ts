/** One viewer, one study, one line, one run: when its picture stood on the screen and what that took. */
import { createHash } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { BenchStudy } from '../data/studies.ts';
import { cpuSeconds } from '../browser/process-tree.ts';
import { quiet, Window } from '../browser/window.ts';
import type { ProfileName } from '../link/profiles.ts';
import type { Stage } from '../peers/stage.ts';
import { viewers, type ViewerName } from '../peers/viewers.ts';

export interface FirstRun {
	readonly viewer: ViewerName;
	readonly kind: BenchStudy['kind'];
	readonly profile: ProfileName;
	readonly cache: 'cold' | 'warm';
	/** Seconds from the address to pixels of the study on the screen; null: not in time. */
	readonly first: number | null;
	/** ... to all stored pixels of that picture, proved equal to the truth where the viewer is ours. */
	readonly lossless: number | null;
	/** The number read from the picture, and again from a picture of the whole screen. */
	readonly slice: number | null;
	readonly sliceOnScreen: number;
	/** On the line until the first picture. */
	readonly requests: number;
	readonly kilobytes: number;
	readonly scriptKilobytes: number;
	/** Pixels asked for over the line until the first lossless picture (first picture for others). */
	readonly pixelKilobytes: number;
	/** Of the browser with all its processes, until the first picture. */
	readonly cpuSeconds: number | null;
	/** Share of the machine that nobody used just before. */
	readonly idleBefore: number | null;
	/** How often the line broke until then. */
	readonly cuts: number;
	readonly errors: readonly string[];
}

export interface FirstOrder {
	readonly viewer: ViewerName;
	readonly study: BenchStudy;
	readonly profile: ProfileName;
	readonly cache: 'cold' | 'warm';
	readonly profileFolder: string;
	readonly timeoutMs: number;
}

export async function measureFirst(stage: Stage, order: FirstOrder): Promise<FirstRun> {
	const { study, profile, cache, timeoutMs } = order;
	const viewer = viewers[order.viewer];
	const window = await Window.open(order.profileFolder, stage.ours);
	try {
		await stage.line.begin('none');
		const idleBefore = await quiet(6000);
		await stage.line.begin(profile);
		const cpuBefore = window.pid === null ? null : cpuSeconds(window.pid);
		const started = Date.now();
		window.page
			.goto(viewer.url(stage, study), { waitUntil: 'commit', timeout: timeoutMs })
			.catch((error: unknown) => window.errors.push(String(error).slice(0, 160)));
		const first = await window.until(({ number }) => number > 0, timeoutMs);
		const cpuAfter = window.pid === null ? null : cpuSeconds(window.pid);
		const whole = order.viewer === 'ours' ? await losslessOf(window, study, started + timeoutMs) : first;
		const endedAt = (viewer.losslessAtOnce || order.viewer === 'ours' ? whole?.at : first?.at) ?? Date.now();
		await wait(150);
		const { exchanges, arrived, cuts } = await stage.line.traffic();
		const until = first?.at ?? Date.now();
		const before = exchanges.filter(({ startedAt }) => startedAt <= until);
		const bytesOf = (fits: (one: (typeof before)[number]) => boolean): number =>
			before.filter(fits).reduce((sum, { bytes }) => sum + bytes, 0) / 1000;
		const result: FirstRun = {
			...{ viewer: order.viewer, kind: study.kind, profile, cache },
			first: first === null ? null : (first.at - started) / 1000,
			lossless:
				whole !== null && (viewer.losslessAtOnce || order.viewer === 'ours')
					? (whole.at - started) / 1000
					: null,
			slice: first?.number ?? null,
			sliceOnScreen: first === null ? 0 : await window.codeOnScreen(),
			requests: before.length,
			kilobytes: arrived.filter(([at]) => at <= until).reduce((sum, [, bytes]) => sum + bytes, 0) / 1000,
			scriptKilobytes: bytesOf(({ type }) => /javascript/.test(type)),
			pixelKilobytes:
				exchanges
					.filter(({ startedAt, path }) => startedAt <= endedAt && viewer.pixels.test(path))
					.reduce((sum, { bytes }) => sum + bytes, 0) / 1000,
			cpuSeconds: cpuBefore === null || cpuAfter === null ? null : cpuAfter - cpuBefore,
			idleBefore,
			cuts,
			errors: window.errors.slice(0, 3),
		};
		// A second look at the same address finds what the browser has had time to keep.
		if (cache === 'warm') await wait(1500);
		return result;
	} finally {
		await stage.line.begin('none');
		await window.close();
	}
}

interface Hub extends Element {
	readonly hub?: { storedFrame(): { values: ArrayBufferView } | null };
}

/** Our claim that every stored pixel has come is believed only when the page's own values are those of the file. */
async function losslessOf(window: Window, study: BenchStudy, until: number): Promise<{ at: number } | null> {
	const seen = await window.until(({ complete }) => complete, Math.max(0, until - Date.now()));
	if (seen === null) {
		const states = await window.page
			.locator('[data-viewport]')
			.evaluateAll((all) => all.map((one) => JSON.stringify(Object.entries((one as HTMLElement).dataset))))
			.catch((error: unknown) => [String(error).slice(0, 160)]);
		window.errors.push(`not lossless in time: ${states.join(' ')}`);
		return null;
	}
	const base64 = await window.page
		.locator('[data-viewport], [data-first]')
		.first()
		.evaluate((element) => {
			const values = (element as Hub).hub?.storedFrame()?.values;
			if (values === undefined) return null;
			const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
			let text = '';
			for (let i = 0; i < bytes.length; i += 0x8000)
				text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
			return btoa(text);
		});
	const held = createHash('sha256')
		.update(Buffer.from(base64 ?? '', 'base64'))
		.digest('hex');
	if (held !== study.instances[seen.number - 1]?.valuesSha256) {
		window.errors.push('the page called pixels complete that are not those of the file');
		return null;
	}
	return seen;
}
