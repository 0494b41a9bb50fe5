/**
 * Emergency access as its two routes do it: by a study's address, and by a patient's number at another hospital. What neither
 * tells beforehand is whether there is such a study: that is answered only to a doctor who has just proved who they are, has
 * given a reason, and whose asking is in the audit (access.md 3.5; threats 1 and 21).
 */
import { json } from '@sveltejs/kit';
import type { BreakGlassOrder, BrokenGlass, EmergencySearch } from '#lib/access/break-glass.ts';
import type { Staff } from '#lib/access/staff.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { whoIs } from '#lib/server/access/authorize.ts';
import { breakGlass } from '#lib/server/access/break-glass/break-glass.ts';
import { patientStudies, studyByNumber } from '#lib/server/access/break-glass/patient-studies.ts';
import { append } from '#lib/server/audit/append.ts';
import { transaction } from '#lib/server/store/transaction.ts';
import { codeAnswer, notFound, refusal } from '../answers.ts';
import type { Asking } from '../answers.ts';
import { may } from '../may.ts';
import { emergencyHere } from './emergency-here.ts';

/** The doctor who may go on, or the answer to give. Counted before anything is looked up. */
export async function emergencyDoctor(event: Asking, study: StudyUid | null): Promise<Staff | Response> {
	const { app, principal } = event.locals;
	if (principal.kind === 'staff') {
		const limit = await app.emergencyLimit(principal.personId);
		if (!limit.pass)
			return codeAnswer(429, 'too-many-tries', { 'retry-after': String(limit.retryAfterSeconds) });
	}
	const no = await refusal(event, { action: 'break-glass', study });
	if (no !== null) return no;
	return principal.kind === 'staff' ? principal : notFound();
}

export async function openInEmergency(
	event: Asking,
	staff: Staff,
	asked: { readonly study: StudyUid; readonly order: BreakGlassOrder },
): Promise<Response> {
	const { app, requestId } = event.locals;
	const { study } = asked;
	// What is open anyway needs no breaking, and no officer is called for it; what was broken before runs on as it did.
	if ((await may(app, staff, { action: 'view', study })).allow) {
		const running = await emergencyHere(app, staff, study);
		const emergency = running === null ? null : { id: running.id, until: running.until };
		return opened({ emergency, studies: [study] }, 200);
	}
	const actor = { who: whoIs(staff), from: event.getClientAddress(), requestId, now: app.clock() };
	const made = await breakGlass(app.db, { staff, ...asked }, actor);
	if (!made.ok) return made.reason === 'not-found' ? notFound() : codeAnswer(409, made.reason);
	const { id, until, owner } = made.value;
	app.live.tell({ kind: 'notice', to: { hospital: owner, role: 'privacy-officer' }, about: 'break-glass' });
	const studies = await patientStudies(app.db, study);
	return opened(
		{ emergency: { id, until }, studies: [study, ...studies.filter((uid) => uid !== study)] },
		201,
	);
}

/** The search itself is on record whatever it finds. */
export async function findInEmergency(
	event: Asking,
	staff: Staff,
	asked: EmergencySearch,
): Promise<StudyUid | null> {
	const { app, requestId } = event.locals;
	const study = await studyByNumber(app.db, asked.hospital, asked.number);
	const by = { who: whoIs(staff), from: event.getClientAddress(), requestId, hospital: staff.hospital.hcode };
	const hospitals = [asked.hospital, staff.hospital.hcode];
	await transaction(app.db, (trx) =>
		append(trx, { kind: 'emergency-searched', hospitals, found: study !== null, ...by }, app.clock()),
	);
	return study;
}

function opened(glass: BrokenGlass, status: 200 | 201): Response {
	return json(glass, { status, headers: { 'cache-control': 'private, no-store' } });
}
