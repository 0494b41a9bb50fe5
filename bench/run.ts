/**
 * `npm run bench -- NAME [flags of that bench]`: runs `bench/NAME/bench.ts`, writes `bench/results/NAME.json` and prints the table.
 * Ends with 1 when a goal that was measured is not met.
 */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as v from 'valibot';
import { machine } from './machine.ts';
import type { BenchResult } from './result.ts';
import { table } from './table.ts';

const folder = import.meta.dirname;
const BenchModule = v.object({
	run: v.custom<() => Promise<BenchResult>>((value) => typeof value === 'function'),
});

const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, 'bench.ts')));
const name = process.argv[2] ?? '';
if (!names.includes(name)) {
	process.stderr.write(`npm run bench -- ${names.join(' | ')}\n`);
	process.exit(2);
}
const started = new Date();
const loaded: unknown = await import(pathToFileURL(join(folder, name, 'bench.ts')).href);
const result = await v.parse(BenchModule, loaded).run();
const out = join(folder, 'results');
mkdirSync(out, { recursive: true });
const record = { bench: name, at: started.toISOString(), machine: await machine(), ...result };
writeFileSync(join(out, `${name}.json`), written(record));
process.stdout.write(`\n${table(result.rows)}\n`);
for (const note of result.notes ?? []) process.stdout.write(`- ${note}\n`);
// What a bench started and did not end must not keep the terminal.
process.exit(result.rows.some((row) => row.met === false) ? 1 : 0);

/** JSON with a line for each row and each run: a batch reads, and differs from the last, line by line. */
function written(record: Readonly<Record<string, unknown>>): string {
	const parts = Object.entries(record).map(([key, value]) => {
		const list = Array.isArray(value) && value.length > 0;
		const text = list
			? `[\n${value.map((one) => `\t\t${JSON.stringify(one)}`).join(',\n')}\n\t]`
			: JSON.stringify(value);
		return `\t${JSON.stringify(key)}: ${text}`;
	});
	return `{\n${parts.join(',\n')}\n}\n`;
}
