import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { decide } from '#lib/access/decide.ts';
import type { Staff } from '#lib/access/staff.ts';
import type { Move } from '#lib/consult/request/moves.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { putHospital } from '#lib/server/archive/catalogue/hospitals.ts';
import { standingOf } from '#lib/server/access/standing.ts';
import { verify } from '#lib/server/audit/verify.ts';
import { LiveHub } from '#lib/server/live/live-hub.ts';
import type { Signal } from '#lib/server/live/live-hub.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { transaction } from '#lib/server/store/transaction.ts';
import { catalogueStudy } from '../../../../../tests/catalogued.ts';
import { databases } from '../../../../../tests/peers/databases.ts';
import { staffPrincipal } from '../../../../../tests/staff-principal.ts';
import { askConsult } from './ask.ts';
import type { Question } from './ask.ts';
import { readConsult } from './consult-row.ts';
import type { AskedOf } from './consult-row.ts';
import { countConsults, listConsults, oneConsult, readerOf } from './list.ts';
import { moveConsult } from './move.ts';
import { noteJoined, noteOpened } from './notes.ts';
import { partiesOf } from './parties.ts';
import { seatOf } from './seat.ts';
import { setSpecialties, specialtiesOf } from './specialties.ts';
import { tellMoved } from './tell.ts';

const t = 1_700_000_000_000;
const minute = 60_000;
const day = 24 * 60 * minute;
const by = (staff: Staff, now = t) => ({
	who: `staff:${staff.personId}`,
	from: null,
	requestId: null,
	now,
});
const at = (hcode: string) => ({ hospital: { hcode, hcode9: null } });
const rural = staffPrincipal('rural-doctor', { ...at('10001'), personId: 'rural' });
const colleague = staffPrincipal('rural-doctor', { ...at('10001'), personId: 'colleague' });
const one = staffPrincipal('specialist', { ...at('10002'), personId: 'one' });
const two = staffPrincipal('specialist', { ...at('10002'), personId: 'two' });
const far = staffPrincipal('specialist', { ...at('10003'), personId: 'far' });
const coordinator = staffPrincipal('coordinator', { ...at('10002'), personId: 'coordinator' });
const everyone = [rural, colleague, one, two, far, coordinator];
const peers = databases.map((make) => make());

