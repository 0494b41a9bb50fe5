/**
 * What is signed: the opinion, whose it is, about whom, and everything it rests on, complete enough to print the letter again
 * without asking anything else. Its bytes are the UTF-8 of its canonical JSON (`base/canonical-json`: keys in order of their
 * code units, no spaces, each number as ECMAScript prints it); its hash is their SHA-256 in hex; the signature is Ed25519
 * (RFC 8032) over the same bytes. A version names the hash of the one before: a version that is cut out or changed is found.
 */
import * as v from 'valibot';
import { Annotation, SeenMeasure } from '#lib/annotation/annotation.ts';
import { canonicalJson } from '#lib/base/canonical-json.ts';
import { isUid } from '#lib/dicom/uid.ts';
import { EventId, Look } from '../record/event.ts';
import { Opinion } from './opinion.ts';

const Uid = v.pipe(v.string(), v.check(isUid));
const Hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const text = v.nullable(v.string());
const number = v.nullable(v.number());
const count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** Where the record stood: its last stored update and that one's hash. */
export const RecordHead = v.strictObject({ seq: count, hash: Hash });
export type RecordHead = v.InferOutput<typeof RecordHead>;

/** As the study's own files have it, repaired; the letter prints it on each page. */
export const Subject = v.strictObject({
	name: v.string(),
	latin: text,
	/** the character set was guessed, or letters were lost */
	nameDoubt: v.nullable(v.picklist(['guessed', 'damaged'])),
	id: text,
	issuer: text,
	/** ISO 8601, Gregorian */
	birthDate: text,
	sex: v.nullable(v.picklist(['M', 'F', 'O'])),
	/** as the file has it, e.g. 054Y */
	age: text,
});
export type Subject = v.InferOutput<typeof Subject>;

const StudyNote = v.strictObject({
	study: Uid,
	/** ISO 8601, Gregorian */
	date: text,
	description: text,
	modalities: v.string(),
	accession: text,
	institution: text,
});
export type StudyNote = v.InferOutput<typeof StudyNote>;

/** Which picture something stands on, in words a reader finds it by. */
const Place = v.strictObject({
	study: Uid,
	series: Uid,
	instance: Uid,
	/** from 1 */
	frame: v.pipe(v.number(), v.integer(), v.minValue(1)),
	/** of how many in this instance */
	frames: count,
	modality: v.string(),
	seriesNumber: number,
	seriesDescription: text,
	image: number,
});
export type Place = v.InferOutput<typeof Place>;

const MarkNote = v.strictObject({
	/** the form that is shown */
	event: EventId,
	/** person id and name */
	by: v.string(),
	author: v.string(),
	mark: Annotation,
	/** the mark's points on its picture: column, row, from the upper left corner */
	pixels: v.array(v.tuple([v.number(), v.number()])),
	/** measured again by the server, from those points and from the pixels under them */
	values: v.array(SeenMeasure),
});
export type MarkNote = v.InferOutput<typeof MarkNote>;

export const ImageNote = v.strictObject({
	event: EventId,
	title: v.string(),
	place: Place,
	look: Look,
	/** SHA-256 of the original file: whoever has it can tell that it's this one */
	file: Hash,
	rows: count,
	columns: count,
	/** mm of a pixel, and why they may be believed */
	spacing: v.nullable(
		v.strictObject({
			rowMm: v.number(),
			columnMm: v.number(),
			trust: v.picklist(['calibrated', 'imager', 'estimated']),
		}),
	),
	/** a pixel's height by its width */
	aspect: v.number(),
	/** truth flags of the picture (`archive/manifest`) */
	flags: v.array(v.string()),
	lossyRatio: number,
	marks: v.array(MarkNote),
});
export type ImageNote = v.InferOutput<typeof ImageNote>;

export const MeasureNote = v.strictObject({ ...MarkNote.entries, place: Place });
export type MeasureNote = v.InferOutput<typeof MeasureNote>;

/** Everything but who signs it and when: what the preview shows is what is signed. */
const body = {
	v: v.literal(1),
	consult: v.string(),
	/** from 1, without gaps */
	version: v.pipe(v.number(), v.integer(), v.minValue(1)),
	/** the hash of the version before, and why there is another */
	amends: v.nullable(v.strictObject({ hash: Hash, reason: v.string() })),
	opinion: Opinion,
	subject: Subject,
	studies: v.array(StudyNote),
	asked: v.strictObject({
		question: v.string(),
		name: v.string(),
		/** hcode */
		hospital: v.string(),
		hospitalName: v.string(),
		at: count,
	}),
	record: RecordHead,
	images: v.array(ImageNote),
	measures: v.array(MeasureNote),
};

export const Proposal = v.strictObject(body);
export type Proposal = v.InferOutput<typeof Proposal>;

export const Signer = v.strictObject({
	person: v.string(),
	name: v.string(),
	hospital: v.string(),
	hospitalName: v.string(),
});

export const Statement = v.strictObject({
	...body,
	signer: Signer,
	/** server's clock, ms */
	signedAt: count,
	/** which of the server's keys */
	key: v.string(),
});
export type Statement = v.InferOutput<typeof Statement>;

export function statementBytes(statement: Statement): Uint8Array {
	return new TextEncoder().encode(canonicalJson(statement));
}
