import type { Seat } from '#lib/server/consult/request/seat.ts';

/**
 * Whether somebody's line may write now. A question can be marked by its asker before anybody has it (store and forward); once
 * taken, both sides write, also after an answer: it may have to be amended, and what is said then stands after it in the record.
 */
export function mayWriteNow({ mayWrite, role, state }: Pick<Seat, 'mayWrite' | 'role' | 'state'>): boolean {
	if (!mayWrite || role === 'observer') return false;
	switch (state) {
		case 'accepted':
		case 'in-session':
		case 'answered':
			return true;
		case 'draft':
		case 'requested':
		case 'handed-over':
			return role === 'asker';
		case 'declined':
		case 'closed':
		case 'cancelled':
			return false;
	}
}
