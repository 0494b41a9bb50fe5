import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { hubKeys } from '../hub-keys.ts';
import { attemptMs, openAttempt, openEstablished, sealAttempt, sealEstablished } from './attempt.ts';

const keys = hubKeys(randomBytes(32));
const now = 1_800_000_000_000;
const keep = { state: 's', nonce: 'n', verifier: 'v', stepUp: false, begunAt: now };
const attempt = { provider: 'oidc', returnTo: '/worklist', sharedDevice: null, keep } as const;

/** Names as different from each other as real ones are, so that they don't compress better. */
const hospital = (n: number) => ({
	hcode: String(10_000 + n * 37),
	hcode9: `EA00${10_000 + n * 37}`,
	nameTh: `โรงพยาบาลส่งเสริมสุขภาพตำบล${randomThai(12)}`,
	nameEn: `${randomBytes(6).toString('hex')} Health Promoting Hospital`,
	roles: ['rural-doctor'] as const,
	position: 'นายแพทย์ชำนาญการพิเศษ',
});

function randomThai(letters: number): string {
	return Array.from(randomBytes(letters), (byte) => String.fromCharCode(0x0e01 + (byte % 46))).join('');
}

const established = (hospitals: number) => ({
	claims: {
		issuer: 'https://provider.id.th',
		subject: '0111111111X21',
		nameTh: 'นายแพทย์สมมติ ทดสอบ',
		nameEn: 'Sommut Thotsop',
		hospitals: Array.from({ length: hospitals }, (_each, n) => hospital(n)),
		licence: { profession: 'doctor', verified: true, validUntil: null } as const,
		citizenHmac: 'h'.repeat(43),
		authTime: now,
	},
	returnTo: '/studies/1.2.3',
	sharedDevice: true,
	at: now,
});

describe('what the browser carries for us', () => {
	it('opens for ten minutes, and not before its time', () => {
		const sealed = sealAttempt(keys, attempt);
		expect(openAttempt(keys, sealed, now)).toMatchObject(attempt);
		expect(openAttempt(keys, sealed, now + attemptMs - 1)).not.toBeNull();
		expect(openAttempt(keys, sealed, now + attemptMs)).toBeNull();
		expect(openAttempt(keys, sealed, now - 1)).toBeNull();
	});

	it('threat-4 opens only whole, only under our key, and only for what it was sealed for', () => {
		const sealed = sealAttempt(keys, attempt);
		const bytes = Buffer.from(sealed, 'base64url');
		for (let n = 0; n < bytes.length; n++) {
			const changed = Buffer.from(bytes);
			changed[n] = (changed[n] ?? 0) ^ 1;
			expect(openAttempt(keys, changed.toString('base64url'), now)).toBeNull();
		}
		for (let n = 0; n < sealed.length; n += 7) expect(openAttempt(keys, sealed.slice(0, n), now)).toBeNull();
		expect(openAttempt(hubKeys(randomBytes(32)), sealed, now)).toBeNull();
		expect(openEstablished(keys, sealed, now)).toBeNull();
		expect(openAttempt(keys, sealEstablished(keys, established(2)), now)).toBeNull();
	});

	it('keeps a person of fifty hospitals within the 4 KB that browsers keep', () => {
		const sealed = sealEstablished(keys, established(50));
		expect(sealed.length).toBeLessThan(3900);
		expect(openEstablished(keys, sealed, now)?.claims.hospitals).toHaveLength(50);
	});
});
