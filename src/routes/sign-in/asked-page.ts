/** What all sign-in pages are asked with: where to go on, whether to prove anew, and in which language. */
import type { Cookies } from '@sveltejs/kit';
import { languageCode, languageCookie } from '#lib/i18n/language.ts';
import { returnPath } from '#lib/session/return-path.ts';

/** Nothing was asked for: each is led to their own first page (`landingPath`). */
export const home = '/';
const oneYearInSeconds = 31_536_000;

export interface AskedPage {
	readonly returnTo: string;
	readonly stepUp: boolean;
}

export function askedPage(query: URLSearchParams): AskedPage {
	return {
		returnTo: returnPath(query.get('returnTo')) ?? home,
		stepUp: query.get('prove') === '1' || query.get('step-up') === '1',
	};
}

export function signInQuery({ returnTo, stepUp }: AskedPage): URLSearchParams {
	const query = new URLSearchParams({ returnTo });
	if (stepUp) query.set('prove', '1');
	return query;
}

/** These pages have no script: a language chosen by their link is remembered here. */
export function rememberLanguage(cookies: Cookies, query: URLSearchParams): void {
	const code = languageCode(query.get('lang'));
	if (code === null) return;
	const attributes = { path: '/', httpOnly: false, secure: false, sameSite: 'lax' } as const;
	cookies.set(languageCookie, code, { ...attributes, maxAge: oneYearInSeconds });
}
