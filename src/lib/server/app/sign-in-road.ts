/**
 * The road of a person: button -> provider -> back -> (which hospital) -> session. What must come back together is sealed into one
 * HttpOnly cookie of this browser (identity/providers/attempt.ts): an answer that another browser began, or that answers another
 * attempt or another provider, ends at the sign-in page with a sentence (threat 4).
 */
import type { Cookies } from '@sveltejs/kit';
import { landingPath } from '#lib/access/staff-pages.ts';
import { log } from '#lib/base/log.ts';
import { ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import { append } from '#lib/server/audit/append.ts';
import type { SignedInClaims } from '#lib/server/identity/claims.ts';
import { admitted } from '#lib/server/identity/providers/admission.ts';
import {
	attemptMs,
	openAttempt,
	openEstablished,
	sealAttempt,
	sealEstablished,
} from '#lib/server/identity/providers/attempt.ts';
import type { Attempt, Established } from '#lib/server/identity/providers/attempt.ts';
import type { SignInProblem, SignInProvider } from '#lib/server/identity/providers/sign-in-provider.ts';
import { deviceIsShared } from '#lib/server/identity/staff-list.ts';
import type { ProofRefusal } from '#lib/server/identity/staff-lock.ts';
import { useOnce } from '#lib/server/identity/used-once.ts';
import { transaction } from '#lib/server/store/transaction.ts';
import type { Config } from './config.ts';
import { callbackPath } from './identity-providers.ts';
import { deviceCookieName } from './session-cookie.ts';
import { deviceId, proveStaff, proveStaffByCitizen, signInStaff } from './sign-in.ts';
import type { SigningIn } from './sign-in.ts';

export type SignInFailure = SignInProblem | ProofRefusal;

export interface Asked {
	readonly provider: SignInProvider;
	/** a path of our own */
	readonly returnTo: string;
	readonly stepUp: boolean;
	/** as `ActingFor.sharedDevice` */
	readonly sharedDevice: boolean | null;
}

/** Where to send the browser. */
export async function beginSignIn(event: SigningIn, asked: Asked): Promise<Result<string, SignInFailure>> {
	const { app } = event.locals;
	const begun = await asked.provider.begin({ stepUp: asked.stepUp, now: app.clock() });
	if (!begun.ok) return begun;
	const { returnTo, sharedDevice } = asked;
	hold(
		event.cookies,
		app.config,
		'attempt',
		sealAttempt(app.keys, { provider: asked.provider.id, returnTo, sharedDevice, keep: begun.value.keep }),
	);
	return ok(begun.value.redirectTo);
}

export type Arrival =
	/** A session is open, or proved anew. */
	| { readonly kind: 'in'; readonly to: string }
	| { readonly kind: 'choose-hospital' }
	| { readonly kind: 'failed'; readonly problem: SignInFailure; readonly attempt: Attempt | null };

/** The browser came back from a provider. `query`: what it brought. */
export async function finishSignIn(event: SigningIn, providerId: string, query: string): Promise<Arrival> {
	const { app } = event.locals;
	const { signIn, config } = app;
	const failed = (problem: SignInFailure, attempt: Attempt | null = null): Arrival => ({
		kind: 'failed',
		problem,
		attempt,
	});
	const sealed = take(event.cookies, config, 'attempt');
	const now = app.clock();
	const attempt = sealed === null ? null : openAttempt(app.keys, sealed, now);
	const provider = signIn.providers.find((each) => each.id === providerId);
	const states = new URLSearchParams(query).getAll('state');
	if (
		attempt === null ||
		provider === undefined ||
		attempt.provider !== provider.id ||
		states.length !== 1 ||
		states[0] !== attempt.keep.state ||
		!(await useOnce(app.db, attempt.id, { now, keptMs: attemptMs }))
	) {
		log('warn', 'sign-in-not-ours', { request: event.locals.requestId });
		return failed('sign-in-expired', attempt);
	}
	const callback = new URL(`${config.origin}${callbackPath(provider.id)}${query}`);
	const claims = await provider.finish(callback, attempt.keep, now);
	if (!claims.ok) return refused(event, attempt, claims.reason);
	return attempt.keep.stepUp
		? proveAnew(event, attempt, provider, claims.value)
		: letIn(event, attempt, provider, claims.value);
}

/** What the chooser of hospitals shows; null: nothing was established, or too long ago. */
export function establishedClaims(event: SigningIn): Established | null {
	const { app } = event.locals;
	const sealed = event.cookies.get(cookieName(app.config, 'established'));
	return sealed === undefined ? null : openEstablished(app.keys, sealed, app.clock());
}

export async function chooseHospital(event: SigningIn, hospital: string): Promise<Arrival> {
	const { app } = event.locals;
	const established = establishedClaims(event);
	take(event.cookies, app.config, 'established');
	const once = { now: app.clock(), keptMs: attemptMs };
	if (established === null || !(await useOnce(app.db, established.id, once)))
		return { kind: 'failed', problem: 'sign-in-expired', attempt: null };
	return openSession(event, established, hospital);
}

async function letIn(
	event: SigningIn,
	attempt: Attempt,
	provider: SignInProvider,
	claims: SignedInClaims,
): Promise<Arrival> {
	const { app } = event.locals;
	if (!provider.opensSessions) return refused(event, attempt, 'citizen-only');
	const judged = admitted(claims, app.clock());
	if (!judged.ok) return refused(event, attempt, judged.reason);
	const { returnTo, sharedDevice } = attempt;
	const established = { claims: judged.value, returnTo, sharedDevice, at: app.clock() };
	const [first, ...others] = judged.value.hospitals;
	if (first !== undefined && others.length === 0) return openSession(event, established, first.hcode);
	hold(event.cookies, app.config, 'established', sealEstablished(app.keys, established));
	return { kind: 'choose-hospital' };
}

async function openSession(
	event: SigningIn,
	established: Pick<Established, 'returnTo' | 'sharedDevice'> & { readonly claims: SignedInClaims },
	hospital: string,
): Promise<Arrival> {
	const { claims, returnTo, sharedDevice } = established;
	const opened = await signInStaff(event, claims, { hospital, sharedDevice });
	const roles = claims.hospitals.find((each) => each.hcode === hospital)?.roles ?? [];
	const to = landingPath(roles, returnTo);
	return opened.ok ? { kind: 'in', to } : { kind: 'failed', problem: 'no-role', attempt: null };
}

async function proveAnew(
	event: SigningIn,
	attempt: Attempt,
	provider: SignInProvider,
	claims: SignedInClaims,
): Promise<Arrival> {
	const proved = provider.opensSessions
		? await proveStaff(event, stillEntitled(claims, event.locals.app.clock()))
		: await proveStaffByCitizen(event, {
				citizenHmac: claims.citizenHmac ?? '',
				authTime: claims.authTime,
			});
	const to = landingPath(
		claims.hospitals.flatMap((each) => each.roles),
		attempt.returnTo,
	);
	return proved.ok ? { kind: 'in', to } : refused(event, attempt, proved.reason);
}

/** Somebody whom nothing entitles any longer is proved with no hospital at all, which ends the session. */
function stillEntitled(claims: SignedInClaims, now: number): SignedInClaims {
	const judged = admitted(claims, now);
	return judged.ok ? judged.value : { ...claims, hospitals: [] };
}

async function refused(event: SigningIn, attempt: Attempt, problem: SignInFailure): Promise<Arrival> {
	const { app, requestId } = event.locals;
	const what = { kind: 'sign-in-refused', provider: attempt.provider, reason: problem } as const;
	const who = { who: 'anonymous', from: event.getClientAddress(), requestId };
	await transaction(app.db, (trx) => append(trx, { ...what, ...who }, app.clock()));
	return { kind: 'failed', problem, attempt };
}

/** How the box on the sign-in page stands at first. */
export async function deviceWasShared({ cookies, locals }: SigningIn): Promise<boolean> {
	const cookie = cookies.get(deviceCookieName(locals.app.config));
	return cookie !== undefined && deviceIsShared(locals.app.db, deviceId(cookie));
}

type Held = 'attempt' | 'established';

/** Lax: the way back from a provider is a navigation from another site, and must bring it. */
function hold(cookies: Cookies, config: Config, what: Held, sealed: string): void {
	cookies.set(cookieName(config, what), sealed, { ...attributes(config), maxAge: attemptMs / 1000 });
}

function take(cookies: Cookies, config: Config, what: Held): string | null {
	const sealed = cookies.get(cookieName(config, what)) ?? null;
	if (sealed !== null) cookies.delete(cookieName(config, what), attributes(config));
	return sealed;
}

/** `__Host-`: no neighbour under the same domain can plant one (login CSRF). */
function cookieName(config: Config, what: Held): string {
	const name = what === 'attempt' ? 'hub-sign-in' : 'hub-signed-in';
	return isSecure(config) ? `__Host-${name}` : name;
}

function attributes(config: Config) {
	return { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure(config) } as const;
}

function isSecure(config: Config): boolean {
	return config.origin.startsWith('https:');
}
