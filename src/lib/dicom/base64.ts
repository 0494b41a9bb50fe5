/** Base64 (RFC 4648 section 4) of binary values in DICOM JSON, the same in a browser and on the server. */
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const chunk = 0x8000 - (0x8000 % 3);

export function toBase64(bytes: Uint8Array): string {
	let out = '';
	for (let from = 0; from < bytes.length; from += chunk) {
		out += btoa(String.fromCharCode(...bytes.subarray(from, from + chunk)));
	}
	return out;
}

/** null when the text is not base64. */
export function fromBase64(text: string): Uint8Array | null {
	const clean = text.replace(/[\r\n]/g, '');
	if (clean.length % 4 !== 0) return null;
	for (let i = 0; i < clean.length; i++) {
		const char = clean.charAt(i);
		if (!alphabet.includes(char) && !(char === '=' && i >= clean.length - 2)) return null;
	}
	const binary = atob(clean);
	const out = new Uint8Array(binary.length);
	for (let i = 0; i < binary.length; i++) out[i] = binary.charCodeAt(i);
	return out;
}
