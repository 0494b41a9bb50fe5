/** A consult with one study, a key image and a length, ready to be answered: over any database and archive. Everyone is invented. */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as Y from 'yjs';
import type { Staff } from '../src/lib/access/staff.ts';
import type { Annotation } from '../src/lib/annotation/annotation.ts';
import type { SignAsk } from '../src/lib/consult/answer/answer-view.ts';
import type { Opinion } from '../src/lib/consult/answer/opinion.ts';
import type { RecordEvent } from '../src/lib/consult/record/event.ts';
import { writeEvent } from '../src/lib/consult/record/record.ts';
import { studyUid } from '../src/lib/dicom/uid.ts';
import { EmbeddedArchive } from '../src/lib/server/archive/embedded-archive.ts';
import { putHospital } from '../src/lib/server/archive/catalogue/hospitals.ts';
import type { Archive } from '../src/lib/server/archive/port.ts';
import { createStudyService } from '../src/lib/server/archive/studies/study-service.ts';
import type { StudyService } from '../src/lib/server/archive/studies/study-service.ts';
import { Answers } from '../src/lib/server/consult/answer/answers.ts';
import { openSigningKeys } from '../src/lib/server/consult/answer/signing-key.ts';
import type { SigningKeys } from '../src/lib/server/consult/answer/signing-key.ts';
import { readRecord } from '../src/lib/server/consult/answer/read-record.ts';
import { askConsult } from '../src/lib/server/consult/request/ask.ts';
import { readConsult } from '../src/lib/server/consult/request/consult-row.ts';
import { moveConsult } from '../src/lib/server/consult/request/move.ts';
import { seatOf } from '../src/lib/server/consult/request/seat.ts';
import type { Seat } from '../src/lib/server/consult/request/seat.ts';
import { hubKeys } from '../src/lib/server/identity/hub-keys.ts';
import type { PixelPool } from '../src/lib/server/pixels/pool/pixel-pool.ts';
import type { Database } from '../src/lib/server/store/schema.ts';
import { transaction } from '../src/lib/server/store/transaction.ts';
import { part10File } from './fixtures/part10-file.ts';
import { staffPrincipal } from './staff-principal.ts';

export const begun = 1_780_000_000_000;
export const uid = { study: '2.25.8100', series: '2.25.8100.1', instance: '2.25.8100.1.1' } as const;
const at = (hcode: string) => ({ hospital: { hcode, hcode9: null } });
export const rural = staffPrincipal('rural-doctor', {
	...at('10001'),
	personId: 'rural',
	name: 'นพ.วิทย์ ทดสอบ',
});
export const specialist = staffPrincipal('specialist', {
	...at('10002'),
	personId: 'specialist',
	name: 'พญ.หทัย ทดสอบ',
	provedAt: begun,
});
export const eventId = (n: number): string => `0190a000-0000-7000-8000-${String(n).padStart(12, '0')}`;
export const keyEvent = eventId(2);
export const lengthEvent = eventId(1);

export interface AnswerWorld {
	readonly db: Database;
	readonly studies: StudyService;
	readonly answers: Answers;
	readonly keys: SigningKeys;
	readonly consult: string;
	/** the server's clock, ms */
	now: number;
	seat(staff: Staff): Promise<Seat | null>;
	/** Appends to the record as the live room does. */
	record(event: RecordEvent): Promise<void>;
	opinion(more?: Partial<Opinion>): Opinion;
	/** Looks it over, then signs exactly that. */
	sign(
		ask?: Partial<SignAsk>,
		staff?: Staff,
	): Promise<{ ok: boolean; reason?: string; value?: { again: boolean; version: number } }>;
	close(): Promise<void>;
}

interface Parts {
	readonly db: Database;
	readonly pixels: PixelPool;
	/** null: embedded */
	readonly archive: ((folder: string) => Promise<Archive>) | null;
}

