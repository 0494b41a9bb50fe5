/** The audit as its readers get it: what the server answers and the screen parses. Names are looked up at reading time. */
import * as v from 'valibot';

const Name = v.object({ th: v.string(), en: v.nullable(v.string()) });
export type AuditName = v.InferOutput<typeof Name>;

const Hospital = v.object({ hcode: v.string(), name: v.nullable(Name) });
export type AuditHospital = v.InferOutput<typeof Hospital>;

const Actor = v.variant('kind', [
	/** `name` null: somebody this hub doesn't know any more */
	v.object({
		kind: v.literal('staff'),
		id: v.string(),
		name: v.nullable(Name),
		/** for which they acted */
		hospital: v.nullable(Hospital),
	}),
	/** A browser that redeemed a share link; `sentBy`: who made that link. */
	v.object({ kind: v.literal('guest'), id: v.string(), sentBy: v.nullable(Name) }),
	v.object({ kind: v.literal('service'), id: v.string(), name: v.nullable(v.string()) }),
	/** a script on the server's machine, the server itself, nobody known */
	v.object({ kind: v.literal('other'), id: v.string() }),
]);
export type AuditActor = v.InferOutput<typeof Actor>;

const Study = v.object({
	uid: v.string(),
	/** ISO */
	date: v.nullable(v.string()),
	modalities: v.array(v.string()),
	description: v.nullable(v.string()),
	/** null where the reader may not know whose study it is */
	patient: v.nullable(v.object({ name: v.nullable(v.string()), hn: v.nullable(v.string()) })),
});
export type AuditStudy = v.InferOutput<typeof Study>;

const Line = v.object({
	seq: v.number(),
	/** ms */
	at: v.number(),
	kind: v.string(),
	action: v.string(),
	who: Actor,
	studies: v.array(Study),
	/** what gave the right: the word before the colon of `because` (hospital, consult, consent, break-glass, link, token, staff) */
	through: v.nullable(v.string()),
	/** why it was refused */
	reason: v.nullable(v.string()),
	/** network address */
	from: v.nullable(v.string()),
});
export type AuditLine = v.InferOutput<typeof Line>;

/** Where the next page begins: after this line, backwards in time. */
const Cursor = v.object({ at: v.number(), seq: v.number() });
export type AuditCursor = v.InferOutput<typeof Cursor>;
export const AuditPage = v.object({ lines: v.array(Line), next: v.nullable(Cursor) });
export type AuditPage = v.InferOutput<typeof AuditPage>;

/** What a person did to a study in one stretch of ten minutes. */
const Opening = v.object({
	/** of the newest line in the stretch */
	seq: v.number(),
	first: v.number(),
	last: v.number(),
	times: v.number(),
	kind: v.string(),
	action: v.string(),
	who: Actor,
	study: Study,
	through: v.nullable(v.string()),
	reason: v.nullable(v.string()),
	from: v.nullable(v.string()),
});
export type AuditOpening = v.InferOutput<typeof Opening>;
export const OpeningsPage = v.object({
	openings: v.array(Opening),
	/** offset of the next page; null: that was all */
	next: v.nullable(v.number()),
});
export type OpeningsPage = v.InferOutput<typeof OpeningsPage>;

const Patient = v.object({
	name: v.nullable(v.string()),
	hn: v.nullable(v.string()),
	issuer: v.nullable(v.string()),
	/** ISO */
	birthDate: v.nullable(v.string()),
	sex: v.nullable(v.string()),
	studies: v.array(v.string()),
	/** ISO */
	lastStudy: v.nullable(v.string()),
});
export type AuditPatient = v.InferOutput<typeof Patient>;
export const PatientsFound = v.object({ patients: v.array(Patient), more: v.boolean() });
export type PatientsFound = v.InferOutput<typeof PatientsFound>;
