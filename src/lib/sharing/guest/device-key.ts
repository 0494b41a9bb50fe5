/**
 * The key that the landing page made when this device opened its link (`static/landing.js`): no script can read its private half
 * out. Here it only signs what the server asks.
 */
const patienceMs = 3000;

/** base64url of the signature over the server's challenge; null when this browser has no such key. */
export async function signChallenge(challenge: string): Promise<string | null> {
	const pair = await keptPair();
	if (pair === null) return null;
	const text = new TextEncoder().encode(`imaging-hub guest device\n${challenge}`);
	const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, pair.privateKey, text);
	return base64url(new Uint8Array(signature));
}

async function keptPair(): Promise<CryptoKeyPair | null> {
	if (!('indexedDB' in globalThis) || globalThis.crypto?.subtle === undefined) return null;
	return new Promise((resolve) => {
		const nothing = (): void => resolve(null);
		// Some in-app browsers never answer.
		setTimeout(nothing, patienceMs);
		const opening = indexedDB.open('hub-device', 1);
		opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore('keys'));
		opening.addEventListener('error', nothing);
		opening.addEventListener('blocked', nothing);
		opening.addEventListener('success', () => {
			const asked = opening.result.transaction('keys').objectStore('keys').get('guest');
			asked.addEventListener('error', nothing);
			asked.addEventListener('success', () => {
				const found: unknown = asked.result;
				resolve(isPair(found) ? found : null);
				opening.result.close();
			});
		});
	});
}

function isPair(value: unknown): value is CryptoKeyPair {
	return (
		typeof value === 'object' &&
		value !== null &&
		'privateKey' in value &&
		value.privateKey instanceof CryptoKey &&
		'publicKey' in value
	);
}

function base64url(bytes: Uint8Array): string {
	return btoa(String.fromCharCode(...bytes))
		.replaceAll('+', '-')
		.replaceAll('/', '_')
		.replace(/=+$/, '');
}
