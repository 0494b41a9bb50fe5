/** Filters that a person keeps under names of their own, oldest first: the first nine have the keys 1 to 9. */
import type { SavedFilter, WorklistFilter } from '#lib/archive/worklist.ts';
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import { newId } from '#lib/server/identity/secret.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { storedFilter } from './visits.ts';

export const mostFilters = 20;

export async function savedFilters(db: Database, person: string): Promise<SavedFilter[]> {
	const rows = await db
		.selectFrom('saved_filter')
		.select(['id', 'name', 'filter'])
		.where('person', '=', person)
		.orderBy('created_at')
		.orderBy('id')
		.execute();
	return rows.map((row) => ({ id: row.id, name: row.name, filter: storedFilter(row.filter) }));
}

/** One of the same name is replaced: that is what its owner means. */
export async function saveFilter(
	db: Database,
	person: string,
	{ name, filter, now }: { readonly name: string; readonly filter: WorklistFilter; readonly now: number },
): Promise<Result<SavedFilter, 'too-many'>> {
	const mine = await savedFilters(db, person);
	const same = mine.find((one) => one.name === name);
	const text = JSON.stringify(filter);
	if (same !== undefined) {
		await db.updateTable('saved_filter').set({ filter: text }).where('id', '=', same.id).execute();
		return ok({ ...same, filter });
	}
	if (mine.length >= mostFilters) return err('too-many');
	const id = newId();
	await db.insertInto('saved_filter').values({ id, person, name, filter: text, created_at: now }).execute();
	return ok({ id, name, filter });
}

/** Another person's is left alone. */
export async function forgetFilter(db: Database, person: string, id: string): Promise<void> {
	await db.deleteFrom('saved_filter').where('person', '=', person).where('id', '=', id).execute();
}
