/**
 * A person's seat at a consult: whether they may sit in it at all, as what, and whether they may write. Asked before the live
 * line opens and again while it is open, before an answer is written, and by every page of the consult. To sit in it one must be
 * of its people (who asked and their colleagues, who was asked, who took it) *and* may see every one of its studies now, by the
 * same policy as any picture: when the membership ends, so does the seat (threats 1, 6, 15).
 */
import { decide } from '#lib/access/decide.ts';
import type { Staff } from '#lib/access/staff.ts';
import { isOver } from '#lib/consult/request/consult-state.ts';
import type { ConsultState } from '#lib/consult/request/consult-state.ts';
import type { Party } from '#lib/consult/request/moves.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import type { Consents } from '#lib/server/access/consent/consents.ts';
import { standingWithConsent } from '#lib/server/access/standing.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { readConsult } from './consult-row.ts';
import { partiesOf } from './parties.ts';
import { specialtiesOf } from './specialties.ts';

export interface Seat {
	readonly consult: string;
	readonly state: ConsultState;
	/** goes up with every move */
	readonly revision: number;
	readonly role: 'asker' | 'consultant' | 'observer';
	/** Marks, words, the record. Never of a colleague at a hospital that was asked before they took it, nor of anyone once it's over. */
	readonly mayWrite: boolean;
	/** the one it was asked from first */
	readonly studies: readonly StudyUid[];
	/** what they are to it, for `moveConsult` */
	readonly parties: readonly Party[];
	/** personId */
	readonly askedBy: string;
	/** personId; null: nobody has it yet */
	readonly consultant: string | null;
}

/**
 * null: no such consult for this person, which is the same as none at all. `consents`: for an asker who sees the study by the
 * patient's consent alone; without it that reason doesn't count.
 */
export async function seatOf(
	db: Database,
	staff: Staff,
	consultId: string,
	now: number,
	consents: Consents | null = null,
): Promise<Seat | null> {
	const consult = await readConsult(db, consultId);
	if (consult === null) return null;
	const parties = partiesOf(consult, staff, await specialtiesOf(db, staff), now);
	if (parties.length === 0 || consult.studies.length === 0) return null;
	let annotates = true;
	for (const study of consult.studies) {
		const standing = await standingWithConsent({ db, consents }, staff, study, now);
		if (!decide(staff, { action: 'view', study }, now, standing).allow) return null;
		annotates &&= decide(staff, { action: 'annotate', study }, now, standing).allow;
	}
	const writer = parties.some((party) => party !== 'addressee');
	return {
		consult: consult.id,
		state: consult.state,
		revision: consult.revision,
		role: parties.includes('consultant') ? 'consultant' : parties.includes('asker') ? 'asker' : 'observer',
		mayWrite: writer && annotates && !isOver(consult.state) && consult.state !== 'declined',
		studies: consult.studies,
		parties,
		askedBy: consult.asked_by,
		consultant: consult.consultant,
	};
}
