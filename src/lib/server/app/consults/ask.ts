/**
 * Asking, as its route does it: every study is asked for by the door of any study, all are one patient's, and what a consult
 * gave isn't passed on by another: whoever was asked hands over, so that the first consult's end ends it for all.
 */
import type { ConsultOrder } from '#lib/consult/request/consult-view.ts';
import type { Asked } from '#lib/consult/request/consult-view.ts';
import { mayAsk } from '#lib/consult/request/who-may-ask.ts';
import { studyUid } from '#lib/dicom/uid.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { askConsult } from '#lib/server/consult/request/ask.ts';
import { tellMoved } from '#lib/server/consult/request/tell.ts';
import { codeAnswer, notFound, refusal } from '../answers.ts';
import type { Asking } from '../answers.ts';
import { may } from '../may.ts';
import { isSamePatient } from '../study-summaries.ts';
import { actorOf } from './consult-caller.ts';

export async function ask(event: Asking, order: ConsultOrder): Promise<Asked | Response> {
	const { app, principal } = event.locals;
	const studies: StudyUid[] = [];
	for (const uid of [order.study, ...order.others]) {
		const study = studyUid(uid);
		if (study === null) return notFound();
		const no = await refusal(event, { action: 'view', study });
		if (no !== null) return no;
		studies.push(study);
	}
	const [first, ...others] = studies;
	if (principal.kind !== 'staff' || first === undefined) return notFound();
	if (!mayAsk(principal, app.clock())) return notFound();
	for (const study of studies) {
		const reason = await may(app, principal, { action: 'view', study });
		if (reason.allow && reason.because.startsWith('consult:')) return codeAnswer(409, 'already-consulted');
	}
	if (!(await areOnePatients(event, first, others))) return codeAnswer(422, 'other-patient');
	const { question, background, urgency, place, to, send, draft } = order;
	const asked = await askConsult(
		app.db,
		principal,
		{ studies: [first, ...others], place, question, background, urgency, to, send, draft },
		actorOf(event, principal),
	);
	if (!asked.ok) return codeAnswer(asked.reason === 'changed' ? 409 : 422, asked.reason);
	const { moved, ...answer } = asked.value;
	if (moved !== null) await tellMoved(app, moved);
	return answer;
}

/** A wrong study in a question would show a stranger to the specialist. */
async function areOnePatients(event: Asking, first: StudyUid, others: readonly StudyUid[]): Promise<boolean> {
	const { catalogue } = event.locals.app.studies;
	const open = await catalogue.study(first);
	if (open === null) return false;
	for (const uid of others) {
		const other = await catalogue.study(uid);
		if (other === null || open.patientId === null || !isSamePatient(open, other)) return false;
	}
	return true;
}
