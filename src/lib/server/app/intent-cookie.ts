import type { Cookies } from '@sveltejs/kit';
import type { Config } from './config.ts';

type Origin = Pick<Config, 'origin'>;

/** Stands for one tap on a link for a named person, over the sign-in. `__Host-` needs TLS, which the demo hasn't. */
export function intentCookieName(config: Origin): string {
	return isSecure(config) ? '__Host-hub-link' : 'hub-link';
}

export function setIntentCookie(
	cookies: Cookies,
	config: Origin,
	intent: { readonly token: string; readonly expiresAt: number },
): void {
	const expires = new Date(intent.expiresAt);
	cookies.set(intentCookieName(config), intent.token, { ...attributes(config), expires });
}

export function clearIntentCookie(cookies: Cookies, config: Origin): void {
	cookies.delete(intentCookieName(config), attributes(config));
}

/** Strict: only our own page after the sign-in sends it, by script. */
function attributes(config: Origin) {
	return { path: '/', httpOnly: true, sameSite: 'strict', secure: isSecure(config) } as const;
}

function isSecure(config: Origin): boolean {
	return config.origin.startsWith('https:');
}
