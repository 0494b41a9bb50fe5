/** Share links as those who look after them see them: `GET /api/links`, and the answer to making one. Times are the server's, ms. */
import * as v from 'valibot';
import { isUid } from '#lib/dicom/uid.ts';

const Uid = v.pipe(v.string(), v.check(isUid));
const Names = v.object({ th: v.string(), en: v.string() });

export const LinkStudy = v.object({
	study: v.string(),
	/** null: not known any more, or not for this reader's eyes */
	patient: v.nullable(v.string()),
	description: v.nullable(v.string()),
	/** ISO 8601 */
	date: v.nullable(v.string()),
	modalities: v.array(v.string()),
});
export type LinkStudy = v.InferOutput<typeof LinkStudy>;

export const LinkOpeningView = v.object({
	at: v.number(),
	/** `again`: the same device or person. `refused`: had the PIN, but the link was used up. `reported`: "that was not me". */
	kind: v.picklist(['opened', 'again', 'refused', 'reported']),
	device: v.picklist(['phone', 'tablet', 'computer', 'unknown']),
	/** shortened network address */
	place: v.nullable(v.string()),
	/** The session is bound to that device. */
	bound: v.boolean(),
	/** who signed in for it */
	person: v.nullable(v.string()),
});
export type LinkOpeningView = v.InferOutput<typeof LinkOpeningView>;

export const LinkView = v.object({
	id: v.string(),
	state: v.picklist(['open', 'locked', 'used-up', 'expired', 'revoked']),
	studies: v.array(LinkStudy),
	rights: v.array(v.picklist(['view', 'annotate', 'download'])),
	/** It opens at one image. */
	exact: v.boolean(),
	createdAt: v.number(),
	expiresAt: v.number(),
	revokedAt: v.nullable(v.number()),
	/** null: the reader themselves */
	maker: v.nullable(v.object({ name: v.nullable(v.string()), hospital: v.nullable(Names) })),
	recipient: v.variant('kind', [
		v.object({ kind: v.literal('pin') }),
		v.object({ kind: v.literal('person'), name: v.nullable(v.string()) }),
		v.object({ kind: v.literal('hospital'), name: v.nullable(Names) }),
	]),
	oneTime: v.boolean(),
	maxUses: v.nullable(v.number()),
	uses: v.number(),
	wrongPins: v.number(),
	/** newest first, the last hundred */
	openings: v.array(LinkOpeningView),
});
export type LinkView = v.InferOutput<typeof LinkView>;
export type LinkState = LinkView['state'];

export const LinkList = v.object({ now: v.number(), links: v.array(LinkView) });
export type LinkList = v.InferOutput<typeof LinkList>;

/** Where in its study a link opens. */
export const LinkPlace = v.object({
	series: v.nullable(Uid),
	instance: v.nullable(Uid),
	/** from 1 */
	frame: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(999_999))),
	window: v.nullable(
		v.object({
			center: v.pipe(v.number(), v.finite(), v.minValue(-1e7), v.maxValue(1e7)),
			width: v.pipe(v.number(), v.finite(), v.minValue(1), v.maxValue(1e7)),
		}),
	),
});
export type LinkPlace = v.InferOutput<typeof LinkPlace>;

const Code = v.pipe(v.string(), v.minLength(1), v.maxLength(64));

/** `POST /api/links` */
export const LinkRequest = v.object({
	study: Uid,
	/** null: at the study's beginning */
	place: v.nullable(LinkPlace),
	/** besides looking */
	annotate: v.boolean(),
	download: v.boolean(),
	hours: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(720)),
	/** null: as often as needed until it ends */
	maxUses: v.nullable(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1000))),
	oneTime: v.boolean(),
	to: v.variant('kind', [
		v.object({ kind: v.literal('pin') }),
		v.object({ kind: v.literal('person'), person: Code }),
		v.object({ kind: v.literal('hospital'), hcode: Code }),
	]),
});
export type LinkRequest = v.InferOutput<typeof LinkRequest>;

/** Shown once. */
export const LinkMade = v.object({
	id: v.string(),
	url: v.string(),
	/** null: for a named person or hospital */
	pin: v.nullable(v.string()),
	expiresAt: v.number(),
	/** the hospital it comes from */
	sender: v.nullable(Names),
});
export type LinkMade = v.InferOutput<typeof LinkMade>;

/** `GET /api/links/terms`: what a new link's form offers. */
export const LinkTerms = v.object({
	defaultHours: v.number(),
	maxHours: v.number(),
	hospitals: v.array(v.object({ hcode: v.string(), th: v.string(), en: v.string() })),
});
export type LinkTerms = v.InferOutput<typeof LinkTerms>;

/** `GET /api/links/people?hospital=`: clinical people of a hospital who have signed in here. */
export const LinkPeople = v.array(
	v.object({ person: v.string(), name: v.string(), position: v.nullable(v.string()) }),
);
export type LinkPeople = v.InferOutput<typeof LinkPeople>;
