import * as v from 'valibot';
import { codeAnswer } from '#lib/server/app/answers.ts';
import { consultSeat } from '#lib/server/app/consults/consult-caller.ts';
import { readJson } from '#lib/server/app/read-json.ts';
import { noteFirstPicture, noteOpened } from '#lib/server/consult/request/notes.ts';
import type { RequestHandler } from './$types';

const Seen = v.object({ what: v.picklist(['opened', 'picture']) });

/** The person looks at it, or its first picture stands before them. */
export const POST: RequestHandler = async (event) => {
	const sitting = await consultSeat(event, event.params.id);
	if (sitting instanceof Response) return sitting;
	const seen = await readJson(event.request, Seen, 256);
	if (!seen.ok) return codeAnswer(seen.reason === 'too-large' ? 413 : 400, seen.reason);
	const { app } = event.locals;
	const { seat, staff } = sitting;
	const answers = seat.parties.some((party) => party === 'addressee' || party === 'consultant');
	const who = { consult: seat.consult, role: seat.role, person: staff.personId, answers };
	const now = app.clock();
	if (seen.value.what === 'opened') await noteOpened(app, who, now);
	else await noteFirstPicture(app, who, now);
	return new Response(null, { status: 204 });
};
