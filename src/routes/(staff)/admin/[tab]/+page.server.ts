import { error } from '@sveltejs/kit';
import * as v from 'valibot';
import { adminTabs, areasOf } from '#lib/access/admin-view.ts';
import { decide } from '#lib/access/decide.ts';
import type { Principal } from '#lib/access/decide.ts';
import { adminView } from '#lib/server/app/admin/admin-view.ts';
import { refusal } from '#lib/server/app/answers.ts';
import type { PageServerLoad } from './$types';

const Refused = v.object({ code: v.string() });

export const load: PageServerLoad = async (event) => {
	const { app, principal } = event.locals;
	const tab = adminTabs.find((each) => each === event.params.tab);
	if (tab === undefined) error(404, { message: 'not-found', code: 'not-found' });
	const now = app.clock();
	const area = areasOf(tab).find((each) => may(principal, each, now)) ?? areasOf(tab)[0];
	if (area === undefined) error(404, { message: 'not-found', code: 'not-found' });
	const no = await refusal(event, { action: 'administer', area });
	if (no !== null) {
		const { code } = v.parse(Refused, await no.json());
		error(no.status, { message: code, code });
	}
	if (principal.kind !== 'staff') error(404, { message: 'not-found', code: 'not-found' });
	const tabs = adminTabs.filter((each) => areasOf(each).some((one) => may(principal, one, now)));
	event.setHeaders({ 'cache-control': 'private, no-store' });
	return { view: await adminView(app, principal, tab), tabs, now };
};

function may(principal: Principal, area: ReturnType<typeof areasOf>[number], now: number): boolean {
	return decide(principal, { action: 'administer', area }, now).allow;
}
