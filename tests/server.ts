/**
 * The production server as the tests' subject: built when stale, started by its own entry on a free port with its own data
 * folder, stopped with SIGTERM. Used by integration and end-to-end tests alike.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { ServiceScope } from '../src/lib/access/principal.ts';
import { buildIfStale } from '../scripts/build-if-stale.ts';

const root = join(import.meta.dirname, '..');

export interface TestServer {
	readonly origin: string;
	readonly dataDir: string;
	/** Everything the process wrote, for tests that look for what must not be there. */
	output(): string;
	/** The demo's printed links with their PINs, in order. */
	links(): readonly { url: string; pin: string }[];
	/** A token for another system; scopes of `access/decide.ts`. */
	createToken(scopes: readonly ServiceScope[], hospital?: string): string;
	createLink(options: LinkOptions): { url: string; pin: string };
	signal(name: NodeJS.Signals): void;
	/** Resolves with the exit code once the process has ended. */
	ended(): Promise<number | null>;
	stop(): Promise<void>;
}

export interface LinkOptions {
	readonly studies: readonly string[];
	readonly rights?: readonly ('view' | 'annotate' | 'download')[];
	readonly hours?: number;
	/** how often it may be opened; without: as often as one likes */
	readonly uses?: number;
}

export interface StartOptions {
	readonly env?: Readonly<Record<string, string>>;
	/** Kept by the caller over a restart; else a temporary folder that `stop` removes. */
	readonly dataDir?: string;
	readonly port?: number;
}

export async function freePort(): Promise<number> {
	const probe = createServer();
	await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
	const address = probe.address();
	await new Promise((resolve) => probe.close(resolve));
	if (address === null || typeof address === 'string') throw new Error('no port');
	return address.port;
}

export async function startServer(options: StartOptions = {}): Promise<TestServer> {
	await buildIfStale();
	const port = options.port ?? (await freePort());
	const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'hub-test-'));
	const env = {
		...process.env,
		DEMO: '0',
		...options.env,
		PORT: String(port),
		HOST: '127.0.0.1',
		DATA_DIR: dataDir,
	};
	const child = spawn(process.execPath, ['src/serve.ts'], {
		cwd: root,
		env,
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	let output = '';
	child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
	child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
	const ended = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
	const origin = `http://127.0.0.1:${port}`;
	await answering(child, origin, () => output);
	const cli = (script: string, args: readonly string[]): string =>
		execFileSync(process.execPath, [join('scripts', script), ...args], { cwd: root, env, encoding: 'utf8' });
	return {
		origin,
		dataDir,
		output: () => output,
		links: () => printedLinks(output),
		createToken: (scopes, hospital) => {
			const bound = hospital === undefined ? [] : ['--hospital', hospital];
			return lastLine(cli('token.ts', ['create', '--name', 'test', '--scopes', scopes.join(','), ...bound]));
		},
		createLink: (link) => {
			const args = ['create', '--origin', origin, '--studies', link.studies.join(',')];
			args.push('--rights', (link.rights ?? ['view']).join(','), '--hours', String(link.hours ?? 72));
			if (link.uses !== undefined) args.push('--uses', String(link.uses));
			const [made] = printedLinks(cli('link.ts', args));
			if (made === undefined) throw new Error('no link was printed');
			return made;
		},
		signal: (name) => void child.kill(name),
		ended: () => ended,
		stop: async () => {
			child.kill('SIGTERM');
			const done = await Promise.race([ended.then(() => true), wait(20_000, false)]);
			if (!done) child.kill('SIGKILL');
			await ended;
			if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
		},
	};
}

async function answering(child: ChildProcess, origin: string, output: () => string): Promise<void> {
	for (let tries = 0; tries < 600; tries++) {
		if (child.exitCode !== null) throw new Error(`The server ended at its start:\n${output()}`);
		try {
			if ((await fetch(`${origin}/ready`)).ok) return;
		} catch {
			// not listening yet
		}
		await wait(100);
	}
	child.kill('SIGKILL');
	throw new Error(`The server did not become ready:\n${output()}`);
}

function printedLinks(text: string): { url: string; pin: string }[] {
	const found = [];
	for (const match of text.matchAll(/(http:\/\/\S+\/s#\S+)[\s\S]*?PIN\s+(\d{6})/g)) {
		const [, url, pin] = match;
		if (url !== undefined && pin !== undefined) found.push({ url, pin });
	}
	return found;
}

function lastLine(text: string): string {
	return text.trim().split('\n').at(-1) ?? '';
}
