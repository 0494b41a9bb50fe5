/**
 * Consults live, against the two servers that others would take, in one interleaved run. Ours with sessions, seats, guard, roster,
 * audit and the durable store on; theirs as they come, without any. The server has one core, the people the other.
 *   npm run bench -- consult [--cases 1x2,1x10,1x50,100x2,250x2] [--rounds 3] [--seconds 6] [--systems ours,yws,hocuspocus]
 *   npm run bench -- consult --kill 100      kill -9 between commit, acknowledgement and relay; writes no table
 */
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openDatabase } from '../../src/lib/server/store/open-database.ts';
import { askedHospital, cookieOf, seedConsult, signInHere } from '../../tests/consult/live-app.ts';
import { killTrials } from '../../tests/consult/kill-trials.ts';
import { freePort } from '../../tests/server.ts';
import { against, limited, median } from '../result.ts';
import type { BenchResult, BenchRow } from '../result.ts';
import { systems } from './dialect.ts';
import type { System } from './dialect.ts';
import type { LoadOrder, LoadResult } from './load.ts';
import { peerServer, versions } from './peers.ts';

const { values: flags } = parseArgs({
	args: process.argv.slice(3),
	options: {
		cases: { type: 'string', default: '1x2,1x10,1x50,100x2,250x2' },
		rounds: { type: 'string', default: '3' },
		seconds: { type: 'string', default: '6' },
		systems: { type: 'string', default: systems.join() },
		kill: { type: 'string' },
	},
});
interface Case {
	readonly name: string;
	readonly rooms: number;
	readonly people: number;
}
type Run = { readonly name: string; readonly system: System } & LoadResult;

export async function run(): Promise<BenchResult> {
	if (flags.kill !== undefined) return kill(Number(flags.kill));
	const runs: Run[] = [];
	const notes: string[] = [];
	for (let round = 0; round < Number(flags.rounds); round++) {
		for (const one of flags.cases.split(',').map(caseOf)) {
			for (const system of systems.filter((each) => flags.systems.split(',').includes(each))) {
				const result = await measured(system, one, notes);
				if (result === null) continue;
				runs.push({ name: one.name, system, ...result });
				process.stdout.write(`${one.name} ${system} ${JSON.stringify(result)}\n`);
			}
		}
	}
	return { versions: { ...versions }, rows: rowsOf(runs), notes: [...new Set(notes)], runs };
}

function caseOf(name: string): Case {
	const [rooms = 1, people = 2] = name.split('x').map(Number);
	return { name, rooms, people };
}

async function measured(system: System, one: Case, notes: string[]): Promise<LoadResult | null> {
	const dataDir = mkdtempSync(join(tmpdir(), 'hub-bench-consult-'));
	const port = await freePort();
	const people = system === 'ours' ? await ourPeople(one, dataDir, port) : peerPeople(one, port, system);
	const script =
		system === 'ours'
			? [join(import.meta.dirname, 'our-server.ts'), dataDir, String(port)]
			: [peerServer(system), String(port)];
	const server = await startServer(script);
	try {
		const file = join(dataDir, 'order.json');
		const order: LoadOrder = { system, seconds: Number(flags.seconds), people, server: server.pid ?? 0 };
		writeFileSync(file, JSON.stringify(order));
		const [command, ...args] = pinned(1, [process.execPath, join(import.meta.dirname, 'load.ts'), file]);
		const out = execFileSync(command ?? '', args, { encoding: 'utf8', timeout: 180_000 });
		return JSON.parse(out.trim().split('\n').at(-1) ?? '') as LoadResult;
	} catch (error) {
		notes.push(
			`${one.name}: ${system} gave no figures (${error instanceof Error ? error.message.slice(0, 80) : '?'})`,
		);
		return null;
	} finally {
		server.kill('SIGKILL');
		rmSync(dataDir, { recursive: true, force: true });
	}
}

async function ourPeople(one: Case, dataDir: string, port: number): Promise<LoadOrder['people']> {
	const db = await openDatabase({ dataDir, databaseUrl: null });
	const origin = `http://127.0.0.1:${port}`;
	const people: LoadOrder['people'][number][] = [];
	for (let n = 0; n < one.rooms; n++) {
		const room = `room-${n}`;
		const { asker, consultant } = await seedConsult(db, dataDir, room);
		// More are colleagues of the hospital that was asked: they look and point.
		const more = await Promise.all(
			Array.from({ length: one.people - 2 }, (_, i) =>
				signInHere(db, dataDir, 'specialist', { hospital: askedHospital, subject: `${room} ${i}` }),
			),
		);
		for (const session of [asker, consultant, ...more])
			people.push({
				...{ room, person: session.personId, drags: session === asker },
				url: `ws://127.0.0.1:${port}/api/consults/${room}/live?as=${session.personId}`,
				headers: { cookie: cookieOf(session), origin },
			});
	}
	await db.destroy();
	return people;
}

