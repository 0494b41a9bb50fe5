import { json } from '@sveltejs/kit';
import { ReviewOrder } from '#lib/access/break-glass.ts';
import { studyUid } from '#lib/dicom/uid.ts';
import { whoIs } from '#lib/server/access/authorize.ts';
import { patientStudies } from '#lib/server/access/break-glass/patient-studies.ts';
import { review, reviewedAct } from '#lib/server/access/break-glass/review.ts';
import { codeAnswer, notFound, refusal } from '#lib/server/app/answers.ts';
import { readJson } from '#lib/server/app/read-json.ts';
import type { RequestHandler } from './$types';

/** An officer's judgement of one use of emergency access. */
export const POST: RequestHandler = async (event) => {
	const { app, principal, requestId } = event.locals;
	const { id } = event.params;
	const act = principal.kind === 'staff' ? await reviewedAct(app.db, id, principal.personId) : null;
	const no = await refusal(event, { action: 'review-break-glass', act });
	if (no !== null) return no;
	if (principal.kind !== 'staff' || act === null) return notFound();
	const order = await readJson(event.request, ReviewOrder, 16 * 1024);
	if (!order.ok) return codeAnswer(order.reason === 'too-large' ? 413 : 400, order.reason);
	const actor = { who: whoIs(principal), from: event.getClientAddress(), requestId, now: app.clock() };
	const judged = await review(app.db, { id, reviewer: principal.personId, order: order.value }, actor);
	if (!judged.ok) return codeAnswer(409, judged.reason);
	const study = studyUid(judged.value.study);
	if (judged.value.ended && study !== null) {
		for (const uid of await patientStudies(app.db, study))
			app.live.tell({ kind: 'rights-changed', study: uid });
	}
	const about = 'break-glass-reviewed';
	app.live.tell({ kind: 'notice', to: { person: act.actor }, about });
	app.live.tell({ kind: 'notice', to: { hospital: act.owner.hcode, role: 'privacy-officer' }, about });
	return json({ ended: judged.value.ended });
};
