/** Every action of the viewer as data: the toolbar, the keyboard and the help list are built from this one table. */
import type { CommandOf } from './command.ts';
import type { Viewport } from '../viewport.svelte.ts';

/** What the page offers beside the viewport. */
export interface CommandTarget {
	readonly viewport: Viewport;
	showHelp(): void;
	toggleFullScreen(): void;
}

export type Command = CommandOf<CommandTarget>;

const always = (): boolean => true;
const picture = ({ viewport }: CommandTarget): boolean => viewport.count > 0;
const grey = ({ viewport }: CommandTarget): boolean =>
	viewport.presentation.kind !== 'colour' && viewport.count > 0;
const several = ({ viewport }: CommandTarget): boolean => viewport.count > 1;

function command(id: string, rest: Omit<Command, 'id' | 'labelKey'>): Command {
	return { id, labelKey: `command.${id}`, ...rest };
}

function tool(id: 'window' | 'pan' | 'zoom' | 'scroll', key: string, icon: string): Command {
	return command(`tool-${id}`, {
		keys: [key],
		group: 'tool',
		icon,
		when: id === 'scroll' ? several : id === 'window' ? grey : picture,
		pressed: ({ viewport }) => viewport.tool === id,
		run: ({ viewport }) => viewport.setTool(id),
	});
}

/** Keys 1-9: the file's own windows first, then those of the modality, in the order of the menu. */
const presets: Command[] = Array.from({ length: 9 }, (_, i) =>
	command(`preset-${i + 1}`, {
		keys: [String(i + 1)],
		group: 'window',
		icon: null,
		when: ({ viewport }) => viewport.presets[i] !== undefined,
		run: ({ viewport }) => {
			const preset = viewport.presets[i];
			if (preset !== undefined) viewport.applyPreset(preset.id);
		},
	}),
);

function scroll(id: string, keys: readonly string[], steps: (count: number) => number): Command {
	return command(id, {
		keys,
		group: 'stack',
		icon: null,
		when: several,
		run: ({ viewport }) => viewport.scrollBy(steps(viewport.count)),
	});
}

export const commands: readonly Command[] = [
	tool('window', 'w', 'contrast'),
	tool('pan', 'p', 'move'),
	tool('zoom', 'z', 'zoom-in'),
	tool('scroll', 's', 'layers'),
	...presets,
	command('invert', {
		keys: ['i'],
		group: 'window',
		icon: 'sun-moon',
		when: grey,
		pressed: ({ viewport }) => viewport.inverted,
		run: ({ viewport }) => viewport.toggleInvert(),
	}),
	command('zoom-in', {
		keys: ['+', '='],
		group: 'view',
		icon: null,
		when: picture,
		run: ({ viewport }) => viewport.zoomBy(1.25),
	}),
	command('zoom-out', {
		keys: ['-'],
		group: 'view',
		icon: null,
		when: picture,
		run: ({ viewport }) => viewport.zoomBy(0.8),
	}),
	command('fit', {
		keys: ['f', '0'],
		group: 'view',
		icon: 'maximize',
		when: picture,
		run: ({ viewport }) => viewport.fit(),
	}),
	command('one-to-one', {
		keys: ['shift+f'],
		group: 'view',
		icon: 'grid-3x3',
		when: picture,
		run: ({ viewport }) => viewport.oneToOne(),
	}),
	command('rotate', {
		keys: ['t'],
		group: 'view',
		icon: 'rotate-cw',
		when: picture,
		run: ({ viewport }) => viewport.rotate(90),
	}),
	command('rotate-back', {
		keys: ['shift+t'],
		group: 'view',
		icon: null,
		when: picture,
		run: ({ viewport }) => viewport.rotate(-90),
	}),
	command('flip-horizontal', {
		keys: ['h'],
		group: 'view',
		icon: 'flip-horizontal',
		when: picture,
		run: ({ viewport }) => viewport.flip('horizontal'),
	}),
	command('flip-vertical', {
		keys: ['v'],
		group: 'view',
		icon: 'flip-vertical',
		when: picture,
		run: ({ viewport }) => viewport.flip('vertical'),
	}),
	command('reset', {
		keys: ['r'],
		group: 'view',
		icon: 'undo-2',
		when: picture,
		run: ({ viewport }) => viewport.reset(),
	}),
	command('overlays', {
		keys: ['o'],
		group: 'view',
		icon: 'captions',
		when: always,
		pressed: ({ viewport }) => viewport.overlays,
		run: ({ viewport }) => viewport.toggleOverlays(),
	}),
	scroll('previous', ['arrowup', 'arrowleft'], () => -1),
	scroll('next', ['arrowdown', 'arrowright'], () => 1),
	scroll('page-back', ['pageup'], () => -10),
	scroll('page-on', ['pagedown'], () => 10),
	scroll('first', ['home'], (count) => -count),
	scroll('last', ['end'], (count) => count),
	command('cine', {
		keys: [' '],
		group: 'stack',
		icon: 'play',
		when: several,
		pressed: ({ viewport }) => viewport.cine.playing,
		run: ({ viewport }) => viewport.cine.toggle(),
	}),
	command('full-screen', {
		keys: ['shift+enter'],
		group: 'page',
		icon: 'expand',
		when: always,
		run: (target) => target.toggleFullScreen(),
	}),
	command('help', {
		keys: ['?'],
		group: 'page',
		icon: 'circle-question-mark',
		when: always,
		run: (target) => target.showHelp(),
	}),
];

/** The table with the rows of what has come since. */
export function commandsOf({ viewport }: CommandTarget): readonly Command[] {
	return [...commands, ...(viewport.hand?.commands ?? [])];
}

type KeyPress = Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey' | 'ctrlKey' | 'metaKey' | 'altKey'>;

/** The command of a key press; of the chords that belong to browsers and screen readers (Ctrl, Meta, Alt) only what the table names. */
export function commandFor<T extends { readonly keys: readonly string[] }>(
	event: KeyPress,
	table: readonly T[],
): T | null {
	if (event.altKey) return null;
	const key = latinKey(event);
	if (event.ctrlKey || event.metaKey) {
		const chord = `ctrl+${event.shiftKey ? 'shift+' : ''}${key}`;
		return table.find((one) => one.keys.includes(chord)) ?? null;
	}
	const shifted = `shift+${key}`;
	if (event.shiftKey) {
		const found = table.find((one) => one.keys.includes(shifted));
		if (found !== undefined) return found;
		// A shifted letter without a command of its own is nobody's; signs such as ? and + need the shift key on many layouts.
		if (/^[a-z]$/.test(key)) return null;
	}
	return table.find((one) => one.keys.includes(key)) ?? null;
}

/** On a keyboard set to Thai the same key says another letter: there the place of the key counts. */
function latinKey({ key, code }: KeyPress): string {
	if (!/^[\u0e00-\u0e7f]$/.test(key)) return key.toLowerCase();
	return /^(?:Key|Digit)([A-Z0-9])$/.exec(code)?.[1]?.toLowerCase() ?? key;
}
