/**
 * The server alone, on this machine without a line between: searches in large indexes, frames a second, a series' metadata.
 *   npm run bench -- server [--studies 10000,100000] [--rounds 3] [--seconds 4] [--parts frames,metadata,crowd,search]
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { store } from '../../e2e/support/store.ts';
import { type OrthancPeer, startOrthanc } from '../../tests/peers/orthanc.ts';
import { startServer, type TestServer } from '../../tests/server.ts';
import { benchStudy, type BenchStudy } from '../data/studies.ts';
import { guest, storeWith, upload, userAgent } from '../peers/stage.ts';
import { against, limited, median, type BenchResult, type BenchRow } from '../result.ts';
import { type Asked, latency, throughput } from './ask.ts';
import { fillOrthanc, fillOurs, studyUidAt, templateFile } from './fill.ts';

const { values: flags } = parseArgs({
	args: process.argv.slice(3),
	options: {
		studies: { type: 'string', default: '10000,100000' },
		rounds: { type: 'string', default: '3' },
		seconds: { type: 'string', default: '4' },
		parts: { type: 'string', default: 'frames,metadata,crowd,search' },
	},
});
const rounds = Number(flags.rounds);
const connections = 8;
const json = { accept: 'application/dicom+json' };
const plain = { 'accept-encoding': 'identity' };

export async function run(): Promise<BenchResult> {
	const rows: BenchRow[] = [];
	const runs: unknown[] = [];
	const notes: string[] = [];
	if (['frames', 'metadata', 'crowd'].some((part) => flags.parts.includes(part))) {
		const orthanc = await startOrthanc();
		// Eight connections at once are no person: their limit is for robots.
		const server = await startServer({ env: { RATE_LIMIT_FACTOR: '1000' } });
		try {
			const [coded, raw] = [await benchStudy('ct', 'j2k'), await benchStudy('ct', 'raw')];
			for (const study of [coded, raw]) await upload(orthanc, study);
			for (const study of [coded, raw]) await storeWith(server, study);
			const both: Both = { ours: oursOf(server), theirs: orthancOf(orthanc), server };
			if (flags.parts.includes('frames')) rows.push(...(await frames(both, { coded, raw }, { runs, notes })));
			if (flags.parts.includes('metadata')) rows.push(await metadata(both, raw, runs));
			if (flags.parts.includes('crowd')) rows.push(...(await crowd(both, raw, runs)));
		} finally {
			await server.stop();
			await orthanc.stop();
		}
	}
	if (flags.parts.includes('search')) rows.push(...(await searches(runs)));
	return { versions: { orthanc: '1.10.1', 'orthanc-dicomweb': '1.7' }, rows, notes, runs };
}

interface Both {
	readonly ours: Asked;
	readonly theirs: Asked;
	readonly server: TestServer;
}

/** With a token as another system has one: rights and audit are in force. */
function oursOf(server: TestServer): Asked {
	return {
		origin: server.origin,
		headers: { authorization: `Bearer ${server.createToken(['search', 'read'])}` },
	};
}

function orthancOf({ rest, user, password }: OrthancPeer): Asked {
	const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
	return { origin: rest, headers: { authorization } };
}

