import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decide } from '#lib/access/decide.ts';
import type { Staff } from '#lib/access/staff.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { verify } from '#lib/server/audit/verify.ts';
import { changeSetting } from '#lib/server/identity/settings.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { transaction } from '#lib/server/store/transaction.ts';
import { catalogueStudy } from '../../../../tests/catalogued.ts';
import { databases } from '../../../../tests/peers/databases.ts';
import { staffPrincipal } from '../../../../tests/staff-principal.ts';
import { endMembership, grantMembership } from './membership.ts';
import type { MembershipOrder } from './membership.ts';
import { standingOf } from './standing.ts';
import { visibilityOf } from './visibility.ts';

const day = 24 * 3_600_000;
const by = (now: number) => ({ who: 'staff:asker', from: null, requestId: null, now });
const peers = databases.map((make) => make());

describe.each(peers)('membership on $name', (peer) => {
	let db: Database;
	let asked: StudyUid;
	let other: StudyUid;
	const specialist = staffPrincipal('specialist');
	beforeAll(() => peer.start());
	afterAll(() => peer.stop());

	async function fresh(): Promise<void> {
		db = await peer.open();
		asked = await catalogueStudy(db, { uid: '1.2.1', owner: '10999', patient: 'A' });
		other = await catalogueStudy(db, { uid: '1.2.2', owner: '10999', patient: 'A' });
	}
	async function grant(
		to: MembershipOrder['to'],
		rights: MembershipOrder['rights'] = ['view'],
	): Promise<void> {
		const order = { through: 'consult', id: 'C', studies: [asked], to, rights } as const;
		await transaction(db, (trx) => grantMembership(trx, order, by(0)));
	}
	async function reason(who: Staff, study: StudyUid, now: number): Promise<string> {
		const decision = decide(who, { action: 'view', study }, now, await standingOf(db, who, study, now));
		return decision.allow ? decision.because : decision.reason;
	}
	async function listed(who: Staff, now: number): Promise<readonly string[]> {
		const visible = await visibilityOf(db, who, now);
		return visible.kind === 'hospital' ? visible.studies : [visible.kind];
	}

	it.each([
		['a hospital', { hospital: '10670' }],
		['a person', { person: 'specialist' }],
	])(
		'names %s: that study opens and is listed, its neighbour of the same patient does not',
		async (_name, to) => {
			await fresh();
			expect(await reason(specialist, asked, 1)).toBe('not-yours');
			await grant(to);
			expect(await reason(specialist, asked, 1)).toBe('consult:C');
			expect(await reason(specialist, other, 1)).toBe('not-yours');
			expect(await listed(specialist, 1)).toEqual([asked]);
			const stranger = staffPrincipal('radiologist', {
				personId: 'x',
				hospital: { hcode: '10001', hcode9: null },
			});
			expect(await reason(stranger, asked, 1)).toBe('not-yours');
			expect(await listed(stranger, 1)).toEqual([]);
		},
	);

	it('is listed for a coordinator of the hospital, who can not open it', async () => {
		await fresh();
		await grant({ hospital: '10670' });
		const coordinator = staffPrincipal('coordinator');
		expect(await listed(coordinator, 1)).toEqual([asked]);
		expect(await reason(coordinator, asked, 1)).toBe('not-yours');
	});

	it('threat-6: closed, it lasts as many days as is set; cancelled, it is over at once', async () => {
		await fresh();
		await grant({ hospital: '10670' });
		const end = (how: 'closed' | 'cancelled', now: number) =>
			transaction(db, (trx) => endMembership(trx, { through: 'consult', id: 'C', how }, by(now)));
		expect(await end('closed', 1000)).toEqual([asked]);
		expect(await end('closed', 2000)).toEqual([]);
		const last = 1000 + 30 * day;
		expect(await reason(specialist, asked, last - 1)).toBe('consult:C');
		expect(await listed(specialist, last - 1)).toEqual([asked]);
		expect(await reason(specialist, asked, last)).toBe('not-yours');
		expect(await listed(specialist, last)).toEqual([]);
		expect(await end('cancelled', 3000)).toEqual([asked]);
		expect(await reason(specialist, asked, 3000)).toBe('not-yours');
		expect(await listed(specialist, 3000)).toEqual([]);
	});

	it('threat-6: a hospital may set that a closed consult ends at once', async () => {
		await fresh();
		await grant({ hospital: '10670' });
		await changeSetting(db, { key: 'consult-days', value: 0 }, by(0));
		await transaction(db, (trx) =>
			endMembership(trx, { through: 'consult', id: 'C', how: 'closed' }, by(1000)),
		);
		expect(await reason(specialist, asked, 1000)).toBe('not-yours');
	});

	it('gives the rights it names and no more', async () => {
		await fresh();
		await grant({ hospital: '10670' }, ['view', 'annotate']);
		const standing = await standingOf(db, specialist, asked, 1);
		const may = (action: 'annotate' | 'download' | 'share'): boolean =>
			decide(specialist, { action, study: asked }, 1, standing).allow;
		expect([may('annotate'), may('download'), may('share')]).toEqual([true, false, false]);
	});

	it('is in the audit by the transaction that gives and ends it', async () => {
		await fresh();
		await grant({ hospital: '10670' });
		await expect(
			transaction(db, async (trx) => {
				const cancel = { through: 'consult', id: 'C', how: 'cancelled' } as const;
				await endMembership(trx, cancel, by(5));
				throw new Error('the consult was not saved');
			}),
		).rejects.toThrow();
		expect(await reason(specialist, asked, 6)).toBe('consult:C');
		const rows = await db.selectFrom('audit_row').select('body').orderBy('seq').execute();
		expect(rows.map((row) => JSON.parse(row.body))).toMatchObject([
			{ kind: 'membership-granted', ref: 'C', studies: [asked], toHospital: '10670', rights: ['view'] },
		]);
		expect((await verify(db, null)).kind).toBe('whole');
	});
});
