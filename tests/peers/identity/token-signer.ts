/** Signs tokens as a provider does, and as a forger would. */
import { createHmac } from 'node:crypto';
import { SignJWT, exportJWK, exportSPKI, generateKeyPair } from 'jose';
import type { JWK, JWTPayload } from 'jose';

export type Signature =
	/** by the provider's key */
	| 'own'
	/** by a key of the forger's, under the provider's key id */
	| 'forged'
	/** `alg: none` */
	| 'none'
	/** HMAC with what is public, as if it were a shared secret */
	| 'symmetric';

export interface TokenSigner {
	readonly jwks: { readonly keys: readonly JWK[] };
	/** PEM */
	readonly publicKey: string;
	sign(claims: JWTPayload, how: Signature): Promise<string>;
}

export async function createTokenSigner(alg: 'ES256' | 'RS256'): Promise<TokenSigner> {
	const own = await generateKeyPair(alg, { extractable: true });
	const other = await generateKeyPair(alg, { extractable: true });
	const kid = 'key-1';
	const publicKey = await exportSPKI(own.publicKey);
	return {
		jwks: { keys: [{ ...(await exportJWK(own.publicKey)), kid, alg, use: 'sig' }] },
		publicKey,
		sign: async (claims, how) => {
			switch (how) {
				case 'own':
				case 'forged':
					return new SignJWT(claims)
						.setProtectedHeader({ alg, kid })
						.sign(how === 'own' ? own.privateKey : other.privateKey);
				case 'none':
					return `${part({ alg: 'none' })}.${part(claims)}.`;
				case 'symmetric': {
					const signed = `${part({ alg: 'HS256', kid })}.${part(claims)}`;
					return `${signed}.${createHmac('sha256', publicKey).update(signed).digest('base64url')}`;
				}
			}
		},
	};
}

function part(value: object): string {
	return Buffer.from(JSON.stringify(value)).toString('base64url');
}
