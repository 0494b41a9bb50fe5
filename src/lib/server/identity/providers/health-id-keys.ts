/**
 * The public keys that Health ID and Provider ID sign their tokens with, asked for with our secret and kept for a while. A
 * signature that doesn't fit asks once more, since the key may have changed; a token signed by no key of theirs is nobody's.
 */
import { errors, importSPKI, jwtVerify } from 'jose';
import type { JWTPayload } from 'jose';

const keptMs = 10 * 60_000;
/** Never a symmetric one: anybody who knows the public key could sign with it. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'];

export class TokenVerifier {
	readonly #fetchKey: () => Promise<string>;
	#kept: { readonly pem: string; readonly until: number } | null = null;

	/** `fetchKey`: the PEM as the provider gives it. */
	constructor(fetchKey: () => Promise<string>) {
		this.#fetchKey = fetchKey;
	}

	/** null: not signed by the provider, or expired. */
	async verify(token: string, now: number): Promise<JWTPayload | null> {
		const kept = this.#kept !== null && now < this.#kept.until ? this.#kept.pem : null;
		if (kept !== null) {
			const payload = await signedBy(kept, token, now);
			if (payload !== null) return payload;
		}
		const pem = await this.#fetchKey();
		if (pem === kept) return null;
		this.#kept = { pem, until: now + keptMs };
		return signedBy(pem, token, now);
	}
}

async function signedBy(pem: string, token: string, now: number): Promise<JWTPayload | null> {
	try {
		const verified = await jwtVerify(
			token,
			(header) => {
				if (!algorithms.includes(header.alg))
					throw new errors.JOSEAlgNotAllowed('not an algorithm of theirs');
				return importSPKI(pem.trim(), header.alg);
			},
			{ algorithms, currentDate: new Date(now), clockTolerance: 60 },
		);
		return verified.payload;
	} catch (error) {
		// A key of another kind than the token claims fails while it is read (TypeError, DOMException, DataError).
		if (error instanceof errors.JOSEError || error instanceof TypeError || error instanceof DOMException)
			return null;
		throw error;
	}
}
