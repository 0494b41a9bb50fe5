import { json } from '@sveltejs/kit';
import { PersonOrder } from '#lib/access/people-view.ts';
import { needsProof } from '#lib/access/staff.ts';
import { whoIs } from '#lib/server/access/authorize.ts';
import { changePerson, onePerson } from '#lib/server/app/admin/people.ts';
import type { PersonRefusal } from '#lib/server/app/admin/people.ts';
import { codeAnswer, notFound, refusal } from '#lib/server/app/answers.ts';
import { readJson } from '#lib/server/app/read-json.ts';
import type { RequestHandler } from './$types';

const area = { action: 'administer', area: 'people' } as const;
const statuses: Readonly<Record<Exclude<PersonRefusal, 'not-found'>, number>> = {
	malformed: 400,
	'own-act': 403,
	'chief-loop': 409,
};

export const GET: RequestHandler = async (event) => {
	const { app, principal } = event.locals;
	const no = await refusal(event, area);
	if (no !== null) return no;
	const person = principal.kind === 'staff' ? await onePerson(app, principal, event.params.id) : null;
	if (person === null) return notFound();
	return json(person, { headers: { 'cache-control': 'private, no-store' } });
};

/** Whom they report to and which questions reach them; it decides who may judge whom, so the administrator proves who they are. */
export const POST: RequestHandler = async (event) => {
	const { app, principal, requestId } = event.locals;
	const no = await refusal(event, area);
	if (no !== null) return no;
	if (principal.kind !== 'staff') return notFound();
	const now = app.clock();
	if (needsProof(principal, now)) return codeAnswer(403, 'step-up-needed');
	const order = await readJson(event.request, PersonOrder, 4096);
	if (!order.ok) return codeAnswer(400, order.reason);
	const actor = { who: whoIs(principal), from: event.getClientAddress(), requestId, now };
	const set = await changePerson(app, principal, { id: event.params.id, order: order.value, actor });
	if (set.ok) return new Response(null, { status: 204 });
	return set.reason === 'not-found' ? notFound() : codeAnswer(statuses[set.reason], set.reason);
};
