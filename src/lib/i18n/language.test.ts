import { describe, expect, it } from 'vitest';
import { ageAtStudy } from './age.ts';
import { dates } from './dates.ts';
import { languageOf } from './language.ts';

describe('language', () => {
	it('is Thai unless the address or an earlier choice says English', () => {
		expect(languageOf(null, undefined)).toBe('th');
		expect(languageOf('en', undefined)).toBe('en');
		expect(languageOf(null, 'en')).toBe('en');
		expect(languageOf('th', 'en')).toBe('th');
		expect(languageOf('<script>', 'xx')).toBe('th');
	});
});

describe('dates', () => {
	it('show the Buddhist era in Thai and the Gregorian year in English', () => {
		expect(dates('th').longDay('2025-01-30')).toBe('30 มกราคม 2568');
		expect(dates('th').day('2025-01-30')).toBe('30 ม.ค. 2568');
		expect(dates('en').day('2025-01-30')).toBe('30 Jan 2025');
	});

	it('show what is not a date as it stands', () => {
		expect(dates('th').day('2025-02-31')).toBe('2025-02-31');
		expect(dates('th').day('ไม่ทราบ')).toBe('ไม่ทราบ');
	});

	it('are relative up to an hour and then a day with the clock of Bangkok', () => {
		const now = Date.UTC(2025, 0, 30, 20, 0);
		expect(dates('th').moment(now - 5 * 60_000, now)).toBe('5 นาทีที่ผ่านมา');
		expect(dates('th').moment(now + 72 * 3_600_000, now)).toBe('3 ก.พ. 2568 03:00');
		expect(dates('en').moment(now - 59 * 60_000, now)).toBe('59 minutes ago');
	});

	it('read both ways of writing a time of day', () => {
		expect(dates('th').timeOfDay('140530.12')).toBe('14:05');
		expect(dates('th').timeOfDay('09:07:00')).toBe('09:07');
	});
});

describe('age at the study', () => {
	it('counts from the birth date, by years, months or days', () => {
		expect(ageAtStudy({ age: null, birthDate: '1970-06-15', studyDate: '2025-06-14' })).toEqual({
			count: 54,
			unit: 'year',
		});
		expect(ageAtStudy({ age: null, birthDate: '2025-01-20', studyDate: '2025-06-14' })).toEqual({
			count: 4,
			unit: 'month',
		});
		expect(ageAtStudy({ age: null, birthDate: '2025-06-12', studyDate: '2025-06-14' })).toEqual({
			count: 2,
			unit: 'day',
		});
	});

	it('falls back to the age in the file and refuses what no person can be', () => {
		expect(ageAtStudy({ age: '054Y', birthDate: null, studyDate: null })).toEqual({
			count: 54,
			unit: 'year',
		});
		expect(ageAtStudy({ age: '543Y', birthDate: null, studyDate: null })).toBeNull();
		expect(ageAtStudy({ age: null, birthDate: '1482-01-01', studyDate: '2025-01-01' })).toBeNull();
		expect(ageAtStudy({ age: null, birthDate: '2568-01-01', studyDate: '2025-01-01' })).toBeNull();
	});
});
