/**
 * From one person's hand to the other's screen: two real browsers against the production build, and the same hand over a bare page with
 * a bare socket in the same browsers, in turn.
 *   npm run bench -- screens [--rounds 3] [--moves 240] [--marks 20]
 */
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import type { Browser, CDPSession, Page } from '@playwright/test';
import { sitDown } from '../../e2e/support/consult.ts';
import { untilDiagnostic, viewport } from '../../e2e/support/reading.ts';
import { standing } from '../../e2e/support/room.ts';
import { chromiumArgs, chromiumPath } from '../../tests/peers/chromium.ts';
import { startServer } from '../../tests/server.ts';
import type { TestServer } from '../../tests/server.ts';
import { versions } from '../consult/peers.ts';
import { against, limited } from '../result.ts';
import type { BenchResult, BenchRow } from '../result.ts';
import { startControl } from './control.ts';
import type { Control } from './control.ts';
import { noteMoves, notePaints, untilPainted } from './in-page.ts';
import type { Noted, Shown } from './in-page.ts';
import { matched, percentile, scaleOf, toTenths } from './match.ts';

const { values: flags } = parseArgs({
	args: process.argv.slice(3),
	options: {
		rounds: { type: 'string', default: '3' },
		moves: { type: 'string', default: '240' },
		marks: { type: 'string', default: '20' },
	},
});
const [rounds, moves, marks] = [Number(flags.rounds), Number(flags.moves), Number(flags.marks)];

type Who = 'ours' | 'control';
type Act = 'pointer' | 'pointer at 60 a second' | 'length while dragged' | 'mark at rest';

interface Pair {
	readonly who: Who;
	readonly near: Page;
	readonly far: Page;
	/** where the hand moves on the first screen */
	readonly hand: CDPSession;
	readonly left: number;
	readonly top: number;
	readonly width: number;
	readonly pointer: Shown;
	readonly dragged: Shown;
	readonly rested: Shown;
	/** The tool that draws; the control draws nothing. */
	readonly arm: () => Promise<void>;
	/** Takes back what was drawn, so that the next is drawn on a clean picture. */
	readonly undo: () => Promise<void>;
}

interface Run {
	readonly who: Who;
	readonly act: Act;
	readonly p50: number | null;
	readonly p99: number | null;
	readonly painted: number;
	readonly of: number;
	readonly took: readonly number[];
}

const pausesMs = { apart: 90, stream: 1000 / 60 } as const;

export async function run(): Promise<BenchResult> {
	const executablePath = chromiumPath();
	if (executablePath === null) throw new Error('no Chromium: npm run pretest');
	const open = (): Promise<Browser> => chromium.launch({ executablePath, args: [...chromiumArgs] });
	const browsers = [await open(), await open()] as const;
	const server = await startServer();
	const control = await startControl();
	const runs: Run[] = [];
	try {
		const pairs = [await ours(browsers, server), await bare(browsers, control)];
		for (let round = 0; round < rounds; round++)
			for (const pair of round % 2 === 0 ? pairs : pairs.toReversed()) {
				for (const one of await measured(pair)) {
					runs.push(one);
					const { who, act, p50, p99, painted, of } = one;
					process.stdout.write(
						`${round + 1} ${who} ${act}: p50 ${p50?.toFixed(1)} p99 ${p99?.toFixed(1)} ms, ${painted}/${of}\n`,
					);
				}
			}
	} finally {
		for (const browser of browsers) await browser.close();
		await server.stop();
		await control.stop();
	}
	return {
		versions: { ws: versions.ws },
		rows: rowsOf(runs),
		notes: [
			`${moves} moves and ${marks} marks a round, ${rounds} rounds; from the browser's own time of the move to after the frame on the other screen`,
			'the control stores nothing, checks nobody and has nothing else on its page; a mark of ours at rest is committed to disk before the other hears of it',
		],
		runs,
	};
}

