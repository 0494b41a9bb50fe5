import * as v from 'valibot';
import { consultReader } from '#lib/server/app/consults/consult-caller.ts';
import { listConsults } from '#lib/server/consult/request/list.ts';
import { reachedSpecialties } from '#lib/server/consult/request/whom.ts';
import type { PageServerLoad } from './$types';

const Refused = v.object({ code: v.string() });

/** The first list comes with the page: what waits, or what was asked for those for whom nothing can wait. */
export const load: PageServerLoad = async (event) => {
	event.setHeaders({ 'cache-control': 'private, no-store' });
	const reader = await consultReader(event);
	if (reader instanceof Response)
		return { kind: 'refused', code: v.parse(Refused, await reader.json()).code } as const;
	const { db } = event.locals.app;
	const wanted = event.url.searchParams.get('box');
	const first = await listConsults(db, reader, { box: 'waiting', show: 'open', text: '' });
	const asks =
		wanted === 'asked' || (wanted === null && first.counts.waiting === 0 && first.counts.asked > 0);
	return {
		kind: 'list',
		box: asks ? ('asked' as const) : ('waiting' as const),
		first: asks ? await listConsults(db, reader, { box: 'asked', show: 'open', text: '' }) : first,
		specialties: await reachedSpecialties(db, reader.staff.personId),
	} as const;
};
