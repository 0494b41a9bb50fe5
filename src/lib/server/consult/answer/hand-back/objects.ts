/**
 * A signed answer as objects of the archive: the letter as a PDF, a presentation state for each key image, the key images as a
 * selection, findings and measurements as a report. UIDs come from consult, version and part: an object that is made or sent
 * twice is one object.
 */
import {
	graphicMark,
	measurementGroup,
	trackingOf,
	wordsBeside,
} from '#lib/annotation/exchange/written-marks.ts';
import { areaOfLook } from '#lib/annotation/exchange/look-area.ts';
import { geometryOfHeader } from '#lib/annotation/picture-geometry.ts';
import type { Annotation } from '#lib/annotation/annotation.ts';
import type { ImageNote, MarkNote, MeasureNote, Place, Statement } from '#lib/consult/answer/statement.ts';
import type { Dataset, PersonNameGroups } from '#lib/dicom/dataset.ts';
import { string } from '#lib/dicom/dataset.ts';
import { consultationReport, encapsulatedPdf } from '#lib/dicom/objects/encapsulated-pdf.ts';
import { keyObjectSelection } from '#lib/dicom/objects/key-objects.ts';
import { comprehensive3dReport, measurementReport } from '#lib/dicom/objects/measurement-report.ts';
import { bangkokMinutes, momentOf } from '#lib/dicom/objects/moment.ts';
import { thisProduct } from '#lib/dicom/objects/object-context.ts';
import type { ObjectContext } from '#lib/dicom/objects/object-context.ts';
import { pictureReference } from '#lib/dicom/objects/picture-reference.ts';
import type { InstanceReference } from '#lib/dicom/objects/picture-reference.ts';
import { presentationState } from '#lib/dicom/objects/presentation-state.ts';
import { uidFrom } from '#lib/dicom/objects/uid-from.ts';
import { letterWords } from '#lib/i18n/areas/letter.ts';

/** Headers as the catalogue has them, by instance UID; of every picture that the statement names, and one of each study. */
export interface ObjectSources {
	readonly headers: ReadonlyMap<string, Dataset>;
	/** of some picture of the study, by study UID */
	readonly studies: ReadonlyMap<string, Dataset>;
	readonly pdf: Uint8Array;
}

const words = letterWords.th;
const version = '1';

/** Series of ours stand after the machines' own; one for each kind of object of a consult in a study. */
const series = {
	pdf: { number: 9901, description: 'Consult answer (PDF)' },
	report: { number: 9902, description: 'Consult answer: measurements' },
	keys: { number: 9903, description: 'Consult answer: key images' },
	state: { number: 9904, description: 'Consult answer: marks' },
} as const;
type Kind = keyof typeof series;

export async function answerObject(
	statement: Statement,
	part: string,
	study: string,
	sources: ObjectSources,
): Promise<Uint8Array> {
	const context = await contextOf(statement, part, study, sources);
	switch (kindOf(part)) {
		case 'pdf':
			return encapsulatedPdf({
				context,
				pdf: sources.pdf,
				title: `${words.title} ${words.version(statement.version)}`,
				concept: consultationReport,
				namesPatient: true,
				signed: true,
				sources: statement.images.map((image) => reference(image.place, sources)),
			});
		case 'report':
			return report(statement, context, sources);
		case 'keys':
			return keyObjectSelection({
				context,
				title: 'forReferringProvider',
				description: `${words.keyImages} · ${words.version(statement.version)}`,
				language: 'th',
				objects: await Promise.all(
					statement.images.map(async (image, at) => ({
						picture: pictureReference(headerOf(image.place, sources), image.place.frame),
						presentation: await stateReference(statement, image, at, sources),
					})),
				),
			});
		case 'state': {
			const image = statement.images[Number(part.slice('state-'.length)) - 1];
			if (image === undefined) throw new Error('a key image that the answer does not have');
			return state(statement, image, context, sources);
		}
	}
}

function kindOf(part: string): Kind {
	if (part === 'pdf' || part === 'report' || part === 'keys') return part;
	return 'state';
}

async function contextOf(
	statement: Statement,
	part: string,
	study: string,
	sources: ObjectSources,
): Promise<ObjectContext> {
	const kind = kindOf(part);
	const source =
		kind === 'state'
			? headerOf(statement.images[Number(part.slice('state-'.length)) - 1]?.place, sources)
			: sources.studies.get(study);
	if (source === undefined) throw new Error('a study without a picture');
	return {
		source,
		series: await uidFrom(`answer series ${statement.consult} ${study} ${kind}`),
		instance: await objectUid(statement, part),
		seriesNumber: series[kind].number,
		instanceNumber: statement.version * 100 + (kind === 'state' ? Number(part.slice('state-'.length)) : 0),
		seriesDescription: series[kind].description,
		at: momentOf(statement.signedAt, bangkokMinutes),
		author: { name: nameOf(statement.signer.name), institution: statement.signer.hospitalName },
		equipment: thisProduct(version),
	};
}

