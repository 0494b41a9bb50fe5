/** Consults as a reader is shown them: at most a list's number, by their ids, each with no more than its sight allows. */
import * as v from 'valibot';
import { visibilityOf } from '#lib/server/access/visibility.ts';
import { movesFor } from '#lib/consult/request/moves.ts';
import type { Move, Party } from '#lib/consult/request/moves.ts';
import { ConsultPlace } from '#lib/consult/request/consult-view.ts';
import type { ConsultItem } from '#lib/consult/request/consult-view.ts';
import { Patient } from '#lib/archive/manifest.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { Stored, askedOf } from './consult-row.ts';
import type { Reader } from './list-query.ts';
import { namesOf } from './names.ts';
import { partiesOf } from './parties.ts';
import { sightOf } from './sight.ts';
import type { Sight } from './sight.ts';

const Facts = v.pipe(
	v.string(),
	v.parseJson(),
	v.object({ patient: Patient, date: v.nullable(v.string()), description: v.nullable(v.string()) }),
);
const Place = v.pipe(v.string(), v.parseJson(), ConsultPlace);

/** In the order of `ids`; those that are none for this reader are left out. */
export async function itemsOf(db: Database, ids: readonly string[], reader: Reader): Promise<ConsultItem[]> {
	if (ids.length === 0) return [];
	const rows = await rowsOf(db, ids, reader.staff.personId);
	const counts = await studyCounts(db, ids);
	const declines = await declinesOf(db, ids);
	const signatures = await signaturesOf(db, ids);
	const visible = await visibilityOf(db, reader.staff, reader.now);
	const isVisible = (study: string, owner: string | null): boolean =>
		visible.kind === 'hospital' &&
		((owner !== null && visible.owners.includes(owner)) || visible.studies.some((one) => one === study));
	const signers = [...signatures.values()].map((one) => ({ person: one.signed_by, hospital: '' }));
	const names = await namesOf(db, rows, [...declines.values(), ...signers]);
	const byId = new Map(rows.map((row) => [row.id, row]));
	return ids.flatMap((id): ConsultItem[] => {
		const row = byId.get(id);
		if (row === undefined) return [];
		const consult = { ...v.parse(Stored, row), to: askedOf(v.parse(Stored, row)) };
		const parties = partiesOf(consult, reader.staff, reader.specialties, reader.now);
		const sees = isVisible(row.study, row.owner);
		const sight = sightOf(consult, { staff: reader.staff, parties, visible: sees });
		if (sight === null) return [];
		const declined = declines.get(id);
		const signed = signatures.get(id);
		return [
			{
				...clocks(row),
				...told(row, { sight, sees }),
				id,
				state: consult.state,
				revision: consult.revision,
				urgency: consult.urgency,
				sight,
				studies: counts.get(id) ?? 0,
				from: names.person(row.asked_by, row.asking_hospital),
				to: consult.to === null ? null : names.to(consult.to),
				consultant: row.consultant === null ? null : names.person(row.consultant, row.consultant_hospital),
				side: row.asking_hospital === reader.staff.hospital.hcode ? sideOf(parties) : 'asked',
				mine: parties.includes('asker'),
				moves: offered(consult, parties),
				unread: isUnread(row, parties),
				declined:
					declined === undefined
						? null
						: {
								by: names.person(declined.person, declined.hospital),
								reason: declined.reason,
								words: sight === 'full' ? declined.words : null,
							},
				signed:
					signed === undefined
						? null
						: {
								version: signed.version,
								// Where they had it from, as the answer itself says; else where they were last seen.
								by: names.person(
									signed.signed_by,
									signed.signed_by === row.consultant ? row.consultant_hospital : null,
								),
								at: signed.signed_at,
							},
			},
		];
	});
}

/** One addressed to the hospital that asked stands with those who may take it as well. */
function sideOf(parties: readonly Party[]): ConsultItem['side'] {
	const asking = parties.includes('asker') || parties.includes('asking-team') || parties.length === 0;
	return asking ? 'asking' : 'asked';
}

