import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const log = pathToFileURL(join(import.meta.dirname, 'log.ts')).href;

function linesOf(script: string): string[] {
	const source = `import { log } from '${log}';\n${script}`;
	const { stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', source], { encoding: 'utf8' });
	const lines = stdout.split('\n').filter((line) => line !== '');
	return lines.map((line) => (JSON.parse(line) as { event: string }).event);
}

it.each([
	['goes on', ''],
	['ends at once', 'process.exit(3);'],
	['ends by an error', "throw new Error('planned');"],
])('says everything, in its order, when the process %s', (_, end) => {
	const told = "log('info', 'one'); log('debug', 'unasked'); log('error', 'two'); log('info', 'three');";
	expect(linesOf(`${told}\n${end}`)).toEqual(['one', 'two', 'three']);
});
