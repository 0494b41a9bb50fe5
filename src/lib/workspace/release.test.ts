import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as v from 'valibot';
import { release } from './release.ts';

it('names the version of the package in the disclaimer', () => {
	const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
	expect(v.parse(v.object({ version: v.string() }), JSON.parse(text)).version).toBe(release.version);
});
