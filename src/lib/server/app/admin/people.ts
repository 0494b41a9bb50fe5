/** A hospital's people with what their administrator sets of them: whom they report to, which specialties' questions reach them. */
import * as v from 'valibot';
import type { PeopleAsk, PeoplePage, PersonOrder, SeenPerson } from '#lib/access/people-view.ts';
import type { Staff } from '#lib/access/staff.ts';
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import { specialties } from '#lib/consult/request/specialty.ts';
import { chiefsOf, setChief } from '#lib/server/access/break-glass/chiefs.ts';
import { setSpecialties, specialtiesAt } from '#lib/server/consult/request/specialties.ts';
import type { Actor } from '#lib/server/identity/actor.ts';
import { seenPeople, seenPerson } from '#lib/server/identity/seen-people.ts';
import type { App } from '../app.ts';

export async function peoplePage(app: App, staff: Staff, ask: PeopleAsk): Promise<PeoplePage> {
	const { people, next } = await seenPeople(app.db, staff.hospital.hcode, ask, app.clock());
	return { people: await whole(app, staff, people), next };
}

/** null: nobody of that id works at this administrator's hospital. */
export async function onePerson(app: App, staff: Staff, id: string): Promise<SeenPerson | null> {
	const person = await seenPerson(app.db, staff.hospital.hcode, id, app.clock());
	if (person === null) return null;
	const [one] = await whole(app, staff, [person]);
	return one ?? null;
}

const Codes = v.array(v.picklist(specialties));

export type PersonRefusal = 'not-found' | 'malformed' | 'own-act' | 'chief-loop';

/** What stays as it was is not written, and not in the audit. */
export async function changePerson(
	app: App,
	staff: Staff,
	{ id, order, actor }: { readonly id: string; readonly order: PersonOrder; readonly actor: Actor },
): Promise<Result<null, PersonRefusal>> {
	const before = await onePerson(app, staff, id);
	if (before === null) return err('not-found');
	const codes = v.safeParse(Codes, order.specialties);
	if (!codes.success) return err('malformed');
	const { hcode } = staff.hospital;
	const { chief } = order;
	if (chief !== (before.chief?.id ?? null)) {
		// Who reviews others says not of themselves whom they report to: it decides what they may judge.
		if (before.self) return err('own-act');
		const set = await setChief(app.db, { hcode, person: id, chief }, actor);
		if (!set.ok) return set;
	}
	const wanted = [...new Set(codes.output)].sort();
	if (wanted.join() !== [...before.specialties].sort().join())
		await setSpecialties(app.db, { person: id, hcode, specialties: wanted }, actor);
	return ok(null);
}

type Seen = Omit<SeenPerson, 'chief' | 'specialties' | 'self'>;

async function whole(app: App, staff: Staff, people: readonly Seen[]): Promise<SeenPerson[]> {
	const { hcode } = staff.hospital;
	const ids = people.map((one) => one.id);
	const chiefs = await chiefsOf(app.db, hcode, ids);
	const names = await namesOf(app, [...new Set(chiefs.values())]);
	const answering = await specialtiesAt(app.db, hcode);
	return people.map((one) => {
		const chief = chiefs.get(one.id);
		return {
			...one,
			chief: chief === undefined ? null : { id: chief, name: names.get(chief) ?? '' },
			specialties: answering.get(one.id) ?? [],
			self: one.id === staff.personId,
		};
	});
}

async function namesOf({ db }: App, people: readonly string[]): Promise<Map<string, string>> {
	if (people.length === 0) return new Map();
	const rows = await db.selectFrom('person').select(['id', 'name_th']).where('id', 'in', people).execute();
	return new Map(rows.map((row) => [row.id, row.name_th]));
}
