/**
 * What the upload page and the server say to each other. The state of a batch lives on the server, so that nothing is lost
 * when the page is: the page shows what it is told, and after a reload asks again.
 *
 * A file goes `coming` (its bytes are on their way) -> `reading` -> one of: `waiting` (DICOM, to be confirmed with its patient),
 * `picture` (a photograph that nobody has said anything about yet), `opened` (a zip, whose files have rows of their own),
 * `directory` (a DICOMDIR, read as a hint), `skipped` (what else lies on a disc), `refused`. A confirmed one goes
 * `filing` -> `stored`, `already-there` or `refused`; one that the person doesn't want ends as `left-out`.
 */
import * as v from 'valibot';

export const fileStates = [
	'coming',
	'reading',
	'waiting',
	'picture',
	'opened',
	'directory',
	'skipped',
	'filing',
	'stored',
	'already-there',
	'refused',
	'left-out',
] as const;
export type FileState = (typeof fileStates)[number];

/** Reasons that only an upload has; those of the reader and the archive come beside them. */
export const uploadRefusals = [
	'too-large',
	'zip-damaged',
	'zip-encrypted',
	'zip-method',
	'zip-nested',
	'zip-bomb',
	'zip-too-many',
	'zip-too-large',
	'no-space',
	'picture-damaged',
	'picture-too-large',
	'picture-heic',
	'picture-format',
	'other-patient-in-study',
	'not-yours',
	'damaged',
	'internal',
] as const;
export type UploadRefusal = (typeof uploadRefusals)[number];

/** Why a whole request of the page is not done. */
export const batchRefusals = [
	'batch-full',
	'too-many-files',
	'person-full',
	'no-space',
	'changed',
	'needs-choice',
	'not-ready',
	'gone',
] as const;
export type BatchRefusal = (typeof batchRefusals)[number];

export const uploadLimits = {
	/** of one file, a zip too */
	fileBytes: 1024 ** 3,
	batchBytes: 8 * 1024 ** 3,
	batchFiles: 5000,
	/** of everything that a person has waiting */
	personBytes: 16 * 1024 ** 3,
	/** files told of in one request */
	declared: 50,
	/** The page sends pictures of these kinds as they are. */
	pictureBytes: 60 * 1024 ** 2,
} as const;

/**
 * How a file was chosen: what isn't DICOM is refused with a reason when a person picked just it, and passed over when it came
 * with a folder or a disc. Photographs count in a folder, not on a disc, where they belong to its viewer.
 */
export const FilePlace = v.picklist(['alone', 'folder', 'disc']);
export type FilePlace = v.InferOutput<typeof FilePlace>;

const Id = v.pipe(v.string(), v.regex(/^[\w-]{22}$/));
const Uid = v.pipe(v.string(), v.regex(/^[0-9]+(\.[0-9]+)*$/), v.maxLength(64));
const Size = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));

export const DeclaredFiles = v.object({
	files: v.pipe(
		v.array(
			v.object({
				/** shown back to this person only, forgotten when the file is filed */
				name: v.pipe(v.string(), v.maxLength(200)),
				/** SHA-256 of path, size and time: finds the file again after a reload */
				fingerprint: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
				size: Size,
				place: FilePlace,
			}),
		),
		v.maxLength(uploadLimits.declared),
	),
	/** how many the page itself passed over since the last time it said so */
	skipped: v.pipe(Size, v.maxValue(1_000_000)),
});
export type DeclaredFiles = v.InferOutput<typeof DeclaredFiles>;

export const Declared = v.object({ ids: v.array(Id) });

/** Names and numbers as read from the files, repaired, for eyes. */
export const ShownPatient = v.object({
	name: v.string(),
	latin: v.nullable(v.string()),
	guessed: v.boolean(),
	damaged: v.boolean(),
	hn: v.nullable(v.string()),
	issuer: v.nullable(v.string()),
	/** ISO */
	birthDate: v.nullable(v.string()),
	sex: v.nullable(v.picklist(['M', 'F', 'O'])),
});
export type ShownPatient = v.InferOutput<typeof ShownPatient>;

/** What makes a patient doubtful. `choice`: nothing is filed until the person has said yes to this very doubt. */
export const doubts = {
	'no-name': 'choice',
	'no-hn': 'choice',
	'no-birth-date': 'note',
	'name-guessed': 'note',
	'name-damaged': 'choice',
	'hn-other-name': 'choice',
	'hn-other-birth-date': 'choice',
	'hn-other-sex': 'choice',
	'hn-twice': 'choice',
	'study-twice': 'choice',
} as const satisfies Record<string, 'choice' | 'note'>;
export type Doubt = keyof typeof doubts;
const Doubt = v.picklist(Object.keys(doubts) as [Doubt, ...Doubt[]]);

export function needsChoice(all: readonly Doubt[]): Doubt[] {
	return all.filter((doubt) => doubts[doubt] === 'choice');
}

