/** A move over HTTP. What the person is to the consult is read anew; the revision they saw guards against surprises. */
import type { ConsultItem, MoveOrder } from '#lib/consult/request/consult-view.ts';
import { readConsult } from '#lib/server/consult/request/consult-row.ts';
import { oneConsult } from '#lib/server/consult/request/list.ts';
import type { Reader } from '#lib/server/consult/request/list-query.ts';
import { moveConsult } from '#lib/server/consult/request/move.ts';
import type { MoveProblem } from '#lib/server/consult/request/move.ts';
import { partiesOf } from '#lib/server/consult/request/parties.ts';
import { tellMoved } from '#lib/server/consult/request/tell.ts';
import { reaches } from '#lib/server/consult/request/whom.ts';
import { transaction } from '#lib/server/store/transaction.ts';
import { codeAnswer, notFound } from '../answers.ts';
import type { Asking } from '../answers.ts';
import { actorOf } from './consult-caller.ts';

/** The consult as it stands afterwards, as far as its mover may still see it. */
export async function move(
	event: Asking,
	reader: Reader,
	asked: { readonly id: string; readonly order: MoveOrder },
): Promise<ConsultItem | null | Response> {
	const { app } = event.locals;
	const { id, order } = asked;
	const consult = await readConsult(app.db, id);
	if (consult === null) return notFound();
	const parties = partiesOf(consult, reader.staff, reader.specialties, reader.now);
	if (parties.length === 0) return notFound();
	// A whole specialty isn't declined for by one of it, nor does a hospital shrug.
	const pools = consult.to?.kind === 'specialty';
	if (order.move === (pools ? 'decline' : 'pass')) return codeAnswer(403, 'not-your-move');
	if ('to' in order && !(await reaches(app.db, order.to, reader.staff.personId)))
		return codeAnswer(422, 'nobody-there');
	const { staff } = reader;
	const by = { person: staff.personId, hospital: staff.hospital.hcode, parties };
	const moved = await transaction(app.db, (trx) =>
		moveConsult(trx, { consult: id, by, ...order }, actorOf(event, staff)),
	);
	if (!moved.ok) return problemAnswer(moved.reason);
	await tellMoved(app, moved.value);
	return oneConsult(app.db, { ...reader, now: app.clock() }, id);
}

function problemAnswer(problem: MoveProblem): Response {
	switch (problem) {
		case 'not-found':
			return notFound();
		case 'not-your-move':
			return codeAnswer(403, problem);
		case 'too-late':
		case 'taken':
		case 'changed':
			return codeAnswer(409, problem);
	}
}
