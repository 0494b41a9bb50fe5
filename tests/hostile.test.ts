/**
 * Harm and accident at the door (threat 11): every file is refused with a reason, or what it shows is what it says.
 * No mutation may end the process, hang, or show a picture of another size than the header's.
 */
import { describe, expect, it } from 'vitest';
import { bytesInMemory } from '../src/lib/base/bytes.ts';
import { readPart10 } from '../src/lib/dicom/part10/part10-reader.ts';
import { identityOf } from '../src/lib/dicom/instance-identity.ts';
import { fixture, fixtureNames } from './fixtures/catalogue/catalogue.ts';
import { hostileFiles } from './fixtures/hostile.ts';
import { mutate } from './fixtures/mutate.ts';
import { derived } from './pixels/derived.ts';

/** 'refused: WHY' by reader, identity or pixels; else 'taken'. */
async function fate(bytes: Uint8Array): Promise<string> {
	const read = await readPart10(bytesInMemory(bytes));
	if (!read.ok) return `refused: ${read.reason}`;
	const identity = identityOf(read.value);
	if (!identity.ok) return `refused: ${identity.reason}`;
	const { derivation, shown } = await derived(bytes);
	if (derivation.refused !== null) return `refused: ${derivation.refused.code}`;
	const bad = shown.find((frame) => typeof frame === 'string');
	if (typeof bad === 'string') return `refused: ${bad}`;
	const format = derivation.format;
	const values = (format?.rows ?? 0) * (format?.columns ?? 0) * (format?.samples ?? 0);
	return shown.every((frame) => frame.length === values) ? 'taken' : 'taken with another size';
}

describe('hostile files (threat-11)', () => {
	for (const { name, bytes, expect: wanted } of hostileFiles()) {
		it(`${name} is ${wanted}`, async () => {
			const what = await fate(bytes);
			if (wanted === 'refused') expect(what).toMatch(/^refused: [a-z0-9-]+$/);
			else expect(what).toBe('taken');
		});
	}
});

describe('seeded mutations (threat-11)', () => {
	const perFixture = 8;
	for (const [index, name] of fixtureNames.entries()) {
		it(`${perFixture} of ${name}`, async () => {
			const { bytes } = await fixture(name);
			for (let n = 0; n < perFixture; n++) {
				const what = await fate(mutate(bytes, index * perFixture + n).bytes);
				expect(what).toMatch(/^(refused: [a-z0-9-]+|taken)$/);
			}
		});
	}
});
