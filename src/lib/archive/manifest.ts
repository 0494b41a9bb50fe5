/**
 * The study as the browser sees it: one compact JSON, written by the server from the bytes of the original files (never from
 * an archive's own JSON, whose names and LUTs can't be trusted) and parsed here once. Lengths in mm and pixels as named,
 * positions in patient coordinates (LPS, PS3.3 C.7.6.2).
 */
import * as v from 'valibot';
import { instanceUid, isUid, seriesUid, studyUid } from '#lib/dicom/uid.ts';
import type { InstanceUid, SeriesUid, StudyUid } from '#lib/dicom/uid.ts';

const uid = v.pipe(v.string(), v.check(isUid));
const StudyUidSchema = v.pipe(
	uid,
	v.transform((text) => studyUid(text) as StudyUid),
);
const SeriesUidSchema = v.pipe(
	uid,
	v.transform((text) => seriesUid(text) as SeriesUid),
);
const InstanceUidSchema = v.pipe(
	uid,
	v.transform((text) => instanceUid(text) as InstanceUid),
);
const text = v.nullable(v.string());
const num = v.nullable(v.number());

/** A person name as it should be read, and how far it can be trusted (`guessed`: the declared character set was not followed). */
export const ShownName = v.object({
	/** The Thai (or only) form, components in reading order: "สมชาย ใจดี" */
	text: v.string(),
	/** The other-script group when there is one: "Somchai Jaidee" */
	latin: text,
	guessed: v.boolean(),
	/** Characters were lost beyond repair. */
	damaged: v.boolean(),
	/** As declared, for the reader who wants to check; null when equal. */
	asDeclared: text,
});
export type ShownName = v.InferOutput<typeof ShownName>;

export const Patient = v.object({
	name: ShownName,
	/** Hospital number, and the hospital that issued it: HN is not unique across hospitals. */
	id: text,
	issuer: text,
	/** ISO 8601 Gregorian; `beYear` when the file held a Buddhist-era year. */
	birthDate: text,
	birthDateWasBuddhist: v.boolean(),
	sex: v.nullable(v.picklist(['M', 'F', 'O'])),
	/** As in the file, e.g. 054Y */
	age: text,
});
export type Patient = v.InferOutput<typeof Patient>;

/** A window (PS3.3 C.11.2): centre and width in modality units. */
export const VoiWindow = v.object({
	center: v.number(),
	width: v.number(),
	function: v.picklist(['LINEAR', 'LINEAR_EXACT', 'SIGMOID']),
	label: text,
});
export type VoiWindow = v.InferOutput<typeof VoiWindow>;

/** A look-up table (PS3.3 C.11.1.1, C.7.6.3.1.5): `values` is base64 of little-endian uint16. */
export const Lut = v.object({
	first: v.number(),
	count: v.number(),
	bits: v.number(),
	label: text,
	values: v.string(),
});
export type Lut = v.InferOutput<typeof Lut>;

/** Stored value -> modality value. */
export const ModalityTransform = v.variant('kind', [
	v.object({ kind: v.literal('linear'), slope: v.number(), intercept: v.number(), unit: text }),
	v.object({ kind: v.literal('lut'), lut: v.string(), unit: text }),
]);
export type ModalityTransform = v.InferOutput<typeof ModalityTransform>;

/** Millimetres per pixel and why they may be believed (PS3.3 10.7.1.1, C.8.5.5). */
export const Spacing = v.object({
	rowMm: v.number(),
	columnMm: v.number(),
	/** calibrated: in the patient; imager: at the detector, magnified; estimated: declared otherwise */
	trust: v.picklist(['calibrated', 'imager', 'estimated']),
});
export type Spacing = v.InferOutput<typeof Spacing>;

export const UltrasoundRegion = v.object({
	x0: v.number(),
	y0: v.number(),
	x1: v.number(),
	y1: v.number(),
	/** (0018,6024)/(0018,6026): 3 = cm, 4 = seconds ... */
	unitX: v.number(),
	unitY: v.number(),
	perPixelX: v.number(),
	perPixelY: v.number(),
	spatialFormat: v.number(),
});

/** How one decoded frame lies in memory after the server's written conversions: C order row, column[, sample]. */
export const FrameFormat = v.object({
	rows: v.number(),
	columns: v.number(),
	samples: v.picklist([1, 3]),
	dtype: v.picklist(['uint8', 'int8', 'uint16', 'int16', 'uint32', 'int32', 'float32', 'float64']),
	photometric: v.picklist(['MONOCHROME1', 'MONOCHROME2', 'RGB', 'PALETTE COLOR']),
});
export type FrameFormat = v.InferOutput<typeof FrameFormat>;

/** Facts that a reader of the picture must know; each has a sentence in `i18n`. */
export const TruthFlag = v.picklist([
	'lossy',
	'values-exceed-bits-stored',
	'sign-disagrees',
	'converted-ybr-to-rgb',
	'converted-bits',
	'no-spacing',
	'imager-spacing',
	'charset-guessed',
	'jpeg-rgb-repaired',
	'padding-removed',
	'burned-in-annotation',
	'not-original-pixels',
]);
export type TruthFlag = v.InferOutput<typeof TruthFlag>;

