/** Sessions as their owners and administrators see them: never a token, never what anybody looked at. */
import type { Database } from '#lib/server/store/schema.ts';
import { idleMs } from './settings.ts';

export interface ListedSession {
	readonly id: string;
	readonly person: string;
	readonly device: string;
	readonly deviceLabel: string;
	readonly sharedDevice: boolean;
	readonly hcode: string;
	readonly createdAt: number;
	readonly lastActiveAt: number;
	readonly locked: boolean;
	readonly expiresAt: number;
}

export interface Whose {
	readonly person?: string;
	readonly devices?: readonly string[];
	/** hcode */
	readonly hospital?: string;
}

/** All living sessions, latest first. Of one person or a few devices: those of a whole hospital are read by pages (`seen-devices`). */
export async function livingSessions(
	db: Database,
	{ person, devices, hospital }: Whose,
	now: number,
): Promise<readonly ListedSession[]> {
	const rows = await db
		.selectFrom('staff_session')
		.selectAll()
		.where('ended_at', 'is', null)
		.where('expires_at', '>', now)
		.$if(person !== undefined, (q) => q.where('person', '=', person ?? ''))
		.$if(devices !== undefined, (q) => q.where('device', 'in', devices ?? []))
		.$if(hospital !== undefined, (q) => q.where('hcode', '=', hospital ?? ''))
		.orderBy('last_active_at', 'desc')
		.execute();
	return rows.map((row) => ({
		id: row.id,
		person: row.person,
		device: row.device,
		deviceLabel: row.device_label,
		sharedDevice: row.shared_device === 1,
		hcode: row.hcode,
		createdAt: row.created_at,
		lastActiveAt: row.last_active_at,
		locked: row.locked_at !== null || now >= row.last_active_at + row.idle_ms,
		expiresAt: row.expires_at,
	}));
}

/** As the last person who signed in there said. */
export async function deviceIsShared(db: Database, device: string): Promise<boolean> {
	const last = await db
		.selectFrom('staff_session')
		.select('shared_device')
		.where('device', '=', device)
		.orderBy('created_at', 'desc')
		.limit(1)
		.executeTakeFirst();
	return last?.shared_device === 1;
}

/** The person says whether others use this machine too. Only this session: other people's there keep what they said. */
export async function markDevice(db: Database, session: string, shared: boolean): Promise<void> {
	const row = await db
		.selectFrom('staff_session')
		.select('hcode')
		.where('id', '=', session)
		.where('ended_at', 'is', null)
		.executeTakeFirst();
	if (row === undefined) return;
	await db
		.updateTable('staff_session')
		.set({ shared_device: shared ? 1 : 0, idle_ms: await idleMs(db, shared, row.hcode) })
		.where('id', '=', session)
		.execute();
}
