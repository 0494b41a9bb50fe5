/** The end of every road that establishes who somebody is: session, cookies, and the word to open screens. */
import type { Cookies } from '@sveltejs/kit';
import type { Result } from '#lib/base/result.ts';
import type { SignedInClaims } from '#lib/server/identity/claims.ts';
import { deviceLabel } from '#lib/server/identity/device-label.ts';
import { newSecret, secretHash } from '#lib/server/identity/secret.ts';
import { proveCitizen, proveStaffSession } from '#lib/server/identity/staff-lock.ts';
import type { CitizenProof, ProofRefusal } from '#lib/server/identity/staff-lock.ts';
import { deviceIsShared } from '#lib/server/identity/staff-list.ts';
import { openStaffSession } from '#lib/server/identity/staff-session.ts';
import type { OpenedStaffSession } from '#lib/server/identity/staff-session.ts';
import type { App } from './app.ts';
import {
	clearStaffCookie,
	deviceCookieName,
	setDeviceCookie,
	setStaffCookie,
	staffCookieName,
} from './session-cookie.ts';

/** What routes know of a request; SvelteKit's RequestEvent is one. */
export interface SigningIn {
	readonly locals: { readonly app: App; readonly requestId: string };
	readonly cookies: Cookies;
	readonly request: Request;
	getClientAddress(): string;
}

export interface ActingFor {
	/** hcode, one of the claims' */
	readonly hospital: string;
	/** The person said that others use this machine too; null: as it was the last time. */
	readonly sharedDevice: boolean | null;
}

/** Opens a new session under a new token; whatever session the browser came with has ended. */
export async function signInStaff(
	event: SigningIn,
	claims: SignedInClaims,
	acting: ActingFor,
): Promise<Result<OpenedStaffSession, 'hospital-not-claimed'>> {
	const { app } = event.locals;
	const { config, db, keys } = app;
	const cookie = event.cookies.get(deviceCookieName(config)) ?? newSecret();
	const id = deviceId(cookie);
	const shared = acting.sharedDevice ?? (await deviceIsShared(db, id));
	const opened = await openStaffSession(db, claims, acting.hospital, {
		keys,
		device: { id, label: deviceLabel(event.request.headers.get('user-agent')), shared },
		replaces: event.cookies.get(staffCookieName(config)) ?? null,
		actor: actorOf(event),
	});
	if (!opened.ok) return opened;
	setDeviceCookie(event.cookies, config, cookie);
	setStaffCookie(event.cookies, config, opened.value);
	if (opened.value.replaced !== null)
		app.live.tell({ kind: 'session-changed', session: opened.value.replaced });
	return opened;
}

/** The person of this browser's session signed in again: unlocks it, and makes it recent for acts that want that. */
export async function proveStaff(
	event: SigningIn,
	claims: SignedInClaims,
): Promise<Result<OpenedStaffSession, ProofRefusal>> {
	const { app } = event.locals;
	const token = event.cookies.get(staffCookieName(app.config)) ?? '';
	const proved = await proveStaffSession(app.db, token, claims, { keys: app.keys, actor: actorOf(event) });
	if (proved.ok) carryOn(event, proved.value);
	else if (proved.reason === 'hospital-gone') clearStaffCookie(event.cookies, app.config);
	return proved;
}

/** The same by a provider that knows citizens and nothing of their work. */
export async function proveStaffByCitizen(
	event: SigningIn,
	proof: CitizenProof,
): Promise<Result<OpenedStaffSession, ProofRefusal>> {
	const { app } = event.locals;
	const token = event.cookies.get(staffCookieName(app.config)) ?? '';
	const proved = await proveCitizen(app.db, token, proof, actorOf(event));
	if (proved.ok) carryOn(event, proved.value);
	return proved;
}

function carryOn(event: SigningIn, session: OpenedStaffSession): void {
	const { app } = event.locals;
	setStaffCookie(event.cookies, app.config, session);
	app.live.tell({ kind: 'session-changed', session: session.id });
}

/** The cookie itself is never stored: a reader of the database can't take a browser's place in the lists. */
export function deviceId(cookie: string): string {
	return secretHash(cookie).slice(0, 16);
}

function actorOf(event: SigningIn) {
	return {
		from: event.getClientAddress(),
		requestId: event.locals.requestId,
		now: event.locals.app.clock(),
	};
}
