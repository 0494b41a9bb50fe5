/**
 * The picture on screen as a key image: what an answer rests on. Kept only when every stored pixel of it is here, since a preview shows
 * no fine line and has the file's own window: nobody can have judged by it what the answer will say.
 */
import type { NewEvent } from '#lib/consult/live/live-consult.ts';
import { err, ok, type Result } from '#lib/base/result.ts';
import type { Desk } from './desk.ts';

/** As the record takes it. */
const mostMarks = 100;

export function keyOf(
	desk: Pick<Desk, 'look' | 'whole' | 'marksHere'>,
	title: string,
): Result<Extract<NewEvent, { readonly k: 'key' }>, 'no-picture' | 'preview'> {
	const look = desk.look();
	if (look === null) return err('no-picture');
	if (!desk.whole()) return err('preview');
	const marks = desk.marksHere().map((mark) => mark.event.id);
	return ok({ k: 'key', look, marks: marks.slice(0, mostMarks), title: title.trim() });
}
