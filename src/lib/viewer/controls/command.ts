import type { LanguageCode } from '#lib/i18n/language.ts';

/** One action as data; `Target` is what it acts on. */
export interface CommandOf<Target> {
	readonly id: string;
	/** key of `i18n`: command.ID */
	readonly labelKey: string;
	/** Words of its own, for a command that comes later than the page. */
	label?(code: LanguageCode): string;
	/** KeyboardEvent.key values in lower case, `shift+` or `ctrl+` (Cmd on a Mac) before them; the first is the one shown. */
	readonly keys: readonly string[];
	readonly group: 'tool' | 'mark' | 'window' | 'view' | 'stack' | 'page';
	/** Name of the @lucide/svelte icon; null for keys without a button */
	readonly icon: string | null;
	when(target: Target): boolean;
	/** Present for toggles and tools: drawn pressed (aria-pressed). */
	pressed?(target: Target): boolean;
	run(target: Target): void;
}