/** One frame's lossless (or, for a lossy original, final) form. `codec` says how the browser decodes it. */
export const FrameRendition = v.object({
	codec: v.picklist(['jpegls', 'htj2k', 'jpeg', 'raw']),
	/** null until derived (lossy originals are derived at first view) */
	bytes: num,
	sha256: text,
});
export type FrameRendition = v.InferOutput<typeof FrameRendition>;

/** Per-frame differences of a multi-frame instance (functional groups, PS3.3 C.7.6.16); absent fields are the instance's. */
export const FrameOverride = v.object({
	position: v.optional(v.array(v.number())),
	orientation: v.optional(v.array(v.number())),
	spacing: v.optional(v.nullable(Spacing)),
	modality: v.optional(ModalityTransform),
	voi: v.optional(v.array(VoiWindow)),
	label: v.optional(v.string()),
});

/** Why a picture is not shown; each has a sentence in `i18n` (refusal.CODE). */
export const Refusal = v.object({ code: v.string(), detail: text });
export type Refusal = v.InferOutput<typeof Refusal>;

export const ImageInstance = v.object({
	kind: v.literal('image'),
	uid: InstanceUidSchema,
	sopClass: v.string(),
	number: num,
	frames: v.number(),
	format: FrameFormat,
	modality: ModalityTransform,
	voi: v.array(VoiWindow),
	/** keys into the manifest's `luts` */
	voiLuts: v.array(v.string()),
	/** red, green, blue, keys into `luts`; for PALETTE COLOR */
	palette: v.nullable(v.tuple([v.string(), v.string(), v.string()])),
	/** Presentation LUT Shape INVERSE (PS3.3 C.11.6) */
	inverse: v.boolean(),
	/** Pixel Padding Value and Range Limit (PS3.3 C.7.5.1.1.2), stored values, ordered */
	padding: v.nullable(v.object({ from: v.number(), to: v.number() })),
	spacing: v.nullable(Spacing),
	/** pixel aspect ratio row:column when no spacing */
	aspect: v.nullable(v.tuple([v.number(), v.number()])),
	position: v.nullable(v.array(v.number())),
	orientation: v.nullable(v.array(v.number())),
	frameOfReference: text,
	/** Patient Orientation (0020,0020), e.g. ['L','F'], when there is no plane orientation */
	patientOrientation: v.array(v.string()),
	/** frames per second recorded */
	rate: num,
	regions: v.array(UltrasoundRegion),
	/** 60xx overlay groups present: their planes come by a request of their own */
	overlays: v.array(v.string()),
	lossy: v.nullable(v.object({ ratio: num, method: text })),
	flags: v.array(TruthFlag),
	/** Patient ID or birth date differs from the study's: the picture is blocked (threat 18). */
	patientMismatch: v.boolean(),
	/** Whole instance refused. */
	refused: v.nullable(Refusal),
	/** by frame number - 1; a frame may be refused alone */
	renditions: v.array(
		v.variant('state', [
			v.object({ state: v.literal('ready'), ...FrameRendition.entries }),
			v.object({ state: v.literal('refused'), ...Refusal.entries }),
		]),
	),
	perFrame: v.nullable(v.array(FrameOverride)),
	/** Middle value facts for a sensible default when the file has no window: stored min and max of frame 1 */
	range: v.nullable(v.tuple([v.number(), v.number()])),
});
export type ImageInstance = v.InferOutput<typeof ImageInstance>;

/** Everything that is not a picture: opened as a PDF, a structured report, or a readable tree of its data set. */
export const DocumentInstance = v.object({
	kind: v.picklist(['pdf', 'report', 'tree']),
	uid: InstanceUidSchema,
	sopClass: v.string(),
	number: num,
	title: text,
	refused: v.nullable(Refusal),
	patientMismatch: v.boolean(),
});
export type DocumentInstance = v.InferOutput<typeof DocumentInstance>;

export const Instance = v.variant('kind', [ImageInstance, DocumentInstance]);
export type Instance = v.InferOutput<typeof Instance>;

export const Series = v.object({
	uid: SeriesUidSchema,
	number: num,
	modality: v.string(),
	description: text,
	bodyPart: text,
	/** sorted by position along the normal, else instance number, else UID */
	instances: v.array(Instance),
	/** e.g. 'uneven-slices', 'tilted', 'missing-slices' */
	geometryNotes: v.array(v.string()),
});
export type Series = v.InferOutput<typeof Series>;

export const StudyManifest = v.object({
	version: v.literal(1),
	study: StudyUidSchema,
	/** changes when any byte that the study shows changes; part of immutable URLs */
	revision: v.string(),
	patient: Patient,
	date: text,
	dateWasBuddhist: v.boolean(),
	time: text,
	description: text,
	accession: text,
	institution: text,
	referring: v.nullable(ShownName),
	series: v.array(Series),
	luts: v.record(v.string(), Lut),
});
export type StudyManifest = v.InferOutput<typeof StudyManifest>;
