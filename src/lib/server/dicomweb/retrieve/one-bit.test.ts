import { expect, test } from 'vitest';
import { alignedBits } from './one-bit.ts';

test('a frame of 1-bit pixels that begins inside a byte starts on one when it leaves', () => {
	const bits = '110100101011100101';
	const at = 3;
	const packed = new Uint8Array(3);
	for (let index = 0; index < bits.length; index += 1) {
		packed[index >> 3]! |= Number(bits.charAt(index)) << (index & 7);
	}
	const moved = alignedBits({ bytes: packed, skipBits: at });
	const read = Array.from(
		{ length: bits.length - at },
		(_, index) => (moved[index >> 3]! >> (index & 7)) & 1,
	).join('');
	expect(read).toBe(bits.slice(at));
	expect(alignedBits({ bytes: packed, skipBits: 0 })).toBe(packed);
});
