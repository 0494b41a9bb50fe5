import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { studyUid } from '#lib/dicom/uid.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { guestOf } from '#lib/server/identity/guest-session.ts';
import { newChallenge } from '#lib/server/identity/device-proof.ts';
import { redeem } from '#lib/server/identity/redeem.ts';
import { createShareLink } from '#lib/server/identity/share-link.ts';
import { databases } from '../../../../tests/peers/databases.ts';
import { createAuthorize } from './authorize.ts';
import { tidyAccess } from './tidy.ts';

const day = 24 * 3_600_000;
const study = studyUid('1.2.3') as StudyUid;
const peers = databases.map((make) => make());

describe.each(peers)('tidying on $name', (peer) => {
	beforeAll(() => peer.start());
	afterAll(() => peer.stop());

	it('takes only what nobody can ask for any more', async () => {
		const db = await peer.open();
		const operator = { who: 'operator', from: null, requestId: null, now: day };
		const order = {
			studies: [study],
			rights: ['view'] as const,
			target: null,
			lifetimeMs: 3 * day,
			maxUses: null,
		};
		const link = await createShareLink(db, order, operator);
		if (!link.ok) throw new Error(link.reason);
		const { secret, pin } = link.value;
		const browser = { token: null, deviceKey: null, agent: null };
		const opened = (await redeem(db, { secret, pin, browser }, operator)).result;
		if (!opened.ok) throw new Error(opened.reason.code);
		const guest = await guestOf(db, { token: opened.value.token, agent: null }, day);
		await newChallenge(db, opened.value.id, day);
		if (guest === null) throw new Error('nobody');
		await createAuthorize(db, () => day)(guest, { action: 'view', study }, { requestId: 'r', from: null });

		await tidyAccess(db, day + 1);
		expect(await db.selectFrom('study_opening').selectAll().execute()).toHaveLength(1);
		await tidyAccess(db, 2 * day);
		expect(await db.selectFrom('study_opening').selectAll().execute()).toHaveLength(0);
		expect(await guestOf(db, { token: opened.value.token, agent: null }, 2 * day)).not.toBeNull();
		await tidyAccess(db, 40 * day);
		for (const table of ['guest_token', 'guest_challenge'] as const)
			expect(await db.selectFrom(table).selectAll().execute()).toHaveLength(0);
		expect(await db.selectFrom('guest_session').selectAll().execute()).toHaveLength(0);
		expect(await db.selectFrom('share_link').selectAll().execute()).toHaveLength(1);
		expect(await db.selectFrom('audit_row').select('seq').execute()).toHaveLength(3);
	});
});
