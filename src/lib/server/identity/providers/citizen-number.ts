/**
 * Citizen numbers: 13 digits, so their plain SHA-256, as Provider ID gives it, can be searched through in minutes. Both the number
 * and that hash are held only as our own HMAC of the hash, where a number from ThaID and a hash from Provider ID meet.
 */
import { createHash } from 'node:crypto';
import type { HubKeys } from '../hub-keys.ts';

/** null: not a citizen number (13 digits, the last a check digit). */
export function citizenHmacOfNumber(keys: HubKeys, number: string): string | null {
	const digits = number.replace(/[\s-]/g, '');
	if (!/^\d{13}$/.test(digits) || !checkDigitFits(digits)) return null;
	return citizenHmacOfHash(keys, createHash('sha256').update(digits).digest('hex'));
}

/** `hash`: hex SHA-256 of the number; null: not one. */
export function citizenHmacOfHash(keys: HubKeys, hash: string): string | null {
	const lower = hash.trim().toLowerCase();
	return /^[0-9a-f]{64}$/.test(lower) ? keys.hmac('citizen', lower) : null;
}

function checkDigitFits(digits: string): boolean {
	const sum = Array.from(digits.slice(0, 12)).reduce(
		(total, digit, n) => total + Number(digit) * (13 - n),
		0,
	);
	return (11 - (sum % 11)) % 10 === Number(digits[12]);
}
