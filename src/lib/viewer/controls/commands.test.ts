import { expect, it } from 'vitest';
import { markCommands } from '../marks/mark-commands.ts';
import { commandFor, commands } from './commands.ts';

const press = (key: string, more: Partial<KeyboardEvent> = {}) =>
	commandFor(
		{ key, code: '', shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more },
		commands,
	)?.id ?? null;

it('no key means two things', () => {
	const all = [...commands, ...markCommands];
	const keys = all.flatMap((command) => command.keys);
	expect(new Set(keys).size).toBe(keys.length);
	expect(new Set(all.map(({ id }) => id)).size).toBe(all.length);
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

it('a keyboard set to Thai has the same keys', () => {
	expect(press('ไ', { code: 'KeyW' })).toBe('tool-window');
	expect(press('ๅ', { code: 'Digit1' })).toBe('preset-1');
	expect(press('ธ', { code: 'KeyT', shiftKey: true })).toBe('rotate-back');
});

it('of the chords only what the table names', () => {
	const chord = (key: string, more: Partial<KeyboardEvent> = {}) =>
		commandFor(
			{ key, code: '', shiftKey: false, ctrlKey: true, metaKey: false, altKey: false, ...more },
			markCommands,
		)?.id ?? null;
	expect(chord('z')).toBe('mark-undo');
	expect(chord('Z', { shiftKey: true })).toBe('mark-redo');
	expect(chord('z', { ctrlKey: false, metaKey: true })).toBe('mark-undo');
	expect(chord('z', { altKey: true })).toBeNull();
	expect(chord('l')).toBeNull();
});