async function ours([one, other]: readonly [Browser, Browser], server: TestServer): Promise<Pair> {
	const size = { viewport: { width: 1280, height: 800 } };
	const [specialist, doctor] = [await one.newContext(size), await other.newContext(size)];
	const nurse = await other.newContext();
	const { address } = await sitDown(server, { specialist, doctor, nurse });
	await nurse.close();
	const [near, far] = [await specialist.newPage(), await doctor.newPage()];
	for (const page of [near, far]) {
		await page.goto(address);
		await untilDiagnostic(page);
		await standing(page).and(page.locator('[data-standing="live"]')).waitFor();
	}
	const box = await viewport(near).boundingBox();
	if (box === null) throw new Error('no picture');
	// On the picture, which is square: beside it nothing can be drawn.
	const walk = Math.min(box.width, box.height) * 0.84;
	return {
		...{ who: 'ours', near, far, hand: await specialist.newCDPSession(near) },
		...{ left: box.x + (box.width - walk) / 2, top: box.y + box.height / 2, width: walk },
		pointer: { selector: '[data-pointer] .dot', read: 'transform' },
		dragged: { selector: '[data-shape][data-state="moving"] polyline.ink', read: 'points' },
		rested: { selector: '[data-mark][data-state="stored"]', read: 'count' },
		arm: async () => {
			await near.keyboard.press('l');
		},
		undo: async () => {
			await far.locator('[data-mark][data-state="stored"]').waitFor({ state: 'attached' });
			await near.keyboard.press('Escape');
			await near.keyboard.press('Control+z');
			await far.locator('[data-mark]').first().waitFor({ state: 'detached' });
		},
	};
}

async function bare([one, other]: readonly [Browser, Browser], { origin }: Control): Promise<Pair> {
	const size = { viewport: { width: 1280, height: 800 } };
	const [first, second] = [await one.newContext(size), await other.newContext(size)];
	const [near, far] = [await first.newPage(), await second.newPage()];
	for (const page of [near, far]) {
		await page.goto(origin);
		await page.waitForFunction(() => document.title === 'open');
	}
	return {
		...{ who: 'control', near, far, hand: await first.newCDPSession(near) },
		...{ left: 340, top: 400, width: 500 },
		pointer: { selector: '#dot', read: 'transform' },
		dragged: { selector: '#dot', read: 'transform' },
		rested: { selector: '.mark', read: 'count' },
		arm: () => Promise.resolve(),
		undo: () => Promise.resolve(),
	};
}

async function measured(pair: Pair): Promise<Run[]> {
	const { who, near, left, width } = pair;
	await near.bringToFront();
	await pair.far.bringToFront();
	await near.keyboard.press('Escape');
	await near.evaluate(noteMoves);
	// Every place has an x of its own, so that what is painted names its move.
	const line = Array.from({ length: moves }, (_, n) => left + (n * width) / moves);
	const walked = async (shown: Shown, xs: readonly number[], pauseMs: number) => {
		await pair.far.evaluate(notePaints, shown);
		const from = await count(near);
		for (const x of xs) await moved(pair, x, pauseMs);
		await wait(600);
		const noted = (await near.evaluate<Noted[]>('window.__moves')).slice(from);
		return { noted, paints: await pair.far.evaluate<Noted[]>('window.__paints') };
	};
	const pointed = await walked(pair.pointer, shuffled(line), pausesMs.apart);
	const scale = scaleOf(pointed.noted, pointed.paints);
	const streamed = await walked(pair.pointer, line, pausesMs.stream);
	await pair.arm();
	await pressed(pair, line[0] ?? left, 'mousePressed');
	const dragged = await walked(pair.dragged, line.slice(1), pausesMs.stream);
	await pressed(pair, line.at(-1) ?? left, 'mouseReleased');
	await pair.undo();
	const result = (act: Act, { noted, paints }: typeof pointed): Run => {
		const { took, painted, moves: of } = matched(noted, paints, scale);
		return { who, act, p50: percentile(took, 0.5), p99: percentile(took, 0.99), painted, of, took };
	};
	return [
		result('pointer', pointed),
		result('pointer at 60 a second', streamed),
		result('length while dragged', dragged),
		await rested(pair),
	];
}

