import { expect, it } from 'vitest';
import { commandFor, commands } from '#lib/viewer/controls/commands.ts';
import { markCommands } from '#lib/viewer/marks/mark-commands.ts';
import { pageCommands } from './page-commands.ts';
import type { PageActions } from './page-commands.ts';

const nothing = (): void => undefined;
const page = pageCommands({
	...{ openNeighbour: nothing, showPalette: nothing, showAbout: nothing, mayCompare: () => true },
	...{ compare: nothing, compares: () => true, linkScroll: nothing, otherPane: nothing },
} satisfies PageActions);

it('no key of the page is one of the picture’s', () => {
	const taken = [...commands, ...markCommands].flatMap(({ keys }) => keys);
	const own = page.flatMap(({ keys }) => keys);
	expect(own.filter((key) => taken.includes(key))).toEqual([]);
	expect(new Set(own).size).toBe(own.length);
});

it('its keys do what they say, on a Thai keyboard too', () => {
	const press = (key: string, more: Partial<KeyboardEvent> = {}) =>
		commandFor(
			{ key, code: '', shiftKey: false, ctrlKey: false, metaKey: false, altKey: false, ...more },
			page,
		)?.id ?? null;
	expect([press('k'), press('K', { shiftKey: true }), press('n')]).toEqual([
		'beside',
		'link-scroll',
		'other-pane',
	]);
	expect(press('า', { code: 'KeyK' })).toBe('beside');
	expect(press('k', { ctrlKey: true })).toBe('palette');
	expect(press('K', { metaKey: true })).toBe('palette');
	expect(press('[')).toBe('previous-series');
});
