import * as v from 'valibot';
import { mayComeFrom } from '#lib/server/worklist/hospitals.ts';
import { worklistCaller } from '#lib/server/app/worklist-caller.ts';
import { savedFilters } from '#lib/server/worklist/saved-filters.ts';
import { searchWorklist } from '#lib/server/worklist/search-worklist.ts';
import { visit } from '#lib/server/worklist/visits.ts';
import type { PageServerLoad } from './$types';

const Refused = v.object({ code: v.string() });

/** The first page comes with the page itself, by the filter used last: no skeleton, no jump. */
export const load: PageServerLoad = async (event) => {
	event.setHeaders({ 'cache-control': 'private, no-store' });
	const caller = await worklistCaller(event);
	if (caller instanceof Response) {
		const { code } = v.parse(Refused, await caller.json());
		return { kind: 'refused', code } as const;
	}
	const { db } = event.locals.app;
	const { lastVisit, filter, text: before } = await visit(db, caller, caller.now);
	// Back from a study: what was searched for is still there. Any other arrival begins with an empty box.
	const text = event.url.searchParams.has('again') ? before : '';
	const page = await searchWorklist(db, { ...caller, lastVisit, text, filter }, null);
	// Without a cursor there is nothing in it to refuse.
	if (!page.ok) throw new Error(page.reason);
	return {
		kind: 'list',
		page: page.value,
		text,
		filter,
		opens: caller.opens,
		filters: await savedFilters(db, caller.person),
		hospitals: await mayComeFrom(db, caller.scope),
		hidesNames: event.cookies.get('worklist-hide-names') === '1',
		now: caller.now,
	} as const;
};
