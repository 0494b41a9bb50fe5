/**
 * Three cookies, all HttpOnly: what a guest's links gave, a person's session, and the browser itself. A guest's is Strict: the
 * landing page redeems by script, from ourselves. A person's is Lax, or a link in the hospital's own system and the way back
 * from the identity provider would find them signed out; what changes anything needs our own Origin besides (`gate.ts`).
 */
import type { Cookies } from '@sveltejs/kit';
import type { Config } from './config.ts';

type Origin = Pick<Config, 'origin'>;

const oneYearInSeconds = 31_536_000;

/** `__Host-` binds the cookie to this host and to TLS; browsers refuse it over plain http, where the demo runs. */
export function sessionCookieName(config: Origin): string {
	return named('hub-session', config);
}

export function staffCookieName(config: Origin): string {
	return named('hub-staff', config);
}

export function deviceCookieName(config: Origin): string {
	return named('hub-device', config);
}

interface Held {
	readonly token: string;
	readonly expiresAt: number;
}

export function setSessionCookie(cookies: Cookies, config: Origin, session: Held): void {
	cookies.set(sessionCookieName(config), session.token, {
		...attributes(config, 'strict'),
		expires: new Date(session.expiresAt),
	});
}

export function clearSessionCookie(cookies: Cookies, config: Origin): void {
	cookies.delete(sessionCookieName(config), attributes(config, 'strict'));
}

export function setStaffCookie(cookies: Cookies, config: Origin, session: Held): void {
	cookies.set(staffCookieName(config), session.token, {
		...attributes(config, 'lax'),
		expires: new Date(session.expiresAt),
	});
}

export function clearStaffCookie(cookies: Cookies, config: Origin): void {
	cookies.delete(staffCookieName(config), attributes(config, 'lax'));
}

/** Outlives sessions: it tells one browser from another in the lists of sessions, and opens nothing. */
export function setDeviceCookie(cookies: Cookies, config: Origin, device: string): void {
	cookies.set(deviceCookieName(config), device, { ...attributes(config, 'lax'), maxAge: oneYearInSeconds });
}

function named(name: string, config: Origin): string {
	return isSecure(config) ? `__Host-${name}` : name;
}

function attributes(config: Origin, sameSite: 'strict' | 'lax') {
	return { path: '/', httpOnly: true, sameSite, secure: isSecure(config) } as const;
}

function isSecure(config: Origin): boolean {
	return config.origin.startsWith('https:');
}
