import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Outcome } from '../../scripts/corpus.ts';
import { viewport } from '../../e2e/support/reading.ts';
import { store } from '../../e2e/support/store.ts';
import { openHub } from './hub.ts';
import { identify, roundsOf } from './rounds.ts';

interface HostileEntry {
	readonly file: string;
}

/**
 * Each hostile file is sent as another system would send it. The door refuses it with a reason, or it is stored and then opened
 * in the viewer, which must end in a picture or in words, with server and page alive and no script run.
 */
export async function hostileFiles(corpus: string): Promise<Outcome[]> {
	const entries = JSON.parse(readFileSync(join(corpus, 'hostile.json'), 'utf8')) as HostileEntry[];
	const outcomes: Outcome[] = [];
	const identified = [];
	const tally = { refusedAtTheDoor: 0, shown: 0, refusedOnScreen: 0, document: 0 };
	for (const { file } of entries) {
		const known = await identify(corpus, file);
		identified.push(known ?? { file, study: '', series: '', instance: file, frames: 0, segmentation: false });
	}
	for (const round of roundsOf(identified)) {
		const sound = round.filter((each) => each.study !== '');
		const hub = await openHub(
			sound.map((each) => readFileSync(join(corpus, each.file))),
			sound.map((each) => each.study),
		);
		const stored = new Set(hub.answers.flatMap((answer) => answer.stored));
		let thrown = '';
		hub.page.on('pageerror', (error) => (thrown = error.name));
		for (const each of round) {
			const what = `hostile: ${each.file}`;
			if (!stored.has(each.instance)) {
				const [answer] =
					each.study === '' ? await store(hub.server, [readFileSync(join(corpus, each.file))]) : [];
				const silent =
					each.study === '' &&
					(answer === undefined || answer.failed.length + answer.stored.length === 0) &&
					(answer?.status ?? 0) < 400;
				tally.refusedAtTheDoor++;
				outcomes.push({ what, problem: silent ? 'neither stored nor refused in words' : null });
				continue;
			}
			thrown = '';
			const ended = await openInstance(hub.page, hub.server.origin, each);
			if (ended === 'diagnostic') tally.shown++;
			else if (ended === 'document') tally.document++;
			else if (ended === 'failed') tally.refusedOnScreen++;
			const pwned = await hub.page.evaluate(() => '__pwned' in globalThis);
			const alive = (await fetch(`${hub.server.origin}/health`)).ok;
			const problem = thrown
				? `uncaught ${thrown} in the page`
				: pwned
					? 'script ran'
					: !alive
						? 'the server is down'
						: ended === 'hung'
							? 'neither picture nor words after 45 s'
							: null;
			outcomes.push({ what, problem });
		}
		await hub.close();
	}
	process.stdout.write(`hostile: ${JSON.stringify(tally)}\n`);
	return outcomes;
}

async function openInstance(
	page: import('@playwright/test').Page,
	origin: string,
	at: { study: string; series: string; instance: string },
): Promise<'diagnostic' | 'failed' | 'document' | 'hung'> {
	const query = new URLSearchParams({ series: at.series, instance: at.instance });
	await page.goto(`${origin}/studies/${at.study}?${query.toString()}`);
	const until = Date.now() + 45_000;
	while (Date.now() < until) {
		const pane = viewport(page);
		if ((await pane.count()) === 0) {
			if ((await page.locator('[data-document]').count()) > 0) return 'document';
		} else {
			const state = await pane.getAttribute('data-state');
			if (state === 'diagnostic' || state === 'failed') return state;
		}
		if ((await page.locator('[data-refusal]').count()) > 0) return 'failed';
		await page.waitForTimeout(100);
	}
	return 'hung';
}
