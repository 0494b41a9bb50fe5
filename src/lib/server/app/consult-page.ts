/** What the page of a consult is to the person who opens it; the live line asks for the seat again, and again while it is open. */
import type { Staff } from '#lib/access/staff.ts';
import type { Urgency } from '#lib/consult/request/consult-state.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { seatOf } from '#lib/server/consult/request/seat.ts';
import type { App } from './app.ts';

export interface ConsultPage {
	/** the one to show first */
	readonly study: StudyUid;
	readonly seat: {
		readonly consult: string;
		/** personId of whoever opens it */
		readonly person: string;
		readonly role: 'asker' | 'consultant' | 'observer';
		readonly mayWrite: boolean;
		readonly studies: readonly StudyUid[];
		readonly urgency: Urgency;
		readonly question: string;
		/** what the asker wrote of the patient; may be empty */
		readonly background: string;
	};
}

/** null: no such consult for this person, or no such study in it. */
export async function consultPage(
	app: App,
	staff: Staff,
	consult: string,
	named: string | null,
): Promise<ConsultPage | null> {
	const seat = await seatOf(app.db, staff, consult, app.clock(), app.consents);
	if (seat === null) return null;
	const study = seat.studies.find((uid) => uid === (named ?? seat.studies[0]));
	const asked = await app.db
		.selectFrom('consult')
		.select(['question', 'background', 'urgency'])
		.where('id', '=', consult)
		.executeTakeFirst();
	if (study === undefined || asked === undefined) return null;
	const urgency = asked.urgency === 'emergency' || asked.urgency === 'urgent' ? asked.urgency : 'routine';
	const { role, mayWrite, studies } = seat;
	const { question, background } = asked;
	return {
		study,
		seat: { consult, person: staff.personId, role, mayWrite, studies, urgency, question, background },
	};
}
