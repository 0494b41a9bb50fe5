/** Links as rows for those who look after them: the maker, and the officers of the hospitals concerned. No names of patients here. */
import type { LinkOpeningView, LinkState, LinkView } from '#lib/access/link-view.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import type { AccessTables } from '#lib/server/store/access-tables.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { linkRights, linkStudies } from './share-link.ts';
import type { LinkOwners } from './share-link.ts';
import { linkOver } from './redeem.ts';

const mostLinks = 300;
const mostOpenings = 100;

export interface BookedLink extends Omit<LinkView, 'studies' | 'maker'> {
	readonly studyUids: readonly StudyUid[];
	/** null: a script or the demo */
	readonly makerName: string | null;
	readonly makerHospital: { readonly th: string; readonly en: string } | null;
}

/** `person`: those they made. `hospitals` (hcodes): those made there, and those to studies that belong there. */
export type WhoseLinks = { readonly person: string } | { readonly hospitals: readonly string[] };

/** Newest first. */
export async function bookedLinks(db: Database, whose: WhoseLinks, now: number): Promise<BookedLink[]> {
	if ('hospitals' in whose && whose.hospitals.length === 0) return [];
	const rows = await db
		.selectFrom('share_link')
		.selectAll()
		.where((is) =>
			'person' in whose
				? is('created_by', '=', `staff:${whose.person}`)
				: is.or([is('maker_hospital', 'in', whose.hospitals), is('owner_hospital', 'in', whose.hospitals)]),
		)
		.orderBy('created_at', 'desc')
		.limit(mostLinks)
		.execute();
	const openings = await openingsOf(db, rows);
	const people = await namesOf(db, rows);
	const hospitals = await hospitalsOf(db, rows);
	return rows.map((row) => {
		const maker = personOf(row.created_by);
		return {
			id: row.id,
			state: stateOf(row, now),
			studyUids: linkStudies(row),
			rights: [...linkRights(row)],
			exact: row.target !== null,
			createdAt: row.created_at,
			expiresAt: row.expires_at,
			revokedAt: row.revoked_at,
			makerName: maker === null ? null : (people.get(maker) ?? null),
			makerHospital: row.maker_hospital === null ? null : (hospitals.get(row.maker_hospital) ?? null),
			recipient: recipientOf(row, people, hospitals),
			oneTime: row.one_time === 1,
			maxUses: row.max_uses,
			uses: row.uses,
			wrongPins: row.wrong_pins,
			openings: openings.get(row.id) ?? [],
		};
	});
}

/** Whose a link is and what it opens, for ending it; null when there is no such link. */
export async function linkOwners(
	db: Database,
	link: string,
): Promise<(LinkOwners & { readonly studies: readonly StudyUid[] }) | null> {
	const row = await db
		.selectFrom('share_link')
		.select(['id', 'created_by', 'maker_hospital', 'owner_hospital', 'studies'])
		.where('id', '=', link)
		.executeTakeFirst();
	return row === undefined ? null : { ...row, studies: linkStudies(row) };
}

type Row = AccessTables['share_link'];
type Names = { readonly th: string; readonly en: string };

function stateOf(row: Row, now: number): LinkState {
	const over = linkOver(row, now);
	switch (over) {
		case 'link-revoked':
			return 'revoked';
		case 'link-expired':
			return 'expired';
		case 'link-locked':
			return 'locked';
		default:
			return row.max_uses !== null && row.uses >= row.max_uses ? 'used-up' : 'open';
	}
}

function recipientOf(
	row: Row,
	people: ReadonlyMap<string, string>,
	hospitals: ReadonlyMap<string, Names>,
): LinkView['recipient'] {
	if (row.for_person !== null) return { kind: 'person', name: people.get(row.for_person) ?? null };
	if (row.for_hospital !== null) return { kind: 'hospital', name: hospitals.get(row.for_hospital) ?? null };
	return { kind: 'pin' };
}

async function openingsOf(
	db: Database,
	links: readonly Row[],
): Promise<ReadonlyMap<string, LinkOpeningView[]>> {
	const by = new Map<string, LinkOpeningView[]>();
	if (links.length === 0) return by;
	const rows = await db
		.selectFrom('link_opening')
		.leftJoin('person', 'person.id', 'link_opening.person')
		.select([
			'link_opening.link',
			'link_opening.at',
			'link_opening.kind',
			'link_opening.device',
			'link_opening.place',
			'link_opening.bound',
			'person.name_th',
		])
		.where(
			'link_opening.link',
			'in',
			links.map((row) => row.id),
		)
		.orderBy('link_opening.at', 'desc')
		.limit(mostLinks * mostOpenings)
		.execute();
	for (const row of rows) {
		const list = by.get(row.link) ?? [];
		by.set(row.link, list);
		if (list.length >= mostOpenings) continue;
		const { at, kind, device, place } = row;
		list.push({ at, kind, device, place, bound: row.bound === 1, person: row.name_th });
	}
	return by;
}

async function namesOf(db: Database, links: readonly Row[]): Promise<ReadonlyMap<string, string>> {
	const ids = links.flatMap((row) => [row.for_person, personOf(row.created_by)]).filter((id) => id !== null);
	if (ids.length === 0) return new Map();
	const rows = await db
		.selectFrom('person')
		.select(['id', 'name_th'])
		.where('id', 'in', [...new Set(ids)])
		.execute();
	return new Map(rows.map((row) => [row.id, row.name_th]));
}

async function hospitalsOf(db: Database, links: readonly Row[]): Promise<ReadonlyMap<string, Names>> {
	const codes = links
		.flatMap((row) => [row.for_hospital, row.maker_hospital])
		.filter((code) => code !== null);
	if (codes.length === 0) return new Map();
	const rows = await db
		.selectFrom('hospital')
		.select(['hcode', 'name_th', 'name_en'])
		.where('hcode', 'in', [...new Set(codes)])
		.execute();
	return new Map(rows.map((row) => [row.hcode, { th: row.name_th, en: row.name_en }]));
}

function personOf(who: string): string | null {
	return /^staff:(.+)$/.exec(who)?.[1] ?? null;
}
