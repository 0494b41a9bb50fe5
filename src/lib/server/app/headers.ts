/**
 * Headers of every answer, static files included. Pages bring their own content security policy (SvelteKit's with a nonce,
 * the landing's in its route); whatever has none may load and be framed by nothing.
 */
const everywhere = {
	'x-content-type-options': 'nosniff',
	// The address of a study must not travel (threat 9).
	'referrer-policy': 'no-referrer',
	'x-frame-options': 'DENY',
	'cross-origin-opener-policy': 'same-origin',
	'cross-origin-resource-policy': 'same-origin',
	'permissions-policy':
		'camera=(), microphone=(), geolocation=(), payment=(), usb=(), serial=(), display-capture=()',
	'x-robots-tag': 'noindex, nofollow',
} as const;

const closedPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** For the plain HTTP server, before anybody answers: static files revalidate unless their own header says more. */
export function baseHeaders(origin: string): Readonly<Record<string, string>> {
	return { ...forAll(origin), 'cache-control': 'no-cache' };
}

/** For answers of routes: private and kept nowhere unless the route said otherwise. */
export function harden(headers: Headers, origin: string): void {
	for (const [name, value] of Object.entries(forAll(origin))) headers.set(name, value);
	if (!headers.has('cache-control')) headers.set('cache-control', 'private, no-store');
	if (!headers.has('content-security-policy')) headers.set('content-security-policy', closedPolicy);
}

function forAll(origin: string): Readonly<Record<string, string>> {
	return origin.startsWith('https:')
		? { ...everywhere, 'strict-transport-security': 'max-age=31536000' }
		: everywhere;
}
