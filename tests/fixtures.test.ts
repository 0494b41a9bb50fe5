/** Every fixture of the catalogue through the server's derivation and the browser's codecs: its values, or the test fails. */
import { describe, expect, it } from 'vitest';
import { bytesInMemory } from '../src/lib/base/bytes.ts';
import { readPart10 } from '../src/lib/dicom/part10/part10-reader.ts';
import { fixture, fixtureNames } from './fixtures/catalogue/catalogue.ts';
import type { Truth } from './fixtures/catalogue/fixture.ts';
import { derived } from './pixels/derived.ts';

describe('the fixtures show what they hold', () => {
	for (const name of fixtureNames) {
		it(name, async () => {
			const { bytes, truth, instance } = await fixture(name);
			const read = await readPart10(bytesInMemory(bytes));
			if (!read.ok) throw new Error(`refused: ${read.reason}`);
			expect(read.value.dataset['00080018']?.Value).toEqual([instance]);
			const { derivation, shown } = await derived(bytes);
			expect(derivation.refused).toBeNull();
			expect(derivation.format).toMatchObject({
				rows: truth.rows,
				columns: truth.columns,
				samples: truth.samples,
				photometric: truth.photometric,
			});
			expect(shown).toHaveLength(truth.frames.length);
			for (const [index, frame] of shown.entries())
				expect(fault(frame, truth.frames[index] ?? [], truth)).toBe('');
		});
	}

	it('are the same bytes each time', async () => {
		const [a, b] = [await fixture('jpeg-ls-near'), await fixture('jpeg-ls-near')];
		expect(Buffer.compare(a.bytes, b.bytes)).toBe(0);
	});
});

function fault(shown: readonly number[] | string, truth: readonly number[], { tolerance }: Truth): string {
	if (typeof shown === 'string') return `refused: ${shown}`;
	if (shown.length !== truth.length) return `${shown.length} values instead of ${truth.length}`;
	let sum = 0;
	let most = 0;
	for (const [i, value] of shown.entries()) {
		const off = Math.abs(value - (truth[i] ?? Number.NaN));
		if (Number.isNaN(off)) return `no number at ${i}`;
		sum += off;
		most = Math.max(most, off);
	}
	switch (tolerance.kind) {
		case 'exact':
			return most === 0 ? '' : `off by ${most}`;
		case 'max':
			return most <= tolerance.by ? '' : `off by ${most}, allowed ${tolerance.by}`;
		case 'mean':
			return sum / shown.length <= tolerance.by
				? ''
				: `off by ${sum / shown.length} on average, allowed ${tolerance.by}`;
	}
}