export function objectUid(
	{ consult, version: n }: Pick<Statement, 'consult' | 'version'>,
	part: string,
): Promise<string> {
	return uidFrom(`answer ${consult} ${n} ${part}`);
}

async function state(
	statement: Statement,
	image: ImageNote,
	context: ObjectContext,
	sources: ObjectSources,
): Promise<Uint8Array> {
	const { look, place } = image;
	const header = headerOf(place, sources);
	const geometry = geometryOfHeader(header, place.frame);
	const marks = await Promise.all(
		image.marks.map(async (note) => {
			const mark = measured(note);
			const drawn = {
				geometry,
				tracking: await tracking(statement, note),
				words: wordsBeside(mark, (trust) => words.trust[trust]),
			};
			return graphicMark(mark, drawn);
		}),
	);
	return presentationState({
		context,
		frame: place.frame,
		description: image.title === '' ? words.key(statement.images.indexOf(image) + 1) : image.title,
		window: look.window,
		inverted: look.inverted,
		turn: { rotation: look.turn, flipH: look.mirrored, flipV: false },
		area: areaOfLook(look, { rows: image.rows, columns: image.columns }),
		marks: marks.filter((mark) => mark !== null),
	});
}

async function report(
	statement: Statement,
	context: ObjectContext,
	sources: ObjectSources,
): Promise<Uint8Array> {
	const { opinion, signer } = statement;
	const notes = new Map<string, { readonly note: MarkNote; readonly place: Place }>();
	for (const image of statement.images)
		for (const note of image.marks) notes.set(note.event, { note, place: image.place });
	for (const measure of statement.measures) notes.set(measure.event, { note: measure, place: measure.place });
	const groups = await Promise.all(
		[...notes.values()].map(async ({ note, place }) => {
			const header = headerOf(place, sources);
			return measurementGroup(measured(note), {
				picture: pictureReference(header, place.frame),
				geometry: geometryOfHeader(header, place.frame),
				tracking: await tracking(statement, note),
				by: note.by === signer.person ? null : nameOf(note.author),
			});
		}),
	);
	const before = statement.version - 1;
	const study = statement.studies[0]?.study ?? '';
	return measurementReport({
		context,
		language: 'th',
		pictures: statement.images.map(({ place }) => pictureReference(headerOf(place, sources), place.frame)),
		statements: [
			{ about: 'finding', words: opinion.findings },
			{ about: 'impression', words: opinion.impression },
			{ about: 'recommendation', words: opinion.recommendation },
			{ about: 'comment', words: `${words.urgencyTitle}: ${words.urgency[opinion.urgency]}` },
		],
		groups: groups.filter((group) => group !== null),
		verified: { by: context.author, at: context.at },
		replaces:
			before === 0
				? null
				: {
						study,
						series: context.series,
						instance: await objectUid({ consult: statement.consult, version: before }, 'report'),
						// Which of the two classes it was depends on its marks; most have them in the patient.
						sopClass: comprehensive3dReport,
					},
	});
}

async function stateReference(
	statement: Statement,
	image: ImageNote,
	at: number,
	sources: ObjectSources,
): Promise<InstanceReference> {
	const header = headerOf(image.place, sources);
	const colour = string(header, '00280004') === 'PALETTE COLOR' || string(header, '00280002') === '3';
	return {
		study: image.place.study,
		series: await uidFrom(`answer series ${statement.consult} ${image.place.study} state`),
		instance: await objectUid(statement, `state-${at + 1}`),
		sopClass: colour ? '1.2.840.10008.5.1.4.1.1.11.2' : '1.2.840.10008.5.1.4.1.1.11.1',
	};
}

/** The mark with the numbers that were signed, not those its author's screen told. */
function measured(note: MarkNote | MeasureNote): Annotation {
	return { ...note.mark, seen: note.values };
}

async function tracking({ consult }: Statement, note: MarkNote) {
	return trackingOf(note.mark, note.event, await uidFrom(`answer mark ${consult} ${note.event}`));
}

function reference(place: Place, sources: ObjectSources): InstanceReference {
	const { study, series: inSeries, instance } = place;
	return { study, series: inSeries, instance, sopClass: string(headerOf(place, sources), '00080016') ?? '' };
}

function headerOf(place: Place | undefined, sources: ObjectSources): Dataset {
	const header = place === undefined ? undefined : sources.headers.get(place.instance);
	if (header === undefined) throw new Error('the header of a picture is not there');
	return header;
}

function nameOf(name: string): PersonNameGroups {
	return { Alphabetic: name };
}
