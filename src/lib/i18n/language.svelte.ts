import { createContext } from 'svelte';
import { dates } from './dates.ts';
import type { Dates } from './dates.ts';
import { en } from './en.ts';
import { languageCookieText } from './language.ts';
import type { LanguageCode } from './language.ts';
import { th } from './th.ts';
import type { Words } from './th.ts';

const words = { th, en } satisfies Record<LanguageCode, Words>;

/** The reader's language: every word and date on screen is asked from here, so a switch needs no reload. */
export class Language {
	#code = $state<LanguageCode>('th');
	readonly words: Words = $derived(words[this.#code]);
	readonly dates: Dates = $derived(dates(this.#code));

	constructor(code: LanguageCode) {
		this.#code = code;
	}

	get code(): LanguageCode {
		return this.#code;
	}

	use(code: LanguageCode): void {
		this.#code = code;
		document.documentElement.lang = code;
		document.cookie = languageCookieText(code);
	}
}

export const [useLanguage, provideLanguage] = createContext<Language>();
