/**
 * Where to go after signing in, from an address that anybody may have written: a path of ours, or null. Backslashes and control
 * characters are what browsers turn into another host.
 */
export function returnPath(text: string | null): string | null {
	if (text === null || text.length > 2000 || !/^\/(?![/\\])[^\\\p{Cc}]*$/u.test(text)) return null;
	const here = 'http://here.invalid';
	const url = URL.canParse(text, here) ? new URL(text, here) : null;
	if (url === null || url.origin !== here) return null;
	// Coming back to a door would only lead out again.
	if (/^\/(sign-in|locked|api|s)(\/|$)/.test(url.pathname)) return null;
	return `${url.pathname}${url.search}${url.hash}`;
}

export function signInAddress(returnTo: string, prove = false): string {
	const query = new URLSearchParams({ returnTo });
	if (prove) query.set('prove', '1');
	return `/sign-in?${query}`;
}

export function lockedAddress(returnTo: string): string {
	return `/locked?${new URLSearchParams({ returnTo })}`;
}
