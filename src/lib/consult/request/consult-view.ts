/**
 * Consults between browser and server: what is asked, and what a person is shown. Searches and questions travel in bodies, so
 * no patient stands in an address (threat 22). Times are the server's, ms.
 */
import * as v from 'valibot';
import { isUid } from '#lib/dicom/uid.ts';
import { consultStates, urgencies } from './consult-state.ts';
import { moves } from './moves.ts';
import { declineReasons } from './reasons.ts';
import { specialties } from './specialty.ts';

export const longestQuestion = 2000;
export const longestBackground = 4000;
export const longestWords = 1000;
export const mostStudies = 12;

const Id = v.pipe(v.string(), v.regex(/^[\w-]{1,64}$/));
const Uid = v.pipe(v.string(), v.check(isUid));
const Hcode = v.pipe(v.string(), v.regex(/^[A-Za-z0-9]{1,16}$/));
const Revision = v.pipe(v.number(), v.integer(), v.minValue(0));
const text = v.nullable(v.string());
const time = v.nullable(v.number());
const written = (longest: number) => v.pipe(v.string(), v.trim(), v.maxLength(longest));

/** The picture it is about, in the study it was asked from. `frame` from 1. */
export const ConsultPlace = v.object({
	series: Uid,
	instance: Uid,
	frame: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000)),
});
export type ConsultPlace = v.InferOutput<typeof ConsultPlace>;

const AskedOf = v.variant('kind', [
	v.object({ kind: v.literal('specialty'), specialty: v.picklist(specialties) }),
	v.object({ kind: v.literal('hospital'), hospital: Hcode }),
	v.object({ kind: v.literal('person'), person: Id }),
]);

export const ConsultOrder = v.object({
	/** the one on the screen, then those that belong to the question */
	study: Uid,
	others: v.pipe(v.array(Uid), v.maxLength(mostStudies - 1)),
	place: v.nullable(ConsultPlace),
	question: written(longestQuestion),
	background: written(longestBackground),
	urgency: v.picklist(urgencies),
	/** null only in a draft */
	to: v.nullable(AskedOf),
	/** false: keeps it as a draft */
	send: v.boolean(),
	/** The draft that this is the newer form of. */
	draft: v.nullable(v.object({ id: Id, revision: Revision })),
});
export type ConsultOrder = v.InferOutput<typeof ConsultOrder>;

/** `revision`: as the person saw it. What happened since makes the move a `changed` instead of a surprise. */
export const MoveOrder = v.variant('move', [
	v.object({ move: v.literal('accept'), revision: Revision }),
	v.object({
		move: v.picklist(['decline', 'pass']),
		revision: Revision,
		reason: v.picklist(declineReasons),
		words: written(longestWords),
	}),
	v.object({
		move: v.picklist(['hand-over', 'redirect']),
		revision: Revision,
		to: AskedOf,
		words: written(longestWords),
	}),
	v.object({ move: v.picklist(['close', 'cancel']), revision: Revision, words: written(longestWords) }),
]);
export type MoveOrder = v.InferOutput<typeof MoveOrder>;

const Names = v.object({ th: v.string(), en: v.string() });
const Hospital = v.object({ hcode: v.string(), ...Names.entries });
const Person = v.object({ person: v.string(), name: text, hospital: v.nullable(Hospital) });
export type ConsultPerson = v.InferOutput<typeof Person>;

const ShownTo = v.variant('kind', [
	v.object({ kind: v.literal('specialty'), specialty: v.picklist(specialties) }),
	v.object({ kind: v.literal('hospital'), hospital: Hospital }),
	v.object({ kind: v.literal('person'), person: Person }),
]);
export type ShownTo = v.InferOutput<typeof ShownTo>;

const Patient = v.object({
	/** as the study's manifest has it */
	name: v.nullable(v.object({ text: v.string(), latin: text, guessed: v.boolean(), damaged: v.boolean() })),
	hn: text,
	sex: v.nullable(v.picklist(['M', 'F', 'O'])),
	/** as in the file, e.g. 054Y */
	age: text,
	/** ISO; only with the name */
	birthDate: text,
});

