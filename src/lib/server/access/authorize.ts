/**
 * The door of every route that touches a study: identity was established by the hooks, the policy is `decide`, and nothing is
 * granted that isn't in the audit. A study's first opening by a session commits an audit row before this resolves, so before
 * any byte is served; further requests within ten minutes for the same reason belong to the same row. Refusals are recorded too, within a budget.
 * An unknown study and a forbidden one take the same road and time (threat 1): links and tokens name their studies, and for
 * people the same rows are asked for whether there is such a study or not.
 */
import type { Clock } from '#lib/base/clock.ts';
import { decide } from '#lib/access/decide.ts';
import type { Principal } from '#lib/access/principal.ts';
import type { Decision, DenyReason, Request } from '#lib/access/request.ts';
import { noStanding } from '#lib/access/standing.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { append } from '#lib/server/audit/append.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { transaction } from '#lib/server/store/transaction.ts';
import { openingWindowMs, recordOpening } from './opening.ts';
import { RecentKeys } from './recent-keys.ts';
import { RefusalBudget } from './refusal-budget.ts';
import { standingWithConsent } from './standing.ts';
import type { Consents } from './consent/consents.ts';

export interface RequestContext {
	readonly requestId: string;
	/** The caller's network address, for the audit. */
	readonly from: string | null;
}

export type Authorize = (
	principal: Principal,
	request: Request,
	context: RequestContext,
) => Promise<Decision>;

/** `consents` null: no consent service is known, so no consent gives anything. `opened` hears of each study someone begins to see. */
export function createAuthorize(
	db: Database,
	clock: Clock,
	consents: Consents | null = null,
	opened: (study: StudyUid) => void = () => undefined,
): Authorize {
	const recent = new RecentKeys();
	const budget = new RefusalBudget();

	async function grant(event: Granting): Promise<void> {
		const key = `${event.who} ${event.action} ${event.study ?? ''} ${event.because}`;
		if (recent.has(key, event.now)) return;
		const openedAt = await transaction(db, (trx) => recordOpening(trx, event));
		recent.add(key, openedAt + openingWindowMs);
		if (event.action === 'view' && event.study !== null) opened(event.study);
	}

	async function refuse(event: Asked, reason: DenyReason): Promise<void> {
		const unrecorded = budget.take(event.who, event.now);
		if (unrecorded === null) return;
		const { now, ...asked } = event;
		await transaction(db, (trx) =>
			append(trx, { kind: 'access-refused', ...asked, reason, unrecorded }, now),
		);
	}

	return async (principal, request, context) => {
		const now = clock();
		const study = 'study' in request ? request.study : null;
		const acting = principal.kind === 'staff' ? { hospital: principal.hospital.hcode } : {};
		const asked: Asked = { who: whoIs(principal), action: request.action, study, now, ...acting, ...context };
		const standing =
			study === null ? noStanding : await standingWithConsent({ db, consents }, principal, study, now);
		const decision = decide(principal, request, now, standing);
		if (decision.allow) await grant({ ...asked, because: decision.because });
		else await refuse(asked, decision.reason);
		return decision;
	};
}

interface Asked extends RequestContext {
	readonly who: string;
	/** hcode a person acts for */
	readonly hospital?: string;
	readonly action: Request['action'];
	readonly study: StudyUid | null;
	readonly now: number;
}

interface Granting extends Asked {
	readonly because: string;
}

/** A principal's name in the audit. */
export function whoIs(principal: Principal): string {
	switch (principal.kind) {
		case 'anonymous':
			return 'anonymous';
		case 'guest':
			return `guest:${principal.sessionId}`;
		case 'service':
			return `service:${principal.tokenId}`;
		case 'staff':
			return `staff:${principal.personId}`;
	}
}
