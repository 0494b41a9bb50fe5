/** Answers as their routes do them: the seat first, then the right to look at the consult's pictures, by the door of any picture. */
import type { Staff } from '#lib/access/staff.ts';
import type { SignAsk } from '#lib/consult/answer/answer-view.ts';
import type { SignRefusal } from '#lib/server/consult/answer/sign.ts';
import type { Seat } from '#lib/server/consult/request/seat.ts';
import { tellMoved } from '#lib/server/consult/request/tell.ts';
import type { App } from '../app.ts';
import { codeAnswer, refusal } from '../answers.ts';
import type { Asking } from '../answers.ts';
import { actorOf, consultSeat } from './consult-caller.ts';
import { letterLink } from './letter-link.ts';

export interface Seated {
	readonly staff: Staff;
	readonly seat: Seat;
}

/** Whoever sits in the consult and may look at its pictures now; the look is in the audit as any look is. */
export async function answerSeat(event: Asking, consult: string): Promise<Seated | Response> {
	const seated = await consultSeat(event, consult);
	if (seated instanceof Response) return seated;
	for (const study of seated.seat.studies) {
		const no = await refusal(event, { action: 'view', study });
		if (no !== null) return no;
	}
	return seated;
}

export async function sign(
	event: Asking & { readonly request: Request },
	{ staff, seat }: Seated,
	ask: SignAsk,
): Promise<Response | null> {
	const { app } = event.locals;
	const signed = await app.answers.sign(
		{ staff, seat, ask, actor: actorOf(event, staff) },
		event.request.signal,
	);
	if (!signed.ok) return codeAnswer(statusOf(signed.reason), signed.reason);
	if (signed.value.again) return null;
	const { statement, moved, version } = signed.value;
	// It is signed: what comes now may fail without undoing it, and is made up for later.
	const link = await letterLink(app, staff, statement, actorOf(event, staff));
	await app.answers.letters.point({ consult: seat.consult, version }, link);
	app.answers.handBack.wake();
	await tellMoved(app, moved);
	return null;
}

function statusOf(reason: SignRefusal): number {
	switch (reason) {
		case 'not-consultant':
		case 'licence-needed':
		case 'step-up-needed':
			return 403;
		case 'not-open':
		case 'record-moved':
		case 'answer-moved':
		case 'key-used':
			return 409;
		case 'reason-needed':
		case 'problems-left':
			return 422;
		case 'archive-unavailable':
			return 503;
	}
}

/** A version that is there, by its number in the address. */
export async function askedVersion(app: App, consult: string, text: string): Promise<number | null> {
	if (!/^[1-9]\d{0,3}$/.test(text)) return null;
	const row = await app.db
		.selectFrom('consult_answer')
		.select('version')
		.where('consult', '=', consult)
		.where('version', '=', Number(text))
		.executeTakeFirst();
	return row?.version ?? null;
}
