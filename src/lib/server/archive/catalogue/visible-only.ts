import { sql } from 'kysely';
import type { SqlBool } from 'kysely';
import type { Visibility } from '#lib/access/visibility.ts';
import type { Condition } from './search-conditions.ts';

/** What a caller may see as a condition on `study`: part of every search, so that other rows don't exist for it (threat 1). */
export function visibleOnly(within: Visibility): Condition[] {
	switch (within.kind) {
		case 'all':
			return [];
		case 'none':
			return [nothing];
		case 'studies':
			return [either([among('study.uid', within.studies)])];
		case 'hospital':
			return [either([among('study.owner', within.owners), among('study.uid', within.studies)])];
	}
}

const nothing: Condition = sql<SqlBool>`1 = 0`;

function among(column: 'study.uid' | 'study.owner', values: readonly string[]): Condition | null {
	return values.length === 0 ? null : sql<SqlBool>`${sql.ref(column)} in (${sql.join(values)})`;
}

function either(conditions: readonly (Condition | null)[]): Condition {
	const asked = conditions.filter((one) => one !== null);
	return asked.length === 0 ? nothing : sql<SqlBool>`(${sql.join(asked, sql` or `)})`;
}
