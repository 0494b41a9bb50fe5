/** Every way in which a right to see a study can end, as somebody meets it who is scrolling through it. */
import type { StudyUid } from '../../src/lib/dicom/uid.ts';
import { endMembership, grantMembership } from '../../src/lib/server/access/membership.ts';
import { revokeServiceToken } from '../../src/lib/server/identity/service-token.ts';
import { revokeShareLink } from '../../src/lib/server/identity/share-link.ts';
import { transaction } from '../../src/lib/server/store/transaction.ts';
import { acting } from './world.ts';
import type { Caller, World } from './world.ts';

const consented = { patient: 'HN-consent', custodian: '99003', recipients: [] } as const;
const word = { custodian: '99003', patient: 'HN-consent' } as const;
const by = { who: 'operator', from: null, requestId: null } as const;
const soon = () => ({ ...by, now: Date.now() });
const newest = async (world: World, table: 'share_link' | 'service_token'): Promise<string> => {
	const rows = await world.db.selectFrom(table).select('id').orderBy('created_at', 'desc').execute();
	return rows[0]?.id ?? '';
};
const sessionOf = async (world: World, caller: Caller): Promise<string> => {
	const answer = await world.ask(caller, 'GET', '/api/session');
	if (!answer.ok) throw new Error(`no session: ${answer.status}`);
	const rows = await world.db
		.selectFrom('staff_session')
		.select('id')
		.orderBy('created_at', 'desc')
		.execute();
	return rows[0]?.id ?? '';
};

export interface Ending {
	readonly name: string;
	readonly study: (world: World) => StudyUid;
	readonly who: (world: World) => Promise<Caller>;
	/** the caller as they ask afterwards, when they are another then */
	readonly end: (world: World, caller: Caller) => Promise<Caller | null>;
	readonly then: number;
}

/** By a route of the same server, or by another process at the same database (this one): neither is waited for. */
export const endings: readonly Ending[] = [
	{
		name: 'the link is revoked by another process',
		study: (world) => world.study.linked,
		who: (world) => world.guest(['view']),
		end: async (world) => {
			await revokeShareLink(world.db, await newest(world, 'share_link'), soon());
			return null;
		},
		then: 401,
	},
	{
		name: 'the guest leaves',
		study: (world) => world.study.linked,
		who: (world) => world.guest(['view']),
		end: async (world, guest) => {
			await world.ask(guest, 'DELETE', '/api/session');
			return null;
		},
		then: 401,
	},
	{
		name: 'the cookie comes from another browser',
		study: (world) => world.study.linked,
		who: (world) => world.guest(['view']),
		end: async (_, { name, headers }) => ({ name, headers: { ...headers, 'user-agent': 'elsewhere' } }),
		then: 428,
	},
	{
		name: 'the device has not proved itself for too long',
		study: (world) => world.study.linked,
		who: (world) => world.guest(['view']),
		end: async (world) => {
			await world.db.updateTable('guest_token').set({ good_until: 1 }).execute();
			return null;
		},
		then: 428,
	},
	{
		name: 'the screen is locked',
		study: (world) => world.study.own,
		who: (world) => world.signIn('specialist', { subject: 'lane-locked' }),
		end: async (world, doctor) => {
			await world.ask(doctor, 'POST', '/api/session/lock', {});
			return null;
		},
		then: 401,
	},
	{
		name: 'the person signs out',
		study: (world) => world.study.own,
		who: (world) => world.signIn('specialist', { subject: 'lane-out' }),
		end: async (world, doctor) => {
			await world.ask(doctor, 'DELETE', '/api/session');
			return null;
		},
		then: 401,
	},
	{
		name: 'the licence is gone',
		study: (world) => world.study.own,
		who: (world) => world.signIn('specialist', { subject: 'lane-licence' }),
		end: async (world, doctor) => {
			const id = await sessionOf(world, doctor);
			await world.db.updateTable('staff_session').set({ licence: null }).where('id', '=', id).execute();
			return null;
		},
		then: 403,
	},
	{
		name: 'the referral is cancelled',
		study: (world) => world.study.other,
		who: async (world) => {
			const order = { through: 'referral', id: 'lane', to: { hospital: acting }, rights: ['view'] } as const;
			const given = { ...order, studies: [world.study.other] };
			await transaction(world.db, (trx) => grantMembership(trx, given, soon()));
			return world.signIn('specialist', { subject: 'lane-referred' });
		},
		end: async (world) => {
			const end = { through: 'referral', id: 'lane', how: 'cancelled' } as const;
			await transaction(world.db, (trx) => endMembership(trx, end, soon()));
			return null;
		},
		then: 404,
	},
	{
		name: 'the patient withdraws',
		study: (world) => world.study.consent,
		who: async (world) => {
			world.consents.put({ ...consented, says: 'permit' });
			await world.ask(world.token(['consent']), 'POST', '/api/consents/changed', word);
			return world.signIn('rural-doctor', { subject: 'lane-consent' });
		},
		end: async (world) => {
			world.consents.put({ ...consented, says: 'withdrawn' });
			await world.ask(world.token(['consent']), 'POST', '/api/consents/changed', word);
			return null;
		},
		then: 404,
	},
	{
		name: 'the emergency is over',
		study: (world) => world.study.emergency,
		who: async (world) => {
			const doctor = await world.signIn('rural-doctor', { subject: 'lane-emergency' });
			const order = { reason: 'unconscious', text: 'ผู้ป่วยหมดสติ ไม่มีญาติมาด้วย' };
			await world.ask(doctor, 'POST', `/api/studies/${world.study.emergency}/break-glass`, order);
			return doctor;
		},
		end: async (world) => {
			await world.db.updateTable('break_glass').set({ until: 1 }).execute();
			return null;
		},
		then: 404,
	},
	{
		name: 'the token is revoked by another process',
		study: (world) => world.study.own,
		who: async (world) => world.token(['read']),
		end: async (world) => {
			await revokeServiceToken(world.db, await newest(world, 'service_token'), soon());
			return null;
		},
		then: 401,
	},
	{
		name: 'the study becomes another hospital’s',
		study: (world) => world.study.own,
		who: (world) => world.signIn('specialist', { subject: 'lane-moved' }),
		end: async (world) => {
			const { own } = world.study;
			await world.db.updateTable('study').set({ owner: '99002' }).where('uid', '=', own).execute();
			return null;
		},
		then: 404,
	},
];
