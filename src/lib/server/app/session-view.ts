import type { StaffSessionView } from '#lib/access/session-view.ts';
import type { Staff } from '#lib/access/staff.ts';
import { staffSession } from '#lib/server/identity/staff-session.ts';
import type { App } from './app.ts';

/** What a person's own screens know of their session; null when it has ended meanwhile. */
export async function staffSessionView(app: App, staff: Staff): Promise<StaffSessionView | null> {
	const now = app.clock();
	const session = await staffSession(app.db, staff.sessionId, now);
	if (session === null) return null;
	const hospital = await app.db
		.selectFrom('hospital')
		.select(['name_th', 'name_en'])
		.where('hcode', '=', staff.hospital.hcode)
		.executeTakeFirst();
	const { sessionId, personId, name, roles, expiresAt, locked, provedAt } = session.staff;
	return {
		kind: 'staff',
		session: sessionId,
		person: personId,
		name,
		hospital: {
			hcode: staff.hospital.hcode,
			nameTh: hospital?.name_th ?? staff.hospital.hcode,
			nameEn: hospital?.name_en ?? staff.hospital.hcode,
		},
		roles: [...roles],
		locked,
		sharedDevice: session.sharedDevice,
		now,
		idleEndsAt: session.idleEndsAt,
		endsAt: expiresAt,
		provedAt,
	};
}
