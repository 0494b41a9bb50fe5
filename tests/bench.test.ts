import { expect, it } from 'vitest';
import { drawSliceCode, readSliceCode } from '../bench/data/slice-code.ts';
import { against, limited, median } from '../bench/result.ts';
import { matched, percentile, scaleOf } from '../bench/screens/match.ts';
import { table } from '../bench/table.ts';

it('takes a figure that was measured as the median, and nothing from nothing', () => {
	expect(median([5, null, 1, 9])).toBe(5);
	expect(median([4, 1])).toBe(1);
	expect(median([null])).toBeNull();
});

it('judges by the ratio to the peer, both ways, and not at all without a figure', () => {
	const times = { name: 'first picture', unit: 's', peerName: 'peer' };
	expect(against({ ...times, ours: 1, peer: 2 }, { atMost: 0.5 })).toMatchObject({ ratio: 0.5, met: true });
	expect(against({ ...times, ours: 1.1, peer: 2 }, { atMost: 0.5 }).met).toBe(false);
	expect(against({ ...times, ours: 9, peer: 2 }, { atLeast: 5 }).met).toBe(false);
	expect(against({ ...times, ours: null, peer: 2 }, { atMost: 0.5 })).toMatchObject({
		ratio: null,
		met: null,
	});
	expect(limited({ name: 'bytes', unit: 'KB', ours: 121 }, { atMost: 120 })).toMatchObject({
		goal: '<= 120 KB',
		met: false,
	});
});

it('prints what was not measured as a question', () => {
	const row = against({ name: 'a', unit: 's', ours: null, peer: 2, peerName: 'b' }, { atMost: 1 });
	expect(table([row]).split('\n')[1]).toMatch(/^\?\s+a\s+-\s+2 s\s+<= 1 x b$/);
});

it('finds the move behind each painted place, on a screen of another size, and counts what was left out', () => {
	const moves: [number, number][] = [
		[0, 100],
		[16, 200],
		[33, 300],
		[50, 400],
	];
	const all: [number, number][] = moves.map(([at, x]) => [at + 20, 10 + x / 2]);
	const scale = scaleOf(moves, all);
	expect(scale(200)).toBe(110);
	const quick = matched(moves, [all[0]!, all[3]!], scale);
	expect(quick).toEqual({ took: [20, 20], painted: 2, moves: 4 });
	// A place that was painted before anybody went there is nobody's.
	expect(matched(moves, [[10, 160]], scale).painted).toBe(0);
	expect(percentile([3, 1, 2, 100], 0.5)).toBe(2);
	expect(percentile([3, 1, 2, 100], 0.99)).toBe(100);
	expect(percentile([], 0.5)).toBeNull();
});

it('reads each slice by its own number, at the size of the file and as a screen stretches it', () => {
	const [columns, y] = [512, 20];
	for (let number = 1; number <= 300; number++) {
		const values = new Uint16Array(columns * 64);
		drawSliceCode({ values, columns }, number, 255);
		const row = [...values.subarray(y * columns, (y + 1) * columns)];
		expect(readSliceCode(row)).toBe(number);
		const stretched = Array.from({ length: 665 }, (_, x) => row[Math.floor((x * columns) / 665)] ?? 0);
		expect(readSliceCode(stretched)).toBe(number);
	}
});
