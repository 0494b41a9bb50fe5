/**
 * Who asks. A token speaks for itself alone. A browser may hold a person's session and a guest's links at once: the person is
 * who asks, except for a study that a living link opens and the person's own rights don't (somebody sent them that link). A
 * locked person gives nothing to whoever sits there now, links included.
 */
import type { IncomingHttpHeaders } from 'node:http';
import { decide } from '#lib/access/decide.ts';
import type { Principal } from '#lib/access/decide.ts';
import type { Staff } from '#lib/access/staff.ts';
import { studyUid } from '#lib/dicom/uid.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { standingOf } from '#lib/server/access/standing.ts';
import { guestOf } from '#lib/server/identity/guest-session.ts';
import type { Guest } from '#lib/server/identity/guest-session.ts';
import { serviceOf } from '#lib/server/identity/service-token.ts';
import { staffOf } from '#lib/server/identity/staff-session.ts';
import type { App } from './app.ts';
import type { Config } from './config.ts';
import { sessionCookieName, staffCookieName } from './session-cookie.ts';
import type { Database } from '#lib/server/store/schema.ts';

export interface Credentials {
	/** the Authorization header */
	readonly authorization: string | null;
	/** the guest's cookie */
	readonly session: string | undefined;
	/** the browser's own name */
	readonly agent: string | null;
	/** the person's cookie */
	readonly staff: string | undefined;
	/** The study that the address names. */
	readonly study: StudyUid | null;
}

/** What a request carries of these; SvelteKit's RequestEvent is one. */
export function credentialsOf(
	event: {
		readonly request: Request;
		readonly url: URL;
		readonly cookies: { get(name: string): string | undefined };
	},
	config: Pick<Config, 'origin'>,
): Credentials {
	return {
		authorization: event.request.headers.get('authorization'),
		agent: event.request.headers.get('user-agent'),
		session: token(event.cookies.get(sessionCookieName(config))),
		staff: token(event.cookies.get(staffCookieName(config))),
		study: studyIn(event.url),
	};
}

/** The same of a request that no route will see. */
export function credentialsIn(
	headers: IncomingHttpHeaders,
	study: StudyUid | null,
	config: Pick<Config, 'origin'>,
): Credentials {
	const pairs = (headers.cookie ?? '').split(';').map((pair) => pair.trim());
	const cookie = (name: string): string | undefined =>
		pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
	return {
		authorization: headers.authorization ?? null,
		agent: headers['user-agent'] ?? null,
		session: token(cookie(sessionCookieName(config))),
		staff: token(cookie(staffCookieName(config))),
		study,
	};
}

const anonymous: Principal = { kind: 'anonymous' };
/** Longer is not ours: not worth a hash. */
const longestToken = 200;

/** Asks the database on every request, so that revoking takes effect with the next one. */
export async function identify(db: Database, credentials: Credentials, now: number): Promise<Principal> {
	const { authorization, session, agent, staff: held } = credentials;
	if (authorization !== null) {
		// Whoever shows a token is judged by it alone, never by a cookie that came along.
		const [, bearer] = /^Bearer ([\w.~+/-]+=*)$/i.exec(authorization) ?? [];
		if (bearer === undefined || bearer.length > longestToken) return anonymous;
		return (await serviceOf(db, bearer)) ?? anonymous;
	}
	const staff = held === undefined ? null : await staffOf(db, held, now);
	const guest = session === undefined ? null : await guestOf(db, { token: session, agent }, now);
	if (staff === null || guest === null) return staff ?? guest ?? anonymous;
	const over = now >= staff.expiresAt;
	return over || (await asGuest(db, staff, guest, { study: credentials.study, now })) ? guest : staff;
}

/** Both sessions that a browser may hold, for the routes that show or end them. */
export async function sessionsHeld(event: {
	readonly request: Request;
	readonly url: URL;
	readonly cookies: { get(name: string): string | undefined };
	readonly locals: { readonly app: App };
}): Promise<{ readonly staff: Staff | null; readonly guest: Guest | null }> {
	const { app } = event.locals;
	const { authorization, staff, session, agent } = credentialsOf(event, app.config);
	if (authorization !== null) return { staff: null, guest: null };
	return {
		staff: staff === undefined ? null : await staffOf(app.db, staff, app.clock()),
		guest: session === undefined ? null : await guestOf(app.db, { token: session, agent }, app.clock()),
	};
}

async function asGuest(
	db: Database,
	staff: Staff,
	guest: Guest,
	asked: { readonly study: StudyUid | null; readonly now: number },
): Promise<boolean> {
	const { study, now } = asked;
	const opens = guest.grants.some(
		(grant) =>
			grant.revokedAt === null && now < grant.expiresAt && study !== null && grant.studies.includes(study),
	);
	if (study === null || !opens) return false;
	const own = decide(staff, { action: 'view', study }, now, await standingOf(db, staff, study, now));
	return !own.allow && own.reason !== 'locked';
}

function token(cookie: string | undefined): string | undefined {
	return cookie === undefined || cookie.length > longestToken ? undefined : cookie;
}

/** `/studies/{uid}`, also below `/api` and `/dicom-web`, and the event stream's `?study=`. */
export function studyIn(url: URL): StudyUid | null {
	const [, inPath] = /\/studies\/([\d.]+)(?:\/|$)/.exec(url.pathname) ?? [];
	const text = inPath ?? url.searchParams.get('study');
	return text === null ? null : studyUid(text);
}
