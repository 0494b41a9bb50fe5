/** Two people write while the server is killed, again and again: whatever either was told is stored must be there afterwards. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { LiveConsult } from '../../src/lib/consult/live/live-consult.ts';
import { openDatabase } from '../../src/lib/server/store/open-database.ts';
import { firstBroken } from '../../src/lib/server/consult/live/update-store.ts';
import { freePort } from '../server.ts';
import { cookieOf, seedConsult } from './live-app.ts';
import { nodeWorld } from './node-world.ts';

export interface KillResult {
	readonly trials: number;
	readonly killed: number;
	/** of those that were to die at a chosen moment */
	readonly atItsMoment: number;
	readonly written: number;
	readonly acknowledgedBeforeDeath: number;
	/** acknowledged to anyone, and gone */
	readonly lost: number;
	/** written, and neither in the record nor waiting */
	readonly missing: number;
	readonly sameForAll: boolean;
	readonly chainWhole: boolean;
}

const moments = ['before-ack', 'before-relay', 'any'] as const;
const writes = 8;

export async function killTrials(trials: number, told: (line: string) => void): Promise<KillResult> {
	const dataDir = mkdtempSync(join(tmpdir(), 'hub-kill-'));
	const port = await freePort();
	const db = await openDatabase({ dataDir, databaseUrl: null });
	const scene = await seedConsult(db, dataDir, 'kill');
	const origin = `http://127.0.0.1:${port}`;
	const seats = [scene.asker, scene.consultant].map((session) => {
		const world = nodeWorld(origin, () => cookieOf(session));
		const live = new LiveConsult({
			...{ consult: scene.consult, person: session.personId },
			// As patient as a client of ours, a tenth of the time.
			world: { ...world, after: (ms, work) => world.after(ms / 10, work) },
		});
		return { live, stop: live.start() };
	});
	const acknowledged = new Set<string>();
	const written: string[] = [];
	const note = (): void => {
		for (const { live } of seats)
			for (const { event, seq } of live.recorded) if (seq !== null) acknowledged.add(event.id);
	};
	for (const { live } of seats) live.listen((what) => what === 'record' && note());
	let killed = 0;
	let atItsMoment = 0;
	for (let trial = 0; trial < trials; trial++) {
		const moment = moments[trial % moments.length] ?? 'any';
		const child = await start(dataDir, port, moment, 1 + (trial % 4));
		const ended = new Promise<NodeJS.Signals | null>((resolve) => {
			child.once('exit', (_, signal) => resolve(signal));
		});
		await until(() => seats.every(({ live }) => live.line === 'live') || child.signalCode !== null);
		if (moment === 'any') setTimeout(() => child.kill('SIGKILL'), (trial * 37) % 120);
		for (let n = 0; n < writes; n++) {
			for (const { live } of seats)
				written.push(live.write({ k: 'msg', thread: null, pin: null, text: `ครั้งที่ ${trial} ${n}` }));
			await wait(10);
		}
		// Fewer commits than it waited for: killed here.
		let waited = false;
		const timer = setTimeout(() => {
			waited = true;
			child.kill('SIGKILL');
		}, 3000);
		if ((await ended) === 'SIGKILL') killed++;
		clearTimeout(timer);
		if (moment !== 'any' && !waited) atItsMoment++;
		if (trial % 10 === 9) told(`${trial + 1} trials, ${acknowledged.size} acknowledged`);
	}
	const acknowledgedBeforeDeath = acknowledged.size;
	const last = await start(dataDir, port, 'never', 1);
	await until(() => seats.every(({ live }) => live.line === 'live' && live.unsent === 0));
	await until(() => seats.every(({ live }) => live.recorded.length >= written.length));
	const [one, two] = seats.map(({ live }) => live.recorded.map(({ event }) => event.id).sort());
	for (const { stop } of seats) stop();
	last.kill('SIGTERM');
	const chainWhole = (await firstBroken(db, scene.consult, 'record')) === null;
	await db.destroy();
	rmSync(dataDir, { recursive: true, force: true });
	const have = new Set(one);
	return {
		...{ trials, killed, atItsMoment, written: written.length, acknowledgedBeforeDeath, chainWhole },
		lost: [...acknowledged].filter((id) => !have.has(id)).length,
		missing: written.filter((id) => !have.has(id)).length,
		sameForAll: JSON.stringify(one) === JSON.stringify(two),
	};
}

async function start(dataDir: string, port: number, moment: string, nth: number): Promise<ChildProcess> {
	const script = join(import.meta.dirname, 'kill-child.ts');
	const child = spawn(process.execPath, [script, dataDir, String(port), moment, String(nth)], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	await new Promise<void>((resolve, reject) => {
		child.stdout.once('data', () => resolve());
		child.once('exit', () => reject(new Error('the child ended at its start')));
	});
	return child;
}

/** Patient beyond any machine's slowness: what is asked here comes or the trial failed. */
async function until(so: () => boolean): Promise<void> {
	for (let tries = 0; tries < 6000; tries++) {
		if (so()) return;
		await wait(10);
	}
	throw new Error('it never came to that');
}
