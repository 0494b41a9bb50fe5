/**
 * The query of a search (PS3.18 8.3.4): keys as keyword, tag or path, matched as PS3.4 C.2.2.2 says for their VR. An attribute
 * that isn't one is refused; one that isn't indexed is ignored and the answer says so in a Warning, as is a cut list.
 */
import type { Result } from '#lib/base/result.ts';
import { err, ok } from '#lib/base/result.ts';
import type { Match } from '#lib/server/archive/catalogue/catalogue.ts';
import { attributePath } from './attribute-path.ts';
import { parseMatch } from './key-match.ts';
import type { Level } from '../resource.ts';
import { reaches, searchKeys } from './search-keys.ts';
import type { SearchKey } from './search-keys.ts';

export interface QidoQuery {
	readonly keys: ReadonlyMap<SearchKey, Match>;
	/** Further attributes wanted: tags of the data set itself. */
	readonly include: ReadonlySet<string>;
	readonly includeAll: boolean;
	readonly offset: number;
	readonly limit: number;
	/** What was ignored, as sentences for the Warning header. */
	readonly warnings: readonly string[];
}

export type QueryReason = 'query-too-long' | 'unknown-attribute' | 'bad-value' | 'repeated-key';

/** No search answers more rows than this at once; the Warning says when there are more. */
export const mostResults = 500;
const longestQuery = 8192;
const mostParameters = 100;
const largestOffset = 10_000_000;

export function parseQuery(url: URL, level: Level): Result<QidoQuery, QueryReason> {
	if (url.search.length > longestQuery) return err('query-too-long');
	const parameters = [...url.searchParams];
	if (parameters.length > mostParameters) return err('query-too-long');
	const fuzzy = url.searchParams.get('fuzzymatching') === 'true';
	const limit = wholeNumber(url, 'limit', mostResults);
	const offset = wholeNumber(url, 'offset', largestOffset);
	if (limit === null || offset === null) return err('bad-value');

	const draft = new Draft(level, fuzzy);
	for (const [name, value] of parameters) {
		const reason = draft.take(name, value);
		if (reason !== null) return err(reason);
	}
	return ok({
		keys: draft.keys,
		include: draft.include,
		includeAll: draft.includeAll,
		offset: offset ?? 0,
		limit: limit ?? mostResults,
		warnings: draft.warnings(),
	});
}

/** undefined: not given; null: not a number. Larger numbers are cut. */
function wholeNumber(url: URL, name: string, most: number): number | null | undefined {
	const text = url.searchParams.get(name);
	if (text === null || text === '') return undefined;
	return /^\d{1,15}$/.test(text) ? Math.min(Number(text), most) : null;
}

class Draft {
	readonly keys = new Map<SearchKey, Match>();
	readonly include = new Set<string>();
	includeAll = false;
	readonly #level: Level;
	readonly #fuzzy: boolean;
	readonly #ignored: string[] = [];

	constructor(level: Level, fuzzy: boolean) {
		this.#level = level;
		this.#fuzzy = fuzzy;
	}

	take(name: string, value: string): QueryReason | null {
		switch (name.toLowerCase()) {
			case 'limit':
			case 'offset':
			case 'accept':
			case 'charset':
				return null;
			case 'fuzzymatching':
				return value === 'true' || value === 'false' ? null : 'bad-value';
			case 'emptyvaluematching':
			case 'multiplevaluematching':
				if (value === 'true') this.#ignored.push(name.toLowerCase());
				return null;
			case 'includefield':
				return this.#takeInclude(value);
			default:
				return this.#takeKey(name, value);
		}
	}

	warnings(): string[] {
		if (this.#ignored.length === 0) return [];
		return [`The following parameters are not supported and were ignored: ${this.#ignored.join(', ')}`];
	}

	#takeInclude(value: string): QueryReason | null {
		for (const field of value.split(',')) {
			const name = field.trim();
			if (name === '') continue;
			if (name.toLowerCase() === 'all') {
				this.includeAll = true;
				continue;
			}
			const path = attributePath(name);
			if (path === null) return 'unknown-attribute';
			// A path within a sequence: the whole sequence comes.
			const [tag] = path;
			if (tag !== undefined) this.include.add(tag);
		}
		return null;
	}

	#takeKey(name: string, value: string): QueryReason | null {
		const path = attributePath(name);
		if (path === null) return 'unknown-attribute';
		const [tag = ''] = path;
		const rule = path.length === 1 ? searchKeys.find((candidate) => candidate.tag === tag) : undefined;
		if (value === '') {
			// Universal matching (PS3.4 C.2.2.2.3): the key only asks for the attribute back.
			this.include.add(tag);
			return null;
		}
		if (rule === undefined || !reaches(this.#level, rule.level)) {
			this.#ignored.push(path.join('.'));
			return null;
		}
		if (this.keys.has(rule.key)) return 'repeated-key';
		const match = parseMatch(rule.kind, value, this.#fuzzy);
		if (match === null) return 'bad-value';
		this.keys.set(rule.key, match);
		return null;
	}
}
