/** The few answers every route gives alike. Errors are a status and `{code}`: the screen has the sentence for the code. */
import type { Principal } from '#lib/access/principal.ts';
import type { DenyReason, Request as AccessRequest } from '#lib/access/request.ts';
import type { App } from './app.ts';

export function codeAnswer(status: number, code: string, headers: Record<string, string> = {}): Response {
	const body = JSON.stringify({ code });
	return new Response(body, {
		status,
		headers: {
			'content-type': 'application/json',
			'content-length': String(Buffer.byteLength(body)),
			'cache-control': 'private, no-store',
			...headers,
		},
	});
}

/** One answer for what is forbidden and what doesn't exist, to the byte (threat 1). */
export function notFound(): Response {
	return codeAnswer(404, 'not-found');
}

/** What routes know of a request; SvelteKit's RequestEvent is one. */
export interface Asking {
	readonly locals: { readonly app: App; readonly principal: Principal; readonly requestId: string };
	getClientAddress(): string;
}

/** null when the request may go on; otherwise the answer to give. Every route that touches a study begins with it. */
export async function refusal(event: Asking, request: AccessRequest): Promise<Response | null> {
	const { app, principal, requestId } = event.locals;
	const decision = await app.authorize(principal, request, { requestId, from: event.getClientAddress() });
	return decision.allow ? null : refusalAnswer(decision.reason);
}

/** Reasons that depend on the caller alone are told, so that a reader knows to ask for a new link; the rest is `not-found`. */
function refusalAnswer(reason: DenyReason): Response {
	switch (reason) {
		case 'not-yours':
			return notFound();
		case 'sign-in-needed':
		case 'expired':
		case 'revoked':
		case 'locked':
			return codeAnswer(401, reason, { 'www-authenticate': 'Bearer' });
		case 'device-unproved':
			// Not over: the page is about to sign, and what asked may ask again (RFC 6585 3).
			return codeAnswer(428, reason, { 'retry-after': '1' });
		case 'licence-needed':
		case 'step-up-needed':
		case 'own-act':
			return codeAnswer(403, reason);
	}
}
