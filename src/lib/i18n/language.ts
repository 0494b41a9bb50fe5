/** Which language a reader gets: what the address asks for, else what they chose before, else Thai. */
export type LanguageCode = 'th' | 'en';

export const languageCookie = 'lang';
const oneYearInSeconds = 31_536_000;

export function languageCode(text: string | null | undefined): LanguageCode | null {
	return text === 'th' || text === 'en' ? text : null;
}

/** For the server's hook: `?lang=en` beats the cookie, and anything unknown is Thai. */
export function languageOf(query: string | null, cookie: string | null | undefined): LanguageCode {
	return languageCode(query) ?? languageCode(cookie) ?? 'th';
}

/** Not a secret and read by script, so neither HttpOnly nor tied to the session. */
export function languageCookieText(code: LanguageCode): string {
	return `${languageCookie}=${code}; path=/; max-age=${oneYearInSeconds}; samesite=lax`;
}
