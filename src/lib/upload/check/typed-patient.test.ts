import { describe, expect, it } from 'vitest';
import { birthDateOf } from './typed-patient.ts';

const now = Date.UTC(2026, 0, 15, 3);
const born = (day: string, month: string, year: string) => birthDateOf({ day, month, year }, now);

describe('a typed birth date', () => {
	it('is read in either era', () => {
		expect(born('2', '3', '2528')).toBe('1985-03-02');
		expect(born('02', '03', '1985')).toBe('1985-03-02');
		expect(born('15', '1', '2569')).toBe('2026-01-15');
	});

	it('is refused when it is ambiguous, impossible, in the future or too long ago', () => {
		for (const [day, month, year] of [
			['2', '3', '28'],
			['31', '2', '2528'],
			['', '3', '2528'],
			['2', '', '2528'],
			['16', '1', '2569'],
			['1', '1', '2430'],
			['1', '1', '2300'],
		] as const)
			expect(born(day, month, year)).toBeNull();
	});
});
