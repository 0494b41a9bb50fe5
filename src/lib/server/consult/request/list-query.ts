/** Which consults stand in which of a person's lists, as SQL alike on both databases. */
import { sql } from 'kysely';
import type { SqlBool } from 'kysely';
import { isDoctor } from '#lib/access/staff.ts';
import type { Staff } from '#lib/access/staff.ts';
import type { SoughtText } from '#lib/archive/worklist-text.ts';
import type { ConsultBox } from '#lib/consult/request/consult-view.ts';
import { mayAsk } from '#lib/consult/request/who-may-ask.ts';
import type { Specialty } from '#lib/consult/request/specialty.ts';
import { nameCondition } from '#lib/server/archive/catalogue/name-index.ts';
import { allOf, globSyntaxOf } from '#lib/server/archive/catalogue/search-conditions.ts';
import type { Condition } from '#lib/server/archive/catalogue/search-conditions.ts';
import { beginsWith } from '#lib/server/archive/catalogue/wild-card.ts';
import type { Database } from '#lib/server/store/schema.ts';

export interface Reader {
	readonly staff: Staff;
	readonly specialties: readonly Specialty[];
	readonly now: number;
}

export const never: Condition = sql<SqlBool>`1 = 0`;
const anyOf = (conditions: readonly Condition[]): Condition =>
	conditions.length === 0 ? never : sql<SqlBool>`(${sql.join(conditions, sql` or `)})`;

/** `c` is the consult. */
export function inBox(box: ConsultBox, reader: Reader): Condition {
	return box === 'asked' ? asked(reader) : waiting(reader);
}

function asked({ staff, now }: Reader): Condition {
	const { hcode } = staff.hospital;
	const arms: Condition[] = [];
	if (mayAsk(staff, now) || staff.roles.includes('coordinator'))
		arms.push(sql`(c.asking_hospital = ${hcode} and c.asked_at is not null)`);
	// A draft is its writer's alone, and a discarded one nobody's.
	if (mayAsk(staff, now))
		arms.push(sql`(c.asking_hospital = ${hcode} and c.asked_by = ${staff.personId} and c.state = 'draft')`);
	return anyOf(arms);
}

/** Their own question is never put to themselves, and what they said "not me" to is gone from their list. */
function waiting({ staff, specialties, now }: Reader): Condition {
	const { personId, hospital } = staff;
	const arms: Condition[] = [];
	if (isDoctor(staff, now)) {
		arms.push(sql`c.to_person = ${personId}`, sql`c.consultant = ${personId}`);
		arms.push(sql`c.to_hospital = ${hospital.hcode}`);
		if (specialties.length > 0)
			arms.push(sql`(c.to_specialty in (${sql.join([...specialties])})
				and c.state in ('requested', 'handed-over')
				and not exists (select 1 from consult_read r
					where r.consult = c.id and r.person = ${personId} and r.passed_at is not null))`);
	}
	if (staff.roles.includes('coordinator'))
		arms.push(sql`c.to_hospital = ${hospital.hcode}`, sql`c.consultant_hospital = ${hospital.hcode}`);
	return allOf([anyOf(arms), sql`c.asked_at is not null`, sql`c.asked_by <> ${personId}`]);
}

/** A declined one still needs its asker; to those who declined it's done. */
export function isOpenIn(box: ConsultBox, show: 'open' | 'over'): Condition {
	const over = box === 'asked' ? ['closed', 'cancelled'] : ['closed', 'cancelled', 'declined', 'answered'];
	const list = sql.join(over);
	return show === 'over' ? sql`c.state in (${list})` : sql`c.state not in (${list})`;
}

/** null: the text asks nothing. By the patient's name or numbers, as the list of studies does. */
export function soughtIn(db: Database, sought: SoughtText): Condition | null {
	const syntax = globSyntaxOf(db);
	const name = (text: string): Condition =>
		nameCondition(sql.ref('c.patient_key'), { text, fuzzy: true }, syntax) ?? never;
	const number = (key: string): Condition =>
		anyOf([beginsWith(sql.ref('c.patient_id_key'), key), beginsWith(sql.ref('c.accession_key'), key)]);
	switch (sought.kind) {
		case 'nothing':
			return null;
		case 'too-short':
			return never;
		case 'study':
			return sql`exists (select 1 from consult_study cs where cs.consult = c.id and cs.study = ${sought.study})`;
		case 'citizen':
			return number(sought.key);
		case 'number':
			return anyOf([number(sought.key), ...(sought.asName === null ? [] : [name(sought.asName)])]);
		case 'name':
			return name(sought.name);
		case 'name-and-number':
			return allOf([name(sought.name), number(sought.key)]);
	}
}
