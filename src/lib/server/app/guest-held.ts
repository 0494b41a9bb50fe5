import { guestOf } from '#lib/server/identity/guest-session.ts';
import type { Guest } from '#lib/server/identity/guest-session.ts';
import type { App } from './app.ts';
import { sessionCookieName } from './session-cookie.ts';

/** The guest's session that this browser holds, whoever else signed in beside it; its device may be unproved. */
export async function guestHeld(event: {
	readonly request: Request;
	readonly cookies: { get(name: string): string | undefined };
	readonly locals: { readonly app: App };
}): Promise<Guest | null> {
	const { app } = event.locals;
	const token = event.cookies.get(sessionCookieName(app.config));
	if (token === undefined || token.length > 200) return null;
	return guestOf(app.db, { token, agent: event.request.headers.get('user-agent') }, app.clock());
}
