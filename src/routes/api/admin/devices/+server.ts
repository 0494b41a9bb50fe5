import { json } from '@sveltejs/kit';
import { DevicesAsk } from '#lib/access/devices-view.ts';
import { devicesPage } from '#lib/server/app/admin/devices.ts';
import { codeAnswer, notFound, refusal } from '#lib/server/app/answers.ts';
import { readJson } from '#lib/server/app/read-json.ts';
import type { RequestHandler } from './$types';

/** A page of the machines on which somebody is signed in for this administrator's hospital. */
export const POST: RequestHandler = async (event) => {
	const { app, principal } = event.locals;
	const no = await refusal(event, { action: 'administer', area: 'devices' });
	if (no !== null) return no;
	if (principal.kind !== 'staff') return notFound();
	const ask = await readJson(event.request, DevicesAsk, 256);
	if (!ask.ok) return codeAnswer(400, ask.reason);
	return json(await devicesPage(app, principal, ask.value), {
		headers: { 'cache-control': 'private, no-store' },
	});
};
