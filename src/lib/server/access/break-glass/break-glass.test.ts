import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { breakGlassMs, lettersIn, reviewWithinMs } from '#lib/access/break-glass.ts';
import { decide } from '#lib/access/decide.ts';
import type { Staff } from '#lib/access/staff.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { putHospital } from '#lib/server/archive/catalogue/hospitals.ts';
import { verify } from '#lib/server/audit/verify.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { catalogueStudy } from '../../../../../tests/catalogued.ts';
import { databases } from '../../../../../tests/peers/databases.ts';
import { staffPrincipal } from '../../../../../tests/staff-principal.ts';
import { standingOf } from '../standing.ts';
import { visibilityOf } from '../visibility.ts';
import { breakGlass } from './break-glass.ts';
import { patientStudies, studyByNumber } from './patient-studies.ts';
import { countOwnUses, ownUses, review, reviewedAct, usesToReview, waitingReviews } from './review.ts';

const by = (now: number) => ({ who: 'staff:someone', from: null, requestId: null, now });
const order = { reason: 'unconscious', text: 'ผู้ป่วยหมดสติ ไม่มีญาติมาด้วย' } as const;
const t = 1_000_000;
const peers = databases.map((make) => make());

describe.each(peers)('breaking the glass on $name', (peer) => {
	let db: Database;
	let asked: StudyUid;
	let same: StudyUid;
	let strangers: StudyUid[];
	const doctor = staffPrincipal('rural-doctor');
	const officer = staffPrincipal('privacy-officer', { hospital: { hcode: '10999', hcode9: null } });
	beforeAll(() => peer.start());
	afterAll(() => peer.stop());

	async function fresh(): Promise<void> {
		db = await peer.open();
		const names = { hcode9: null, nameTh: 'โรงพยาบาลตัวอย่าง', nameEn: 'Example', institutions: [] };
		await putHospital(db, { hcode: '10999', ...names });
		const put = (uid: string, owner: string | null, patient: string | null, issuer = 'X') =>
			catalogueStudy(db, { uid, owner, patient, issuer });
		asked = await put('1.2.1', '10999', '0012345');
		same = await put('1.2.2', '10999', '0012345');
		strangers = [
			await put('1.2.3', '10999', '0099999'),
			await put('1.2.4', '10888', '0012345'),
			await put('1.2.5', '10999', '0012345', 'Y'),
			await put('1.2.6', null, '0012345'),
			await put('1.2.7', '10999', null),
		];
	}
	async function broken(who: Staff, study: StudyUid, now: number) {
		return breakGlass(db, { staff: who, study, order }, by(now));
	}
	async function may(
		who: Staff,
		action: 'view' | 'annotate' | 'download' | 'share',
		study: StudyUid,
		now: number,
	) {
		const decision = decide(who, { action, study }, now, await standingOf(db, who, study, now));
		return decision.allow;
	}

	it("threat-21: opens that patient's studies at that hospital for four hours, to see and mark, to this doctor alone", async () => {
		await fresh();
		expect(await may(doctor, 'view', asked, t)).toBe(false);
		const made = await broken(doctor, asked, t);
		expect(made).toMatchObject({ ok: true, value: { until: t + breakGlassMs, owner: '10999' } });
		for (const study of [asked, same]) {
			expect(await may(doctor, 'view', study, t)).toBe(true);
			expect(await may(doctor, 'annotate', study, t)).toBe(true);
			expect(await may(doctor, 'download', study, t)).toBe(false);
			expect(await may(doctor, 'share', study, t)).toBe(false);
			expect(await may(doctor, 'view', study, t + breakGlassMs - 1)).toBe(true);
			expect(await may(doctor, 'view', study, t + breakGlassMs)).toBe(false);
		}
		for (const study of strangers) expect(await may(doctor, 'view', study, t)).toBe(false);
		const colleague = staffPrincipal('specialist');
		expect(await may(colleague, 'view', asked, t)).toBe(false);
	});

	it('is listed for the doctor while it lasts, for nobody else', async () => {
		await fresh();
		await broken(doctor, asked, t);
		expect(await visibilityOf(db, doctor, t)).toMatchObject({ studies: [same, asked] });
		expect(await visibilityOf(db, doctor, t + breakGlassMs)).toMatchObject({ studies: [] });
		expect(await visibilityOf(db, staffPrincipal('specialist'), t)).toMatchObject({ studies: [] });
	});

	it('a study without a patient number opens itself only', async () => {
		await fresh();
		const [, , , , unnumbered] = strangers;
		const other = await catalogueStudy(db, { uid: '1.2.8', owner: '10999', patient: null });
		await broken(doctor, unnumbered!, t);
		expect(await may(doctor, 'view', unnumbered!, t)).toBe(true);
		expect(await may(doctor, 'view', other, t)).toBe(false);
	});

	it('threat-21: is not made longer while it runs, by a second click or by another study of the patient', async () => {
		await fresh();
		const both = await Promise.all([broken(doctor, asked, t), broken(doctor, same, t)]);
		expect(both.map((one) => (one.ok ? 'open' : one.reason)).sort()).toEqual(['already-open', 'open']);
		expect(await broken(doctor, asked, t + breakGlassMs - 1)).toEqual({ ok: false, reason: 'already-open' });
		expect(await db.selectFrom('break_glass').select('id').execute()).toHaveLength(1);
		const rows = await db.selectFrom('audit_row').select('body').execute();
		expect(rows.map((row) => JSON.parse(row.body).kind)).toEqual(['break-glass']);
		expect((await broken(doctor, asked, t + breakGlassMs)).ok).toBe(true);
		expect(await countOwnUses(db, doctor.personId, t + breakGlassMs)).toBe(2);
	});

	it('gives nothing for a study that does not exist or is nobody’s', async () => {
		await fresh();
		expect(await broken(doctor, '9.9.9' as StudyUid, t)).toEqual({ ok: false, reason: 'not-found' });
		expect(await broken(doctor, strangers[3]!, t)).toEqual({ ok: false, reason: 'not-found' });
	});

	it('no audit row, no grant; the row says neither name nor number nor what was written', async () => {
		await fresh();
		await broken(doctor, asked, t);
		const row = await db.selectFrom('audit_row').select('body').executeTakeFirstOrThrow();
		expect(JSON.parse(row.body)).toMatchObject({
			kind: 'break-glass',
			study: asked,
			hospital: '10670',
			owner: '10999',
			hospitals: ['10670', '10999'],
			reason: 'unconscious',
		});
		expect(row.body).not.toContain('0012345');
		expect(row.body).not.toContain('หมดสติ');
		expect((await verify(db, null)).kind).toBe('whole');
		await db.schema.dropTable('audit_head').execute();
		await expect(broken(staffPrincipal('specialist'), asked, t)).rejects.toThrow();
		expect(await db.selectFrom('break_glass').select('id').execute()).toHaveLength(1);
	});

	it('finds a patient by an exact number at one hospital, and the studies that go with it', async () => {
		await fresh();
		expect(await studyByNumber(db, '10999', '0012345')).toBe('1.2.5');
		expect(await studyByNumber(db, '10999', '001234')).toBeNull();
		expect(await studyByNumber(db, '10999', '%')).toBeNull();
		expect(await studyByNumber(db, '10111', '0012345')).toBeNull();
		expect(await patientStudies(db, asked)).toEqual([same, asked]);
		expect(await patientStudies(db, '9.9.9' as StudyUid)).toEqual([]);
	});

	it('threat-21: the owning hospital’s officers have it on their list, overdue ones first', async () => {
		await fresh();
		const first = await broken(doctor, asked, t);
		const second = await broken(staffPrincipal('specialist'), asked, t + 1000);
		const third = await broken(staffPrincipal('radiologist'), asked, t + 2000);
		if (!first.ok || !second.ok || !third.ok) throw new Error('not broken');
		const list = async (now: number) => (await usesToReview(db, ['10999'], now)).map((use) => use.id);
		expect(await list(t + 3000)).toEqual([first.value.id, second.value.id, third.value.id]);
		expect(await usesToReview(db, ['10670'], t + 3000)).toEqual([]);
		expect(await usesToReview(db, [], t + 3000)).toEqual([]);
		const due = t + reviewWithinMs;
		expect(await waitingReviews(db, ['10999'], due - 1)).toEqual({ waiting: 3, overdue: 0 });
		expect(await waitingReviews(db, ['10999'], due)).toEqual({ waiting: 3, overdue: 1 });
		const judged = {
			id: first.value.id,
			reviewer: 'officer',
			order: { outcome: 'justified', remark: '' } as const,
		};
		await review(db, judged, by(t + 4000));
		expect(await list(t + 5000)).toEqual([second.value.id, third.value.id, first.value.id]);
		expect(await waitingReviews(db, ['10999'], due)).toEqual({ waiting: 2, overdue: 0 });
	});

	it('threat-21: is judged by somebody who neither did it nor answers to who did', async () => {
		await fresh();
		const made = await broken(doctor, asked, t);
		if (!made.ok) throw new Error('not broken');
		const judge = async (who: Staff) => {
			const act = await reviewedAct(db, made.value.id, who.personId);
			const decision = decide(who, { action: 'review-break-glass', act }, t);
			return decision.allow ? 'may' : decision.reason;
		};
		expect(await judge(officer)).toBe('may');
		expect(await judge({ ...officer, personId: doctor.personId })).toBe('own-act');
		const report = { hcode: '10999', person: officer.personId, chief: doctor.personId };
		await db.insertInto('subordinate').values(report).execute();
		expect(await judge(officer)).toBe('own-act');
		expect(await judge({ ...officer, personId: 'another officer' })).toBe('may');
		expect(await judge({ ...officer, hospital: { hcode: '10670', hcode9: null } })).toBe('not-yours');
		expect(await reviewedAct(db, 'unknown', officer.personId)).toBeNull();
	});

	it('threat-21: is judged once; what was to be talked over can be judged again; unjustified ends it at once', async () => {
		await fresh();
		const made = await broken(doctor, asked, t);
		if (!made.ok) throw new Error('not broken');
		const judge = (outcome: 'justified' | 'not-justified' | 'needs-talk', now: number) =>
			review(db, { id: made.value.id, reviewer: 'officer', order: { outcome, remark: 'r' } }, by(now));
		expect(await judge('needs-talk', t + 1)).toEqual({ ok: true, value: { study: asked, ended: false } });
		expect(await may(doctor, 'view', asked, t + 2)).toBe(true);
		expect(await judge('not-justified', t + 3)).toEqual({ ok: true, value: { study: asked, ended: true } });
		expect(await may(doctor, 'view', asked, t + 3)).toBe(false);
		expect(await judge('justified', t + 4)).toEqual({ ok: false, reason: 'already-reviewed' });
		const [use] = await ownUses(db, doctor.personId, t + 5);
		expect(use?.review).toMatchObject({ outcome: 'not-justified', remark: 'r', at: t + 3 });
	});
});

describe('what a reason is', () => {
	it('counts letters, digits and Thai signs, not spaces and dots', () => {
		expect(lettersIn('....................')).toBe(0);
		expect(lettersIn('a b c 1 2 3')).toBe(6);
		expect(lettersIn('ผู้ป่วยหมดสติ')).toBe(13);
	});
});
