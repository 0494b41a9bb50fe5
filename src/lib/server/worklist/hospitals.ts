import type { Database } from '#lib/server/store/schema.ts';
import type { WorklistScope } from './scope.ts';

export interface ListedHospital {
	readonly hcode: string;
	readonly th: string;
	readonly en: string;
}

/** Whose studies a list may hold, the caller's own first; for a choice among them when there is one. */
export async function mayComeFrom(db: Database, scope: WorklistScope): Promise<ListedHospital[]> {
	const others =
		scope.studies.length === 0
			? []
			: await db
					.selectFrom('study')
					.select('owner')
					.distinct()
					.where('uid', 'in', scope.studies)
					.where('owner', 'is not', null)
					.execute();
	const codes = [...new Set([...scope.owners, ...others.flatMap((row) => row.owner ?? [])])];
	if (codes.length === 0) return [];
	const names = await db
		.selectFrom('hospital')
		.select(['hcode', 'name_th', 'name_en'])
		.where('hcode', 'in', codes)
		.execute();
	const byCode = new Map(names.map((row) => [row.hcode, row]));
	return codes.map((hcode) => {
		const name = byCode.get(hcode);
		return { hcode, th: name?.name_th ?? hcode, en: name?.name_en ?? hcode };
	});
}