async function frames(
	{ ours, theirs, server }: Both,
	{ coded, raw }: { coded: BenchStudy; raw: BenchStudy },
	{ runs, notes }: { runs: unknown[]; notes: string[] },
): Promise<BenchRow[]> {
	const paths = (study: BenchStudy): string[] =>
		study.instances.map(
			({ uid }) => `/dicom-web/studies/${study.study}/series/${study.series}/instances/${uid}/frames/1`,
		);
	const stored = {
		...plain,
		accept: 'multipart/related; type="image/jp2"; transfer-syntax=1.2.840.10008.1.2.4.90',
	};
	const any = { ...plain, accept: 'multipart/related; type="application/octet-stream"; transfer-syntax=*' };
	const cookie = await guest(server, server.origin, [raw]);
	const own = raw.instances.map(({ uid }) => `/api/studies/${raw.study}/instances/${uid}/frames/1`);
	const seconds = Number(flags.seconds);
	const control = await startControl(
		await frameOf({ ...ours, headers: { ...ours.headers, ...stored } }, paths(coded)),
	);
	const found: Record<string, (number | null)[]> = { wado: [], viewer: [], orthanc: [], control: [] };
	for (let round = 0; round < rounds; round++) {
		const one = {
			control: await throughput({ origin: control.origin, headers: plain }, ['/'], { seconds, connections }),
			orthanc: await throughput({ ...theirs, headers: { ...theirs.headers, ...any } }, paths(coded), {
				seconds,
				connections,
			}),
			wado: await throughput({ ...ours, headers: { ...ours.headers, ...stored } }, paths(coded), {
				seconds,
				connections,
			}),
			viewer: await throughput(
				{
					origin: ours.origin,
					headers: { ...plain, 'user-agent': userAgent, cookie: `${cookie.name}=${cookie.value}` },
				},
				own,
				{ seconds, connections },
			),
		};
		for (const [name, figure] of Object.entries(one)) found[name]?.push(figure);
		runs.push({ part: 'frames', ...one });
		process.stdout.write(`frames ${JSON.stringify(one)}\n`);
	}
	control.stop();
	const figure = (name: string): number | null => median(found[name] ?? []);
	const [most, rate, theirRate] = [figure('control'), figure('wado'), figure('orthanc')];
	if (most !== null && rate !== null && theirRate !== null)
		notes.push(
			`the control (Node alone, as many bytes from memory, no question asked) gives ${Math.round(most)} a second, ` +
				`${(most / theirRate).toFixed(1)} x Orthanc: more than that can't be asked of this machine; ours is ${(rate / most).toFixed(2)} of it`,
		);
	const peer = { unit: '/s', peer: figure('orthanc'), peerName: 'Orthanc' };
	return [
		against(
			{ ...peer, name: '13 frames, WADO-RS, JPEG 2000 as stored', ours: figure('wado') },
			{ atLeast: 5 },
		),
		against({ ...peer, name: "13 frames, the viewer's own, HTJ2K", ours: figure('viewer') }, { atLeast: 5 }),
	];
}

/** The body of the first of these, as the control gives it. */
async function frameOf({ origin, headers }: Asked, [path = '']: readonly string[]): Promise<Buffer> {
	const answer = await fetch(origin + path, { headers: { ...headers, connection: 'close' } });
	if (!answer.ok) throw new Error(`no frame: ${answer.status}`);
	return Buffer.from(await answer.arrayBuffer());
}

