import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..');
const rows = readFileSync(join(root, 'docs/threats.md'), 'utf8')
	.split('\n')
	.filter((line) => /^\| \d+ \|/.test(line))
	.map((line) => {
		const [, number = '', , , tests = '', state = ''] = line.split('|').map((cell) => cell.trim());
		return {
			number: Number(number),
			tests: [...tests.matchAll(/`([^`]+)`/g)].map(([, file = '']) => file),
			state,
		};
	});

describe('docs/threats.md', () => {
	it('has all twenty-five rows, each with a state', () => {
		expect(rows.map((row) => row.number)).toEqual(Array.from({ length: 25 }, (_, n) => n + 1));
		for (const row of rows) expect(row.state).toMatch(/^(done|in part|not yet)\b/);
	});

	it.each(rows.filter((row) => !row.state.startsWith('not yet')))(
		'row $number names tests of its own',
		(row) => {
			expect(row.tests.length).toBeGreaterThan(0);
			for (const file of row.tests) {
				expect(existsSync(join(root, file)), file).toBe(true);
				expect(readFileSync(join(root, file), 'utf8'), file).toMatch(
					// in a title, which is a text of the file, not in a comment
					new RegExp(`^(?!\\s*(//|\\*)).*[\`'"][^\n]*threat-${row.number}\\b`, 'm'),
				);
			}
		},
	);
});
