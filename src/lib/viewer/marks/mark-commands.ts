/** The marks' rows of the command table; loaded with them, after the first picture stands. */
import type { AnnotationKind } from '#lib/annotation/annotation.ts';
import { marksWords } from '#lib/i18n/areas/marks.ts';
import type { Command } from '../controls/commands.ts';
import { kindOfTool } from './mark-tool.ts';
import { mayDraw } from './mark.ts';
import type { PointerTool } from '../viewport-state.ts';

type MarkWord = keyof (typeof marksWords)['th']['command'];

function command(id: MarkWord, rest: Omit<Command, 'id' | 'labelKey' | 'label' | 'group'>): Command {
	return {
		id,
		labelKey: `command.${id}`,
		label: (code) => marksWords[code].command[id],
		group: 'mark',
		...rest,
	};
}

function tool(id: AnnotationKind, key: string): Command {
	const own = `mark-${id}` as const;
	return command(own, { ...pickable(own, key), icon: own });
}

function pickable(own: PointerTool, key: string): Pick<Command, 'keys' | 'when' | 'pressed' | 'run'> {
	return {
		keys: [key],
		when: ({ viewport }) => viewport.count > 0 && mayDraw(viewport.sink),
		pressed: ({ viewport }) => viewport.tool === own,
		run: ({ viewport }) => viewport.hand?.pick(own),
	};
}

export const markCommands: readonly Command[] = [
	tool('length', 'l'),
	tool('angle', 'a'),
	tool('cobb', 'c'),
	tool('bidirectional', 'b'),
	tool('ellipse', 'e'),
	tool('rectangle', 'shift+e'),
	tool('circle', 'shift+c'),
	tool('freehand', 'd'),
	tool('probe', 'u'),
	tool('arrow', 'shift+a'),
	tool('text', 'x'),
	command('point', {
		...pickable('point', 'g'),
		icon: 'point',
		when: ({ viewport }) => viewport.count > 0 && viewport.sink?.pointing !== undefined,
	}),
	command('mark-undo', {
		keys: ['ctrl+z'],
		icon: 'mark-undo',
		when: ({ viewport }) => viewport.sink?.undoable === true,
		run: ({ viewport }) => viewport.sink?.undo(),
	}),
	command('mark-redo', {
		keys: ['ctrl+shift+z', 'ctrl+y'],
		icon: 'mark-redo',
		when: ({ viewport }) => viewport.sink?.redoable === true,
		run: ({ viewport }) => viewport.sink?.redo(),
	}),
	command('mark-delete', {
		keys: ['delete', 'backspace'],
		icon: 'mark-delete',
		when: ({ viewport }) => viewport.hand?.removable === true,
		run: ({ viewport }) => viewport.hand?.remove(),
	}),
	command('mark-put', {
		keys: ['enter'],
		icon: null,
		when: ({ viewport }) => kindOfTool(viewport.tool) !== null,
		run: ({ viewport }) => viewport.hand?.putInMiddle(),
	}),
	command('mark-grip', {
		keys: ['.'],
		icon: null,
		when: ({ viewport }) => viewport.hand?.removable === true,
		run: ({ viewport }) => viewport.hand?.nextGrip(),
	}),
	command('mark-cancel', {
		keys: ['escape'],
		icon: null,
		when: ({ viewport }) => viewport.hand?.busy === true,
		run: ({ viewport }) => viewport.hand?.escape(),
	}),
];