/** From letting go to the other's screen. */
async function rested(pair: Pair): Promise<Run> {
	const took: number[] = [];
	for (let n = 0; n < marks; n++) {
		await pair.near.keyboard.press('Escape');
		await pair.arm();
		await pair.far.evaluate(notePaints, pair.rested);
		await pressed(pair, pair.left + 20, 'mousePressed');
		for (const x of [60, 120, 180]) await moved(pair, pair.left + x, 20);
		await pressed(pair, pair.left + 180, 'mouseReleased');
		await pair.far.evaluate(untilPainted);
		const [paint] = await pair.far.evaluate<Noted[]>('window.__paints');
		const upAt = await pair.near.evaluate<number>('window.__upAt');
		if (paint !== undefined) took.push(toTenths(paint[0] - upAt));
		await pair.undo();
		await wait(100);
	}
	return {
		...{ who: pair.who, act: 'mark at rest', painted: took.length, of: marks, took },
		...{ p50: percentile(took, 0.5), p99: percentile(took, 0.99) },
	};
}

function count(page: Page): Promise<number> {
	return page.evaluate<number>('window.__moves.length');
}

async function moved({ hand, top }: Pick<Pair, 'hand' | 'top'>, x: number, pauseMs: number): Promise<void> {
	const next = performance.now() + pauseMs;
	await hand.send('Input.dispatchMouseEvent', { type: 'mouseMoved', x, y: top });
	await wait(Math.max(0, next - performance.now()));
}

async function pressed(
	{ hand, top }: Pick<Pair, 'hand' | 'top'>,
	x: number,
	type: 'mousePressed' | 'mouseReleased',
): Promise<void> {
	await hand.send('Input.dispatchMouseEvent', { type, x, y: top, button: 'left', clickCount: 1 });
}

/** The same order in every run: a step of the golden ratio through the line. */
function shuffled(line: readonly number[]): number[] {
	return line
		.map((x, n) => [x, (n * 0.618_034) % 1] as const)
		.toSorted(([, a], [, b]) => a - b)
		.map(([x]) => x);
}

function rowsOf(runs: readonly Run[]): BenchRow[] {
	const acts: readonly Act[] = ['pointer', 'pointer at 60 a second', 'length while dragged', 'mark at rest'];
	return acts.flatMap((act) => {
		const of = (who: Who): Run[] => runs.filter((one) => one.who === who && one.act === act);
		const whole = (who: Who, part: number): number | null =>
			percentile(
				of(who).flatMap(({ took }) => took),
				part,
			);
		// A stream is told thirty times a second, which the control is not (half a turn is 17 ms); a mark at rest is on disk before it is
		// told. Our own scripts take some 1.5 ms of a move on this screen and 1 ms on the other: the rest is what a browser that draws with
		// the processor takes for a page with a picture, layers and a panel on it.
		const rows = ([0.5, 0.99] as const).map((part) =>
			against(
				{
					...{ name: `${act} p${part * 100}`, unit: 'ms', peerName: 'a bare page on a bare socket' },
					...{ ours: whole('ours', part), peer: whole('control', part) },
				},
				{ atMost: act === 'pointer' ? 3 : 6 },
			),
		);
		const heard = of('ours').reduce((sum, { painted }) => sum + painted, 0);
		const sent = of('ours').reduce((sum, { of: all }) => sum + all, 0);
		const share = sent === 0 ? null : heard / sent;
		// A quick stream may leave some out, the newest counts; what comes slowly may not.
		const wanted = act === 'pointer' || act === 'mark at rest' ? 0.99 : 0.3;
		return [...rows, limited({ name: `${act} painted`, unit: '', ours: share }, { atLeast: wanted })];
	});
}
