/** One key image of a consult's record as it is to be rendered; also one that was taken back since: a signed answer may show it. */
import type { ImageNote } from '#lib/consult/answer/statement.ts';
import type { EventOf } from '#lib/consult/record/event.ts';
import { pixelsOf } from '#lib/annotation/frame-geometry.ts';
import type { StudyService } from '#lib/server/archive/studies/study-service.ts';
import type { Database } from '#lib/server/store/schema.ts';
import type { Seat } from '../request/seat.ts';
import { formsOf } from './mark-forms.ts';
import { Pictures } from './pictures.ts';
import { keyNote } from './propose.ts';
import { readRecord } from './read-record.ts';
import { fold } from '#lib/consult/record/fold.ts';

interface Parts {
	readonly db: Database;
	readonly studies: StudyService;
}

/** null: none of that id, its picture is not of this consult, or it is another patient's. `file` null: whatever it is now. */
export async function keyImageNote(
	{ db, studies }: Parts,
	seat: Seat,
	id: string,
	signal: AbortSignal,
): Promise<(Omit<ImageNote, 'file'> & { readonly file: null }) | null> {
	const { recorded } = await readRecord(db, seat.consult);
	const event = recorded
		.map((one) => one.event)
		.find((one): one is EventOf<'key'> => one.k === 'key' && one.id === id);
	if (event === undefined) return null;
	const study = seat.studies.find((uid) => uid === event.look.study);
	if (study === undefined) return null;
	const pictures = await Pictures.of(studies, [study], signal);
	if (!pictures.ok) return null;
	const picture = pictures.value.find(event.look);
	if (picture === null || picture.image.patientMismatch) return null;
	const forms = formsOf(recorded);
	const { marks } = fold(recorded);
	const shown = event.marks.flatMap((one) => {
		const mark = marks.find((each) => each.id === forms.get(one));
		const pixels = mark === undefined ? null : pixelsOf(mark.event.mark.points, picture.geometry);
		if (mark === undefined || pixels === null) return [];
		const at = pixels.map(([column, row]): [number, number] => [column, row]);
		return [
			{ event: mark.event.id, by: mark.author, author: '', mark: mark.event.mark, pixels: at, values: [] },
		];
	});
	return { ...keyNote(event, picture), marks: shown, file: null };
}