export async function answerWorld({ db, pixels, archive }: Parts): Promise<AnswerWorld> {
	const folder = mkdtempSync(join(tmpdir(), 'hub-answer-'));
	const world = { now: begun };
	const clock = () => world.now;
	const studies = await createStudyService({
		db,
		now: clock,
		dataDir: folder,
		archive:
			archive === null
				? await EmbeddedArchive.open({ folder: join(folder, 'archive'), db, now: clock })
				: await archive(folder),
		pool: pixels,
		maxInstanceBytes: 8_000_000,
		madeBytes: 8_000_000,
		pollSeconds: 0,
		patienceMs: 20_000,
		changed: () => undefined,
	});
	await people(db);
	const stored = await studies.ingest(
		part10File({ ...uid, number: 1 }),
		{ expectedStudy: null, actor: 'test', owner: '10001' },
		AbortSignal.timeout(20_000),
	);
	if (stored.kind === 'refused') throw new Error(stored.code);
	await studies.idle();
	const keys = hubKeys(Buffer.alloc(32, 7));
	const answers = await Answers.open({
		...{ db, now: clock, keys, dataDir: folder, origin: 'https://hub.test', studies, pixels },
		changed: () => undefined,
	});
	const consult = await takenConsult(db);
	const record = (event: RecordEvent): Promise<void> => appendEvent(db, consult, event, clock());
	const made: AnswerWorld = {
		...{ db, studies, answers, consult, record },
		keys: await openSigningKeys(folder, keys),
		get now() {
			return world.now;
		},
		set now(ms: number) {
			world.now = ms;
		},
		seat: (staff) => seatOf(db, staff, consult, world.now),
		opinion: (more = {}) => ({
			findings: 'พบก้อนที่ปอดกลีบขวาบน ขนาด 5 มม.',
			impression: 'ก้อนเล็กในปอด ที่ต้องติดตาม น้ำในช่องเยื่อหุ้มปอดไม่มี',
			recommendation: 'ติดตาม CT ใน 3 เดือน',
			urgency: 'routine',
			keyImages: [keyEvent],
			measurements: [lengthEvent],
			...more,
		}),
		sign: async (ask = {}, staff = specialist) => {
			const seat = await made.seat(staff);
			if (seat === null) throw new Error('no seat');
			const signal = AbortSignal.timeout(30_000);
			const opinion = ask.opinion ?? made.opinion();
			const shown = await answers.preview(seat, { opinion, reason: ask.reason ?? null }, signal);
			if (!shown.ok) return { ok: false, reason: shown.reason };
			const { record: head, version } = shown.value.proposal;
			const whole = { key: crypto.randomUUID(), opinion, reason: null, seen: { head, version }, ...ask };
			const actor = { who: `staff:${staff.personId}`, from: null, requestId: null, now: world.now };
			return answers.sign({ staff, seat, ask: whole, actor }, signal);
		},
		close: async () => {
			await answers.close();
			await studies.close();
			rmSync(folder, { recursive: true, force: true });
		},
	};
	await record({ ...common(1, 'rural'), k: 'ann', base: null, mark: length });
	await record({ ...common(2, 'specialist'), k: 'key', look, marks: [lengthEvent], title: 'ก้อนที่สงสัย' });
	return made;
}

/** Into the record as the live room does, while no room is open. */
export async function appendEvent(
	db: Database,
	consult: string,
	event: RecordEvent,
	at: number,
): Promise<void> {
	const { head } = await readRecord(db, consult);
	const stored = await db
		.selectFrom('consult_update')
		.select('bytes')
		.where('consult', '=', consult)
		.where('part', '=', 'record')
		.orderBy('seq')
		.execute();
	const doc = new Y.Doc();
	for (const { bytes } of stored) Y.applyUpdate(doc, bytes);
	const before = Y.encodeStateVector(doc);
	writeEvent(doc, event);
	const bytes = Y.encodeStateAsUpdate(doc, before);
	const hash = createHash('sha256').update(`${head.hash}\n${event.by}\n`).update(bytes).digest('hex');
	await db
		.insertInto('consult_update')
		.values({
			...{ consult, part: 'record', seq: head.seq + 1, received_at: at, person: event.by },
			...{ bytes, prev_hash: head.hash, hash },
		})
		.execute();
}

export function common(n: number, by: string) {
	return { v: 1, id: eventId(n), by, at: begun } as const;
}

/** From the middle of column 4 to that of column 9: five millimetres. */
export const length: Annotation = {
	kind: 'length',
	...uid,
	frame: 1,
	points: {
		space: 'patient',
		frameOfReference: `${uid.series}.9`,
		at: [
			[4, 6, 1],
			[9, 6, 1],
		],
	},
	label: '',
	seen: [{ name: 'length', value: 5, unit: 'mm', trust: 'calibrated' }],
};

export const look = {
	...uid,
	frame: 1,
	window: { center: -900, width: 400 },
	inverted: false,
	zoom: 1,
	middle: [0.5, 0.5] as [number, number],
	mirrored: false,
	turn: 0 as const,
};

async function people(db: Database): Promise<void> {
	for (const hcode of ['10001', '10002'])
		await putHospital(db, {
			hcode,
			hcode9: null,
			nameTh: `โรงพยาบาลทดสอบ ${hcode}`,
			nameEn: hcode,
			institutions: [],
		});
	for (const { personId, name, roles, hospital } of [rural, specialist]) {
		const seen = { citizen_hmac: null, first_seen_at: begun, last_seen_at: begun, name_en: null };
		await db
			.insertInto('person')
			.values({ id: personId, subject_hmac: personId, name_th: name, ...seen })
			.execute();
		const works = { position: null, licence: null, seen_at: begun, roles: JSON.stringify(roles) };
		await db
			.insertInto('person_hospital')
			.values({ person: personId, hcode: hospital.hcode, ...works })
			.execute();
	}
}

async function takenConsult(db: Database): Promise<string> {
	const study = studyUid(uid.study);
	if (study === null) throw new Error('no UID');
	const by = (staff: Staff) => ({ who: `staff:${staff.personId}`, from: null, requestId: null, now: begun });
	const asked = await askConsult(
		db,
		rural,
		{
			studies: [study],
			place: null,
			question: 'ก้อนนี้ต้องทำอะไรต่อ? #panic("x") *ไม่หนา*',
			background: '',
			urgency: 'urgent',
			to: { kind: 'person', person: 'specialist' },
			send: true,
			draft: null,
		},
		by(rural),
	);
	if (!asked.ok) throw new Error(asked.reason);
	const consult = asked.value.id;
	if ((await readConsult(db, consult)) === null) throw new Error('no consult');
	const mover = { person: 'specialist', hospital: '10002', parties: ['addressee'] as const };
	const taken = await transaction(db, (trx) =>
		moveConsult(trx, { consult, move: 'accept', by: mover, revision: null }, by(specialist)),
	);
	if (!taken.ok) throw new Error(taken.reason);
	return consult;
}
