import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '#lib/server/store/schema.ts';
import { databases } from '../../../../../tests/peers/databases.ts';
import { verify } from '../verify.ts';
import { auditLines, auditOpenings } from './audit-lines.ts';
import { findPeople } from './audit-names.ts';
import { searchAudit } from './audit-search.ts';
import type { AuditQuestion } from './audit-search.ts';
import { begin, minute, other, own, settle, uid, viewed, write } from './audit-town.fixture.ts';
import { openingsOf } from './openings.ts';
import { recordReading } from './record-reading.ts';

const all: AuditQuestion = {
	scope: { kind: 'hospital', hcodes: [own] },
	since: null,
	until: null,
	who: null,
	kinds: null,
	studies: null,
};
const first = { after: null, limit: 100 };

async function seqs(db: Database, question: Partial<AuditQuestion>): Promise<number[]> {
	return (await searchAudit(db, { ...all, ...question }, first)).lines.map((line) => line.seq);
}

const peers = databases.map((make) => make());

describe.each(peers)('reading the audit on $name', (peer) => {
	beforeAll(() => peer.start());
	afterAll(() => peer.stop());

	let db: Database;
	beforeAll(async () => {
		db = await peer.open();
		await settle(db);
		await write(db, begin, viewed('d1', 1, own)); // 1
		await write(db, begin + minute, viewed('d1', 1, own)); // 2
		await write(db, begin + 2 * minute, viewed('d2', 3, other, 'break-glass:B')); // 3
		await write(db, begin + 3 * minute, viewed('d2', 4, other)); // 4
		await write(db, begin + 20 * minute, viewed('d1', 2, own)); // 5
		await write(db, begin + 21 * minute, { kind: 'link-revoked', link: 'L', who: 'staff:d1', hospital: own }); // 6
		await write(db, begin + 22 * minute, {
			...viewed('d2', 1, other),
			kind: 'access-refused',
			reason: 'not-yours',
			unrecorded: 0,
		}); // 7
	});

	it('shows a hospital what concerns it: its studies whoever opened them, and its people wherever', async () => {
		expect(await seqs(db, {})).toEqual([7, 6, 5, 3, 2, 1]);
		expect(await seqs(db, { scope: { kind: 'hospital', hcodes: [other] } })).toEqual([7, 4, 3]);
		expect(await seqs(db, { scope: { kind: 'hospital', hcodes: [other, own] } })).toEqual([
			7, 6, 5, 4, 3, 2, 1,
		]);
		expect(await seqs(db, { scope: { kind: 'hospital', hcodes: ['99999'] } })).toEqual([]);
	});

	it('shows a person their own acts and nobody else any', async () => {
		expect(await seqs(db, { scope: { kind: 'own', who: 'staff:d1' } })).toEqual([6, 5, 2, 1]);
		expect(await seqs(db, { scope: { kind: 'own', who: 'staff:d1' }, who: ['staff:d2'] })).toEqual([]);
	});

	it('narrows by person, study, kind and time, alone and together, never beyond the hospital', async () => {
		expect(await seqs(db, { who: ['staff:d2'] })).toEqual([7, 3]);
		expect(await seqs(db, { studies: [uid(1), uid(4)] })).toEqual([7, 2, 1]);
		expect(await seqs(db, { kinds: ['access-refused', 'link-revoked'] })).toEqual([7, 6]);
		expect(await seqs(db, { since: begin + minute, until: begin + 20 * minute })).toEqual([5, 3, 2]);
		expect(await seqs(db, { who: ['staff:d2'], kinds: ['access-granted'] })).toEqual([3]);
		expect(await seqs(db, { who: ['staff:d1'], studies: [uid(2)], kinds: ['access-granted'] })).toEqual([5]);
	});

	it('turns every page once and ends', async () => {
		const seen: number[] = [];
		let after: { at: number; seq: number } | null = null;
		for (;;) {
			const page = await searchAudit(db, all, { after, limit: 2 });
			seen.push(...page.lines.map((line) => line.seq));
			if (page.next === null) break;
			after = page.next;
		}
		expect(seen).toEqual([7, 6, 5, 3, 2, 1]);
	});

	it('names people, hospitals and own patients at reading time, and no foreign patient', async () => {
		const found = await searchAudit(db, { ...all, scope: { kind: 'hospital', hcodes: [own, other] } }, first);
		const lines = await auditLines(db, found.lines, [own]);
		expect(lines.find((line) => line.seq === 3)).toMatchObject({
			through: 'break-glass',
			who: {
				kind: 'staff',
				name: { th: 'นพ.วิทย์ สมมุติ', en: null },
				hospital: { hcode: other, name: { th: 'รพ.ทดสอบสอง' } },
			},
			studies: [{ uid: uid(3), patient: { name: 'Patient Three', hn: 'HN-3' }, description: 'CT chest' }],
		});
		const foreign = lines.find((line) => line.seq === 4);
		expect(foreign?.studies).toEqual([
			{ uid: uid(4), date: '2026-01-05', modalities: ['CT'], description: null, patient: null },
		]);
		expect(JSON.stringify(foreign)).not.toContain('Four');
		const bodies = await db.selectFrom('audit_row').select('body').execute();
		for (const word of ['สมมุติ', 'Patient', 'HN-', 'ทดสอบ'])
			expect(JSON.stringify(bodies)).not.toContain(word);
	});

	it('finds people by parts of either name', async () => {
		expect(await findPeople(db, 'อรุณี', 10)).toEqual(['staff:d1']);
		expect(await findPeople(db, 'sommut dara', 10)).toEqual(['staff:o1']);
		expect(await findPeople(db, '%', 10)).toEqual([]);
	});

	it('gathers one person, study and act within ten minutes into one line', async () => {
		const page = await openingsOf(db, [uid(1), uid(2)], { offset: 0, limit: 10 });
		expect(page.openings).toMatchObject([
			{ who: 'staff:d2', kind: 'access-refused', times: 1, seq: 7 },
			{ who: 'staff:d1', study: uid(2), times: 1 },
			{ who: 'staff:d1', study: uid(1), times: 2, first: begin, last: begin + minute, seq: 2 },
		]);
		const cut = await openingsOf(db, [uid(1), uid(2)], { offset: 0, limit: 2 });
		expect([cut.openings.length, cut.next]).toEqual([2, 2]);
		expect((await openingsOf(db, [uid(1), uid(2)], { offset: 2, limit: 2 })).next).toBeNull();
		const [shown] = await auditOpenings(db, page.openings, [own]);
		expect(shown).toMatchObject({
			reason: 'not-yours',
			study: { patient: { hn: 'HN-1' } },
			from: '192.0.2.9',
		});
	});

	it('writes down who read about a patient, once in ten minutes', async () => {
		const before = (await seqs(db, {})).length;
		const reading = {
			who: 'staff:o1',
			hospital: own,
			studies: [uid(2), uid(1)],
			from: null,
			requestId: 'r',
			now: begin + 60 * minute,
		};
		await recordReading(db, reading);
		await recordReading(db, { ...reading, studies: [uid(1), uid(2)], now: reading.now + 9 * minute });
		await recordReading(db, { ...reading, studies: [uid(3)] });
		await recordReading(db, { ...reading, now: reading.now + 10 * minute });
		expect((await seqs(db, {})).length - before).toBe(3);
		expect((await openingsOf(db, [uid(3)], first0)).openings[0]).toMatchObject({
			kind: 'audit-read',
			who: 'staff:o1',
		});
		expect((await verify(db, null)).kind).toBe('whole');
	});
});

const first0 = { offset: 0, limit: 10 };
