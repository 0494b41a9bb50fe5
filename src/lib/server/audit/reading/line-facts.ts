import * as v from 'valibot';

/** What of a row's text a reader is shown, whatever its kind. */
export interface LineFacts {
	readonly kind: string;
	readonly action: string;
	readonly who: string;
	readonly hospital: string | null;
	readonly studies: readonly string[];
	readonly because: string | null;
	readonly reason: string | null;
	readonly from: string | null;
}

const text = v.fallback(v.nullish(v.string()), null);
const Body = v.pipe(
	v.string(),
	v.parseJson(),
	v.looseObject({
		kind: v.fallback(v.string(), ''),
		action: v.fallback(v.optional(v.string(), ''), ''),
		who: v.fallback(v.string(), ''),
		hospital: text,
		study: text,
		studies: v.fallback(v.optional(v.array(v.string()), []), []),
		because: text,
		reason: text,
		from: text,
	}),
);

const nothing: LineFacts = {
	kind: '',
	action: '',
	who: '',
	hospital: null,
	studies: [],
	because: null,
	reason: null,
	from: null,
};

/** A text that is no row's (`verify` names it) has no facts. */
export function lineFacts(body: string): LineFacts {
	const parsed = v.safeParse(Body, body);
	if (!parsed.success) return nothing;
	const { kind, action, who, hospital, study, studies, because, reason, from } = parsed.output;
	return {
		kind,
		action,
		who,
		hospital: hospital ?? null,
		studies: [...new Set(study === null || study === undefined ? studies : [study, ...studies])],
		because: because ?? null,
		reason: reason ?? null,
		from: from ?? null,
	};
}