export const ConsultItem = v.object({
	id: v.string(),
	state: v.picklist(consultStates),
	revision: v.number(),
	urgency: v.picklist(urgencies),
	/**
	 * How much of it this reader is shown. `pool`: a question to a whole specialty that nobody took yet has no name and no
	 * picture; `status`: coordinators see how it stands; `ended`: the right to its pictures is over.
	 */
	sight: v.picklist(['full', 'pool', 'status', 'ended']),
	question: text,
	background: text,
	/** null: not theirs to open (now) */
	study: v.nullable(v.string()),
	studies: v.number(),
	place: v.nullable(ConsultPlace),
	patient: v.nullable(Patient),
	modalities: v.array(v.string()),
	description: text,
	/** ISO */
	studyDate: text,
	from: Person,
	to: v.nullable(ShownTo),
	consultant: v.nullable(Person),
	createdAt: v.number(),
	askedAt: time,
	dueAt: time,
	openedAt: time,
	firstPictureAt: time,
	acceptedAt: time,
	answeredAt: time,
	closedAt: time,
	changedAt: v.number(),
	/** asked by the reader, or by their hospital */
	side: v.picklist(['asking', 'asked']),
	mine: v.boolean(),
	/** what the reader may do with it as it stands */
	moves: v.array(v.picklist(moves)),
	unread: v.boolean(),
	/** Why it was last declined, and by whom. */
	declined: v.nullable(v.object({ by: Person, reason: text, words: text })),
	/** The newest signed version of its answer: from 1, and amended when it isn't the first. */
	signed: v.nullable(v.object({ version: v.number(), by: Person, at: v.number() })),
});
export type ConsultItem = v.InferOutput<typeof ConsultItem>;

export const ConsultDetail = v.object({
	now: v.number(),
	consult: ConsultItem,
	studies: v.array(v.string()),
	history: v.array(
		v.object({
			at: v.number(),
			move: v.picklist(moves),
			state: v.picklist(consultStates),
			by: Person,
			reason: text,
			words: text,
			to: v.nullable(ShownTo),
		}),
	),
});
export type ConsultDetail = v.InferOutput<typeof ConsultDetail>;

/** `asked`: by us. `waiting`: for me, my hospital, my specialty. */
export const consultBoxes = ['waiting', 'asked'] as const;
export type ConsultBox = (typeof consultBoxes)[number];

export const ConsultSearch = v.object({
	box: v.picklist(consultBoxes),
	/** those that need somebody, or those that are done */
	show: v.picklist(['open', 'over']),
	/** a patient's name or number */
	text: v.pipe(v.string(), v.maxLength(200)),
});
export type ConsultSearch = v.InferOutput<typeof ConsultSearch>;

export const ConsultCounts = v.object({
	/** open ones in each box, as far as counted */
	waiting: v.number(),
	asked: v.number(),
	/** of those, with news for the reader */
	unreadWaiting: v.number(),
	unreadAsked: v.number(),
});
export type ConsultCounts = v.InferOutput<typeof ConsultCounts>;

export const ConsultList = v.object({
	now: v.number(),
	items: v.array(ConsultItem),
	/** There are more than are shown: the oldest are left out. */
	more: v.boolean(),
	counts: ConsultCounts,
});
export type ConsultList = v.InferOutput<typeof ConsultList>;

/** What the form for a question begins with. */
export const AskingTerms = v.object({
	now: v.number(),
	minutes: v.object({ emergency: v.number(), urgent: v.number(), routine: v.number() }),
	specialties: v.array(v.object({ specialty: v.picklist(specialties), people: v.number() })),
	/** whom this person asked last */
	last: v.nullable(ShownTo),
	/** their unsent question about this study */
	draft: v.nullable(
		v.object({
			id: v.string(),
			revision: v.number(),
			question: v.string(),
			background: v.string(),
			urgency: v.picklist(urgencies),
			to: v.nullable(ShownTo),
			others: v.array(v.string()),
		}),
	),
});
export type AskingTerms = v.InferOutput<typeof AskingTerms>;

export const WhomSearch = v.object({ text: v.pipe(v.string(), v.trim(), v.maxLength(80)) });
export const WhomFound = v.object({
	hospitals: v.array(v.object({ ...Hospital.entries, doctors: v.number() })),
	people: v.array(
		v.object({
			...Person.entries,
			position: text,
			specialties: v.array(v.picklist(specialties)),
		}),
	),
});
export type WhomFound = v.InferOutput<typeof WhomFound>;

export const Asked = v.object({ id: v.string(), revision: v.number(), dueAt: time });
export type Asked = v.InferOutput<typeof Asked>;
