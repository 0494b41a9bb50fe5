/**
 * Two studies on one screen must be one patient's (threat 18): a manifest that is asked for to stand beside another study
 * (`?beside=UID`) goes out only when the caller may see both and both carry one number of one hospital.
 */
import { studyUid } from '#lib/dicom/uid.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { codeAnswer, notFound, refusal } from './answers.ts';
import type { AskingHttp } from './asked-instance.ts';
import { isSamePatient } from './study-summaries.ts';

/** `study` is one that the caller may see. null: it may go out, beside the other or because none was named. */
export async function besideRefusal(event: AskingHttp, study: StudyUid): Promise<Response | null> {
	const named = event.url.searchParams.get('beside');
	if (named === null) return null;
	const other = studyUid(named);
	if (other === null) return notFound();
	const no = await refusal(event, { action: 'view', study: other });
	if (no !== null) return no;
	const { catalogue } = event.locals.app.studies;
	const [one, open] = [await catalogue.study(study), await catalogue.study(other)];
	if (one === null || open === null) return notFound();
	return isSamePatient(open, one) ? null : codeAnswer(422, 'other-patient');
}
