import type { StudyUid } from '#lib/dicom/uid.ts';
import { append } from '#lib/server/audit/append.ts';
import type { Transaction } from '#lib/server/store/schema.ts';

export const openingWindowMs = 10 * 60_000;

export interface Opening {
	readonly who: string;
	readonly hospital?: string;
	readonly action: string;
	readonly study: StudyUid | null;
	readonly because: string;
	readonly from: string | null;
	readonly requestId: string;
	readonly now: number;
}

/** Writes the audit row unless one within the window stands for this opening already; when that window began. */
export async function recordOpening(trx: Transaction, opening: Opening): Promise<number> {
	const { now, ...granted } = opening;
	// Another reason is another row: what was opened under an emergency is never hidden behind an earlier consent.
	const action = `${opening.action} ${opening.because}`;
	const key = { principal: opening.who, action, study: opening.study ?? '' };
	const fresh = await trx
		.insertInto('study_opening')
		.values({ ...key, opened_at: now })
		.onConflict((conflict) =>
			conflict
				.columns(['principal', 'action', 'study'])
				.doUpdateSet({ opened_at: now })
				.where('study_opening.opened_at', '<=', now - openingWindowMs),
		)
		.returning('opened_at')
		.executeTakeFirst();
	if (fresh !== undefined) {
		await noteViewer(trx, opening);
		await append(trx, { kind: 'access-granted', ...granted }, now);
		return now;
	}
	const standing = await trx
		.selectFrom('study_opening')
		.select('opened_at')
		.where('principal', '=', key.principal)
		.where('action', '=', key.action)
		.where('study', '=', key.study)
		.executeTakeFirstOrThrow();
	return standing.opened_at;
}

const staff = 'staff:';

/** For the lists of studies: who of the staff has looked at this one. */
async function noteViewer(trx: Transaction, { who, action, study, now }: Opening): Promise<void> {
	if (action !== 'view' || study === null || !who.startsWith(staff)) return;
	await trx
		.insertInto('study_viewer')
		.values({ study, person: who.slice(staff.length), first_at: now, last_at: now })
		.onConflict((conflict) => conflict.columns(['study', 'person']).doUpdateSet({ last_at: now }))
		.execute();
	await trx
		.updateTable('study')
		.set({ opened_at: now })
		.where('uid', '=', study)
		.where('opened_at', 'is', null)
		.execute();
}
