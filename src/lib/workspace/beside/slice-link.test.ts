import { describe, expect, it } from 'vitest';
import { imageInstance } from '#lib/archive/manifest.fixture.ts';
import type { StackFrame } from '#lib/viewer/frames/stack.ts';
import { isOff, linkOf, partnerOf } from './slice-link.ts';
import type { SliceLink, Spot } from './slice-link.ts';

const axial = [1, 0, 0, 0, 1, 0];
const tilted = (degrees: number): number[] => {
	const angle = (degrees * Math.PI) / 180;
	return [1, 0, 0, 0, Math.cos(angle), Math.sin(angle)];
};

interface Plan {
	readonly count: number;
	readonly from: number;
	readonly step: number;
	readonly frame?: string | null;
	readonly orientation?: number[];
	/** mm a pixel */
	readonly pixel?: number;
}

function stack({ count, from, step, frame = '1.2.3', orientation = axial, pixel = 0.7 }: Plan): StackFrame[] {
	return Array.from({ length: count }, (_, i) => ({
		frame: 1,
		instance: imageInstance({
			orientation,
			position: [0, 0, from + i * step],
			frameOfReference: frame,
			spacing: { rowMm: pixel, columnMm: pixel, trust: 'calibrated' },
		}),
	}));
}

const at = (slices: readonly StackFrame[], index: number): Spot => ({ stack: slices, index });

function linked(first: Spot, second: Spot): SliceLink {
	const link = linkOf(first, second);
	if (!link.ok) throw new Error(link.reason);
	return link.value;
}

describe('one frame of reference', () => {
	const thin = stack({ count: 40, from: 0, step: 2.5 });
	const thick = stack({ count: 20, from: 97, step: -5 });
	const link = linked(at(thin, 0), at(thick, 0));

	it('is the same place in millimetres, whichever way each is sorted', () => {
		expect(link).toMatchObject({ same: true, offset: 0 });
		// 50 mm lies between 52 and 47 of the thick ones: 52 is 2 off.
		expect(partnerOf(link, 'second', at(thin, 20), at(thick, 0))).toEqual({ index: 9, apart: 2 });
		expect(partnerOf(link, 'first', at(thick, 9), at(thin, 0))).toEqual({ index: 21, apart: 0.5 });
	});

	it('beyond the end of the other the last one is shown, and said to be off', () => {
		const partner = partnerOf(link, 'second', at(thin, 39), at(thick, 0));
		expect(partner).toEqual({ index: 0, apart: -0.5 });
		const far = partnerOf(link, 'first', at(stack({ count: 2, from: 300, step: 5 }), 0), at(thin, 0));
		expect(far?.index).toBe(39);
		expect(isOff(far!, thin, link)).toBe(true);
		expect(isOff(partner!, thick, link)).toBe(false);
	});

	it('a plane turned by a little is compared in its middle', () => {
		// Its corner lies 6 mm below its middle.
		const turned = stack({ count: 40, from: 0, step: 2.5, orientation: tilted(2) });
		const partner = partnerOf(linked(at(thin, 0), at(turned, 0)), 'second', at(thin, 20), at(turned, 0));
		expect(partner?.index).toBe(18);
		expect(Math.abs(partner?.apart ?? 9)).toBeLessThan(1.3);
	});
});

describe('two frames of reference', () => {
	const now = stack({ count: 40, from: 0, step: 2.5 });
	const before = stack({ count: 20, from: 200, step: 5, frame: '9.9' });

	it('keep the offset of the moment they were linked', () => {
		// 25 mm here was found to be 240 mm there.
		const link = linked(at(now, 10), at(before, 8));
		expect(link).toMatchObject({ same: false, offset: 215 });
		expect(partnerOf(link, 'second', at(now, 14), at(before, 8))).toEqual({ index: 10, apart: 0 });
		expect(partnerOf(link, 'first', at(before, 11), at(now, 10))).toEqual({ index: 16, apart: 0 });
	});

	it('a stack seen from the other side goes the same way through the patient', () => {
		const below = stack({ count: 20, from: 200, step: 5, frame: '9.9', orientation: [1, 0, 0, 0, -1, 0] });
		const link = linked(at(now, 10), at(below, 8));
		expect(partnerOf(link, 'second', at(now, 14), at(below, 8))?.index).toBe(10);
	});
});

describe('is refused', () => {
	const slices = stack({ count: 10, from: 0, step: 5 });
	const spot = at(slices, 3);
	it.each([
		['one-picture', stack({ count: 1, from: 0, step: 5 })],
		['no-position', stack({ count: 10, from: 0, step: 5, frame: null })],
		['turned', stack({ count: 10, from: 0, step: 5, orientation: tilted(8) })],
		['turned', stack({ count: 10, from: 0, step: 5, orientation: [0, 1, 0, 0, 0, -1] })],
	] as const)('%s', (reason, other) => {
		expect(linkOf(spot, at(other, 0))).toEqual({ ok: false, reason });
		expect(linkOf(at(other, 0), spot)).toEqual({ ok: false, reason });
	});

	it('but a few degrees are not turned', () => {
		expect(linkOf(spot, at(stack({ count: 10, from: 0, step: 5, orientation: tilted(4) }), 0)).ok).toBe(true);
	});
});

it('of several phases at one place the one next to where the other stands', () => {
	const phases = [0, 1, 2].flatMap(() => stack({ count: 4, from: 0, step: 5 }));
	const slices = stack({ count: 4, from: 0, step: 5 });
	const link = linked(at(slices, 0), at(phases, 5));
	expect(partnerOf(link, 'second', at(slices, 2), at(phases, 5))?.index).toBe(6);
	expect(partnerOf(link, 'second', at(slices, 2), at(phases, 9))?.index).toBe(10);
});

it('a scout among the slices is passed over', () => {
	const scout = stack({ count: 1, from: 20, step: 0, orientation: [0, 1, 0, 0, 0, -1] });
	const mixed = [...scout, ...stack({ count: 10, from: 0, step: 5 })];
	const slices = stack({ count: 10, from: 0, step: 5 });
	const link = linked(at(slices, 0), at(mixed, 1));
	expect(partnerOf(link, 'second', at(slices, 4), at(mixed, 1))?.index).toBe(5);
});
