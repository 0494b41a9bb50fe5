import { sql } from 'kysely';
import type { PeopleAsk, PeoplePlace } from '#lib/access/people-view.ts';
import type { Licence } from '#lib/access/staff.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { storedLicence, storedRoles } from './person.ts';

const pageLength = 50;

/** Everyone who has acted or may act for this hospital, last seen first, a page at a time. */
export async function seenPeople(db: Database, hospital: string, { text, after }: PeopleAsk, now: number) {
	const sought = text.trim().toLowerCase();
	const rows = await seen(db, hospital)
		.$if(sought !== '', (query) => {
			const pattern = `%${sought.replace(/[!%_]/g, '!$&')}%`;
			const fields = ['p.name_th', 'p.name_en', 'ph.position'].map(
				(name) => sql<boolean>`lower(${sql.ref(name)}) like ${pattern} escape '!'`,
			);
			return query.where((is) => is.or(fields));
		})
		.$if(after !== null, (query) =>
			query.where(sql<boolean>`(p.last_seen_at, p.id) < (${after?.at ?? 0}, ${after?.id ?? ''})`),
		)
		.orderBy('p.last_seen_at', 'desc')
		.orderBy('p.id', 'desc')
		// One more than is shown says whether there is a next page.
		.limit(pageLength + 1)
		.execute();
	const shown = rows.slice(0, pageLength);
	const last = shown.at(-1);
	const next: PeoplePlace | null =
		rows.length > pageLength && last !== undefined ? { at: last.last_seen_at, id: last.id } : null;
	return { people: await peopleOf(db, hospital, shown, now), next };
}

/** null: nobody of that id works there. */
export async function seenPerson(db: Database, hospital: string, id: string, now: number) {
	const rows = await seen(db, hospital).where('p.id', '=', id).execute();
	const [person] = await peopleOf(db, hospital, rows, now);
	return person ?? null;
}

function seen(db: Database, hospital: string) {
	return db
		.selectFrom('person_hospital as ph')
		.innerJoin('person as p', 'p.id', 'ph.person')
		.select(['p.id', 'p.name_th', 'p.last_seen_at', 'ph.roles', 'ph.position', 'ph.licence'])
		.where('ph.hcode', '=', hospital);
}

type Row = Awaited<ReturnType<ReturnType<typeof seen>['execute']>>[number];

async function peopleOf(db: Database, hospital: string, rows: readonly Row[], now: number) {
	const open = await sessionsOf(db, { hospital, people: rows.map((row) => row.id), now });
	return rows.map((row) => ({
		id: row.id,
		name: row.name_th,
		roles: [...storedRoles(row.roles)],
		position: row.position,
		licence: licenceState(storedLicence(row.licence), now),
		lastSeenAt: row.last_seen_at,
		sessions: open.get(row.id) ?? 0,
	}));
}

async function sessionsOf(
	db: Database,
	of: { readonly hospital: string; readonly people: readonly string[]; readonly now: number },
): Promise<Map<string, number>> {
	if (of.people.length === 0) return new Map();
	const rows = await db
		.selectFrom('staff_session')
		.select((is) => ['person', is.fn.countAll<number>().as('n')])
		.where('hcode', '=', of.hospital)
		.where('person', 'in', of.people)
		.where('ended_at', 'is', null)
		.where('expires_at', '>', of.now)
		.groupBy('person')
		.execute();
	return new Map(rows.map((row) => [row.person, row.n]));
}

function licenceState(licence: Licence | null, now: number): 'none' | 'verified' | 'unverified' | 'ended' {
	if (licence === null) return 'none';
	if (licence.validUntil !== null && now >= licence.validUntil) return 'ended';
	return licence.verified ? 'verified' : 'unverified';
}
