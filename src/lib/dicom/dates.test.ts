import { describe, expect, it } from 'vitest';
import { ageOn, parseAge, parseDate, parseDateTime, parseTime } from './dates.ts';

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

	it('reads times and instants', () => {
		expect(parseTime('101112.123456')).toBe('10:11:12');
		expect(parseTime('1011')).toBe('10:11:00');
		expect(parseTime('10:11:12')).toBe('10:11:12');
		expect(parseTime('235960')).toBe('23:59:59');
		expect(parseTime('250000')).toBeNull();
		expect(parseDateTime('25680130101112.5+0700')).toEqual({
			iso: '2025-01-30T10:11:12+07:00',
			wasBuddhist: true,
		});
		expect(parseDateTime('2025')).toBeNull();
	});
});

describe('age', () => {
	it('says years, then months, then days', () => {
		expect(ageOn('1970-03-15', '2025-03-14')).toEqual({ value: 54, unit: 'years' });
		expect(ageOn('1970-03-15', '2025-03-15')).toEqual({ value: 55, unit: 'years' });
		expect(ageOn('2024-01-31', '2025-03-01')).toEqual({ value: 13, unit: 'months' });
		expect(ageOn('2025-02-20', '2025-03-01')).toEqual({ value: 9, unit: 'days' });
	});

	it('is never negative nor beyond 120', () => {
		expect(ageOn('2025-03-02', '2025-03-01')).toBeNull();
		expect(ageOn('1860-01-01', '2025-03-01')).toBeNull();
		expect(parseAge('054Y')).toEqual({ value: 54, unit: 'years' });
		expect(parseAge('999Y')).toBeNull();
		expect(parseAge('54')).toBeNull();
	});
});
