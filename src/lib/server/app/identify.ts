import type { Principal } from '#lib/access/decide.ts';
import { guestOf } from '#lib/server/identity/guest-session.ts';
import { serviceOf } from '#lib/server/identity/service-token.ts';
import type { Config } from './config.ts';
import { sessionCookieName } from './session-cookie.ts';
import type { Database } from '#lib/server/store/schema.ts';

export interface Credentials {
	/** the Authorization header */
	readonly authorization: string | null;
	/** the session cookie */
	readonly session: string | undefined;
	/** the browser's own name */
	readonly agent: string | null;
}

/** What a request carries of these; SvelteKit's RequestEvent is one. */
export function credentialsOf(
	event: {
		readonly request: Request;
		readonly cookies: { get(name: string): string | undefined };
	},
	config: Pick<Config, 'origin'>,
): Credentials {
	return {
		authorization: event.request.headers.get('authorization'),
		session: event.cookies.get(sessionCookieName(config)),
		agent: event.request.headers.get('user-agent'),
	};
}

const anonymous: Principal = { kind: 'anonymous' };
/** Longer is not ours: not worth a hash. */
const longestToken = 200;

/** Asks the database on every request, so that revoking takes effect with the next one. */
export async function identify(db: Database, credentials: Credentials, now: number): Promise<Principal> {
	const { authorization, session, agent } = credentials;
	if (authorization !== null) {
		// Whoever shows a token is judged by it alone, never by a cookie that came along.
		const [, token] = /^Bearer ([\w.~+/-]+=*)$/i.exec(authorization) ?? [];
		if (token === undefined || token.length > longestToken) return anonymous;
		return (await serviceOf(db, token)) ?? anonymous;
	}
	if (session === undefined || session.length > longestToken) return anonymous;
	return (await guestOf(db, { token: session, agent }, now)) ?? anonymous;
}
