/**
 * Builds the app when a source file is newer than the last build, and lets only one process build at a time: `npm start`, the
 * integration tests and the end-to-end tests all come through here.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const root = join(import.meta.dirname, '..');
const stamp = join(root, 'build', '.built');
const lock = join(root, '.cache', 'building');
const inputs = ['src', 'static', 'package-lock.json', 'svelte.config.js', 'vite.config.ts'];

function newest(path: string): number {
	const stat = statSync(path);
	if (!stat.isDirectory()) return /(\.test\.ts|planted[^/]*)$/.test(path) ? 0 : stat.mtimeMs;
	return readdirSync(path).reduce((latest, name) => Math.max(latest, newest(join(path, name))), 0);
}

function isFresh(): boolean {
	if (!existsSync(stamp)) return false;
	const built = statSync(stamp).mtimeMs;
	return inputs.every((input) => newest(join(root, input)) <= built);
}

/** `mkdir` is atomic; a lock older than ten minutes belongs to a process that died. */
async function takeLock(): Promise<void> {
	mkdirSync(join(root, '.cache'), { recursive: true });
	for (;;) {
		try {
			mkdirSync(lock);
			return;
		} catch {
			if (existsSync(lock) && Date.now() - statSync(lock).mtimeMs > 600_000)
				rmSync(lock, { recursive: true });
			await wait(500);
		}
	}
}

export async function buildIfStale(): Promise<void> {
	if (isFresh()) return;
	await takeLock();
	try {
		if (isFresh()) return;
		process.stderr.write('Building the app (about a minute, once) ...\n');
		const startedAt = new Date();
		const vite = join(root, 'node_modules', 'vite', 'bin', 'vite.js');
		const run = spawnSync(process.execPath, [vite, 'build', '--logLevel', 'error'], {
			cwd: root,
			encoding: 'utf8',
		});
		if (run.status !== 0) {
			process.stderr.write(`${run.stdout}${run.stderr}`);
			throw new Error('The build failed');
		}
		// Stamped with the time the build began: what changed meanwhile makes it stale again.
		writeFileSync(stamp, startedAt.toISOString());
		const { utimesSync } = await import('node:fs');
		utimesSync(stamp, startedAt, startedAt);
	} finally {
		rmSync(lock, { recursive: true, force: true });
	}
}

if (import.meta.main) await buildIfStale();
