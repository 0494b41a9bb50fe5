/**
 * Whether a browser may keep pictures after the page is closed. On a device that several people use it may not: what the next person
 * finds in its cache, no right protects.
 */
import type { Principal } from '#lib/access/principal.ts';

export function mayKeep(principal: Principal): boolean {
	return principal.kind !== 'staff' || principal.sharedDevice === false;
}

export type Caching = 'for-ever' | 'asked-again' | 'never';

/** `named`: the address names this very content. */
export function cachingOf(principal: Principal, named: boolean): Caching {
	if (!mayKeep(principal)) return 'never';
	return named ? 'for-ever' : 'asked-again';
}

/** Says which first pictures this browser has kept, so that they aren't sent again: ten hex digits of each, no more. */
export const keptCookie = 'hub-kept';

/** null: nothing is known of this browser. */
export function isKept(cookie: string | undefined, token: string): boolean {
	return cookie?.split('.').includes(token) ?? false;
}
