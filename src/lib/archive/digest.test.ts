import { createHash, randomBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { toHex } from '#lib/base/bytes.ts';
import { digestOfField, sha256, sha256Hex } from './digest.ts';

it('equals FIPS 180-4 for every length around a block, and for megabytes, at any offset', async () => {
	for (const length of [...Array.from({ length: 200 }, (_, i) => i), 1_000_003]) {
		const bytes = new Uint8Array(randomBytes(length + 3)).subarray(3);
		const truth = createHash('sha256').update(bytes).digest('hex');
		expect(toHex(sha256(bytes))).toBe(truth);
		expect(await sha256Hex(bytes.slice())).toBe(truth);
	}
});

it('reads the digest out of its header field', () => {
	const base64 = createHash('sha256').update('x').digest('base64');
	expect(digestOfField(`sha-512=:AAAA:, sha-256=:${base64}:`)).toBe(
		createHash('sha256').update('x').digest('hex'),
	);
	expect(digestOfField('sha-256=:short:')).toBeNull();
	expect(digestOfField(null)).toBeNull();
});
