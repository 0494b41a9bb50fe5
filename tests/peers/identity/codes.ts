/** Authorization codes: for one use, of the client and address that asked. */
import { randomBytes } from 'node:crypto';

export class Codes<T> {
	readonly #open = new Map<string, T>();

	issue(grant: T): string {
		const code = randomBytes(16).toString('base64url');
		this.#open.set(code, grant);
		return code;
	}

	/** null: unknown, or used before */
	redeem(code: string | null): T | null {
		const grant = this.#open.get(code ?? '') ?? null;
		this.#open.delete(code ?? '');
		return grant;
	}
}
