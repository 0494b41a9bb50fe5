import { expect, it } from 'vitest';
import { commandFor, commands } from './commands.ts';

const press = (key: string, more: Partial<KeyboardEvent> = {}) =>
	commandFor({ key, code: '', shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more })
		?.id ?? null;

it('no key means two things', () => {
	const keys = commands.flatMap((command) => command.keys);
	expect(new Set(keys).size).toBe(keys.length);
	expect(new Set(commands.map(({ id }) => id)).size).toBe(commands.length);
});

it('the keys of the manners do what they say', () => {
	expect(['w', 'z', 'p', 'r', 'i', '3', ' ', '?', 'ArrowDown', 'ArrowLeft'].map((key) => press(key))).toEqual(
		[
			'tool-window',
			'tool-zoom',
			'tool-pan',
			'reset',
			'invert',
			'preset-3',
			'cine',
			'help',
			'next',
			'previous',
		],
	);
	expect(press('?', { shiftKey: true })).toBe('help');
	expect(press('T', { shiftKey: true })).toBe('rotate-back');
});

it('takes nothing from the browser or the screen reader', () => {
	expect(press('r', { ctrlKey: true })).toBeNull();
	expect(press('f', { metaKey: true })).toBeNull();
	expect(press('i', { altKey: true })).toBeNull();
});
