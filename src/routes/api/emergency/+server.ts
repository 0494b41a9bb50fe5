import { EmergencySearch } from '#lib/access/break-glass.ts';
import { codeAnswer } from '#lib/server/app/answers.ts';
import {
	emergencyDoctor,
	findInEmergency,
	openInEmergency,
} from '#lib/server/app/emergency/open-in-emergency.ts';
import { readJson } from '#lib/server/app/read-json.ts';
import type { RequestHandler } from './$types';

/** Finds a patient by an exact number at one hospital and opens their studies there, both at once or neither. */
export const POST: RequestHandler = async (event) => {
	const doctor = await emergencyDoctor(event, null);
	if (doctor instanceof Response) return doctor;
	const asked = await readJson(event.request, EmergencySearch, 16 * 1024);
	if (!asked.ok) return codeAnswer(asked.reason === 'too-large' ? 413 : 400, asked.reason);
	const { reason, text } = asked.value;
	const study = await findInEmergency(event, doctor, asked.value);
	if (study === null) return codeAnswer(404, 'patient-not-found');
	return openInEmergency(event, doctor, { study, order: { reason, text } });
};
