import * as v from 'valibot';
import { auditGroups } from '#lib/access/audit-groups.ts';
import type { AuditGroup } from '#lib/access/audit-groups.ts';
import type { AuditPage } from '#lib/access/audit-line.ts';
import { isClinical } from '#lib/access/staff.ts';
import { findPeople } from '#lib/server/audit/reading/audit-names.ts';
import { auditLines } from '#lib/server/audit/reading/audit-lines.ts';
import { searchAudit } from '#lib/server/audit/reading/audit-search.ts';
import type { AuditQuestion } from '#lib/server/audit/reading/audit-search.ts';
import type { Database } from '#lib/server/store/schema.ts';
import type { AuditAsker } from './audit-asker.ts';

const groups = Object.keys(auditGroups).filter((key): key is AuditGroup => Object.hasOwn(auditGroups, key));
const time = v.nullable(v.pipe(v.number(), v.integer(), v.minValue(0)));
const text = v.pipe(v.string(), v.trim(), v.maxLength(100));

export const TrailQuestion = v.object({
	of: v.picklist(['own', 'hospital']),
	since: time,
	until: time,
	/** part of a person's name; '' for anyone */
	person: text,
	/** hospital number of a patient; '' for any */
	hn: text,
	group: v.nullable(v.picklist(groups)),
});
export type TrailQuestion = v.InferOutput<typeof TrailQuestion>;

export const TrailAsked = v.object({
	...TrailQuestion.entries,
	after: v.nullable(v.object({ at: v.number(), seq: v.number() })),
});

const perPage = 50;
const mostPeople = 50;
const mostStudies = 100;

/** null: nobody and nothing of that description, so no line either. */
export async function auditQuestion(
	db: Database,
	asked: TrailQuestion,
	asker: AuditAsker,
): Promise<AuditQuestion | null> {
	const { hcodes, staff } = asker;
	const own = asked.of === 'own';
	const who = asked.person === '' || own ? null : await findPeople(db, asked.person, mostPeople);
	const studies = asked.hn === '' ? null : await studiesOfNumber(db, asked.hn, hcodes);
	if (who?.length === 0 || studies?.length === 0) return null;
	return {
		scope: own ? { kind: 'own', who: `staff:${staff.personId}` } : { kind: 'hospital', hcodes },
		since: asked.since,
		until: asked.until,
		who,
		kinds: asked.group === null ? null : auditGroups[asked.group],
		studies,
	};
}

export async function trailPage(
	db: Database,
	asked: v.InferOutput<typeof TrailAsked>,
	asker: AuditAsker,
): Promise<AuditPage> {
	const question = await auditQuestion(db, asked, asker);
	if (question === null) return { lines: [], next: null };
	const found = await searchAudit(db, question, { after: asked.after, limit: perPage });
	return { lines: await auditLines(db, found.lines, patientsShownTo(asker)), next: found.next };
}

/** Whoever treats patients or watches over their data knows those of their own hospital; a coordinator's trail needs none. */
export function patientsShownTo({ staff, hcodes }: AuditAsker): readonly string[] {
	return isClinical(staff) || staff.roles.includes('privacy-officer') ? hcodes : [];
}

async function studiesOfNumber(db: Database, hn: string, hcodes: readonly string[]): Promise<string[]> {
	const rows = await db
		.selectFrom('study')
		.select('uid')
		.where('patient_id', '=', hn)
		.where('owner', 'in', hcodes)
		.limit(mostStudies)
		.execute();
	return rows.map((row) => row.uid);
}
