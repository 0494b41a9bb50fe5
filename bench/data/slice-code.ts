/**
 * A number that can be read from the pixels of a screen: twelve cells in the dark margin above the body. The first and last are
 * white, then nine bits of the slice's number, highest first, and odd parity. A harness that reads it knows WHICH picture is painted.
 */
export interface Canvas {
	readonly values: Uint16Array;
	readonly columns: number;
}

/** Places as parts of the columns, equal for every size. */
const place = { cell: 24 / 512, left: 112 / 512, top: 8 / 512 };

export function drawSliceCode({ values, columns }: Canvas, number: number, white: number): void {
	const cell = Math.floor(columns * place.cell);
	const left = Math.floor(columns * place.left);
	const top = Math.floor(columns * place.top);
	const quiet = Math.floor(cell / 4);
	fill(top - quiet, top + cell + quiet, left - Math.floor(cell / 2), left + 12 * cell + Math.floor(cell / 2), 0);
	bitsOf(number).forEach((bit, i) => {
		if (bit) fill(top, top + cell, left + i * cell, left + (i + 1) * cell, white);
	});

	function fill(y0: number, y1: number, x0: number, x1: number, value: number): void {
		for (let y = y0; y < y1; y++) values.fill(value, y * columns + x0, y * columns + x1);
	}
}

function bitsOf(number: number): boolean[] {
	const bits = Array.from({ length: 9 }, (_, i) => ((number >> (8 - i)) & 1) === 1);
	const even = bits.filter(Boolean).length % 2 === 0;
	return [true, ...bits, even, true];
}

/**
 * The number in one row of grey pixels; 0 when there is none. Self-contained: it also runs inside the measured page, by its
 * source text.
 */
export function readSliceCode(grey: ArrayLike<number>): number {
	const white = 150;
	const black = 90;
	const starts: number[] = [];
	const ends: number[] = [];
	for (let x = 1; x < grey.length; x++) {
		const [before, now] = [(grey[x - 1] ?? 0) >= white, (grey[x] ?? 0) >= white];
		if (!before && now) starts.push(x);
		if (before && !now) ends.push(x);
	}
	if (starts.length > 60) return 0;
	// The widest that fits: within a code others can be read, the same one for several slices in a row.
	const spans = starts
		.flatMap((start) => ends.map((end) => ({ start, cell: (end - start) / 12 })))
		.filter(({ cell }) => cell >= 6)
		.sort((a, b) => b.cell - a.cell);
	for (const { start, cell } of spans) {
		// The quiet border, or letters of the page would be read as numbers.
		const [left, right] = [grey[Math.round(start - cell * 0.3)], grey[Math.round(start + cell * 12.3)]];
		if (left === undefined || right === undefined || left > black || right > black) continue;
		const bits: boolean[] = [];
		for (let i = 0; i < 12; i++) {
			const value = grey[Math.round(start + (i + 0.5) * cell)] ?? 128;
			if (value > black && value < white) break;
			bits.push(value >= white);
		}
		if (bits.length < 12 || bits[0] !== true || bits[11] !== true) continue;
		const number = bits.slice(1, 10).reduce((sum, bit) => sum * 2 + (bit ? 1 : 0), 0);
		const even = bits.slice(1, 10).filter(Boolean).length % 2 === 0;
		if (number > 0 && number <= 300 && bits[10] === even) return number;
	}
	return 0;
}
