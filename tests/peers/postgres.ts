/**
 * A real PostgreSQL of the machine's own package, in a temporary folder on a free port of the loopback, gone afterwards.
 * PostgreSQL refuses to run as root; then it runs as the user `postgres` that its package made.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from '../server.ts';

export interface PostgresPeer {
	/** A fresh, empty database. */
	createDatabase(): Promise<string>;
	stop(): Promise<void>;
}

const versions = '/usr/lib/postgresql';

export async function startPostgres(): Promise<PostgresPeer> {
	const bin = binaries();
	const folder = mkdtempSync(join(tmpdir(), 'hub-postgres-'));
	const as = runAs(folder);
	const data = join(folder, 'data');
	const initdb = ['-D', data, '-U', 'hub', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'];
	execFileSync(join(bin, 'initdb'), initdb, { ...as, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
	const port = await freePort();
	const settings = [`port=${port}`, 'listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`];
	const args = ['-D', data, ...settings.flatMap((setting) => ['-c', setting])];
	const server = spawn(join(bin, 'postgres'), args, {
		...as,
		cwd: folder,
		stdio: ['ignore', 'ignore', 'pipe'],
	});
	let said = '';
	server.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
	const url = (name: string) => `postgres://hub@127.0.0.1:${port}/${name}`;
	// A test run that is stopped in the middle must not leave a server behind.
	const killNow = () => void server.kill('SIGQUIT');
	process.once('exit', killNow);
	await answering(server, url('postgres'), () => said);
	let made = 0;
	return {
		createDatabase: async () => {
			const name = `hub_${++made}`;
			await query(url('postgres'), `create database ${name}`);
			return url(name);
		},
		stop: async () => {
			process.removeListener('exit', killNow);
			const ended = new Promise((resolve) => server.once('exit', resolve));
			// INT is the fast shutdown: sessions still open are ended.
			server.kill('SIGINT');
			await ended;
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

/** The folder of pg_dump and its like, of the same version. */
export function postgresTools(): string {
	return binaries();
}

function binaries(): string {
	const found = existsSync(versions) ? readdirSync(versions).sort((a, b) => Number(b) - Number(a)) : [];
	const [newest] = found.filter((version) => existsSync(join(versions, version, 'bin', 'initdb')));
	if (newest === undefined) throw new Error('PostgreSQL is missing: run node scripts/peers.ts');
	return join(versions, newest, 'bin');
}

function runAs(folder: string): { uid?: number; gid?: number } {
	if (process.getuid?.() !== 0) return {};
	const id = (flag: string) => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
	const user = { uid: id('-u'), gid: id('-g') };
	chownSync(folder, user.uid, user.gid);
	chmodSync(folder, 0o700);
	return user;
}

async function answering(server: ChildProcess, url: string, said: () => string): Promise<void> {
	for (let tries = 0; tries < 300; tries++) {
		if (server.exitCode !== null) throw new Error(`PostgreSQL ended at its start:\n${said()}`);
		try {
			await query(url, 'select 1');
			return;
		} catch {
			await wait(100);
		}
	}
	server.kill('SIGQUIT');
	throw new Error(`PostgreSQL did not become ready:\n${said()}`);
}

async function query(url: string, text: string): Promise<void> {
	const client = new pg.Client({ connectionString: url });
	await client.connect();
	try {
		await client.query(text);
	} finally {
		await client.end();
	}
}
