/**
 * Every generated fixture - each transfer syntax, each pixel form - goes through STOW, derivation, rights, HTTP and the page's own
 * loader, and is read back from the page: its stored values are the truth by construction, or the test fails.
 */
import type { FrameFormat } from '#lib/archive/manifest.ts';
import { fixture, fixtureNames } from '../tests/fixtures/catalogue/catalogue.ts';
import type { Fixture } from '../tests/fixtures/catalogue/fixture.ts';
import { openLink, readFrame, viewport } from './support/reading.ts';
import { store } from './support/store.ts';
import { expect, test } from './support/test.ts';

test('every syntax and pixel form is right to the stored value in the page', async ({ page, plain }) => {
	const fixtures: Fixture[] = [];
	for (const name of fixtureNames) fixtures.push(await fixture(name));
	const answers = await store(
		plain,
		fixtures.map((each) => each.bytes),
	);
	expect(answers.flatMap((answer) => answer.failed)).toEqual([]);
	const link = plain.createLink({ studies: fixtures.map((each) => each.study) });
	await openLink(page, link);
	await viewport(page).waitFor({ state: 'attached' });
	const faults: string[] = [];
	for (const { name, study, instance, truth } of fixtures) {
		for (const [i, frame] of truth.frames.entries()) {
			const read = await readFrame(page, { study, instance, frame: i + 1 }, true);
			const problem =
				read.format === null || read.bytes === null
					? `refused: ${read.refused ?? ''}`
					: fault(values(read.bytes, read.format.dtype), frame, truth.tolerance);
			if (problem !== '') faults.push(`${name} frame ${i + 1}: ${problem}`);
		}
	}
	expect(faults).toEqual([]);
});

function values(base64: string, dtype: FrameFormat['dtype']): ArrayLike<number> {
	const { buffer } = new Uint8Array(Buffer.from(base64, 'base64'));
	switch (dtype) {
		case 'uint8':
			return new Uint8Array(buffer);
		case 'int8':
			return new Int8Array(buffer);
		case 'uint16':
			return new Uint16Array(buffer);
		case 'int16':
			return new Int16Array(buffer);
		case 'uint32':
			return new Uint32Array(buffer);
		case 'int32':
			return new Int32Array(buffer);
		case 'float32':
			return new Float32Array(buffer);
		case 'float64':
			return new Float64Array(buffer);
	}
}

function fault(
	shown: ArrayLike<number>,
	truth: readonly number[],
	tolerance: Fixture['truth']['tolerance'],
): string {
	if (shown.length !== truth.length) return `${shown.length} values instead of ${truth.length}`;
	let sum = 0;
	let most = 0;
	for (const [i, value] of truth.entries()) {
		const off = Math.abs(value - (shown[i] ?? Number.NaN));
		if (Number.isNaN(off)) return `no number at ${i}`;
		sum += off;
		most = Math.max(most, off);
	}
	if (tolerance.kind === 'exact') return most === 0 ? '' : `off by ${most}`;
	const off = tolerance.kind === 'max' ? most : sum / truth.length;
	return off <= tolerance.by ? '' : `off by ${off}, allowed ${tolerance.by}`;
}
