import * as v from 'valibot';
import type { ConsultDetail, ConsultItem } from '#lib/consult/request/consult-view.ts';
import { consultStates } from '#lib/consult/request/consult-state.ts';
import { moves } from '#lib/consult/request/moves.ts';
import { specialties } from '#lib/consult/request/specialty.ts';
import { askedOf, readConsult } from '#lib/server/consult/request/consult-row.ts';
import { oneConsult } from '#lib/server/consult/request/list.ts';
import type { Reader } from '#lib/server/consult/request/list-query.ts';
import { namesOf } from '#lib/server/consult/request/names.ts';
import type { Database } from '#lib/server/store/schema.ts';

const StoredMove = v.object({
	at: v.number(),
	move: v.picklist(moves),
	to_state: v.picklist(consultStates),
	person: v.string(),
	hospital: v.string(),
	reason: v.nullable(v.string()),
	words: v.nullable(v.string()),
	to_specialty: v.nullable(v.picklist(specialties)),
	to_hospital: v.nullable(v.string()),
	to_person: v.nullable(v.string()),
});

/** With its history, as far as the reader sees it. null: none of that id for them. */
export async function consultDetail(db: Database, reader: Reader, id: string): Promise<ConsultDetail | null> {
	const item = await oneConsult(db, reader, id);
	if (item === null) return null;
	const consult = await readConsult(db, id);
	return {
		now: reader.now,
		consult: item,
		studies: item.sight === 'full' ? [...(consult?.studies ?? [])] : [],
		history: await historyOf(db, id, item),
	};
}

async function historyOf(db: Database, id: string, item: ConsultItem): Promise<ConsultDetail['history']> {
	const stored = await db
		.selectFrom('consult_move')
		.selectAll()
		.where('consult', '=', id)
		.orderBy('revision')
		.execute();
	const rows = stored.map((row) => v.parse(StoredMove, row));
	const names = await namesOf(db, [], rows);
	const whole = item.sight === 'full';
	return rows.map((row) => {
		const to = askedOf(row);
		return {
			at: row.at,
			move: row.move,
			state: row.to_state,
			by: names.person(row.person, row.hospital),
			reason: row.reason,
			words: whole ? row.words : null,
			to: to === null ? null : names.to(to),
		};
	});
}
