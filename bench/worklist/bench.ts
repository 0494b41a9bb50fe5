/**
 * The list of studies beside Orthanc on the same catalogue, at 1,000 and 10,000 studies, and at 100,000 with `--large`. Both
 * answer one question after another over HTTP, in turns; ours with session, policy and audit before each answer. Medians.
 */
import { fillStudies } from '../../tests/peers/many-studies.ts';
import { startOrthanc } from '../../tests/peers/orthanc.ts';
import type { OrthancPeer } from '../../tests/peers/orthanc.ts';
import { startServer } from '../../tests/server.ts';
import type { TestServer } from '../../tests/server.ts';
import { signInTo } from '../../tests/staff.ts';
import { openDatabase } from '#lib/server/store/open-database.ts';
import { against, limited, median } from '../result.ts';
import type { BenchResult, BenchRow } from '../result.ts';
import { fillOrthanc } from './catalogue.ts';
import { questions } from './questions.ts';
import type { Question } from './questions.ts';

const rounds = 15;
const large = process.argv.includes('--large');
const sizes = large ? [1000, 10_000, 100_000] : [1000, 10_000];

interface Answer {
	readonly ms: number;
	readonly rows: number;
}

interface Run {
	readonly studies: number;
	readonly question: string;
	readonly ours: Answer;
	readonly peer: Answer;
}

export async function run(): Promise<BenchResult> {
	const orthanc = await startOrthanc({}, { configuration: { DefaultEncoding: 'Utf8' } });
	const runs: Run[] = [];
	const notes: string[] = [];
	let version = 'unknown';
	try {
		version = await orthancVersion(orthanc);
		let filled = 0;
		for (const count of sizes) {
			const rate = await fillOrthanc(orthanc, filled, count);
			filled = count;
			notes.push(`Orthanc took ${rate} small files a second up to ${count}`);
			runs.push(...(await atSize(orthanc, count)));
		}
	} finally {
		await orthanc.stop();
	}
	const rows = sizes.flatMap((count) => rowsOf(runs, count));
	return {
		versions: { orthanc: version },
		rows: [...rows, ...growth(runs)],
		notes: [
			...notes,
			...missed(runs),
			'ours: catalogue written into SQLite directly; nine in ten studies belong to the hospital that asks, Orthanc answers for all',
			'names: Orthanc by its own /tools/find, since its QIDO-RS finds no Thai name',
			...(large
				? []
				: ['100,000 studies: npm run bench -- worklist --large (Orthanc takes minutes to fill)']),
		],
		runs,
	};
}

async function atSize(orthanc: OrthancPeer, count: number): Promise<Run[]> {
	const server = await startServer();
	try {
		const db = await openDatabase({ dataDir: server.dataDir, databaseUrl: null });
		await fillStudies(db, count);
		await db.destroy();
		const { cookie } = await signInTo(server, 'radiologist', { hospital: '10700' });
		const runs: Run[] = [];
		for (let round = 0; round < rounds + 1; round += 1) {
			for (const question of questions(count, round)) {
				const ours = await askOurs(server, cookie, question);
				const peer = await askPeer(orthanc, question);
				// The first of each warms both.
				if (round > 0) runs.push({ studies: count, question: question.name, ours, peer });
			}
		}
		return runs;
	} finally {
		await server.stop();
	}
}

async function askOurs(server: TestServer, cookie: string, question: Question): Promise<Answer> {
	const started = performance.now();
	const answer = await fetch(`${server.origin}/api/worklist/search`, {
		method: 'POST',
		headers: { cookie, origin: server.origin, 'content-type': 'application/json' },
		body: JSON.stringify(question.ours),
	});
	const body = (await answer.json()) as { rows?: unknown[] };
	if (!answer.ok) throw new Error(`ours: ${answer.status}`);
	return { ms: performance.now() - started, rows: body.rows?.length ?? 0 };
}

async function askPeer(orthanc: OrthancPeer, { peer }: Question): Promise<Answer> {
	const authorization = `Basic ${Buffer.from(`${orthanc.user}:${orthanc.password}`).toString('base64')}`;
	const started = performance.now();
	const answer =
		'qido' in peer
			? await fetch(`${orthanc.root}/studies?${peer.qido}`, {
					headers: { authorization, accept: 'application/dicom+json' },
				})
			: await fetch(`${orthanc.rest}/tools/find`, {
					method: 'POST',
					headers: { authorization, 'content-type': 'application/json' },
					body: JSON.stringify(peer.find),
				});
	const body = (await answer.json()) as unknown[];
	if (!answer.ok) throw new Error(`Orthanc: ${answer.status}`);
	return { ms: performance.now() - started, rows: body.length };
}

function names(runs: readonly Run[]): string[] {
	return [...new Set(runs.map((one) => one.question))];
}

function of(runs: readonly Run[], studies: number, question: string): Run[] {
	return runs.filter((one) => one.studies === studies && one.question === question);
}

function rowsOf(runs: readonly Run[], count: number): BenchRow[] {
	return names(runs).map((question) => {
		const these = of(runs, count, question);
		const figures = {
			name: `${question}, ${count.toLocaleString('en')} studies`,
			unit: 'ms',
			ours: median(these.map((one) => one.ours.ms)),
			peer: median(these.map((one) => one.peer.ms)),
		};
		return against({ ...figures, peerName: 'Orthanc' }, { atMost: 1 });
	});
}

/** Fast at any size: how many times slower the largest catalogue is than the smallest. */
function growth(runs: readonly Run[]): BenchRow[] {
	const [small = 0, big = 0] = [sizes[0], sizes.at(-1)];
	return ['first page', 'page in the middle', 'hospital number'].map((question) => {
		const at = (size: number) => median(of(runs, size, question).map((one) => one.ours.ms));
		const [before, after] = [at(small), at(big)];
		const ours = before === null || after === null ? null : after / before;
		const name = `${question}: ${big.toLocaleString('en')} against ${small.toLocaleString('en')} studies`;
		return limited({ name, unit: 'x', ours }, { atMost: 2 });
	});
}

/** A fast answer that lacks what was asked for is no answer. */
function missed(runs: readonly Run[]): string[] {
	return sizes.flatMap((count) =>
		names(runs).flatMap((question) => {
			const these = of(runs, count, question);
			const empty = (side: 'ours' | 'peer') => these.filter((one) => one[side].rows === 0).length;
			const [ours, peer] = [empty('ours'), empty('peer')];
			return ours + peer === 0
				? []
				: [`${question}, ${count}: nothing found in ${ours} of ${these.length} (ours), ${peer} (Orthanc)`];
		}),
	);
}

async function orthancVersion(orthanc: OrthancPeer): Promise<string> {
	const authorization = `Basic ${Buffer.from(`${orthanc.user}:${orthanc.password}`).toString('base64')}`;
	const answer = await fetch(`${orthanc.rest}/system`, { headers: { authorization } });
	return String(((await answer.json()) as { Version?: string }).Version);
}
