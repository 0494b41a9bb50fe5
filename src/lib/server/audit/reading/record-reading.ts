import { createHash } from 'node:crypto';
import type { StudyUid } from '#lib/dicom/uid.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { transaction } from '#lib/server/store/transaction.ts';
import { append } from '../append.ts';

export interface AuditReading {
	readonly who: string;
	readonly hospital: string;
	readonly studies: readonly StudyUid[];
	readonly from: string | null;
	readonly requestId: string;
	readonly now: number;
}

const windowMs = 10 * 60_000;

/** Commits the row before the reader gets a word, unless one of the last ten minutes stands for the same reading. */
export async function recordReading(db: Database, reading: AuditReading): Promise<void> {
	const { who, hospital, studies, from, requestId, now } = reading;
	const about = createHash('sha256')
		.update([...studies].sort().join(' '))
		.digest('base64url');
	await transaction(db, async (trx) => {
		const fresh = await trx
			.insertInto('study_opening')
			.values({ principal: who, action: 'read-openings', study: about, opened_at: now })
			.onConflict((conflict) =>
				conflict
					.columns(['principal', 'action', 'study'])
					.doUpdateSet({ opened_at: now })
					.where('study_opening.opened_at', '<=', now - windowMs),
			)
			.returning('opened_at')
			.executeTakeFirst();
		if (fresh === undefined) return;
		await append(trx, { kind: 'audit-read', studies, who, hospital, from, requestId }, now);
	});
}
