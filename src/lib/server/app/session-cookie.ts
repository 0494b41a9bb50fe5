import type { Cookies } from '@sveltejs/kit';
import type { Config } from './config.ts';

/** `__Host-` binds the cookie to this host and to TLS; browsers refuse it over plain http, where the demo runs. */
export function sessionCookieName(config: Pick<Config, 'origin'>): string {
	return isSecure(config) ? '__Host-hub-session' : 'hub-session';
}

export function setSessionCookie(
	cookies: Cookies,
	config: Pick<Config, 'origin'>,
	session: { readonly token: string; readonly expiresAt: number },
): void {
	cookies.set(sessionCookieName(config), session.token, {
		...attributes(config),
		expires: new Date(session.expiresAt),
	});
}

export function clearSessionCookie(cookies: Cookies, config: Pick<Config, 'origin'>): void {
	cookies.delete(sessionCookieName(config), attributes(config));
}

function attributes(config: Pick<Config, 'origin'>) {
	return { path: '/', httpOnly: true, sameSite: 'strict', secure: isSecure(config) } as const;
}

function isSecure(config: Pick<Config, 'origin'>): boolean {
	return config.origin.startsWith('https:');
}
