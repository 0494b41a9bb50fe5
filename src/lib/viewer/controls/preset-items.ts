import type { Words } from '#lib/i18n/th.ts';
import { textFor } from '#lib/i18n/sentence.ts';
import type { MenuItem } from '#lib/ui/menu-item.ts';
import { windowNumber } from '../pane/number-text.ts';
import type { Preset } from '../painting/presentation.ts';
import type { Viewport } from '../viewport.svelte.ts';

export function presetItems(viewport: Viewport, words: Words): MenuItem[] {
	return viewport.presets.map((preset, place) => ({
		id: preset.id,
		label: presetLabel(preset, words),
		note: presetNote(preset),
		...(place < 9 ? { keyName: String(place + 1) } : {}),
		checked: viewport.presetId === preset.id,
		run: () => viewport.applyPreset(preset.id),
	}));
}

export function presetLabel({ label }: Preset, words: Words): string {
	if ('text' in label) return label.text;
	return textFor(words.preset, label.key) ?? label.key;
}

function presetNote({ presentation }: Preset): string {
	if (presentation.kind !== 'window') return '';
	return `${windowNumber(presentation.window.center)} / ${windowNumber(presentation.window.width)}`;
}