describe.each(peers)('consults on $name', (peer) => {
	let db: Database;
	let study: StudyUid;
	let comparison: StudyUid;
	const live = new LiveHub();
	const heard: Signal[] = [];
	live.listen((signal) => heard.push(signal));
	beforeAll(() => peer.start());
	afterAll(() => peer.stop());

	beforeEach(async () => {
		db = await peer.open();
		heard.length = 0;
		for (const hcode of ['10001', '10002', '10003']) {
			const names = { hcode9: null, nameTh: `โรงพยาบาล ${hcode}`, nameEn: hcode, institutions: [] };
			await putHospital(db, { hcode, ...names });
		}
		for (const person of everyone) {
			const { personId, roles, hospital } = person;
			const seen = { citizen_hmac: null, first_seen_at: t, last_seen_at: t, name_en: null };
			await db
				.insertInto('person')
				.values({ id: personId, subject_hmac: personId, name_th: `คุณ${personId}`, ...seen })
				.execute();
			const works = { position: null, licence: null, seen_at: t, roles: JSON.stringify(roles) };
			await db
				.insertInto('person_hospital')
				.values({ person: personId, hcode: hospital.hcode, ...works })
				.execute();
		}
		study = await catalogueStudy(db, { uid: '1.2.1', owner: '10001', patient: '0012345' });
		comparison = await catalogueStudy(db, { uid: '1.2.2', owner: '10001', patient: '0012345' });
	});

	const question = (to: AskedOf | null, more: Partial<Question> = {}): Question => ({
		studies: [study],
		place: null,
		question: 'ก้อนที่ปอดขวา?',
		background: '',
		urgency: 'urgent',
		to,
		send: true,
		draft: null,
		...more,
	});
	async function ask(to: AskedOf, more: Partial<Question> = {}): Promise<string> {
		const asked = await askConsult(db, rural, question(to, more), by(rural));
		if (!asked.ok) throw new Error(asked.reason);
		return asked.value.id;
	}
	async function move(
		staff: Staff,
		id: string,
		what: Move,
		more: { to?: AskedOf; revision?: number; now?: number; reason?: string } = {},
	) {
		const consult = await readConsult(db, id);
		if (consult === null) throw new Error('no consult');
		const now = more.now ?? t;
		const parties = partiesOf(consult, staff, await specialtiesOf(db, staff), now);
		const mover = { person: staff.personId, hospital: staff.hospital.hcode, parties };
		const { to, reason } = more;
		const wanted = {
			consult: id,
			move: what,
			by: mover,
			revision: more.revision ?? null,
			...(to === undefined ? {} : { to }),
			...(reason === undefined ? {} : { reason }),
		};
		const moved = await transaction(db, (trx) => moveConsult(trx, wanted, by(staff, now)));
		if (moved.ok) await tellMoved({ db, live }, moved.value);
		return moved.ok ? moved.value.after.state : moved.reason;
	}
	async function may(who: Staff, action: 'view' | 'annotate' | 'download' | 'share', uid: StudyUid, now = t) {
		return decide(who, { action, study: uid }, now, await standingOf(db, who, uid, now)).allow;
	}
	const list = async (who: Staff, box: 'asked' | 'waiting', show: 'open' | 'over' = 'open') =>
		(await listConsults(db, await readerOf(db, who, t), { box, show, text: '' })).items;
	const toHospital: AskedOf = { kind: 'hospital', hospital: '10002' };
	const toOne: AskedOf = { kind: 'person', person: 'one' };

	it('gives whoever is asked exactly the studies of the question, to see and to mark, and nothing before it is sent', async () => {
		const kept = await askConsult(db, rural, question(toHospital, { send: false }), by(rural));
		expect(kept).toMatchObject({ ok: true, value: { revision: 0, dueAt: null, moved: null } });
		const draft = kept.ok ? { id: kept.value.id, revision: kept.value.revision } : null;
		expect(await may(one, 'view', study)).toBe(false);
		expect(await seatOf(db, one, draft?.id ?? '', t)).toBeNull();
		expect(await seatOf(db, colleague, draft?.id ?? '', t)).toBeNull();
		expect(await list(one, 'waiting')).toEqual([]);
		expect((await list(rural, 'asked')).map((item) => item.state)).toEqual(['draft']);

		const sent = await askConsult(db, rural, question(toHospital, { draft }), by(rural));
		expect(sent).toMatchObject({ ok: true, value: { id: draft?.id, dueAt: t + 4 * 60 * minute } });
		for (const who of [one, two]) {
			expect(await may(who, 'view', study)).toBe(true);
			expect(await may(who, 'annotate', study)).toBe(true);
			expect(await may(who, 'download', study)).toBe(false);
			expect(await may(who, 'share', study)).toBe(false);
			// The same patient's other study was not in the question (access.md 3.4 rule 3).
			expect(await may(who, 'view', comparison)).toBe(false);
		}
		expect(await may(far, 'view', study)).toBe(false);
		// The draft is gone: the older form of it can't be sent a second time.
		expect(await askConsult(db, rural, question(toHospital, { draft }), by(rural))).toEqual({
			ok: false,
			reason: 'changed',
		});
		expect((await verify(db, null)).kind).toBe('whole');
	});

	it('keeps an unsent question its writer’s alone, also once it is discarded', async () => {
		const kept = await askConsult(db, rural, question(toHospital, { send: false }), by(rural));
		const id = kept.ok ? kept.value.id : '';
		expect(await move(colleague, id, 'cancel')).toBe('not-your-move');
		expect(await move(rural, id, 'cancel')).toBe('cancelled');
		const told = heard.flatMap((signal) =>
			signal.kind === 'consult-changed' ? [...signal.people, ...signal.hospitals] : [],
		);
		expect(told).toEqual(['rural']);
		for (const who of [rural, colleague, one, coordinator])
			for (const box of ['asked', 'waiting'] as const)
				for (const show of ['open', 'over'] as const) expect(await list(who, box, show)).toEqual([]);
		for (const who of [colleague, one, coordinator])
			expect(await oneConsult(db, await readerOf(db, who, t), id)).toBeNull();
	});

	it('refuses a question without words, to nobody, to oneself, and to a specialty of nobody', async () => {
		const refused = async (wanted: Question) => {
			const asked = await askConsult(db, rural, wanted, by(rural));
			return asked.ok ? null : asked.reason;
		};
		expect(await refused(question(toHospital, { question: '' }))).toBe('question-missing');
		expect(await refused(question(null))).toBe('nobody-there');
		expect(await refused(question({ kind: 'hospital', hospital: '99999' }))).toBe('nobody-there');
		expect(await refused(question({ kind: 'person', person: 'rural' }))).toBe('nobody-there');
		expect(await refused(question({ kind: 'person', person: 'coordinator' }))).toBe('nobody-there');
		expect(await refused(question({ kind: 'specialty', specialty: 'neurosurgery' }))).toBe('nobody-there');
		expect(await db.selectFrom('consult').selectAll().execute()).toEqual([]);
	});

	it('is answered from hand to hand, each move once, each in the history and the audit', async () => {
		const id = await ask(toHospital);
		expect(await seatOf(db, one, id, t)).toMatchObject({ role: 'observer', mayWrite: false });
		expect(await seatOf(db, rural, id, t)).toMatchObject({ role: 'asker', mayWrite: true });
		expect(await seatOf(db, colleague, id, t)).toMatchObject({ role: 'observer', mayWrite: true });
		expect(await move(rural, id, 'accept')).toBe('not-your-move');
		expect(await move(one, id, 'answer')).toBe('not-your-move');
		expect(await move(one, id, 'accept')).toBe('accepted');
		const seat = await seatOf(db, one, id, t);
		expect(seat).toMatchObject({ role: 'consultant', mayWrite: true, consultant: 'one', state: 'accepted' });
		expect(await move(two, id, 'accept')).toBe('taken');
		if (seat === null) throw new Error('no seat');
		const joins = { person: 'one', hospital: '10002' };
		await noteJoined({ db, live }, seat, joins, by(one));
		// A second tab finds it done; an observer's joining is nothing.
		await noteJoined({ db, live }, seat, joins, by(one));
		expect((await readConsult(db, id))?.state).toBe('in-session');
		expect(await move(one, id, 'answer', { now: t + minute })).toBe('answered');
		expect(await move(one, id, 'answer', { now: t + 2 * minute })).toBe('answered');
		expect((await readConsult(db, id))?.answered_at).toBe(t + minute);
		expect(await move(rural, id, 'cancel')).toBe('too-late');
		expect(await move(colleague, id, 'close', { now: t + 3 * minute })).toBe('closed');
		const history = await db.selectFrom('consult_move').selectAll().orderBy('revision').execute();
		expect(history.map((row) => row.to_state)).toEqual([
			'requested',
			'accepted',
			'in-session',
			'answered',
			'answered',
			'closed',
		]);
		const audit = await db.selectFrom('audit_row').select('body').execute();
		const moves = audit.map((row) => JSON.parse(row.body) as { kind: string; move?: string });
		expect(moves.flatMap((row) => (row.kind === 'consult-moved' ? [row.move] : []))).toEqual(
			history.map((row) => row.move),
		);
		expect(audit.some((row) => row.body.includes('ก้อน'))).toBe(false);
	});

	it('threat-6: can be read for a while after its end, and not at all once cancelled or declined', async () => {
		const id = await ask(toHospital);
		await move(one, id, 'accept');
		await move(one, id, 'answer');
		await move(rural, id, 'close');
		expect(await may(one, 'view', study, t + 30 * day - 1)).toBe(true);
		expect(await seatOf(db, one, id, t + 30 * day - 1)).toMatchObject({ mayWrite: false });
		expect(await may(one, 'view', study, t + 30 * day)).toBe(false);
		expect(await seatOf(db, one, id, t + 30 * day)).toBeNull();
		expect(await seatOf(db, rural, id, t + 30 * day)).toMatchObject({ mayWrite: false });
		const second = await ask(toOne, { studies: [comparison] });
		expect(await may(one, 'view', comparison)).toBe(true);
		expect(await move(one, second, 'decline', { reason: 'no-capacity' })).toBe('declined');
		expect(heard).toContainEqual({ kind: 'rights-changed', study: comparison });
		expect(await may(one, 'view', comparison)).toBe(false);
		expect(await seatOf(db, one, second, t)).toBeNull();
		const gone = (await list(one, 'waiting', 'over')).find((item) => item.id === second);
		expect(gone).toMatchObject({ sight: 'ended', question: null, patient: null, study: null });
		expect((await list(rural, 'asked'))[0]).toMatchObject({
			state: 'declined',
			declined: { reason: 'no-capacity', by: { name: 'คุณone' } },
		});
		expect(await move(rural, second, 'redirect', { to: toHospital })).toBe('requested');
		expect(await may(two, 'view', comparison)).toBe(true);
		expect(await move(rural, second, 'cancel')).toBe('cancelled');
		expect(await may(two, 'view', comparison)).toBe(false);
	});

	it('threat-6: handing over gives it to the next and ends it for the last', async () => {
		const id = await ask(toOne);
		await move(one, id, 'accept');
		expect(await move(one, id, 'hand-over', { to: { kind: 'person', person: 'far' } })).toBe('handed-over');
		expect(await may(one, 'view', study)).toBe(false);
		expect(await may(far, 'view', study)).toBe(true);
		expect(await seatOf(db, one, id, t)).toBeNull();
		expect(await oneConsult(db, await readerOf(db, one, t), id)).toBeNull();
		expect(await move(one, id, 'answer')).toBe('not-your-move');
		expect(await move(far, id, 'accept')).toBe('accepted');
		expect(await seatOf(db, far, id, t)).toMatchObject({ role: 'consultant', mayWrite: true });
		// A seat that was taken a while ago moves nothing any more.
		const stale = { person: 'one', hospital: '10002', parties: ['consultant'] } as const;
		const answered = await transaction(db, (trx) =>
			moveConsult(trx, { consult: id, move: 'answer', by: stale, revision: null }, by(one)),
		);
		expect(answered).toEqual({ ok: false, reason: 'not-your-move' });
	});

	it('lets one of many take it at the same moment, and tells the others who came late', async () => {
		for (let round = 0; round < 5; round++) {
			const id = await ask(toHospital);
			const results = await Promise.all([one, two, one, two].map((who) => move(who, id, 'accept')));
			expect(results.filter((result) => result === 'accepted')).toHaveLength(1);
			expect(results.filter((result) => result === 'taken')).toHaveLength(3);
			expect((await readConsult(db, id))?.revision).toBe(2);
		}
		expect((await verify(db, null)).kind).toBe('whole');
	});

	it('is a change, not a surprise, when it moved since the person looked', async () => {
		const id = await ask(toHospital);
		const seen = (await readConsult(db, id))?.revision ?? 0;
		await move(one, id, 'accept');
		expect(await move(rural, id, 'cancel', { revision: seen })).toBe('changed');
		expect((await readConsult(db, id))?.state).toBe('accepted');
		expect(await move(rural, id, 'cancel', { revision: seen + 1 })).toBe('cancelled');
	});

	it('shows a question to a specialty without its patient until one of it takes it', async () => {
		for (const who of [one, far])
			await setSpecialties(
				db,
				{ person: who.personId, hcode: who.hospital.hcode, specialties: ['pulmonology'] },
				by(coordinator),
			);
		const id = await ask({ kind: 'specialty', specialty: 'pulmonology' });
		for (const who of [one, far]) {
			const [item] = await list(who, 'waiting');
			expect(item).toMatchObject({ id, sight: 'pool', question: 'ก้อนที่ปอดขวา?', study: null });
			expect(item?.moves).toEqual(['accept', 'pass']);
			expect(await may(who, 'view', study)).toBe(false);
			expect(await seatOf(db, who, id, t)).toBeNull();
		}
		expect(await list(two, 'waiting')).toEqual([]);
		expect(await move(far, id, 'pass', { reason: 'no-capacity' })).toBe('requested');
		expect(await list(far, 'waiting')).toEqual([]);
		expect(await move(one, id, 'accept')).toBe('accepted');
		expect(await may(one, 'view', study)).toBe(true);
		expect(await may(far, 'view', study)).toBe(false);
		expect(await list(far, 'waiting')).toEqual([]);
		expect((await list(one, 'waiting'))[0]).toMatchObject({ sight: 'full', study });
	});

	it('shows coordinators how it stands and nothing of the question', async () => {
		const id = await ask(toHospital);
		const [item] = await list(coordinator, 'waiting');
		expect(item).toMatchObject({ id, sight: 'status', state: 'requested', question: null, study: null });
		expect(item?.moves).toEqual([]);
		expect(JSON.stringify(await list(coordinator, 'waiting'))).not.toContain('ก้อน');
		expect(await seatOf(db, coordinator, id, t)).toBeNull();
	});

	it('counts what is unread for each, and who opened it first is told to the asker', async () => {
		const id = await ask(toHospital);
		const counts = async (who: Staff) => countConsults(db, await readerOf(db, who, t));
		expect(await counts(one)).toMatchObject({ waiting: 1, unreadWaiting: 1 });
		expect(await counts(rural)).toMatchObject({ asked: 1, unreadAsked: 0 });
		expect(await counts(colleague)).toMatchObject({ asked: 1, unreadAsked: 0 });
		const sitting = { consult: id, role: 'observer', person: 'one', answers: true } as const;
		await noteOpened({ db, live }, sitting, t + minute);
		await noteOpened({ db, live }, { ...sitting, person: 'two' }, t + 2 * minute);
		expect((await readConsult(db, id))?.opened_at).toBe(t + minute);
		expect(heard.filter((signal) => signal.kind === 'consult-changed' && signal.what === 'opened')).toEqual([
			expect.objectContaining({ consult: id, by: 'one', people: ['rural'], hospitals: ['10001', '10002'] }),
		]);
		expect(await counts(one)).toMatchObject({ unreadWaiting: 0 });
		await move(one, id, 'accept');
		expect(await counts(rural)).toMatchObject({ unreadAsked: 1 });
		expect((await list(rural, 'asked'))[0]).toMatchObject({ unread: true, state: 'accepted' });
	});

	it('threat-15: an id of nobody, and one of other hospitals, is no consult', async () => {
		const id = await ask(toOne);
		expect(await seatOf(db, far, id, t)).toBeNull();
		expect(await oneConsult(db, await readerOf(db, far, t), id)).toBeNull();
		expect(await oneConsult(db, await readerOf(db, two, t), id)).toBeNull();
		expect(await seatOf(db, one, 'nobodys', t)).toBeNull();
		expect(await seatOf(db, { ...one, locked: true }, id, t)).toBeNull();
		expect(await seatOf(db, { ...one, licence: null }, id, t)).toBeNull();
		expect(await seatOf(db, one, id, t)).toMatchObject({ role: 'observer', parties: ['addressee'] });
	});
});
