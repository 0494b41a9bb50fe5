/**
 * Finding people by name. The index holds every ending of every word of a name's normal form (PS3.5 6.2.1 groups, titles and
 * tone marks aside, as `dicom/name-search` makes it), so that "a part of the name" is a range of the index in both databases.
 * The archive's own search can't be used: it compares bytes of whatever character set the file declared (thai.md 4.2).
 */
import type { RawBuilder, SqlBool } from 'kysely';
import { sql } from 'kysely';
import type { PersonNameGroups } from '#lib/dicom/dataset.ts';
import { normaliseForSearch, searchKeys } from '#lib/dicom/text/name-search.ts';
import type { Transaction } from '#lib/server/store/schema.ts';
import type { GlobSyntax } from './wild-card.ts';
import { beginsWith, globCondition } from './wild-card.ts';

/** Longer ones are no names; their first characters are indexed. */
const maxWords = 24;
const maxWord = 64;

/** What a study row and the index share; null for a name without a letter. */
export function nameKey(groups: PersonNameGroups | null): string | null {
	const words = new Set(groups === null ? [] : searchKeys(groups).flatMap((key) => key.split(' ')));
	words.delete('');
	return words.size === 0 ? null : [...words].slice(0, maxWords).join(' ');
}

export async function indexName(trx: Transaction, key: string | null): Promise<void> {
	if (key === null) return;
	const known = await trx
		.selectFrom('name_part')
		.select('part')
		.where('name', '=', key)
		.limit(1)
		.executeTakeFirst();
	if (known !== undefined) return;
	const parts = new Map<string, number>();
	for (const word of key.split(' ')) {
		const letters = Array.from(word).slice(0, maxWord);
		letters.forEach((letter, index) => {
			// Nobody begins a search with a vowel sign or a tone mark that hangs on the letter before.
			if (index > 0 && /\p{M}/u.test(letter)) return;
			const part = letters.slice(index).join('');
			parts.set(part, Math.max(parts.get(part) ?? 0, index === 0 ? 1 : 0));
		});
	}
	await trx
		.insertInto('name_part')
		.values([...parts].map(([part, whole]) => ({ part, whole, name: key })))
		.onConflict((conflict) => conflict.columns(['part', 'name']).doNothing())
		.execute();
}

/** null when the text matches any name. */
export function nameCondition(
	column: RawBuilder<unknown>,
	sought: { text: string; fuzzy: boolean },
	syntax: GlobSyntax,
): RawBuilder<SqlBool> | null {
	const words = soughtWords(sought.text);
	if (words.length === 0) return /[^\s*?^=]/.test(sought.text) ? sql<SqlBool>`1 = 0` : null;
	const names = words.map(
		(word) => sql`select name from name_part where ${wordCondition(word, sought.fuzzy, syntax)}`,
	);
	return sql<SqlBool>`${column} in (${sql.join(names, sql` intersect `)})`;
}

function wordCondition(word: string, fuzzy: boolean, syntax: GlobSyntax): RawBuilder<SqlBool> {
	const part = sql.ref('part');
	if (!/[*?]/.test(word)) {
		return fuzzy ? beginsWith(part, word) : sql<SqlBool>`(${beginsWith(part, word)} and whole = 1)`;
	}
	const anywhere = word.startsWith('*');
	const pattern = word.replace(/^\*+/, '');
	const match = globCondition(part, pattern, syntax) ?? sql<SqlBool>`1 = 1`;
	return anywhere ? match : sql<SqlBool>`(${match} and whole = 1)`;
}

/** The text's words in normal form, wild cards kept in their place. */
function soughtWords(text: string): string[] {
	const words: string[] = [];
	for (const token of text.split(/[\s^=]+/)) {
		if (!/[*?]/.test(token)) {
			words.push(token);
			continue;
		}
		const pattern = token.replace(/[^*?]+/g, (piece) => normaliseForSearch(piece).replaceAll(' ', '*'));
		if (/[^*?]/.test(pattern)) words.push(pattern);
	}
	// Words without wild cards together: a title is known as such only beside the name that it belongs to.
	const plain = words.filter((word) => !/[*?]/.test(word)).join(' ');
	const wild = words.filter((word) => /[*?]/.test(word));
	return [...normaliseForSearch(plain).split(' '), ...wild].filter((word) => word !== '');
}
