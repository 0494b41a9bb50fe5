import type { LanguageCode } from '#lib/i18n/language.ts';
import { textFor } from '#lib/i18n/sentence.ts';
import type { Command } from './commands.ts';

/** A command's name: its own where it brought one, else the page's. */
export function commandLabel(
	command: Command,
	language: {
		readonly code: LanguageCode;
		readonly words: { readonly command: Readonly<Record<string, string>> };
	},
): string {
	return command.label?.(language.code) ?? textFor(language.words.command, command.id) ?? command.id;
}
