import { describe, expect, it } from 'vitest';
import { typedDay } from './typed-day.ts';

describe('a day as typed', () => {
	it.each([
		['30/1/2568', '2025-01-30'],
		['30/01/2568', '2025-01-30'],
		['๓๐/๑/๒๕๖๘', '2025-01-30'],
		['30-1-2025', '2025-01-30'],
		['30.1.2568', '2025-01-30'],
		['30 ม.ค. 2568', '2025-01-30'],
		['30 มกราคม พ.ศ. 2568', '2025-01-30'],
		['30มค2568', '2025-01-30'],
		['30 Jan 2025', '2025-01-30'],
		['2025-01-30', '2025-01-30'],
		['2568-01-30', '2025-01-30'],
		['29/2/2567', '2024-02-29'],
	])('%s', (typed, iso) => {
		expect(typedDay(typed)).toEqual({ ok: true, value: iso });
	});

	it.each([
		['30/1/68', 'two-digit-year'],
		['30 ม.ค. 68', 'two-digit-year'],
		['29/2/2568', 'not-a-day'],
		['31/4/2568', 'not-a-day'],
		['0/1/2568', 'not-a-day'],
		['1/13/2568', 'not-a-day'],
		['เมื่อวาน', 'not-a-day'],
		['', 'not-a-day'],
		['1/1/1500', 'far-year'],
		['1/1/25680', 'far-year'],
	])('%s is refused', (typed, reason) => {
		expect(typedDay(typed)).toEqual({ ok: false, reason });
	});
});
