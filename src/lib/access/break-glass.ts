/**
 * Emergency access (access.md 3.5): a doctor opens one patient's studies of another hospital for four hours, says why, and is
 * judged by somebody else within three days. What both sides of the wire say to each other about it.
 */
import * as v from 'valibot';
import { studyUid } from '#lib/dicom/uid.ts';

export const breakGlassMs = 4 * 3_600_000;
export const reviewWithinMs = 72 * 3_600_000;
/** Letters and digits: spaces and dots don't explain anything. */
export const leastNoteLetters = 20;

export const emergencyReasons = ['unconscious', 'life-threatening', 'no-contact', 'other'] as const;
export type EmergencyReason = (typeof emergencyReasons)[number];

export const reviewOutcomes = ['justified', 'not-justified', 'needs-talk'] as const;
export type ReviewOutcome = (typeof reviewOutcomes)[number];

/** Thai vowels and tone marks are marks, not letters: counted too, since they are typed. */
export function lettersIn(text: string): number {
	return text.match(/[\p{L}\p{M}\p{N}]/gu)?.length ?? 0;
}

const Note = v.pipe(
	v.string(),
	v.trim(),
	v.maxLength(2000),
	v.check((text) => lettersIn(text) >= leastNoteLetters),
);

export const BreakGlassOrder = v.object({ reason: v.picklist(emergencyReasons), text: Note });
export type BreakGlassOrder = v.InferOutput<typeof BreakGlassOrder>;

/** A patient found by what is written on their card or letter: exact, at one hospital. */
export const EmergencySearch = v.object({
	...BreakGlassOrder.entries,
	/** hcode */
	hospital: v.pipe(v.string(), v.regex(/^\d{5}$/)),
	/** hospital number, citizen number or accession number */
	number: v.pipe(v.string(), v.trim(), v.nonEmpty(), v.maxLength(64)),
});
export type EmergencySearch = v.InferOutput<typeof EmergencySearch>;

const Uid = v.pipe(
	v.string(),
	v.check((text) => studyUid(text) !== null),
);
/** `emergency` null: the studies were open to this doctor without it, by a consult or a consent. */
export const BrokenGlass = v.object({
	emergency: v.nullable(v.object({ id: v.string(), until: v.number() })),
	/** newest first */
	studies: v.array(Uid),
});
export type BrokenGlass = v.InferOutput<typeof BrokenGlass>;

export const ReviewOrder = v.object({
	outcome: v.picklist(reviewOutcomes),
	remark: v.optional(v.pipe(v.string(), v.trim(), v.maxLength(2000)), ''),
});
export type ReviewOrder = v.InferOutput<typeof ReviewOrder>;

/** `GET /api/oversight/reviews/counts` */
export const WaitingReviews = v.object({ waiting: v.number(), overdue: v.number() });
export type WaitingReviews = v.InferOutput<typeof WaitingReviews>;

/** One line of an officer's list, or of a doctor's own. */
export interface EmergencyUse {
	readonly id: string;
	readonly actor: { readonly id: string; readonly name: string; readonly hospital: string };
	/** hospital whose patient it was: its name */
	readonly owner: string;
	readonly study: string;
	/** null on a doctor's own list: what the emergency opened is closed again */
	readonly patient: {
		readonly name: string | null;
		readonly hn: string | null;
		readonly date: string | null;
		readonly description: string | null;
	} | null;
	readonly reason: EmergencyReason;
	readonly note: string;
	readonly startedAt: number;
	readonly until: number;
	readonly reviewDue: number;
	readonly review: {
		readonly outcome: ReviewOutcome;
		readonly at: number;
		readonly reviewer: string;
		readonly remark: string;
	} | null;
}

export function isOverdue(use: Pick<EmergencyUse, 'review' | 'reviewDue'>, now: number): boolean {
	return isWaiting(use) && now >= use.reviewDue;
}

/** Not judged, or judged as something to be talked over first. */
export function isWaiting(use: Pick<EmergencyUse, 'review'>): boolean {
	return use.review === null || use.review.outcome === 'needs-talk';
}
