/**
 * One open screen's line: server-sent events, each `{kind}` with internal ids only. The stream is judged again every half
 * minute and at every signal that concerns it, by the same door as any request; when the answer is no it says `ended` and
 * closes (threat 6: within 60 s, and at once when somebody revoked).
 */
import type { Decision, DenyReason, Principal } from '#lib/access/decide.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import type { Signal } from '#lib/server/live/live-hub.ts';
import { isClinical, sameHospital } from '#lib/access/staff.ts';
import type { App } from './app.ts';

const judgedEveryMs = 30_000;

export interface StreamParts {
	readonly app: App;
	/** As they are now: asked again each time. */
	readonly who: () => Promise<Principal>;
	/** The study this screen shows, if it shows one; the caller was let in to it. */
	readonly study: StudyUid | null;
	readonly judge: (principal: Principal) => Promise<Decision>;
	/** The caller went away. */
	readonly gone: AbortSignal;
	/** The line has ended, whoever ended it. */
	readonly release: () => void;
}

export function eventStream(parts: StreamParts, first: Principal): Response {
	const { app, study, gone } = parts;
	const text = new TextEncoder();
	let close = (): void => undefined;
	const body = new ReadableStream<Uint8Array>({
		start(controller) {
			let principal = first;
			let open = true;
			const send = (line: string): void => {
				if (open) controller.enqueue(text.encode(line));
			};
			const event = (data: object): void => send(`data: ${JSON.stringify(data)}\n\n`);
			const end = (): void => {
				if (!open) return;
				open = false;
				parts.release();
				stopListening();
				clearInterval(timer);
				controller.close();
			};
			close = end;
			/** `news`: told to those who keep their right, else only that they have none any more. */
			const judge = async (news: Signal | null): Promise<void> => {
				principal = await parts.who();
				const decision = await parts.judge(principal);
				if (decision.allow) {
					if (news === null) send(': \n\n');
					else event(news);
					return;
				}
				event({ kind: 'ended', reason: whyEnded(principal, study, decision.reason) });
				end();
			};
			// A judgement that fails is no permission: the stream closes and the screen asks anew.
			const judged = (news: Signal | null): void => void judge(news).catch(end);
			const stopListening = app.live.listen((signal) => {
				const heard = concerns(principal, study, signal);
				if (heard === 'told') event(toldOf(signal, principal));
				if (heard === 'judged') judged(null);
				if (heard === 'judged-and-told') judged(signal);
			});
			const timer = setInterval(() => judged(null), judgedEveryMs);
			timer.unref();
			gone.addEventListener('abort', end, { once: true });
			app.live.ended.addEventListener('abort', end, { once: true });
			send('retry: 3000\n\n');
		},
		cancel: () => close(),
	});
	return new Response(body, {
		headers: { 'content-type': 'text/event-stream', 'cache-control': 'private, no-store, no-transform' },
	});
}

/** `judged`: may have ended what they have. */
type Heard = 'told' | 'judged' | 'judged-and-told';

/** null: not theirs to hear. */
function concerns(principal: Principal, study: StudyUid | null, signal: Signal): Heard | null {
	switch (signal.kind) {
		case 'link-ended':
			return principal.kind === 'guest' && principal.grants.some((grant) => grant.linkId === signal.link)
				? 'judged'
				: null;
		case 'link-changed':
			return principal.kind === 'staff' && caresFor(principal, signal) ? 'told' : null;
		case 'session-changed':
			return principal.kind === 'staff' && principal.sessionId === signal.session ? 'judged-and-told' : null;
		case 'rights-changed':
			return signal.study === study ? 'judged' : null;
		case 'study-changed':
			return principal.kind === 'staff' && signal.owner !== null && owns(principal, signal.owner)
				? 'told'
				: null;
		case 'consult-changed':
			return principal.kind === 'staff' && isOf(principal, signal) ? 'told' : null;
		case 'notice':
			return principal.kind === 'staff' && isFor(principal, signal.to) ? 'told' : null;
	}
}

/** Whom else it concerns is nothing a browser is told. */
function toldOf(signal: Signal, principal: Principal): object {
	if (signal.kind !== 'consult-changed') return signal;
	const { kind, consult, what } = signal;
	return { kind, consult, what, own: principal.kind === 'staff' && principal.personId === signal.by };
}

/** A guest with a second link that still stands would only hear that this study isn't theirs: they had it a moment ago. */
function whyEnded(principal: Principal, study: StudyUid | null, reason: DenyReason): DenyReason {
	if (reason !== 'not-yours' || principal.kind !== 'guest' || study === null) return reason;
	const had = principal.grants.filter((grant) => grant.studies.includes(study));
	if (had.length === 0) return reason;
	return had.some((grant) => grant.revokedAt !== null) ? 'revoked' : 'expired';
}

/** Its maker, and those who look after the links of the hospitals concerned. */
function caresFor(staff: Staff, signal: Signal & { kind: 'link-changed' }): boolean {
	if (signal.by === `staff:${staff.personId}`) return true;
	const officer = staff.roles.some((role) => role === 'privacy-officer' || role === 'hospital-admin');
	return officer && signal.hospitals.some((hcode) => owns(staff, hcode));
}

type Staff = Principal & { kind: 'staff' };

/** Those named, and at the hospitals named whoever looks at pictures or coordinates. */
function isOf(staff: Staff, signal: Signal & { kind: 'consult-changed' }): boolean {
	if (signal.people.includes(staff.personId)) return true;
	const concerned = isClinical(staff) || staff.roles.includes('coordinator');
	return concerned && signal.hospitals.some((hcode) => owns(staff, hcode));
}

function owns(staff: Staff, hcode: string): boolean {
	return sameHospital(staff.hospital, { hcode, hcode9: null });
}

function isFor(staff: Staff, to: (Signal & { kind: 'notice' })['to']): boolean {
	if ('person' in to) return to.person === staff.personId;
	return to.hospital === staff.hospital.hcode && staff.roles.some((role) => role === to.role);
}
