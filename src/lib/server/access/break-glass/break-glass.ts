/**
 * Breaking the glass. The caller asked `authorize` for it (a doctor, a recent proof, a known study of another hospital). The row
 * in the audit comes first and holds the others' place in line: of two clicks at once the second finds the first one's grant.
 */
import { breakGlassMs, reviewWithinMs } from '#lib/access/break-glass.ts';
import type { BreakGlassOrder } from '#lib/access/break-glass.ts';
import type { BreakGlass } from '#lib/access/standing.ts';
import type { Staff } from '#lib/access/staff.ts';
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { append } from '#lib/server/audit/append.ts';
import type { Actor } from '#lib/server/identity/actor.ts';
import { newId } from '#lib/server/identity/secret.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { transaction } from '#lib/server/store/transaction.ts';
import { breakGlassOf } from '../standing.ts';

export interface Broken extends BreakGlass {
	/** hcode of the hospital whose officer is to be told */
	readonly owner: string;
}

export async function breakGlass(
	db: Database,
	asked: { readonly staff: Staff; readonly study: StudyUid; readonly order: BreakGlassOrder },
	actor: Actor,
): Promise<Result<Broken, 'not-found' | 'already-open'>> {
	const { staff, study, order } = asked;
	const { now, ...by } = actor;
	try {
		return await transaction(db, async (trx) => {
			const row = await trx.selectFrom('study').select('owner').where('uid', '=', study).executeTakeFirst();
			if (row === undefined || row.owner === null) return err('not-found');
			const made = { id: newId(), until: now + breakGlassMs, owner: row.owner };
			const { hcode } = staff.hospital;
			const { owner } = made;
			const what = { breakGlass: made.id, study, owner, hospitals: [hcode, owner] };
			await append(
				trx,
				{ kind: 'break-glass', ...what, reason: order.reason, until: made.until, ...by, hospital: hcode },
				now,
			);
			// It ends when it ends: nothing that runs is made longer, by its maker or by anybody (access.md 3.5).
			if ((await breakGlassOf(trx, staff, study, now)) !== null) throw new AlreadyOpen();
			await trx
				.insertInto('break_glass')
				.values({
					id: made.id,
					person: staff.personId,
					hospital: hcode,
					study,
					owner: made.owner,
					reason: order.reason,
					note: order.text,
					started_at: now,
					until: made.until,
					review_due: now + reviewWithinMs,
					reviewed_at: null,
					reviewer: null,
					outcome: null,
					remark: null,
				})
				.execute();
			return ok(made);
		});
	} catch (error) {
		if (error instanceof AlreadyOpen) return err('already-open');
		throw error;
	}
}

/** Takes the audit row back with it: nothing happened. */
class AlreadyOpen extends Error {}
