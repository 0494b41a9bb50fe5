/** The officer's side: what waits for judgement, and judging it. */
import * as v from 'valibot';
import { reviewOutcomes, emergencyReasons } from '#lib/access/break-glass.ts';
import type { EmergencyUse, ReviewOrder } from '#lib/access/break-glass.ts';
import type { ReviewedAct } from '#lib/access/request.ts';
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import { append } from '#lib/server/audit/append.ts';
import type { Actor } from '#lib/server/identity/actor.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { transaction } from '#lib/server/store/transaction.ts';
import { answersTo } from './chiefs.ts';

const yearMs = 365 * 24 * 3_600_000;
const most = 500;

/** Of studies of these hospitals, for a year back: what waits first, the longest overdue on top, then what was judged last. */
export async function usesToReview(
	db: Database,
	owners: readonly string[],
	now: number,
): Promise<EmergencyUse[]> {
	if (owners.length === 0) return [];
	const rows = await uses(db)
		.where('b.owner', 'in', owners)
		.where('b.started_at', '>', now - yearMs)
		.orderBy((is) =>
			is
				.case()
				.when(is.or([is('b.outcome', 'is', null), is('b.outcome', '=', 'needs-talk')]))
				.then(0)
				.else(1)
				.end(),
		)
		.orderBy((is) =>
			is
				.case()
				.when('b.reviewed_at', 'is', null)
				.then(is.ref('b.review_due'))
				.else(is.ref('b.reviewed_at'))
				.end(),
		)
		.limit(most)
		.execute();
	return rows.map(useOf);
}

/** What this doctor did, newest first: everyone sees their own count. */
export async function ownUses(db: Database, person: string, now: number): Promise<EmergencyUse[]> {
	const rows = await uses(db)
		.where('b.person', '=', person)
		.where('b.started_at', '>', now - yearMs)
		.orderBy('b.started_at', 'desc')
		.limit(most)
		.execute();
	return rows.map(useOf);
}

export async function countOwnUses(db: Database, person: string, now: number): Promise<number> {
	const { count } = await db
		.selectFrom('break_glass')
		.select((is) => is.fn.countAll<number>().as('count'))
		.where('person', '=', person)
		.where('started_at', '>', now - yearMs)
		.executeTakeFirstOrThrow();
	return count;
}

/** How many of these hospitals' wait, and how many of them for too long. */
export async function waitingReviews(
	db: Database,
	owners: readonly string[],
	now: number,
): Promise<{ readonly waiting: number; readonly overdue: number }> {
	if (owners.length === 0) return { waiting: 0, overdue: 0 };
	const rows = await db
		.selectFrom('break_glass')
		.select('review_due')
		.where('owner', 'in', owners)
		.where((is) => is.or([is('outcome', 'is', null), is('outcome', '=', 'needs-talk')]))
		.execute();
	return { waiting: rows.length, overdue: rows.filter((row) => now >= row.review_due).length };
}

/** What `decide` wants to know before this person judges that use; null: there is no such use. */
export async function reviewedAct(db: Database, id: string, reviewer: string): Promise<ReviewedAct | null> {
	const row = await db
		.selectFrom('break_glass as b')
		.leftJoin('hospital as h', 'h.hcode', 'b.owner')
		.select(['b.owner', 'h.hcode9', 'b.person'])
		.where('b.id', '=', id)
		.executeTakeFirst();
	if (row === undefined) return null;
	const owner = { hcode: row.owner, hcode9: row.hcode9 };
	const reviewerIsSubordinate = await answersTo(db, reviewer, row.person);
	return { owner, actor: row.person, reviewerIsSubordinate };
}

export interface Reviewed {
	readonly study: string;
	/** Access that still ran has ended with this judgement. */
	readonly ended: boolean;
}

/** Judged once; only what was to be talked over can be judged again. What is found unjustified ends there and then. */
export async function review(
	db: Database,
	judged: { readonly id: string; readonly reviewer: string; readonly order: ReviewOrder },
	actor: Actor,
): Promise<Result<Reviewed, 'already-reviewed'>> {
	const { id, reviewer, order } = judged;
	const { now, ...by } = actor;
	return transaction(db, async (trx) => {
		const row = await trx
			.updateTable('break_glass')
			.set({ outcome: order.outcome, remark: order.remark, reviewer, reviewed_at: now })
			.where('id', '=', id)
			.where((is) => is.or([is('outcome', 'is', null), is('outcome', '=', 'needs-talk')]))
			.returning(['study', 'until', 'owner', 'hospital'])
			.executeTakeFirst();
		if (row === undefined) return err('already-reviewed');
		const ended = order.outcome === 'not-justified' && now < row.until;
		if (ended) await trx.updateTable('break_glass').set({ until: now }).where('id', '=', id).execute();
		await append(
			trx,
			{
				kind: 'break-glass-reviewed',
				breakGlass: id,
				hospitals: [row.owner, row.hospital],
				outcome: order.outcome,
				ended,
				...by,
			},
			now,
		);
		return ok({ study: row.study, ended });
	});
}

function uses(db: Database) {
	return db
		.selectFrom('break_glass as b')
		.leftJoin('person as p', 'p.id', 'b.person')
		.leftJoin('person as r', 'r.id', 'b.reviewer')
		.leftJoin('hospital as h', 'h.hcode', 'b.hospital')
		.leftJoin('hospital as o', 'o.hcode', 'b.owner')
		.selectAll('b')
		.select([
			'p.name_th as actor_name',
			'r.name_th as reviewer_name',
			'h.name_th as hospital_name',
			'o.name_th as owner_name',
		]);
}

type Row = Awaited<ReturnType<ReturnType<typeof uses>['execute']>>[number];

const Reason = v.picklist(emergencyReasons);
const Outcome = v.picklist(reviewOutcomes);

function useOf(row: Row): EmergencyUse {
	return {
		id: row.id,
		actor: {
			id: row.person,
			name: row.actor_name ?? row.person,
			hospital: row.hospital_name ?? row.hospital,
		},
		owner: row.owner_name ?? row.owner,
		study: row.study,
		patient: null,
		reason: v.parse(Reason, row.reason),
		note: row.note,
		startedAt: row.started_at,
		until: row.until,
		reviewDue: row.review_due,
		review:
			row.reviewed_at === null || row.outcome === null
				? null
				: {
						outcome: v.parse(Outcome, row.outcome),
						at: row.reviewed_at,
						reviewer: row.reviewer_name ?? row.reviewer ?? '',
						remark: row.remark ?? '',
					},
	};
}
