/**
 * The facts `decide` wants about a person and a study. Unknown and forbidden studies cost the same: every question is asked
 * whether the one before found anything or not.
 */
import { decide } from '#lib/access/decide.ts';
import type { Principal } from '#lib/access/principal.ts';
import { noStanding } from '#lib/access/standing.ts';
import type { BreakGlass, Standing } from '#lib/access/standing.ts';
import { isClinical, licenceHolds } from '#lib/access/staff.ts';
import type { Staff } from '#lib/access/staff.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import type { Database } from '#lib/server/store/schema.ts';
import type { Consents } from './consent/consents.ts';
import { membershipsOf } from './membership.ts';

/** What the database knows; consent is asked for elsewhere, so here it's unknown. Links and the hub's own systems name what they reach by themselves. */
export async function standingOf(
	db: Database,
	principal: Principal,
	study: StudyUid,
	now: number,
): Promise<Standing> {
	return (await factsOf(db, principal, study, now)).standing;
}

/** The same with the patient's consent, which is asked for only when nothing else gives the study to this person. */
export async function standingWithConsent(
	parts: { readonly db: Database; readonly consents: Consents | null },
	principal: Principal,
	study: StudyUid,
	now: number,
): Promise<Standing> {
	const { standing, patient } = await factsOf(parts.db, principal, study, now);
	if (parts.consents === null || principal.kind !== 'staff') return standing;
	if (!mayUseConsent(principal, now) || decide(principal, { action: 'view', study }, now, standing).allow)
		return standing;
	const recipient = principal.hospital.hcode;
	const asked = { person: principal.personId, study, patient, recipient };
	return { ...standing, consent: await parts.consents.of(asked) };
}

/** Nobody's consent is asked for on behalf of someone who could not use it. */
function mayUseConsent(staff: Staff, now: number): boolean {
	return now < staff.expiresAt && !staff.locked && isClinical(staff) && licenceHolds(staff, now);
}

interface Facts {
	readonly standing: Standing;
	/** null: unknown, or of no hospital, or without a number */
	readonly patient: { readonly id: string; readonly custodian: string } | null;
}

async function factsOf(db: Database, principal: Principal, study: StudyUid, now: number): Promise<Facts> {
	const bound = principal.kind === 'service' && principal.hospital !== null;
	if (principal.kind !== 'staff' && !bound) return { standing: noStanding, patient: null };
	const row = await db
		.selectFrom('study')
		.leftJoin('hospital', 'hospital.hcode', 'study.owner')
		.select(['study.owner', 'study.patient_id', 'hospital.hcode9'])
		.where('study.uid', '=', study)
		.executeTakeFirst();
	const owner = row === undefined || row.owner === null ? null : { hcode: row.owner, hcode9: row.hcode9 };
	const standing = { ...noStanding, known: row !== undefined, owner };
	if (principal.kind !== 'staff') return { standing, patient: null };
	const id = row?.patient_id ?? '';
	return {
		standing: {
			...standing,
			memberships: await membershipsOf(db, principal, study),
			breakGlass: await breakGlassOf(db, principal, study, now),
		},
		patient: owner === null || id === '' ? null : { id, custodian: owner.hcode },
	};
}

/** Broken for one study, it opens the same patient's others at the same hospital; a number alone is no patient (issuer too). */
export async function breakGlassOf(
	db: Database,
	staff: Staff,
	study: StudyUid,
	now: number,
): Promise<BreakGlass | null> {
	const row = await db
		.selectFrom('break_glass')
		.innerJoin('study as named', 'named.uid', 'break_glass.study')
		.innerJoin('study as asked', (join) => join.on('asked.uid', '=', study))
		.select(['break_glass.id', 'break_glass.until'])
		.where('break_glass.person', '=', staff.personId)
		.where('break_glass.until', '>', now)
		.where((is) =>
			is.or([
				is('asked.uid', '=', is.ref('named.uid')),
				is.and([
					is('asked.owner', '=', is.ref('named.owner')),
					is('asked.patient_id', '=', is.ref('named.patient_id')),
					is('named.patient_id', '<>', ''),
					is(is.fn.coalesce('asked.issuer', is.val('')), '=', is.fn.coalesce('named.issuer', is.val(''))),
				]),
			]),
		)
		.orderBy('break_glass.until', 'desc')
		.executeTakeFirst();
	return row === undefined ? null : { id: row.id, until: row.until };
}
