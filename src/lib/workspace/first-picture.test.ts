import { describe, expect, it } from 'vitest';
import { studyUid } from '#lib/dicom/uid.ts';
import { imageInstance } from '#lib/archive/manifest.fixture.ts';
import { firstFacts } from './first-picture.ts';
import type { ImageInstance, StudyManifest } from '#lib/archive/manifest.ts';

const lut = { first: 0, count: 2, bits: 8, label: null, values: 'AAA=' };
const study = { study: studyUid('1.2.3')!, luts: { own: lut, other: lut } } as unknown as StudyManifest;
const ready = { state: 'ready', codec: 'jpegls', bytes: 1000, sha256: 'ab' } as const;
const asked = { window: null, lossless: 'whole' };

function factsOf(changes: Partial<ImageInstance>, frame = 1) {
	return firstFacts(study, { instance: imageInstance({ renditions: [ready], ...changes }), frame }, asked);
}

describe('the frame that the page reads by itself', () => {
	it('is told with what its picture needs, and nothing of other frames', () => {
		const perFrame = [{}, { voi: [{ center: 1, width: 2, function: 'LINEAR', label: null }] }] as const;
		const facts = factsOf(
			{
				frames: 2,
				renditions: [ready, { ...ready, sha256: 'cd' }],
				perFrame: [...perFrame],
				voiLuts: ['own'],
			} as never,
			2,
		);
		expect(facts?.url).toMatch(/\/frames\/2\?v=cd$/);
		expect(facts?.frame).toBe(2);
		expect(facts?.instance.perFrame).toEqual([perFrame[1]]);
		expect(facts?.instance.renditions).toEqual([{ ...ready, sha256: 'cd' }]);
		expect(Object.keys(facts?.luts ?? {})).toEqual(['own']);
	});

	it.each<[string, Partial<ImageInstance>]>([
		['of another codec', { renditions: [{ ...ready, codec: 'htj2k' }] }],
		['not derived yet', { renditions: [{ state: 'ready', codec: 'jpegls', bytes: null, sha256: null }] }],
		['as large as a film', { renditions: [{ ...ready, bytes: 5_000_000 }] }],
		['with a lossy past, which the viewer tells of', { lossy: { ratio: 10, method: null } }],
		['under graphics, which the viewer lays over it', { overlays: ['6000'] }],
	])('is none %s', (_, changes) => {
		expect(factsOf(changes)).toBe(null);
	});
});
