/** Both servers asked alike. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import * as v from 'valibot';
import { median } from '../result.ts';

export interface Asked {
	readonly origin: string;
	readonly headers: Readonly<Record<string, string>>;
}

const run = promisify(execFile);
const Load = v.object({ answers: v.number(), failed: v.number(), megabytes: v.number() });

/** Answers a second over so many connections, which take the headers in turn; null when the server refused any. */
export async function throughput(
	asked: Pick<Asked, 'origin'> & { readonly headers: Asked['headers'] | readonly Asked['headers'][] },
	paths: readonly string[],
	{ seconds, connections }: { readonly seconds: number; readonly connections: number },
): Promise<number | null> {
	const folder = mkdtempSync(join(tmpdir(), 'hub-load-'));
	try {
		const order = {
			port: Number(new URL(asked.origin).port),
			paths,
			headers: [asked.headers].flat(),
			connections,
			seconds,
		};
		const file = join(folder, 'order.json');
		writeFileSync(file, JSON.stringify(order));
		const { stdout } = await run(process.execPath, [join(import.meta.dirname, 'load.ts'), file]);
		const load = v.parse(Load, JSON.parse(stdout));
		return load.failed > 0 ? null : load.answers;
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

/**
 * The middle of the times, in ms, of one request after the other to the last byte; `rows` of the last answer. By Node's plain client
 * over one kept connection: what a client does with the bytes afterwards is not the server's time.
 */
export async function latency(
	asked: Asked,
	pathOf: (turn: number) => string,
	turns: number,
): Promise<{ ms: number | null; rows: number }> {
	const times: number[] = [];
	const agent = new Agent({ keepAlive: true, maxSockets: 1 });
	let rows = 0;
	try {
		for (let turn = 0; turn < turns; turn++) {
			const started = performance.now();
			const answer = await get(asked, pathOf(turn), agent);
			times.push(performance.now() - started);
			if (answer.status === 204) rows = 0;
			else if (answer.status !== 200) throw new Error(`${pathOf(turn)} answered ${answer.status}`);
			else rows = v.parse(v.array(v.unknown()), JSON.parse(answer.text())).length;
		}
	} finally {
		agent.destroy();
	}
	return { ms: median(times), rows };
}

interface Answer {
	readonly status: number;
	readonly text: () => string;
}

function get({ origin, headers }: Asked, path: string, agent: Agent): Promise<Answer> {
	return new Promise((resolve, reject) => {
		const asking = request(
			origin + path,
			{ agent, headers: { 'accept-encoding': 'gzip', ...headers } },
			(answer) => {
				const chunks: Buffer[] = [];
				answer.on('data', (chunk: Buffer) => chunks.push(chunk));
				answer.once('error', reject);
				answer.once('end', () => {
					const body = Buffer.concat(chunks);
					const packed = answer.headers['content-encoding'] === 'gzip';
					const text = (): string => (packed ? gunzipSync(body) : body).toString('utf8');
					resolve({ status: answer.statusCode ?? 0, text });
				});
			},
		);
		asking.once('error', reject);
		asking.end();
	});
}
