/**
 * Three invented questions between the demo's people, so that whoever starts it sees the loop from both sides: one that waits for
 * the specialist, one that they took, one that waits for any radiologist. Asked through the same door as anyone's.
 */
import type { Staff } from '#lib/access/staff.ts';
import type { ConsultOrder } from '#lib/consult/request/consult-view.ts';
import { studyUid } from '#lib/dicom/uid.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { askConsult } from '#lib/server/consult/request/ask.ts';
import { moveConsult } from '#lib/server/consult/request/move.ts';
import { setSpecialties } from '#lib/server/consult/request/specialties.ts';
import { studyUidOf } from '#lib/server/demo/dataset-parts.ts';
import type { DemoStudy } from '#lib/server/demo/dataset-parts.ts';
import { otherFilm, referral } from '#lib/server/demo/demo-people.ts';
import { localPath } from '#lib/server/demo/local-provider/local-path.ts';
import { demoStaff } from '#lib/server/identity/demo-staff.ts';
import type { DemoPerson } from '#lib/server/identity/demo-staff.ts';
import type { HubKeys } from '#lib/server/identity/hub-keys.ts';
import { rememberPerson } from '#lib/server/identity/person.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { transaction } from '#lib/server/store/transaction.ts';

const minuteMs = 60_000;

interface Parts {
	readonly db: Database;
	readonly keys: HubKeys;
	/** of this server: the local provider's people are its own */
	readonly origin: string;
	readonly now: number;
}

export async function seedDemoConsults(parts: Parts): Promise<void> {
	const { db, now } = parts;
	const people = new Map<string, Staff>();
	for (const person of demoStaff) people.set(person.subject, await known(parts, person));
	const rural = people.get('demo-rural-doctor');
	const nurse = people.get('demo-nurse');
	const specialist = people.get('demo-specialist');
	if (rural === undefined || nurse === undefined || specialist === undefined)
		throw new Error('the demo lacks its people');
	const before = await db
		.selectFrom('consult')
		.select('id')
		.where('asked_by', '=', rural.personId)
		.executeTakeFirst();
	if (before !== undefined) return;
	await setSpecialties(
		db,
		{
			person: specialist.personId,
			hcode: specialist.hospital.hcode,
			specialties: ['pulmonology', 'internal-medicine'],
		},
		{ who: 'system', from: null, requestId: null, now },
	);
	const to = { kind: 'person', person: specialist.personId } as const;
	await ask(parts, rural, now - 35 * minuteMs, {
		about: referral.film,
		question: 'มีจุดผิดปกติที่ปอดขวาหรือไม่ ควรทำ CT ต่อไหม',
		background: 'ชาย 54 ปี ไอเรื้อรัง 3 สัปดาห์ น้ำหนักลด 4 กก. สูบบุหรี่ 30 ซอง-ปี เสมหะ AFB ลบ 2 ครั้ง',
		urgency: 'urgent',
		to,
	});
	const wound = await ask(parts, nurse, now - 80 * minuteMs, {
		about: referral.wound,
		question: 'แผลติดเชื้อหรือไม่ ควรดูแลอย่างไร',
		background: 'แผลถลอกแขนซ้าย 5 วัน เริ่มบวมแดง ไม่มีไข้',
		urgency: 'routine',
		to,
	});
	await ask(parts, rural, now - 20 * minuteMs, {
		about: otherFilm,
		question: 'มีปอดอักเสบหรือวัณโรคหรือไม่',
		background: '',
		urgency: 'routine',
		to: { kind: 'specialty', specialty: 'radiology' },
	});
	if (wound === null) return;
	const by = {
		person: specialist.personId,
		hospital: specialist.hospital.hcode,
		parties: ['addressee'],
	} as const;
	await transaction(db, (trx) =>
		moveConsult(
			trx,
			{ consult: wound, move: 'accept', by, revision: null },
			actorOf(specialist, now - 60 * minuteMs),
		),
	);
}

type Wanted = Pick<ConsultOrder, 'question' | 'background' | 'urgency' | 'to'> & {
	readonly about: DemoStudy;
};

/** null: the archive hasn't got that study (yet). */
async function ask({ db }: Parts, staff: Staff, at: number, wanted: Wanted): Promise<string | null> {
	const { about, ...question } = wanted;
	const study = await knownStudy(db, about);
	if (study === null) return null;
	const asked = await askConsult(
		db,
		staff,
		{ ...question, studies: [study], place: null, send: true, draft: null },
		actorOf(staff, at),
	);
	if (!asked.ok) throw new Error(`a question of the demo was refused: ${asked.reason}`);
	return asked.value.id;
}

async function knownStudy(db: Database, about: DemoStudy): Promise<StudyUid | null> {
	const uid = studyUid(studyUidOf(about));
	if (uid === null) return null;
	const row = await db.selectFrom('study').select('uid').where('uid', '=', uid).executeTakeFirst();
	return row === undefined ? null : uid;
}

function actorOf(staff: Staff, now: number) {
	return { who: `staff:${staff.personId}`, from: null, requestId: null, now };
}

/** As if they had signed in before: the same person when they do. */
async function known({ db, keys, origin, now }: Parts, person: DemoPerson): Promise<Staff> {
	const claims = { ...person, issuer: `${origin}${localPath}`, citizenHmac: null, authTime: now };
	const personId = await transaction(db, (trx) => rememberPerson(trx, keys, claims, now));
	const [{ hcode, hcode9, roles }] = person.hospitals;
	return {
		kind: 'staff',
		sessionId: 'demo',
		personId,
		name: person.nameTh,
		hospital: { hcode, hcode9 },
		roles,
		licence: person.licence,
		expiresAt: Number.MAX_SAFE_INTEGER,
		locked: false,
		provedAt: now,
	};
}
