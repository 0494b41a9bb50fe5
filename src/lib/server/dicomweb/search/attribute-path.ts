/** `PatientName`, `00100010` or `OtherPatientIDsSequence.00100020` as tags from the outside in (PS3.18 8.3.4.1.1). */
import { tagOfKeyword } from '#lib/dicom/dictionary/dictionary.ts';

const deepest = 5;
const longest = 400;

export function attributePath(text: string): string[] | null {
	if (text.length > longest) return null;
	const steps = text.split('.');
	if (steps.length > deepest) return null;
	const tags: string[] = [];
	for (const step of steps) {
		const tag = /^[0-9a-fA-F]{8}$/.test(step) ? step.toUpperCase() : tagOfKeyword(step);
		if (tag === null) return null;
		tags.push(tag);
	}
	return tags;
}
