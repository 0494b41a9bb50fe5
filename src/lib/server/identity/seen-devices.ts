import { sql } from 'kysely';
import type { DevicePlace } from '#lib/access/devices-view.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { livingSessions } from './staff-list.ts';

const pageLength = 50;

/** Browsers that people are signed in with for this hospital, last used first, a page at a time. */
export async function seenDevices(db: Database, hospital: string, after: DevicePlace | null, now: number) {
	const rows = await db
		.selectFrom('staff_session')
		.select((is) => ['device', is.fn.max('last_active_at').as('at')])
		.where('hcode', '=', hospital)
		.where('ended_at', 'is', null)
		.where('expires_at', '>', now)
		.groupBy('device')
		.$if(after !== null, (query) =>
			query.having(sql<boolean>`(max(last_active_at), device) < (${after?.at ?? 0}, ${after?.id ?? ''})`),
		)
		.orderBy('at', 'desc')
		.orderBy('device', 'desc')
		// One more than is shown says whether there is a next page.
		.limit(pageLength + 1)
		.execute();
	const shown = rows.slice(0, pageLength);
	const last = shown.at(-1);
	const next: DevicePlace | null =
		rows.length > pageLength && last !== undefined ? { at: last.at, id: last.device } : null;
	const ids = shown.map((row) => row.device);
	if (ids.length === 0) return { devices: [], next };
	const open = await livingSessions(db, { hospital, devices: ids }, now);
	const names = await namesOf(db, [...new Set(open.map((one) => one.person))]);
	const devices = ids.map((id) => {
		const sessions = open.filter((one) => one.device === id);
		return {
			id,
			label: sessions[0]?.deviceLabel ?? '',
			shared: sessions.some((one) => one.sharedDevice),
			sessions: sessions.map((one) => ({
				id: one.id,
				name: names.get(one.person) ?? '',
				lastActiveAt: one.lastActiveAt,
				locked: one.locked,
			})),
		};
	});
	// One that was signed out between the two questions.
	return { devices: devices.filter(({ sessions }) => sessions.length > 0), next };
}

async function namesOf(db: Database, people: readonly string[]): Promise<ReadonlyMap<string, string>> {
	if (people.length === 0) return new Map();
	const rows = await db.selectFrom('person').select(['id', 'name_th']).where('id', 'in', people).execute();
	return new Map(rows.map((row) => [row.id, row.name_th]));
}
