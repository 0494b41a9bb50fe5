import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Principal, Request } from '#lib/access/decide.ts';
import { studyUid } from '#lib/dicom/uid.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { verify } from '#lib/server/audit/verify.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { databases } from '../../../../tests/peers/databases.ts';
import { createAuthorize } from './authorize.ts';

const own = studyUid('1.2.3') as StudyUid;
const context = { requestId: 'r', from: '192.0.2.7' };
const minute = 60_000;
const guest = (studies: readonly StudyUid[]): Principal => ({
	kind: 'guest',
	device: 'unbound',
	sessionId: 'S',
	expiresAt: 1e12,
	grants: [{ linkId: 'L', studies, rights: ['view'], expiresAt: 1e12, revokedAt: null }],
});
const view = (study: StudyUid): Request => ({ action: 'view', study });

async function audited(db: Database): Promise<Record<string, unknown>[]> {
	const rows = await db.selectFrom('audit_row').select('body').orderBy('seq').execute();
	return rows.map((row) => JSON.parse(row.body));
}

const peers = databases.map((make) => make());

describe.each(peers)('authorize on $name', (peer) => {
	beforeAll(() => peer.start());
	afterAll(() => peer.stop());

	it('writes one row for a study opened by forty frames at once, and another after ten minutes', async () => {
		const db = await peer.open();
		let now = 1000;
		const authorize = createAuthorize(db, () => now);
		const frames = Array.from({ length: 40 }, () => authorize(guest([own]), view(own), context));
		expect((await Promise.all(frames)).every((decision) => decision.allow)).toBe(true);
		const row = { kind: 'access-granted', who: 'guest:S', action: 'view', study: own, because: 'link:L' };
		expect(await audited(db)).toMatchObject([{ ...row, ...context, at: 1000 }]);
		now += 10 * minute - 1;
		await authorize(guest([own]), view(own), context);
		expect(await audited(db)).toHaveLength(1);
		now += 1;
		await authorize(guest([own]), view(own), context);
		expect(await audited(db)).toHaveLength(2);
	});

	it('shares the window between two processes on one database', async () => {
		const db = await peer.open();
		let now = 1000;
		const [one, two] = [createAuthorize(db, () => now), createAuthorize(db, () => now)];
		await one(guest([own]), view(own), context);
		now += 9 * minute;
		await two(guest([own]), view(own), context);
		expect(await audited(db)).toHaveLength(1);
		now += minute;
		await two(guest([own]), view(own), context);
		expect(await audited(db)).toHaveLength(2);
	});

	it('grants nothing when the audit row cannot be written', async () => {
		const db = await peer.open();
		await db.schema.dropTable('audit_head').execute();
		const authorize = createAuthorize(db, () => 1000);
		await expect(authorize(guest([own]), view(own), context)).rejects.toThrow();
		expect(await db.selectFrom('study_opening').selectAll().execute()).toEqual([]);
	});

	it('threat-1: 500 made-up study UIDs are refused, and the chain is not flooded', async () => {
		const db = await peer.open();
		let now = 1_000_000;
		const authorize = createAuthorize(db, () => now);
		for (let n = 0; n < 500; n++) {
			const decision = await authorize(guest([own]), view(studyUid(`1.2.3.${n}`) as StudyUid), context);
			expect(decision).toEqual({ allow: false, reason: 'not-yours' });
		}
		expect((await audited(db)).length).toBe(20);
		now += minute;
		await authorize(guest([own]), view(studyUid('1.2') as StudyUid), context);
		expect((await audited(db)).at(-1)).toMatchObject({
			kind: 'access-refused',
			unrecorded: 480,
			reason: 'not-yours',
		});
		expect((await verify(db, null)).kind).toBe('whole');
	});
});
