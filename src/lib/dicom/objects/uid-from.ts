/**
 * The same name gives the same UID, so that an object made twice (a retry after a dropped line) is one object: a UUID of version 8
 * (RFC 9562 5.8) from SHA-256, under 2.25 (PS3.5 B.2).
 */
export async function uidFrom(name: string): Promise<string> {
	const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(name)));
	let whole = 0n;
	digest.subarray(0, 16).forEach((byte, at) => {
		const marked = at === 6 ? (byte & 0x0f) | 0x80 : at === 8 ? (byte & 0x3f) | 0x80 : byte;
		whole = (whole << 8n) | BigInt(marked);
	});
	return `2.25.${whole}`;
}
