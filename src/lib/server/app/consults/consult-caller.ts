/** The beginning of the consults' routes: who may have a list at all (access.md 3.4 rules 1 and 4). What is in it is asked row by row. */
import type { Staff } from '#lib/access/staff.ts';
import type { Consents } from '#lib/server/access/consent/consents.ts';
import type { Actor } from '#lib/server/identity/actor.ts';
import { readerOf } from '#lib/server/consult/request/list.ts';
import type { Reader } from '#lib/server/consult/request/list-query.ts';
import { seatOf } from '#lib/server/consult/request/seat.ts';
import type { Seat } from '#lib/server/consult/request/seat.ts';
import { notFound, refusal } from '../answers.ts';
import type { Asking } from '../answers.ts';

export async function consultReader(event: Asking): Promise<Reader | Response> {
	const no = await refusal(event, { action: 'search' });
	if (no !== null) return no;
	const { app, principal } = event.locals;
	if (principal.kind !== 'staff') return notFound();
	return readerOf(app.db, principal, app.clock());
}

/** Whoever sits in this consult; for anybody else there is none. */
export async function consultSeat(
	event: Asking,
	id: string,
): Promise<{ readonly staff: Staff; readonly seat: Seat } | Response> {
	const reader = await consultReader(event);
	if (reader instanceof Response) return reader;
	const { app } = event.locals;
	const consents: Consents | null = app.consents;
	const seat = await seatOf(app.db, reader.staff, id, reader.now, consents);
	return seat === null ? notFound() : { staff: reader.staff, seat };
}

export function actorOf(event: Asking, staff: Staff): Actor {
	const { app, requestId } = event.locals;
	return {
		who: `staff:${staff.personId}`,
		from: event.getClientAddress(),
		requestId,
		now: app.clock(),
	};
}
