import * as v from 'valibot';
import { consentChanged } from '#lib/server/access/consent/consent-changed.ts';
import { whoIs } from '#lib/server/access/authorize.ts';
import { codeAnswer, refusal } from '#lib/server/app/answers.ts';
import { readJson } from '#lib/server/app/read-json.ts';
import type { RequestHandler } from './$types';

const Body = v.object({
	/** hcode of the hospital that keeps the studies */
	custodian: v.pipe(v.string(), v.regex(/^\d{5}$/)),
	/** the patient's number there */
	patient: v.pipe(v.string(), v.nonEmpty(), v.maxLength(64)),
});

/** The consent service says that a patient changed their mind: open views of the studies concerned are judged at once. */
export const POST: RequestHandler = async (event) => {
	const no = await refusal(event, { action: 'tell-consent' });
	if (no !== null) return no;
	const body = await readJson(event.request, Body, 1024);
	if (!body.ok) return codeAnswer(body.reason === 'too-large' ? 413 : 400, body.reason);
	const { app, principal, requestId } = event.locals;
	const by = { who: whoIs(principal), from: event.getClientAddress(), requestId, now: app.clock() };
	for (const study of await consentChanged(app.db, body.value, by)) {
		app.consents?.forget(study);
		app.live.tell({ kind: 'rights-changed', study });
	}
	// The same whether we hold anything of that patient or not.
	return new Response(null, { status: 204 });
};
