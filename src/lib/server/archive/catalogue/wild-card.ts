/** DICOM's `*` and `?` in the words of each database; both compare case by case and byte by byte. */
import type { RawBuilder, SqlBool } from 'kysely';
import { sql } from 'kysely';

/** SQLite's LIKE ignores case, its GLOB doesn't; PostgreSQL has LIKE only. */
export type GlobSyntax = 'glob' | 'like';

/** null when the pattern matches anything. */
export function globCondition(
	column: RawBuilder<unknown>,
	pattern: string,
	syntax: GlobSyntax,
): RawBuilder<SqlBool> | null {
	if (/^\**$/.test(pattern)) return null;
	const beginning = /^[^*?]*/.exec(pattern)?.[0] ?? '';
	const whole =
		beginning === pattern
			? sql<SqlBool>`${column} = ${pattern}`
			: syntax === 'glob'
				? sql<SqlBool>`${column} glob ${pattern.replaceAll('[', '[[]')}`
				: sql<SqlBool>`${column} like ${likePattern(pattern)} escape '!'`;
	// The beginning as a range lets the index do the work.
	return beginning === '' ? whole : sql<SqlBool>`(${beginsWith(column, beginning)} and ${whole})`;
}

export function beginsWith(column: RawBuilder<unknown>, beginning: string): RawBuilder<SqlBool> {
	return sql<SqlBool>`(${column} >= ${beginning} and ${column} < ${`${beginning}\u{10FFFF}`})`;
}

function likePattern(pattern: string): string {
	return pattern.replace(/[!%_]/g, '!$&').replaceAll('*', '%').replaceAll('?', '_');
}
