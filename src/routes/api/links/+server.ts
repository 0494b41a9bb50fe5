import { json } from '@sveltejs/kit';
import { LinkRequest } from '#lib/access/link-view.ts';
import type { LinkMade } from '#lib/access/link-view.ts';
import { stepUpMs } from '#lib/access/staff.ts';
import { studyUid } from '#lib/dicom/uid.ts';
import { codeAnswer, notFound, refusal } from '#lib/server/app/answers.ts';
import { tellLinkChanged } from '#lib/server/app/link-news.ts';
import { linkList } from '#lib/server/app/link-views.ts';
import { makeLink } from '#lib/server/app/make-link.ts';
import { readJson } from '#lib/server/app/read-json.ts';
import type { RequestHandler } from './$types';

/** `?of=hospital`: every link of the acting hospital, for those who look after them; else one's own. */
export const GET: RequestHandler = async (event) => {
	const { app, principal } = event.locals;
	const of = event.url.searchParams.get('of') === 'hospital' ? 'hospital' : 'own';
	const no = await refusal(event, { action: 'manage-links', of });
	if (no !== null) return no;
	if (principal.kind !== 'staff') return notFound();
	return json(await linkList(app, principal, of));
};

export const POST: RequestHandler = async (event) => {
	const { app, principal, requestId } = event.locals;
	const body = await readJson(event.request, LinkRequest, 4096);
	if (!body.ok) return codeAnswer(body.reason === 'too-large' ? 413 : 400, body.reason);
	const study = studyUid(body.value.study);
	if (study === null) return notFound();
	const no = await refusal(event, { action: 'share', study });
	if (no !== null) return no;
	if (principal.kind !== 'staff') return notFound();
	const now = app.clock();
	// Passing pictures on wants the person themselves, not a machine they left open (access.md 3.10).
	if (now - principal.provedAt > stepUpMs) return codeAnswer(403, 'step-up-needed');
	const actor = {
		who: `staff:${principal.personId}`,
		from: event.getClientAddress(),
		requestId,
		now,
	};
	const made = await makeLink(app, principal, { ...body.value, study }, actor);
	if (!made.ok) return codeAnswer(422, made.reason);
	const { owners, ...shown } = made.value;
	tellLinkChanged(app.live, owners);
	return json(shown satisfies LinkMade, { status: 201 });
};