const ShownStudy = v.object({
	study: Uid,
	/** ISO */
	date: v.nullable(v.string()),
	description: v.nullable(v.string()),
	modalities: v.array(v.string()),
	files: v.number(),
	/** `new`; `ours`: the hospital has it, files are added; the others can't be filed */
	standing: v.picklist(['new', 'ours', 'not-yours', 'other-patient-in-study']),
});
export type ShownStudy = v.InferOutput<typeof ShownStudy>;

const ShownGroup = v.object({
	/** what is confirmed is what was shown: changes with anything in this group */
	key: v.string(),
	patient: ShownPatient,
	studies: v.array(ShownStudy),
	files: v.number(),
	/** made here from photographs: what was said of them can be changed until they are filed */
	pictures: v.array(Id),
	doubts: v.array(Doubt),
	/** who the hospital knows under this HN, when that differs */
	known: v.array(ShownPatient),
	/** the archive did not take some of them when they were confirmed: once more */
	again: v.boolean(),
});
export type ShownGroup = v.InferOutput<typeof ShownGroup>;

export const ShownFile = v.object({
	id: Id,
	/** null: forgotten */
	name: v.nullable(v.string()),
	fingerprint: v.nullable(v.string()),
	size: v.number(),
	/** bytes that the server has */
	received: v.number(),
	state: v.picklist(fileStates),
	code: v.nullable(v.string()),
});
export type ShownFile = v.InferOutput<typeof ShownFile>;

export const ShownBatch = v.object({
	id: Id,
	expiresAt: v.number(),
	/** files that the page sent, in the order in which it told of them */
	files: v.array(ShownFile),
	/** refused ones out of zips */
	inside: v.array(ShownFile),
	/** everything, files out of zips too */
	counts: v.record(v.picklist(fileStates), v.number()),
	skipped: v.number(),
	/** instances that a disc's DICOMDIR names and that did not come */
	missing: v.number(),
	patients: v.array(ShownGroup),
	/** studies that were filed, to be opened */
	filed: v.array(v.object({ study: Uid, stored: v.number(), already: v.number(), refused: v.number() })),
});
export type ShownBatch = v.InferOutput<typeof ShownBatch>;

export const FilingRequest = v.object({
	key: v.pipe(v.string(), v.maxLength(64)),
	/** doubts that the person has said yes to */
	accepted: v.pipe(v.array(Doubt), v.maxLength(20)),
	/** false: these files are left out and forgotten */
	file: v.boolean(),
});
export type FilingRequest = v.InferOutput<typeof FilingRequest>;

export const pictureKinds = ['wound', 'film', 'document', 'other'] as const;
export type PictureKind = (typeof pictureKinds)[number];

/** Defined terms of Body Part Examined (PS3.16 annex L) that a clinic photographs. */
export const bodyParts = [
	'HEAD',
	'FACE',
	'EYE',
	'EAR',
	'MOUTH',
	'NECK',
	'SHOULDER',
	'CHEST',
	'BREAST',
	'BACK',
	'ABDOMEN',
	'PELVIS',
	'HIP',
	'BUTTOCK',
	'ARM',
	'ELBOW',
	'FOREARM',
	'WRIST',
	'HAND',
	'FINGER',
	'THIGH',
	'KNEE',
	'LEG',
	'ANKLE',
	'FOOT',
	'TOE',
] as const;
export type BodyPart = (typeof bodyParts)[number];

const Part = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const Line = v.pipe(v.string(), v.trim(), v.maxLength(64), v.regex(/^[^\\^=\p{Cc}]*$/u));

export const PictureEdit = v.object({
	/** clockwise, after the camera's own orientation */
	rotate: v.picklist([0, 90, 180, 270]),
	/** parts of the turned picture */
	crop: v.nullable(v.object({ x: Part, y: Part, width: Part, height: Part })),
});
export type PictureEdit = v.InferOutput<typeof PictureEdit>;

/** YYYY-MM-DD of a day that exists, not in the future by more than a zone. */
const Day = v.pipe(v.string(), v.isoDate());

export const PictureRequest = v.object({
	pictures: v.pipe(
		v.array(
			v.object({
				id: Id,
				kind: v.picklist(pictureKinds),
				bodyPart: v.nullable(v.picklist(bodyParts)),
				side: v.nullable(v.picklist(['L', 'R', 'B'])),
				edit: PictureEdit,
			}),
		),
		v.minLength(1),
		v.maxLength(50),
	),
	patient: v.variant('from', [
		/** as in a study that the hospital has */
		v.object({ from: v.literal('study'), study: Uid }),
		v.object({
			from: v.literal('typed'),
			hn: v.pipe(Line, v.nonEmpty()),
			title: Line,
			given: v.pipe(Line, v.nonEmpty()),
			family: v.pipe(Line, v.nonEmpty()),
			birthDate: v.nullable(Day),
			sex: v.picklist(['M', 'F', 'O']),
		}),
	]),
});
export type PictureRequest = v.InferOutput<typeof PictureRequest>;

export const PatientSearch = v.object({
	text: v.pipe(v.string(), v.trim(), v.minLength(2), v.maxLength(64)),
});

export const FoundPatients = v.object({
	patients: v.array(v.object({ study: Uid, patient: ShownPatient, studies: v.number() })),
});
export type FoundPatients = v.InferOutput<typeof FoundPatients>;
