/**
 * Takes each guard of `tests/guards.ts` out of a copy of the sources and sees its test go red; before that, with the guard in
 * place, green. `node scripts/guards.ts [threat]` tries those of one threat. Ends with 1 when a guard's loss goes unnoticed.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { guards } from '../tests/guards.ts';
import type { Guard } from '../tests/guards.ts';

const root = join(import.meta.dirname, '..');
const copy = mkdtempSync(join(tmpdir(), 'hub-guards-'));

function copySources(): void {
	const names = execFileSync('git', ['ls-files', '-z'], { cwd: root, encoding: 'utf8' });
	execFileSync('tar', ['-cf', join(copy, 'sources.tar'), '--null', '-T', '-'], { cwd: root, input: names });
	execFileSync('tar', ['-xf', 'sources.tar'], { cwd: copy });
	// Hard links: the packages are only read.
	execFileSync('cp', ['-al', join(root, 'node_modules'), join(copy, 'node_modules')]);
	execFileSync(join(copy, 'node_modules/.bin/svelte-kit'), ['sync'], { cwd: copy, stdio: 'ignore' });
}

function build(): void {
	execFileSync(process.execPath, ['scripts/build-if-stale.ts'], { cwd: copy, stdio: 'ignore' });
}

function isGreen([file, title]: Guard['test']): boolean {
	// Up front: inside a test the build would eat the time of its first hook.
	if (/^(tests|e2e)\//.test(file)) build();
	const e2e = file.endsWith('.e2e.ts');
	const titled = title === '' ? [] : e2e ? ['-g', title] : ['-t', title];
	const args = e2e ? ['playwright', 'test', file, ...titled] : ['vitest', 'run', file, ...titled];
	const [tool = '', ...rest] = args;
	const env = { ...process.env, PATH: `${join(copy, 'node_modules/.bin')}:${process.env['PATH'] ?? ''}` };
	const run = spawnSync(join(copy, 'node_modules/.bin', tool), rest, { cwd: copy, env, encoding: 'utf8' });
	if (/No test (files )?found|no tests/i.test(run.stdout)) throw new Error(`no such test: ${file} ${title}`);
	return run.status === 0;
}

function withoutGuard<T>({ file, find, put }: Guard, look: () => T): T {
	const path = join(copy, file);
	const before = readFileSync(path, 'utf8');
	if (before.split(find).length !== 2) throw new Error(`the guard does not stand once in ${file}`);
	writeFileSync(
		path,
		before.replace(find, () => put),
	);
	try {
		return look();
	} finally {
		writeFileSync(path, before);
	}
}

function verdict(guard: Guard, green: Map<string, boolean>): string {
	const key = guard.test.join(' ');
	const before = green.get(key) ?? isGreen(guard.test);
	green.set(key, before);
	if (!before) return 'RED WITH THE GUARD IN PLACE';
	return withoutGuard(guard, () => isGreen(guard.test)) ? 'NOT NOTICED' : 'noticed';
}

const only = process.argv[2];
const asked = guards.filter((guard) => only === undefined || String(guard.threat) === only);
copySources();
const green = new Map<string, boolean>();
let failed = 0;
try {
	for (const guard of asked) {
		const found = verdict(guard, green);
		if (found !== 'noticed') failed++;
		process.stdout.write(`${found.padEnd(12)} threat-${guard.threat} ${guard.name}\n`);
	}
} finally {
	rmSync(copy, { recursive: true, force: true });
}
process.stdout.write(`${asked.length - failed} noticed, ${failed} not\n`);
process.exitCode = failed === 0 ? 0 : 1;
