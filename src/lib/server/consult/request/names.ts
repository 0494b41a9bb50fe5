/** True names of the people and hospitals of some consults, read at once. */
import type { ConsultPerson, ShownTo } from '#lib/consult/request/consult-view.ts';
import type { Database } from '#lib/server/store/schema.ts';
import type { AskedOf } from './consult-row.ts';

export interface Names {
	/** `hospital` null: where they were last seen */
	person(id: string, hospital: string | null): ConsultPerson;
	to(to: AskedOf): ShownTo;
}

interface Named {
	readonly asked_by: string;
	readonly asking_hospital: string;
	readonly consultant: string | null;
	readonly consultant_hospital: string | null;
	readonly to_person: string | null;
	readonly to_hospital: string | null;
}

export async function namesOf(
	db: Database,
	rows: readonly Named[],
	acts: readonly {
		readonly person: string;
		readonly hospital: string;
		readonly to_person?: string | null;
		readonly to_hospital?: string | null;
	}[],
): Promise<Names> {
	const people = defined([
		...rows.flatMap((row) => [row.asked_by, row.consultant, row.to_person]),
		...acts.flatMap((act) => [act.person, act.to_person]),
	]);
	const works = await db
		.selectFrom('person_hospital')
		.select(['person', 'hcode'])
		.where('person', 'in', people)
		.orderBy('seen_at', 'desc')
		.orderBy('hcode')
		.execute();
	const worksAt = new Map(works.reverse().map((row) => [row.person, row.hcode]));
	const codes = defined([
		...rows.flatMap((row) => [row.asking_hospital, row.consultant_hospital, row.to_hospital]),
		...acts.flatMap((act) => [act.hospital, act.to_hospital]),
		...worksAt.values(),
	]);
	const named = await db.selectFrom('person').select(['id', 'name_th']).where('id', 'in', people).execute();
	const placed = await db
		.selectFrom('hospital')
		.select(['hcode', 'name_th', 'name_en'])
		.where('hcode', 'in', codes)
		.execute();
	const nameOf = new Map(named.map((row) => [row.id, row.name_th]));
	const hospitalOf = new Map(placed.map((row) => [row.hcode, row]));
	const hospital = (hcode: string) => {
		const row = hospitalOf.get(hcode);
		return { hcode, th: row?.name_th ?? hcode, en: row?.name_en ?? hcode };
	};
	const person = (id: string, hcode: string | null): ConsultPerson => {
		const at = hcode ?? worksAt.get(id) ?? null;
		return { person: id, name: nameOf.get(id) ?? null, hospital: at === null ? null : hospital(at) };
	};
	return {
		person,
		to: (to) => {
			switch (to.kind) {
				case 'specialty':
					return to;
				case 'hospital':
					return { kind: 'hospital', hospital: hospital(to.hospital) };
				case 'person':
					return { kind: 'person', person: person(to.person, null) };
			}
		},
	};
}

/** Never empty: `in ()` is no SQL. */
function defined(texts: readonly (string | null | undefined)[]): string[] {
	const kept = [...new Set(texts.filter((text) => text !== null && text !== undefined))];
	return kept.length === 0 ? [''] : kept;
}
