/** What of an audit row can be searched for, read from its text: whatever its kind, so that a new kind needs nothing here. */
import * as v from 'valibot';

export interface IndexEntry {
	readonly seq: number;
	readonly at: number;
	readonly kind: string;
	readonly who: string;
	readonly action: string;
	/** sorted */
	readonly studies: readonly string[];
	/** sorted */
	readonly hospitals: readonly string[];
}

const Body = v.pipe(
	v.string(),
	v.parseJson(),
	v.looseObject({
		seq: v.number(),
		at: v.number(),
		kind: v.string(),
		who: v.string(),
		action: v.fallback(v.optional(v.string(), ''), ''),
		study: v.fallback(v.nullish(v.string()), null),
		studies: v.fallback(v.optional(v.array(v.string()), []), []),
		hospitals: v.fallback(v.optional(v.array(v.string()), []), []),
	}),
);

/** null: not a row's text. */
export function indexEntry(body: string): IndexEntry | null {
	const parsed = v.safeParse(Body, body);
	if (!parsed.success) return null;
	const { seq, at, kind, who, action, study, studies, hospitals } = parsed.output;
	const named = study === null || study === undefined ? studies : [study, ...studies];
	return { seq, at, kind, who, action, studies: distinct(named), hospitals: distinct(hospitals) };
}

function distinct(texts: readonly string[]): string[] {
	return [...new Set(texts)].sort();
}