function peerPeople(one: Case, port: number, system: System): LoadOrder['people'] {
	return Array.from({ length: one.rooms * one.people }, (_, n) => {
		const room = `room-${Math.floor(n / one.people)}`;
		const path = system === 'yws' ? `/${room}` : '/';
		return {
			...{ room, person: `p${n}`, headers: {}, drags: n % one.people === 0 },
			url: `ws://127.0.0.1:${port}${path}`,
		};
	});
}

async function startServer(script: readonly string[]): Promise<ChildProcess> {
	const [command = '', ...args] = pinned(0, [process.execPath, ...script]);
	const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] });
	await new Promise<void>((resolve, reject) => {
		child.stdout.once('data', () => resolve());
		child.once('exit', () => reject(new Error('the server ended at its start')));
	});
	return child;
}

/** Where there is one core, or no taskset, nothing is pinned. `exec` keeps the process id. */
function pinned(core: number, command: readonly string[]): readonly string[] {
	return process.platform === 'linux' && cpus().length > 1
		? ['taskset', '-c', String(core), ...command]
		: command;
}

function rowsOf(runs: readonly Run[]): BenchRow[] {
	const figure = (name: string, system: System, of: (run: Run) => number | null): number | null =>
		median(runs.filter((run) => run.name === name && run.system === system).map(of));
	const cpu = (run: Run): number => run.cpuPercent;
	const presence = (run: Run): number | null => run.presence.p99;
	const names = [...new Set(runs.map(({ name }) => name))];
	const compared = (
		name: string,
		what: string,
		unit: string,
		of: (run: Run) => number | null,
		bounds: Partial<Record<'yws' | 'hocuspocus', number>>,
	): BenchRow[] =>
		(['yws', 'hocuspocus'] as const).map((peer) => {
			const peerName = peer === 'yws' ? '@y/websocket-server' : 'Hocuspocus';
			const ours = figure(name, 'ours', of);
			const sides = { name: `${name} ${what}`, unit, ours, peer: figure(name, peer, of), peerName };
			return against(sides, { atMost: bounds[peer] ?? 1 });
		});
	const crowd = { yws: 0.33, hocuspocus: 0.33 };
	return names.flatMap((name) => [
		...compared(name, 'processor', '%', cpu, name === '1x50' ? crowd : {}),
		// In a crowd the newest of everyone goes out together: later by up to that window, for a fraction of the work.
		...(name === '1x50' ? [] : compared(name, 'presence p99', 'ms', presence, {})),
		...(limits[name] ?? []).map(({ what, unit, of, bound }) =>
			limited({ name: `${name} ${what}`, unit, ours: figure(name, 'ours', of) }, bound),
		),
		limited(
			{ name: `${name} marks heard`, unit: '', ours: figure(name, 'ours', (run) => run.editsHeard) },
			{ atLeast: 0.99 },
		),
	]);
}

interface Limit {
	readonly what: string;
	readonly unit: string;
	readonly of: (run: Run) => number | null;
	readonly bound: { readonly atMost: number };
}

const standing: Limit = {
	...{ what: 'processor, no saturation', unit: '%' },
	of: (run) => run.cpuPercent,
	bound: { atMost: 90 },
};
const durable: Limit = {
	...{ what: 'mark stored and delivered p99', unit: 'ms' },
	of: (run) => run.edit.p99,
	bound: { atMost: 30 },
};
const payload: Limit = {
	...{ what: 'payload to each', unit: 'kB/s' },
	of: (run) => run.kilobytesPerSecond,
	bound: { atMost: 10 },
};
const limits: Readonly<Record<string, readonly Limit[]>> = {
	'1x10': [payload],
	'100x2': [standing, durable],
	'250x2': [standing],
};

async function kill(trials: number): Promise<BenchResult> {
	const result = await killTrials(trials, (line) => process.stdout.write(`${line}\n`));
	const row = (name: string, ours: number): BenchRow => limited({ name, unit: '', ours }, { atMost: 0 });
	return {
		versions: {},
		rows: [
			row('acknowledged events lost', result.lost),
			row('written events missing', result.missing),
			row('trials that did not end by kill', result.trials - result.killed),
			row('people who see another record', result.sameForAll ? 0 : 1),
			row('broken hash chains', result.chainWhole ? 0 : 1),
		],
		runs: [result],
	};
}
