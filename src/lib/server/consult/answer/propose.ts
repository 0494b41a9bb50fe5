/**
 * From what somebody wrote to what would be signed: the opinion with everything it rests on put beside it from the server's own
 * files and record, its measurements measured again. What stands in the way is told; nothing is left out silently.
 */
import { agrees } from '#lib/annotation/measures.ts';
import { measured } from '#lib/annotation/measured-on.ts';
import { pixelsOf } from '#lib/annotation/frame-geometry.ts';
import type { SeenMeasure } from '#lib/annotation/annotation.ts';
import type { Problem } from '#lib/consult/answer/answer-view.ts';
import { hasBlank } from '#lib/consult/answer/opinion.ts';
import type { Opinion } from '#lib/consult/answer/opinion.ts';
import type {
	ImageNote,
	MarkNote,
	MeasureNote,
	Proposal,
	StudyNote,
	Subject,
} from '#lib/consult/answer/statement.ts';
import type { EventOf } from '#lib/consult/record/event.ts';
import { fold } from '#lib/consult/record/fold.ts';
import type { Consultation, Item, Mark } from '#lib/consult/record/fold.ts';
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import type { StudyService } from '#lib/server/archive/studies/study-service.ts';
import type { Database } from '#lib/server/store/schema.ts';
import type { PixelPool } from '#lib/server/pixels/pool/pixel-pool.ts';
import { formsOf } from './mark-forms.ts';
import { MeasuredPixels } from './measured-pixels.ts';
import { Pictures, placeOf } from './pictures.ts';
import type { Picture } from './pictures.ts';
import { readRecord } from './read-record.ts';
import { namesOf, questionOf } from './question.ts';

export interface ProposalParts {
	readonly db: Database;
	readonly studies: StudyService;
	readonly pixels: Pick<PixelPool, 'decodeFrame'>;
}

export interface Wanted {
	readonly consult: string;
	/** of the consult, by its seat */
	readonly studies: readonly StudyUid[];
	readonly opinion: Opinion;
	/** the version before, and why there is another; null: the first */
	readonly amends: { readonly hash: string; readonly reason: string; readonly version: number } | null;
}

export interface Proposed {
	readonly proposal: Proposal;
	readonly problems: readonly Problem[];
}

export async function propose(
	{ db, studies, pixels }: ProposalParts,
	wanted: Wanted,
	signal: AbortSignal,
): Promise<Result<Proposed, 'archive-unavailable'>> {
	const pictures = await Pictures.of(studies, wanted.studies, signal);
	if (!pictures.ok) return pictures;
	const record = await readRecord(db, wanted.consult);
	const people = await namesOf(db, [...new Set(record.recorded.map(({ event }) => event.by))]);
	const said = new Sources({
		said: fold(record.recorded),
		forms: formsOf(record.recorded),
		pictures: pictures.value,
		pixels: new MeasuredPixels({ studies, pixels }, signal),
		people,
	});
	if (hasBlank(wanted.opinion)) said.problem('blank-left', null);
	const images: ImageNote[] = [];
	for (const id of wanted.opinion.keyImages) {
		const picture = await said.keyImage(id);
		if (picture === null) continue;
		const row = await studies.catalogue.instance(picture.of.study.study, null, picture.of.image.uid);
		if (row === null) said.problem('key-image-not-final', id);
		else images.push({ ...picture.note, file: row.sha256 });
	}
	const measures: MeasureNote[] = [];
	for (const id of wanted.opinion.measurements) {
		const measure = await said.measure(id);
		if (measure !== null) measures.push(measure);
	}
	const [first] = wanted.studies;
	const whole = first === undefined ? null : pictures.value.study(first);
	if (whole === null) return err('archive-unavailable');
	const { patient } = whole;
	const subject: Subject = {
		name: patient.name.text,
		latin: patient.name.latin,
		nameDoubt: patient.name.damaged ? 'damaged' : patient.name.guessed ? 'guessed' : null,
		id: patient.id,
		issuer: patient.issuer,
		birthDate: patient.birthDate,
		sex: patient.sex,
		age: patient.age,
	};
	const proposal: Proposal = {
		v: 1,
		consult: wanted.consult,
		version: (wanted.amends?.version ?? 0) + 1,
		amends: wanted.amends === null ? null : { hash: wanted.amends.hash, reason: wanted.amends.reason },
		opinion: wanted.opinion,
		subject,
		studies: wanted.studies.flatMap((uid) => studyNote(pictures.value, uid)),
		asked: await questionOf(db, wanted.consult),
		record: record.head,
		images,
		measures,
	};
	return ok({ proposal, problems: said.problems });
}

function studyNote(pictures: Pictures, uid: StudyUid): StudyNote[] {
	const study = pictures.study(uid);
	if (study === null) return [];
	const { date, description, accession, institution } = study;
	const pictured = study.series.filter((series) => series.instances.some((one) => one.kind === 'image'));
	const modalities = [...new Set(pictured.map((series) => series.modality))].sort().join('/');
	return [{ study: uid, date, description, modalities, accession, institution }];
}

interface SourceParts {
	readonly said: Consultation;
	readonly forms: ReadonlyMap<string, string>;
	readonly pictures: Pictures;
	readonly pixels: MeasuredPixels;
	readonly people: ReadonlyMap<string, string>;
}