async function startControl(body: Buffer): Promise<{ readonly origin: string; stop(): void }> {
	const folder = mkdtempSync(join(tmpdir(), 'hub-control-'));
	const file = join(folder, 'frame');
	writeFileSync(file, body);
	const child = spawn(process.execPath, [join(import.meta.dirname, 'control.ts'), file], {
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const port = await new Promise<number>((resolve, reject) => {
		child.stdout.once('data', (data: Buffer) => resolve(Number(data.toString())));
		child.once('exit', () => reject(new Error('the control did not start')));
	});
	return {
		origin: `http://127.0.0.1:${port}`,
		stop: () => {
			child.kill('SIGKILL');
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

const readers = 30;

/** Thirty people scroll at once, each in a session of their own: what it takes of memory, and how late other things come to their turn. */
async function crowd({ ours, server }: Both, study: BenchStudy, runs: unknown[]): Promise<BenchRow[]> {
	const own = study.instances.map(({ uid }) => `/api/studies/${study.study}/instances/${uid}/frames/1`);
	const seconds = Number(flags.seconds);
	const sessions = [];
	for (let n = 0; n < readers; n++) sessions.push(await guest(server, server.origin, [study]));
	await metricsOf(ours.origin);
	const headers = sessions.map((cookie) => ({
		...plain,
		'user-agent': userAgent,
		cookie: `${cookie.name}=${cookie.value}`,
	}));
	const asked = { origin: ours.origin, headers };
	const rate = await throughput(asked, own, { seconds, connections: readers * 2 });
	const metrics = await metricsOf(ours.origin);
	const megabytes = (metrics.get('process_resident_memory_bytes') ?? 0) / 1e6;
	const late = (metrics.get('hub_event_loop_delay_seconds{quantile="0.99"}') ?? 0) * 1000;
	const one = { rate, megabytes, late };
	runs.push({ part: 'crowd', ...one });
	process.stdout.write(`crowd ${JSON.stringify(one)}\n`);
	return [
		limited({ name: `${readers} sessions scroll, none refused`, unit: '/s', ours: rate }, { atLeast: 1000 }),
		limited({ name: `${readers} sessions scroll, memory`, unit: 'MB', ours: megabytes }, { atMost: 800 }),
		limited(
			{ name: `${readers} sessions scroll, event loop p99 late`, unit: 'ms', ours: late },
			{ atMost: 100 },
		),
	];
}

async function metricsOf(origin: string): Promise<ReadonlyMap<string, number>> {
	const answer = await fetch(`${origin}/metrics`, { headers: { connection: 'close' } });
	const lines = (await answer.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
	return new Map(lines.map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.split(' ').at(-1))]));
}

async function metadata({ ours, theirs }: Both, study: BenchStudy, runs: unknown[]): Promise<BenchRow> {
	const path = `/dicom-web/studies/${study.study}/series/${study.series}/metadata`;
	const found: { ours: (number | null)[]; orthanc: (number | null)[] } = { ours: [], orthanc: [] };
	for (let round = 0; round < rounds; round++) {
		const one = {
			orthanc: (await latency({ ...theirs, headers: { ...theirs.headers, ...json } }, () => path, 5)).ms,
			ours: (await latency({ ...ours, headers: { ...ours.headers, ...json } }, () => path, 15)).ms,
		};
		found.ours.push(one.ours);
		found.orthanc.push(one.orthanc);
		runs.push({ part: 'metadata', ...one });
		process.stdout.write(`metadata ${JSON.stringify(one)}\n`);
	}
	return against(
		{
			name: '14 series metadata, 300 instances',
			unit: 'ms',
			ours: median(found.ours),
			peer: median(found.orthanc),
			peerName: 'Orthanc',
		},
		{ atMost: 0.02 },
	);
}

interface Found {
	readonly exact: number | null;
	readonly middle: number | null;
}

async function searches(runs: unknown[]): Promise<BenchRow[]> {
	const sizes = flags.studies.split(',').map(Number);
	const dataDir = mkdtempSync(join(tmpdir(), 'hub-bench-server-'));
	const orthanc = await startOrthanc();
	const found: { size: number; ours: Found; theirs: Found }[] = [];
	try {
		const first = await startServer({ dataDir });
		await store(first, [templateFile()]);
		await first.stop();
		let filled = 1;
		await fillOrthanc(orthanc, 0, 1);
		for (const size of sizes) {
			await fillOurs(dataDir, filled, size);
			await fillOrthanc(orthanc, filled, size);
			filled = size;
			const server = await startServer({ dataDir });
			// In turns, so that what else the machine does hits both.
			const theirs = await searched(orthancOf(orthanc), size);
			const ours = await searched(oursOf(server), size);
			found.push({ size, ours, theirs });
			runs.push({ part: 'search', size, ours, theirs });
			process.stdout.write(`search ${size} ${JSON.stringify({ ours, theirs })}\n`);
			await server.stop();
		}
	} finally {
		await orthanc.stop();
		rmSync(dataDir, { recursive: true, force: true });
	}
	return searchRows(found);
}

async function searched({ origin, headers }: Asked, size: number): Promise<Found> {
	const asked = { origin, headers: { ...headers, ...json } };
	const any = (turn: number): number => 1 + ((turn * 7919) % (size - 1));
	const exact = await latency(
		asked,
		(turn) => `/dicom-web/studies?StudyInstanceUID=${studyUidAt(any(turn))}`,
		25,
	);
	const middle = await latency(asked, () => `/dicom-web/studies?limit=25&offset=${size / 2}`, 9);
	if (exact.rows !== 1 || middle.rows !== 25) throw new Error(`wrong answers: ${exact.rows}, ${middle.rows}`);
	return { exact: exact.ms, middle: middle.ms };
}

function searchRows(found: readonly { size: number; ours: Found; theirs: Found }[]): BenchRow[] {
	const last = found.at(-1);
	const before = found.at(-2);
	if (last === undefined) return [];
	const at = `at ${last.size} studies`;
	const compared = (name: string, key: keyof Found, atMost: number): BenchRow =>
		against(
			{
				name: `12 QIDO, ${name}, ${at}`,
				unit: 'ms',
				ours: last.ours[key],
				peer: last.theirs[key],
				peerName: 'Orthanc',
			},
			{ atMost },
		);
	const growth = (key: keyof Found): number | null => {
		const [small, large] = [before?.ours[key] ?? null, last.ours[key]];
		return small === null || large === null ? null : large / small;
	};
	const grown = `grows from ${before?.size ?? 0} to ${last.size}`;
	return [
		compared('exact study UID', 'exact', 0.05),
		compared('page in the middle', 'middle', 0.02),
		limited(
			{ name: `12 QIDO, exact study UID, ${grown}`, unit: 'x', ours: growth('exact') },
			{ atMost: 1.5 },
		),
		limited(
			{ name: `12 QIDO, page in the middle, ${grown}`, unit: 'x', ours: growth('middle') },
			{ atMost: 1.5 },
		),
	];
}
