import { visibleStudies } from '#lib/access/decide.ts';
import type { Principal } from '#lib/access/principal.ts';
import { sameHospital } from '#lib/access/staff.ts';
import type { HospitalCode } from '#lib/access/staff.ts';
import { noReach } from '#lib/access/visibility.ts';
import type { Reach, Visibility } from '#lib/access/visibility.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { studiesGivenTo } from './given-studies.ts';

/** The studies whose rows exist for this caller. Ask the right to search first (`refusal`). */
export async function visibilityOf(db: Database, principal: Principal, now: number): Promise<Visibility> {
	return visibleStudies(principal, now, await reachOf(db, principal, now));
}

async function reachOf(db: Database, principal: Principal, now: number): Promise<Reach> {
	switch (principal.kind) {
		case 'anonymous':
		case 'guest':
			return noReach;
		case 'service':
			return principal.hospital === null ? noReach : { owners: [principal.hospital], studies: [] };
		case 'staff':
			return {
				owners: await ownersOf(db, principal.hospital),
				studies: await studiesGivenTo(db, principal, now),
			};
	}
}

/** Studies carry the hcode; a person's hospital may agree with it by its other code only (access.md 3.3). */
export async function ownersOf(db: Database, hospital: HospitalCode): Promise<string[]> {
	const rows = await db
		.selectFrom('hospital')
		.select(['hcode', 'hcode9'])
		.where((is) =>
			is.or([
				is('hcode', '=', hospital.hcode),
				...(hospital.hcode9 === null ? [] : [is('hcode9', '=', hospital.hcode9)]),
			]),
		)
		.execute();
	if (rows.length === 0) return [hospital.hcode];
	return rows.filter((row) => sameHospital(row, hospital)).map((row) => row.hcode);
}
