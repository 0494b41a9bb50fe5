import { BreakGlassOrder } from '#lib/access/break-glass.ts';
import { studyUid } from '#lib/dicom/uid.ts';
import { codeAnswer, notFound } from '#lib/server/app/answers.ts';
import { emergencyDoctor, openInEmergency } from '#lib/server/app/emergency/open-in-emergency.ts';
import { readJson } from '#lib/server/app/read-json.ts';
import type { RequestHandler } from './$types';

/** Emergency access to this study's patient, for a doctor who was refused it. */
export const POST: RequestHandler = async (event) => {
	const study = studyUid(event.params.study);
	if (study === null) return notFound();
	const doctor = await emergencyDoctor(event, study);
	if (doctor instanceof Response) return doctor;
	const order = await readJson(event.request, BreakGlassOrder, 16 * 1024);
	if (!order.ok) return codeAnswer(order.reason === 'too-large' ? 413 : 400, order.reason);
	return openInEmergency(event, doctor, { study, order: order.value });
};