/** What the record and the files say, and what is wrong with it. */
class Sources {
	readonly problems: Problem[] = [];
	readonly #said: Consultation;
	readonly #forms: ReadonlyMap<string, string>;
	readonly #pictures: Pictures;
	readonly #pixels: MeasuredPixels;
	readonly #people: ReadonlyMap<string, string>;

	constructor({ said, forms, pictures, pixels, people }: SourceParts) {
		this.#said = said;
		this.#forms = forms;
		this.#pictures = pictures;
		this.#pixels = pixels;
		this.#people = people;
	}

	problem(code: Problem['code'], event: string | null): null {
		this.problems.push({ code, event });
		return null;
	}

	async keyImage(
		id: string,
	): Promise<{ readonly note: Omit<ImageNote, 'file'>; readonly of: Picture } | null> {
		const item: Item<'key'> | undefined = this.#said.keyImages.find((one) => one.id === id);
		if (item === undefined) return this.problem('key-image-gone', id);
		const { look, marks } = item.event;
		const picture = this.#pictures.find(look);
		if (picture === null) return this.problem('key-image-gone', id);
		const { image } = picture;
		if (image.patientMismatch) return this.problem('patient-mismatch', id);
		if (!isFinal(picture)) return this.problem('key-image-not-final', id);
		const drawn: MarkNote[] = [];
		for (const event of marks) {
			const mark = await this.#markOn(picture, event);
			if (mark !== null) drawn.push(mark);
		}
		return { of: picture, note: { ...keyNote(item.event, picture), marks: drawn } };
	}

	async measure(id: string): Promise<MeasureNote | null> {
		const mark = this.#mark(id);
		if (mark === null) return this.problem('measurement-gone', id);
		const picture = this.#pictures.find(mark.event.mark);
		const note = picture === null ? null : await this.#note(picture, mark);
		if (picture === null || note === null) return this.problem('measurement-gone', id);
		if (picture.image.patientMismatch) return this.problem('patient-mismatch', id);
		if (mark.rivals.length > 0) return this.problem('mark-in-conflict', id);
		return { ...note, place: placeOf(picture) };
	}

	/** A mark that was taken back since isn't shown; one that doesn't lie on this picture neither. */
	async #markOn(picture: Picture, event: string): Promise<MarkNote | null> {
		const mark = this.#mark(event);
		if (mark === null) return null;
		if (mark.rivals.length > 0) return this.problem('mark-in-conflict', event);
		return this.#note(picture, mark);
	}

	/** By its first form or any later one; the form that stands now. */
	#mark(event: string): Mark | null {
		const first = this.#forms.get(event);
		return this.#said.marks.find((mark) => mark.id === first) ?? null;
	}

	/** Measured again here: from its points, and from the pixels under them where its author saw numbers of those. */
	async #note(picture: Picture, mark: Mark): Promise<MarkNote | null> {
		const { geometry, image } = picture;
		const { mark: drawn, id } = mark.event;
		const pixels = pixelsOf(drawn.points, geometry);
		if (pixels === null) return null;
		const under = await this.#pixels.under(drawn, picture);
		if (!under.ok)
			return this.problem(under.reason === 'not-shown' ? 'key-image-not-final' : under.reason, id);
		const again = measured(drawn.kind, pixels, {
			geometry,
			values: under.value,
			lossy: image.lossy !== null,
		});
		if (!holds(drawn.seen, again)) this.problem('measurement-differs', id);
		return {
			event: id,
			by: mark.author,
			author: this.#people.get(mark.author) ?? '',
			mark: drawn,
			pixels: pixels.map(([column, row]) => [column, row]),
			values: again,
		};
	}
}

/** What is known of a key image's picture. */
export function keyNote(event: EventOf<'key'>, picture: Picture): Omit<ImageNote, 'file' | 'marks'> {
	const { image, geometry } = picture;
	const { spacing } = geometry;
	const [high, wide] = image.aspect ?? [1, 1];
	return {
		event: event.id,
		title: event.title,
		place: placeOf(picture),
		look: event.look,
		rows: geometry.rows,
		columns: geometry.columns,
		// A picture with regions has a scale in each of them, none as a whole.
		spacing: geometry.regions.length > 0 ? null : trusted(spacing),
		aspect: spacing === null ? high / wide : spacing.rowMm / spacing.columnMm,
		flags: image.flags,
		lossyRatio: image.lossy?.ratio ?? null,
	};
}

function trusted(spacing: Picture['geometry']['spacing']): ImageNote['spacing'] {
	if (spacing === null || spacing.trust === 'none') return null;
	return { rowMm: spacing.rowMm, columnMm: spacing.columnMm, trust: spacing.trust };
}

/** Every number its author saw is the one its points and pixels give: a number on paper must belong to its mark (threat 14). */
function holds(seen: readonly SeenMeasure[], again: readonly SeenMeasure[]): boolean {
	return seen.every((one) => again.some((ours) => agrees(ours, one) && ours.trust === one.trust));
}

/** The whole picture can be had without loss of what the file holds: never a preview. */
function isFinal({ image, frame }: Picture): boolean {
	return image.refused === null && image.renditions[frame - 1]?.state === 'ready';
}
