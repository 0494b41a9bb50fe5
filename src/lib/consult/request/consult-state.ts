/**
 * A question to a specialist, from its first word to the end of the access it gave.
 *
 *     draft -> requested -> accepted -> in-session -> answered -> closed
 *                 |   ^        |  ^         |
 *                 v   |        v  |         |
 *             declined +-- handed-over <----+          anything not answered yet -> cancelled
 *
 * `declined` waits for its asker, who asks somebody else or cancels; `handed-over` waits for the next to accept. Which move
 * leads where, and who may make it, is the table in `moves.ts`.
 */
export const consultStates = [
	'draft',
	'requested',
	'accepted',
	'in-session',
	'answered',
	'closed',
	'declined',
	'handed-over',
	'cancelled',
] as const;
export type ConsultState = (typeof consultStates)[number];

export const urgencies = ['emergency', 'urgent', 'routine'] as const;
export type Urgency = (typeof urgencies)[number];

/** Somebody is still to take it: the clock runs, nobody is at work. */
export function isWaiting(state: ConsultState): boolean {
	return state === 'requested' || state === 'handed-over';
}

/** Nothing is added to it any more. */
export function isOver(state: ConsultState): boolean {
	return state === 'closed' || state === 'cancelled';
}

/** An answer is still owed. */
export function isDue(state: ConsultState): boolean {
	return isWaiting(state) || state === 'accepted' || state === 'in-session';
}
