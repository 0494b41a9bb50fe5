/**
 * People for tests without walking the road through an identity provider: a real session in the store, made as a sign-in makes
 * it. `signInAs(place, 'specialist')` is the demo's specialist; what the options name is different from theirs.
 */
import { roles } from '../src/lib/access/staff.ts';
import type { Licence, Role, Staff } from '../src/lib/access/staff.ts';
import type { SignedInClaims } from '../src/lib/server/identity/claims.ts';
import { demoStaff } from '../src/lib/server/identity/demo-staff.ts';
import type { DemoPerson } from '../src/lib/server/identity/demo-staff.ts';
import { readHubKeys } from '../src/lib/server/identity/hub-keys.ts';
import type { HubKeys } from '../src/lib/server/identity/hub-keys.ts';
import { openStaffSession, staffOf } from '../src/lib/server/identity/staff-session.ts';
import type { OpenedStaffSession } from '../src/lib/server/identity/staff-session.ts';
import { openDatabase } from '../src/lib/server/store/open-database.ts';
import type { StoreConfig } from '../src/lib/server/store/open-database.ts';
import type { Database } from '../src/lib/server/store/schema.ts';

export { roles };

export interface StaffOptions {
	/** hcode to act for; another than the demo person's is claimed too */
	readonly hospital?: string;
	readonly licence?: Licence | null;
	/** two people of one role differ by it */
	readonly subject?: string;
	readonly name?: string;
	readonly sharedDevice?: boolean;
	readonly now?: number;
	/** when the person proved who they are; `now` unless told */
	readonly authTime?: number;
}

export function claimsOf(role: Role, options: StaffOptions = {}): SignedInClaims {
	const person: DemoPerson | undefined = demoStaff.find((one) =>
		one.hospitals.some((hospital) => hospital.roles.some((each) => each === role)),
	);
	if (person === undefined) throw new Error(`no demo person is ${role}`);
	const { subject, nameTh, nameEn, licence } = person;
	const asked = options.hospital;
	const known = person.hospitals.some((hospital) => hospital.hcode === asked);
	const elsewhere = {
		hcode: asked ?? '',
		hcode9: null,
		nameTh: `โรงพยาบาล ${asked}`,
		nameEn: null,
		roles: [role],
		position: null,
	};
	return {
		issuer: 'test',
		subject: options.subject ?? subject,
		nameTh: options.name ?? nameTh,
		nameEn,
		hospitals: asked === undefined || known ? person.hospitals : [elsewhere, ...person.hospitals],
		licence: options.licence === undefined ? licence : options.licence,
		citizenHmac: null,
		authTime: options.authTime ?? options.now ?? Date.now(),
	};
}

/** Opens a session in a database of the test's own. */
export async function openStaff(
	db: Database,
	keys: HubKeys,
	role: Role,
	options: StaffOptions = {},
): Promise<OpenedStaffSession> {
	const claims = claimsOf(role, options);
	const now = options.now ?? Date.now();
	const opened = await openStaffSession(db, claims, options.hospital ?? claims.hospitals[0]!.hcode, {
		keys,
		device: { id: 'test-device', label: 'Test', shared: options.sharedDevice ?? false },
		replaces: null,
		actor: { from: null, requestId: null, now },
	});
	if (!opened.ok) throw new Error(opened.reason);
	return opened.value;
}

/** The principal of a fresh session, for tests of `authorize` and its rooms. */
export async function staffPrincipal(
	db: Database,
	keys: HubKeys,
	role: Role,
	options: StaffOptions = {},
): Promise<Staff> {
	const { token } = await openStaff(db, keys, role, options);
	const staff = await staffOf(db, token, options.now ?? Date.now());
	if (staff === null) throw new Error('the session just opened is not there');
	return staff;
}

export interface SignedInStaff extends OpenedStaffSession {
	/** for a Cookie header */
	readonly cookie: string;
}

/** Into a running server's store. Plain http, as tests run: over https the cookie has another name. */
export async function signInTo(
	server: { readonly dataDir: string; readonly databaseUrl?: string | null },
	role: Role,
	options: StaffOptions = {},
): Promise<SignedInStaff> {
	const place: StoreConfig = { dataDir: server.dataDir, databaseUrl: server.databaseUrl ?? null };
	const db = await openDatabase(place);
	try {
		const session = await openStaff(db, await readHubKeys(server.dataDir, null), role, options);
		return { ...session, cookie: `hub-staff=${session.token}` };
	} finally {
		await db.destroy();
	}
}
