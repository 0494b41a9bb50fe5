import { describe, expect, it } from 'vitest';
import { parseAge, parseDate, parseTime } from './dates.ts';

describe('dates', () => {
	it.each([
		['20250130', { iso: '2025-01-30', wasBuddhist: false }],
		['25680130', { iso: '2025-01-30', wasBuddhist: true }],
		['2568-01-30', { iso: '2025-01-30', wasBuddhist: true }],
		['2025.01.30', { iso: '2025-01-30', wasBuddhist: false }],
		['25670229', { iso: '2024-02-29', wasBuddhist: true }],
		['25680229', null],
		['20251301', null],
		['20250431', null],
		['00000000', null],
		['30000101', null],
		['680130', null],
		['', null],
	])('%s', (text, date) => {
		expect(parseDate(text)).toEqual(date);
	});

	it('reads times', () => {
		expect(parseTime('101112.123456')).toBe('10:11:12');
		expect(parseTime('1011')).toBe('10:11:00');
		expect(parseTime('10:11:12')).toBe('10:11:12');
		expect(parseTime('235960')).toBe('23:59:59');
		expect(parseTime('250000')).toBeNull();
	});
});

it('reads an age of 0 to 120 years', () => {
	expect(parseAge('054Y')).toEqual({ value: 54, unit: 'years' });
	expect(parseAge('999Y')).toBeNull();
	expect(parseAge('54')).toBeNull();
});
