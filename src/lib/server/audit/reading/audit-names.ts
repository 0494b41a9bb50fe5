/**
 * Names for what the audit holds as ids, looked up when somebody reads: the chain itself never holds a name, so a person's
 * right to have a name corrected or forgotten never meets a hash that can't change.
 */
import type { AuditActor, AuditHospital, AuditName, AuditStudy } from '#lib/access/audit-line.ts';
import { parseDate } from '#lib/dicom/text/dates.ts';
import { shownNameOfGroups } from '#lib/dicom/text/person-name.ts';
import type { Database } from '#lib/server/store/schema.ts';
import * as v from 'valibot';

export interface NamesWanted {
	readonly who: readonly string[];
	readonly hospitals: readonly string[];
	readonly studies: readonly string[];
	/** Owners whose patients the reader may know by name. */
	readonly patientsOf: readonly string[];
}

export interface AuditNames {
	actor(who: string, hospital: string | null): AuditActor;
	study(uid: string): AuditStudy;
}

export async function auditNames(db: Database, wanted: NamesWanted): Promise<AuditNames> {
	const ids = (kind: string): string[] => idsOf(wanted.who, kind);
	const guests = await sendersOf(db, ids('guest'));
	const people = await peopleOf(db, [...ids('staff'), ...idsOf([...guests.values()], 'staff')]);
	const services = await servicesOf(db, ids('service'));
	const hospitals = await hospitalsOf(db, wanted.hospitals);
	const studies = await studiesOf(db, wanted.studies, wanted.patientsOf);
	return {
		actor: (who, hospital) => {
			const [kind, id] = splitWho(who);
			if (kind === 'staff') {
				const acting: AuditHospital | null =
					hospital === null ? null : { hcode: hospital, name: hospitals.get(hospital) ?? null };
				return { kind, id, name: people.get(id) ?? null, hospital: acting };
			}
			if (kind === 'guest') {
				const [, sender] = splitWho(guests.get(id) ?? '');
				return { kind, id, sentBy: people.get(sender) ?? null };
			}
			if (kind === 'service') return { kind, id, name: services.get(id) ?? null };
			return { kind: 'other', id: who };
		},
		study: (uid) => studies.get(uid) ?? { uid, date: null, modalities: [], description: null, patient: null },
	};
}

/** People whose name holds all of these words, as `who`; whose lines the asker may see is the search's matter. */
export async function findPeople(db: Database, words: string, limit: number): Promise<readonly string[]> {
	// The signs that mean anything to LIKE are in nobody's name.
	const parts = words
		.replaceAll(/[\\%_]/g, ' ')
		.trim()
		.toLowerCase()
		.split(/\s+/)
		.filter((part) => part !== '');
	if (parts.length === 0) return [];
	const rows = await db
		.selectFrom('person')
		.select('id')
		.where((is) =>
			is.and(
				parts.map((part) => {
					const like = `%${part}%`;
					return is.or([
						is(is.fn('lower', ['name_th']), 'like', like),
						is(is.fn('lower', ['name_en']), 'like', like),
					]);
				}),
			),
		)
		.orderBy('last_seen_at', 'desc')
		.limit(limit)
		.execute();
	return rows.map((row) => `staff:${row.id}`);
}

function splitWho(who: string): readonly [string, string] {
	const colon = who.indexOf(':');
	return colon === -1 ? [who, ''] : [who.slice(0, colon), who.slice(colon + 1)];
}

function idsOf(whos: readonly string[], kind: string): string[] {
	return [...new Set(whos.map(splitWho).flatMap(([each, id]) => (each === kind ? [id] : [])))];
}

async function peopleOf(db: Database, ids: readonly string[]): Promise<ReadonlyMap<string, AuditName>> {
	if (ids.length === 0) return new Map();
	const rows = await db
		.selectFrom('person')
		.select(['id', 'name_th', 'name_en'])
		.where('id', 'in', ids)
		.execute();
	return new Map(rows.map((row) => [row.id, { th: row.name_th, en: row.name_en }]));
}

/** A guest is known by who sent the link they redeemed first; `who` of its maker by session. */
async function sendersOf(db: Database, sessions: readonly string[]): Promise<ReadonlyMap<string, string>> {
	if (sessions.length === 0) return new Map();
	const rows = await db
		.selectFrom('guest_session_link')
		.innerJoin('share_link', 'share_link.id', 'guest_session_link.link')
		.select(['guest_session_link.session', 'share_link.created_by'])
		.where('guest_session_link.session', 'in', sessions)
		.orderBy('guest_session_link.redeemed_at', 'desc')
		.execute();
	return new Map(rows.map((row) => [row.session, row.created_by]));
}

async function servicesOf(db: Database, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
	if (ids.length === 0) return new Map();
	const rows = await db.selectFrom('service_token').select(['id', 'name']).where('id', 'in', ids).execute();
	return new Map(rows.map((row) => [row.id, row.name]));
}

async function hospitalsOf(db: Database, hcodes: readonly string[]): Promise<ReadonlyMap<string, AuditName>> {
	if (hcodes.length === 0) return new Map();
	const rows = await db
		.selectFrom('hospital')
		.select(['hcode', 'name_th', 'name_en'])
		.where('hcode', 'in', hcodes)
		.execute();
	return new Map(rows.map((row) => [row.hcode, { th: row.name_th, en: row.name_en }]));
}

const NameGroups = v.pipe(
	v.string(),
	v.parseJson(),
	v.object({
		Alphabetic: v.exactOptional(v.string()),
		Ideographic: v.exactOptional(v.string()),
		Phonetic: v.exactOptional(v.string()),
	}),
);

async function studiesOf(
	db: Database,
	uids: readonly string[],
	patientsOf: readonly string[],
): Promise<ReadonlyMap<string, AuditStudy>> {
	if (uids.length === 0) return new Map();
	const rows = await db
		.selectFrom('study')
		.select(['uid', 'owner', 'date', 'modalities', 'description', 'patient_name', 'patient_id'])
		.where('uid', 'in', uids)
		.execute();
	return new Map(
		rows.map((row): [string, AuditStudy] => {
			const theirs = row.owner !== null && patientsOf.includes(row.owner);
			const study: AuditStudy = {
				uid: row.uid,
				date: parseDate(row.date)?.iso ?? null,
				modalities: row.modalities === '' ? [] : row.modalities.split('\\'),
				// A description may hold a name as well.
				description: theirs ? row.description : null,
				patient: theirs ? { name: shownName(row.patient_name), hn: row.patient_id } : null,
			};
			return [row.uid, study];
		}),
	);
}

function shownName(text: string | null): string | null {
	return text === null ? null : shownNameOfGroups(v.parse(NameGroups, text)).text;
}