/** Of declining and passing, one is meant: who speaks for themselves passes. `join` and `answer` happen elsewhere. */
function offered(consult: Parameters<typeof partiesOf>[0], parties: readonly Party[]): Move[] {
	const no: Move = consult.to?.kind === 'specialty' ? 'decline' : 'pass';
	return movesFor(consult.state, parties).filter(
		(move) => move !== no && move !== 'join' && move !== 'answer',
	);
}

type Row = Awaited<ReturnType<typeof rowsOf>>[number];

function clocks(row: Row) {
	return {
		createdAt: row.created_at,
		askedAt: row.asked_at,
		dueAt: row.due_at,
		openedAt: row.opened_at,
		firstPictureAt: row.first_picture_at,
		acceptedAt: row.accepted_at,
		answeredAt: row.answered_at,
		closedAt: row.closed_at,
		changedAt: row.changed_at,
	};
}

function told(row: Row, { sight, sees }: { sight: Sight; sees: boolean }) {
	const facts = row.facts === null ? null : v.safeParse(Facts, row.facts);
	const known = facts?.success === true ? facts.output : null;
	// Also of one's own question: a name outlives neither the consent nor the emergency that showed it (threat 6).
	const named = sees && (sight === 'full' || sight === 'status');
	const asks = sight === 'full' || sight === 'pool';
	const patient =
		known === null || sight === 'ended'
			? null
			: {
					name: named ? known.patient.name : null,
					hn: named ? known.patient.id : null,
					sex: known.patient.sex,
					age: known.patient.age,
					birthDate: named ? known.patient.birthDate : null,
				};
	const place = row.place === null ? null : v.safeParse(Place, row.place);
	return {
		question: asks ? row.question : null,
		background: asks && row.background !== '' ? row.background : null,
		study: sight === 'full' ? row.study : null,
		place: sight === 'full' && place?.success === true ? place.output : null,
		patient,
		modalities: (row.modalities ?? '').split('\\').filter((each) => each !== ''),
		description: sight === 'full' || sight === 'pool' ? (known?.description ?? null) : null,
		studyDate: sight === 'ended' ? null : (known?.date ?? null),
	};
}

function isUnread(row: Row, parties: readonly Party[]): boolean {
	if (row.state === 'draft' || row.news <= (row.read_news ?? 0)) return false;
	if (row.read_news !== null || parties.includes('asker') || parties.includes('consultant')) return true;
	return parties.includes('addressee') && (row.state === 'requested' || row.state === 'handed-over');
}

function rowsOf(db: Database, ids: readonly string[], person: string) {
	return db
		.selectFrom('consult as c')
		.leftJoin('study as s', 's.uid', 'c.study')
		.leftJoin('consult_read as r', (join) => join.onRef('r.consult', '=', 'c.id').on('r.person', '=', person))
		.where('c.id', 'in', ids)
		.selectAll('c')
		.select(['s.owner', 's.facts', 's.modalities', 'r.news as read_news'])
		.execute();
}

async function studyCounts(db: Database, ids: readonly string[]): Promise<Map<string, number>> {
	const rows = await db
		.selectFrom('consult_study')
		.select((eb) => ['consult', eb.fn.countAll<number>().as('n')])
		.where('consult', 'in', ids)
		.groupBy('consult')
		.execute();
	return new Map(rows.map((row) => [row.consult, row.n]));
}

/** The last of each. */
async function declinesOf(db: Database, ids: readonly string[]) {
	const rows = await db
		.selectFrom('consult_move')
		.select(['consult', 'person', 'hospital', 'reason', 'words'])
		.where('consult', 'in', ids)
		.where('move', '=', 'decline')
		.orderBy('revision')
		.execute();
	return new Map(rows.map((row) => [row.consult, row]));
}

/** The newest of each. */
async function signaturesOf(db: Database, ids: readonly string[]) {
	const rows = await db
		.selectFrom('consult_answer')
		.select(['consult', 'version', 'signed_by', 'signed_at'])
		.where('consult', 'in', ids)
		.orderBy('version')
		.execute();
	return new Map(rows.map((row) => [row.consult, row]));
}
