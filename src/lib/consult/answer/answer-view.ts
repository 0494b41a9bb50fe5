/** The answer as a screen gets it, and what a screen asks for. One contract for both sides. */
import * as v from 'valibot';
import { AmendReason, Opinion } from './opinion.ts';
import { Proposal, RecordHead, Statement } from './statement.ts';

/** What keeps an opinion from being signed; each has a sentence in `i18n/areas/answering`. */
export const ProblemCode = v.picklist([
	/** not in the record, or taken back */
	'key-image-gone',
	'measurement-gone',
	/** a preview, or a picture that can't be shown whole: nobody may sign on it */
	'key-image-not-final',
	/** the picture is another patient's */
	'patient-mismatch',
	/** the number its author saw is not the one its points give */
	'measurement-differs',
	/** two forms of one mark stand against each other */
	'mark-in-conflict',
	/** a phrase's `…` was not filled in */
	'blank-left',
	'archive-unavailable',
]);
export type ProblemCode = v.InferOutput<typeof ProblemCode>;

export const Problem = v.object({ code: ProblemCode, event: v.nullable(v.string()) });
export type Problem = v.InferOutput<typeof Problem>;

export const HandBack = v.variant('kind', [
	/** every object is in the archive */
	v.object({ kind: v.literal('done'), at: v.number() }),
	v.object({
		kind: v.literal('waiting'),
		stored: v.number(),
		of: v.number(),
		/** when it's tried again; null: now */
		nextAt: v.nullable(v.number()),
		/** why the last try failed */
		code: v.nullable(v.string()),
	}),
	/** the archive won't have it: somebody must look */
	v.object({ kind: v.literal('refused'), stored: v.number(), of: v.number(), code: v.string() }),
]);
export type HandBack = v.InferOutput<typeof HandBack>;

export const SignedVersion = v.object({
	statement: Statement,
	/** of the statement's bytes */
	hash: v.string(),
	/** the signature and the way from version to version are whole */
	valid: v.boolean(),
	handBack: HandBack,
});
export type SignedVersion = v.InferOutput<typeof SignedVersion>;

/** `why`: what the person lacks; null: they may sign. */
export const AnswerView = v.object({
	/** newest first */
	versions: v.array(SignedVersion),
	why: v.nullable(v.picklist(['not-consultant', 'licence-needed', 'not-open'])),
	now: v.number(),
});
export type AnswerView = v.InferOutput<typeof AnswerView>;

export const PreviewAsk = v.strictObject({ opinion: Opinion, reason: v.nullable(AmendReason) });
export type PreviewAsk = v.InferOutput<typeof PreviewAsk>;

export const PreviewView = v.object({ proposal: Proposal, problems: v.array(Problem) });
export type PreviewView = v.InferOutput<typeof PreviewView>;

export const SignAsk = v.strictObject({
	/** made by the screen for this one signing: a repeated send signs once */
	key: v.pipe(v.string(), v.uuid()),
	opinion: Opinion,
	/** why it follows the version before; null for the first */
	reason: v.nullable(AmendReason),
	/** of the preview that was looked at: whether the record or the answer has moved since */
	seen: v.strictObject({ head: RecordHead, version: v.pipe(v.number(), v.integer(), v.minValue(1)) }),
});
export type SignAsk = v.InferOutput<typeof SignAsk>;
