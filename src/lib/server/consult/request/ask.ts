/**
 * Asking. The caller asked `authorize` for every study, and that they are one patient's. A draft is its writer's alone and gives
 * nobody anything; sending it is the first move.
 */
import type { Staff } from '#lib/access/staff.ts';
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import type { ConsultPlace } from '#lib/consult/request/consult-view.ts';
import type { Urgency } from '#lib/consult/request/consult-state.ts';
import { dueAt } from '#lib/consult/request/due.ts';
import type { DueMinutes } from '#lib/consult/request/due.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import type { Actor } from '#lib/server/identity/actor.ts';
import { newId } from '#lib/server/identity/secret.ts';
import { readSettings } from '#lib/server/identity/settings.ts';
import type { RequestTables } from '#lib/server/store/request-tables.ts';
import type { Database, Transaction } from '#lib/server/store/schema.ts';
import { transaction } from '#lib/server/store/transaction.ts';
import { toColumns } from './consult-row.ts';
import type { AskedOf } from './consult-row.ts';
import { moveConsult } from './move.ts';
import type { Moved } from './move.ts';
import { reaches } from './whom.ts';

export interface Question {
	/** the one it is asked from first */
	readonly studies: readonly [StudyUid, ...StudyUid[]];
	readonly place: ConsultPlace | null;
	readonly question: string;
	readonly background: string;
	readonly urgency: Urgency;
	readonly to: AskedOf | null;
	readonly send: boolean;
	readonly draft: { readonly id: string; readonly revision: number } | null;
}

export interface AskedConsult {
	readonly id: string;
	readonly revision: number;
	readonly dueAt: number | null;
	/** null: kept as a draft */
	readonly moved: Moved | null;
}

/** `nobody-there`: whom it is put to is nobody who could take it. */
export type AskProblem = 'question-missing' | 'nobody-there' | 'changed';

export async function askConsult(
	db: Database,
	staff: Staff,
	question: Question,
	actor: Actor,
): Promise<Result<AskedConsult, AskProblem>> {
	if (question.send && question.question === '') return err('question-missing');
	if (question.send && question.to === null) return err('nobody-there');
	if (question.to !== null && !(await reaches(db, question.to, staff.personId))) return err('nobody-there');
	const minutes = await dueMinutes(db);
	return transaction(db, async (trx) => {
		const { hcode } = staff.hospital;
		const draft = await putDraft(trx, staff, question, actor.now);
		if (draft === null) return err('changed');
		if (!question.send) return ok({ ...draft, dueAt: null, moved: null });
		const due = dueAt(question.urgency, actor.now, minutes);
		await trx
			.updateTable('consult')
			.set({ asked_at: actor.now, due_at: due })
			.where('id', '=', draft.id)
			.execute();
		const by = { person: staff.personId, hospital: hcode, parties: ['asker'] } as const;
		const moved = await moveConsult(
			trx,
			{ consult: draft.id, move: 'request', by, revision: draft.revision },
			actor,
		);
		if (!moved.ok) throw new Error(`a draft that was just written could not be sent: ${moved.reason}`);
		const { id, revision } = moved.value.after;
		return ok({ id, revision, dueAt: due, moved: moved.value });
	});
}

export async function dueMinutes(db: Database): Promise<DueMinutes> {
	const set = await readSettings(db);
	return {
		emergency: set['consult-emergency-minutes'],
		urgent: set['consult-urgent-hours'] * 60,
		routine: set['consult-routine-hours'] * 60,
	};
}

/** null: the draft it should replace was sent or changed elsewhere, or isn't this person's. */
async function putDraft(
	trx: Transaction,
	staff: Staff,
	question: Question,
	now: number,
): Promise<{ readonly id: string; readonly revision: number } | null> {
	const [study] = question.studies;
	const known = await trx
		.selectFrom('study')
		.select(['patient_key', 'patient_id_key', 'accession_key'])
		.where('uid', '=', study)
		.executeTakeFirst();
	const facts = {
		urgency: question.urgency,
		question: question.question,
		background: question.background,
		study,
		place: question.place === null ? null : JSON.stringify(question.place),
		patient_key: known?.patient_key ?? null,
		patient_id_key: known?.patient_id_key ?? null,
		accession_key: known?.accession_key ?? null,
		...toColumns(question.to),
		changed_at: now,
	};
	const kept =
		question.draft === null
			? await newDraft(trx, staff, facts, now)
			: await changedDraft(trx, staff, facts, question.draft);
	if (kept === null) return null;
	await trx.deleteFrom('consult_study').where('consult', '=', kept.id).execute();
	const studies = [...new Set(question.studies)];
	await trx
		.insertInto('consult_study')
		.values(studies.map((uid, place) => ({ consult: kept.id, study: uid, place })))
		.execute();
	return kept;
}

type Facts = Pick<
	RequestTables['consult'],
	| 'urgency'
	| 'question'
	| 'background'
	| 'study'
	| 'place'
	| 'patient_key'
	| 'patient_id_key'
	| 'accession_key'
	| 'to_specialty'
	| 'to_hospital'
	| 'to_person'
	| 'changed_at'
>;

async function newDraft(trx: Transaction, staff: Staff, facts: Facts, now: number) {
	const id = newId();
	await trx
		.insertInto('consult')
		.values({
			id,
			state: 'draft',
			revision: 0,
			news: 0,
			...facts,
			asked_by: staff.personId,
			asking_hospital: staff.hospital.hcode,
			consultant: null,
			consultant_hospital: null,
			created_at: now,
			asked_at: null,
			due_at: null,
			opened_at: null,
			first_picture_at: null,
			accepted_at: null,
			answered_at: null,
			closed_at: null,
		})
		.execute();
	return { id, revision: 0 };
}

async function changedDraft(
	trx: Transaction,
	staff: Staff,
	facts: Facts,
	draft: { readonly id: string; readonly revision: number },
) {
	const revision = draft.revision + 1;
	const { numUpdatedRows } = await trx
		.updateTable('consult')
		.set({ ...facts, revision })
		.where('id', '=', draft.id)
		.where('revision', '=', draft.revision)
		.where('state', '=', 'draft')
		.where('asked_by', '=', staff.personId)
		.where('asking_hospital', '=', staff.hospital.hcode)
		.executeTakeFirst();
	return numUpdatedRows === 0n ? null : { id: draft.id, revision };
}
