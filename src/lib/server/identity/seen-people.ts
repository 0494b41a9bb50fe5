import type { Licence } from '#lib/access/staff.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { storedLicence, storedRoles } from './person.ts';
import { livingSessions } from './staff-list.ts';

/** Everyone who has acted or may act for this hospital, last seen first. */
export async function seenPeople(db: Database, hospital: string, now: number) {
	const rows = await db
		.selectFrom('person_hospital as ph')
		.innerJoin('person as p', 'p.id', 'ph.person')
		.select(['p.id', 'p.name_th', 'p.last_seen_at', 'ph.roles', 'ph.position', 'ph.licence'])
		.where('ph.hcode', '=', hospital)
		.orderBy('p.last_seen_at', 'desc')
		.limit(500)
		.execute();
	const open = await livingSessions(db, { hospital }, now);
	return rows.map((row) => ({
		id: row.id,
		name: row.name_th,
		roles: storedRoles(row.roles),
		position: row.position,
		licence: licenceState(storedLicence(row.licence), now),
		lastSeenAt: row.last_seen_at,
		sessions: open.filter((one) => one.person === row.id).length,
	}));
}

/** Browsers that people are signed in with for this hospital. */
export async function seenDevices(db: Database, hospital: string, now: number) {
	const open = await livingSessions(db, { hospital }, now);
	if (open.length === 0) return [];
	const names = await db
		.selectFrom('person')
		.select(['id', 'name_th'])
		.where('id', 'in', [...new Set(open.map((one) => one.person))])
		.execute();
	const nameOf = new Map(names.map((row) => [row.id, row.name_th]));
	const ids = [...new Set(open.map((one) => one.device))];
	return ids.map((id) => {
		const sessions = open.filter((one) => one.device === id);
		return {
			id,
			label: sessions[0]?.deviceLabel ?? '',
			shared: sessions.some((one) => one.sharedDevice),
			sessions: sessions.map((one) => ({
				id: one.id,
				name: nameOf.get(one.person) ?? '',
				lastActiveAt: one.lastActiveAt,
				locked: one.locked,
			})),
		};
	});
}

function licenceState(licence: Licence | null, now: number): 'none' | 'verified' | 'unverified' | 'ended' {
	if (licence === null) return 'none';
	if (licence.validUntil !== null && now >= licence.validUntil) return 'ended';
	return licence.verified ? 'verified' : 'unverified';
}
