import { expect, test } from 'vitest';
import { askingWords } from '#lib/i18n/areas/asking.ts';
import { openersFor, withOpener } from './openers.ts';

const words = askingWords.th;

test('a film is asked about the chest, a photograph about the wound', () => {
	expect(openersFor(['DX'], words)[0]).toBe(words.openers.chest[0]);
	expect(openersFor(['XC'], words)).toEqual(words.openers.photo);
	expect(openersFor(['CT', 'SR'], words)[0]).toBe(words.openers.ct[0]);
	expect(openersFor([], words)).toEqual(words.openers.any);
});

test('a tap adds its sentence once, below what was written', () => {
	expect(withOpener('', 'ก')).toBe('ก');
	expect(withOpener('ไข้ 3 วัน \n', 'ก')).toBe('ไข้ 3 วัน\nก');
	expect(withOpener('ไข้ 3 วัน\nก', 'ก')).toBe('ไข้ 3 วัน\nก');
});

test('both languages have as many openers', () => {
	for (const kind of ['chest', 'ct', 'photo', 'ultrasound', 'any'] as const)
		expect(askingWords.en.openers[kind]).toHaveLength(words.openers[kind].length);
});
