/**
 * What the consultant says. Written together in the consult's draft, signed by one person, then never changed: a later thought
 * is the next version (`statement.ts`). Key images and measurements are named by their events in the record, not copied:
 * what was signed about them is put beside it by the server, from its own files.
 */
import * as v from 'valibot';
import { EventId } from '../record/event.ts';

/** What should happen with the patient, and how soon. */
export const urgencies = ['none', 'routine', 'urgent', 'emergency'] as const;
export type Urgency = (typeof urgencies)[number];

export const longest = { findings: 8000, impression: 3000, recommendation: 3000, reason: 500 } as const;
export const mostKeyImages = 12;
export const mostMeasurements = 40;

/** Ends are trimmed and line ends made one kind: two screens that show the same text sign the same bytes. */
const words = (most: number) =>
	v.pipe(
		v.string(),
		v.transform((text) => text.replace(/\r\n?/g, '\n').trim()),
		v.maxLength(most),
		v.check((text) => !hasHidden(text), 'hidden'),
	);

/** Control characters, and letters that turn or hide others: a signed text must be what it looks like. */
function hasHidden(text: string): boolean {
	return /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/u.test(text);
}

const eventIds = (most: number) =>
	v.pipe(
		v.array(EventId),
		v.maxLength(most),
		v.check((ids) => new Set(ids).size === ids.length, 'twice'),
	);

export const Opinion = v.strictObject({
	findings: words(longest.findings),
	/** The answer itself: never empty. */
	impression: v.pipe(words(longest.impression), v.nonEmpty()),
	recommendation: words(longest.recommendation),
	urgency: v.picklist(urgencies),
	/** in the order in which they are printed */
	keyImages: eventIds(mostKeyImages),
	measurements: eventIds(mostMeasurements),
});
export type Opinion = v.InferOutput<typeof Opinion>;

/** Why a version follows another. */
export const AmendReason = v.pipe(words(longest.reason), v.nonEmpty());

/** Where a phrase wants a word of this patient: what still has it would say nothing, over a signature. */
export const blank = '…';

export function hasBlank({ findings, impression, recommendation }: Opinion): boolean {
	return [findings, impression, recommendation].some((text) => text.includes(blank));
}
