/** The beginning of every route below a study: the right first, then the look-up within that study only (threat 1). */
import { instanceUid, studyUid } from '#lib/dicom/uid.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import type { InstanceRow } from '#lib/server/archive/catalogue/catalogue.ts';
import type { FrameReason } from '#lib/server/archive/studies/frame-service.ts';
import { isOtherPatient } from '#lib/server/archive/studies/patient-match.ts';
import type { ArchiveReason } from '#lib/server/archive/port.ts';
import { codeAnswer, notFound, refusal } from './answers.ts';
import type { Asking } from './answers.ts';

export interface AskingHttp extends Asking {
	readonly request: Request;
	readonly url: URL;
	readonly params: Readonly<Partial<Record<string, string>>>;
}

/** The study that the caller may see, or the answer to give. */
export async function askedStudy(event: AskingHttp): Promise<StudyUid | Response> {
	const study = studyUid(event.params['study'] ?? '');
	if (study === null) return notFound();
	return (await refusal(event, { action: 'view', study })) ?? study;
}

export async function askedInstance(event: AskingHttp): Promise<InstanceRow | Response> {
	const study = await askedStudy(event);
	return study instanceof Response ? study : instanceIn(event, study);
}

/**
 * Of a study that the caller may see. What an instance of another patient holds does not go out under this study (threat 18): the
 * screen blocks it too, but a screen can have a fault. The manifest still names it, and other systems get it as stored.
 */
export async function instanceIn(event: AskingHttp, study: StudyUid): Promise<InstanceRow | Response> {
	const row = await knownInstance(event, study);
	if (row instanceof Response) return row;
	const whole = await event.locals.app.studies.catalogue.study(study);
	if (whole === null) return notFound();
	return isOtherPatient({ id: whole.patientId, birthDate: whole.birthDate }, row.patient)
		? codeAnswer(422, 'patient-mismatch')
		: row;
}

async function knownInstance(event: AskingHttp, study: StudyUid): Promise<InstanceRow | Response> {
	const instance = instanceUid(event.params['instance'] ?? '');
	if (instance === null) return notFound();
	const { studies } = event.locals.app;
	const known = await studies.catalogue.instance(study, null, instance);
	if (known !== null) return known;
	// Deep links may come before anyone has asked for the study as a whole.
	const adopted = await studies.adopt(study, event.request.signal);
	if (!adopted.ok) return archiveAnswer(adopted.reason);
	return (await studies.catalogue.instance(study, null, instance)) ?? notFound();
}

/** Counted from 1; null for what can't be a frame number. */
export function askedFrame(event: AskingHttp): number | null {
	const text = event.params['n'] ?? '';
	return /^[1-9]\d{0,5}$/.test(text) ? Number(text) : null;
}

export function archiveAnswer(reason: ArchiveReason): Response {
	switch (reason) {
		case 'not-found':
			return notFound();
		case 'too-large':
			return codeAnswer(422, 'too-large');
		case 'refused-by-archive':
			return codeAnswer(502, 'archive-refused');
		case 'aborted':
		case 'unavailable':
			return codeAnswer(503, 'archive-unavailable', { 'retry-after': '5' });
	}
}

/** A picture that can't be shown right is an answer of its own: the reason goes on screen. */
export function frameAnswer(reason: FrameReason): Response {
	if (typeof reason === 'string') return archiveAnswer(reason);
	return new Response(JSON.stringify(reason.refused), {
		status: 422,
		headers: { 'content-type': 'application/json', 'cache-control': 'private, no-store' },
	});
}
