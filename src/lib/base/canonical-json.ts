/** What is hashed or signed: no undefined, no dates, no numbers that print in two ways. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** One text for one value: keys sorted by code unit, no spaces. Two readers then hash the same bytes (as RFC 8785 does for values without floats of many digits). */
export function canonicalJson(value: Json): string {
	if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError('not a number of JSON');
	if (value === null || typeof value !== 'object') return JSON.stringify(value);
	if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
	const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
	return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonicalJson(each)}`).join(',')}}`;
}

function isList(value: Json): value is readonly Json[] {
	return Array.isArray(value);
}
