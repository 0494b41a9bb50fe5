/**
 * The list of studies between browser and server: what is asked and what comes back. Searches go in the body of a POST, so no
 * patient stands in an address, a history or a proxy's log (threat 22).
 */
import * as v from 'valibot';
import { ShownName } from './manifest.ts';

const Day = v.pipe(v.string(), v.regex(/^\d{4}-\d{2}-\d{2}$/));
const Hcode = v.pipe(v.string(), v.regex(/^[A-Za-z0-9]{1,16}$/));
const Uid = v.pipe(v.string(), v.maxLength(64), v.regex(/^[0-9.]+$/));
const text = v.nullable(v.string());

export const worklistSorts = ['newest', 'oldest', 'arrived', 'name'] as const;
export type WorklistSort = (typeof worklistSorts)[number];

/** ISO days, both ends included, null for open; `last` counts today as the first. */
export const WorklistDays = v.variant('kind', [
	v.object({
		kind: v.literal('last'),
		days: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(3660)),
	}),
	v.object({ kind: v.literal('between'), from: v.nullable(Day), to: v.nullable(Day) }),
]);
export type WorklistDays = v.InferOutput<typeof WorklistDays>;

export const WorklistFilter = v.object({
	/** Defined terms of Modality (PS3.3 C.7.3.1.1.1); empty: any */
	modalities: v.pipe(v.array(v.pipe(v.string(), v.regex(/^[A-Z0-9]{1,16}$/))), v.maxLength(40)),
	days: v.nullable(WorklistDays),
	/** hcode of the owner */
	hospital: v.nullable(Hcode),
	/** `new`: came in since this person's last visit; `unopened`: nobody has looked; `mine`: this person has */
	only: v.nullable(v.picklist(['new', 'unopened', 'mine'])),
	sort: v.picklist(worklistSorts),
});
export type WorklistFilter = v.InferOutput<typeof WorklistFilter>;

export const everything: WorklistFilter = {
	modalities: [],
	days: null,
	hospital: null,
	only: null,
	sort: 'newest',
};

export const longestSearch = 200;
const SearchedText = v.pipe(v.string(), v.maxLength(longestSearch));

export const WorklistSearch = v.object({
	text: SearchedText,
	filter: WorklistFilter,
	/** `next` of the page before; null for the first */
	after: v.nullable(v.pipe(v.string(), v.maxLength(1000))),
});
export type WorklistSearch = v.InferOutput<typeof WorklistSearch>;

/** How do these studies stand now, and which of them does the search find? */
export const WorklistGlance = v.object({
	text: SearchedText,
	filter: WorklistFilter,
	studies: v.pipe(v.array(Uid), v.maxLength(100)),
});

export const WorklistRow = v.object({
	study: Uid,
	patient: ShownName,
	hn: text,
	sex: v.nullable(v.picklist(['M', 'F', 'O'])),
	/** as in the file, e.g. 054Y */
	age: text,
	birthDate: text,
	date: text,
	dateWasBuddhist: v.boolean(),
	time: text,
	description: text,
	modalities: v.array(v.string()),
	images: v.number(),
	/** Of its images, how many wait for their renditions. */
	pending: v.number(),
	hospital: v.nullable(v.object({ hcode: v.string(), th: v.string(), en: v.string() })),
	arrivedAt: v.number(),
	/** Came in after this person's last visit. */
	fresh: v.boolean(),
	/** Who looked last; null: nobody of the staff has. `name` null: a person no longer known. */
	opened: v.nullable(v.object({ at: v.number(), me: v.boolean(), th: text, en: text })),
	/** A small picture may be asked for: `/api/worklist/{study}/thumbnail`. */
	picture: v.boolean(),
});
export type WorklistRow = v.InferOutput<typeof WorklistRow>;

export const WorklistPage = v.object({
	rows: v.array(WorklistRow),
	next: text,
	/** With the first page only. `more`: counting stopped there. */
	total: v.nullable(v.object({ count: v.number(), more: v.boolean() })),
});
export type WorklistPage = v.InferOutput<typeof WorklistPage>;

/** Answer to `WorklistGlance`. */
export const WorklistGlimpse = v.object({ rows: v.array(WorklistRow), found: v.array(Uid) });
export type WorklistGlimpse = v.InferOutput<typeof WorklistGlimpse>;

export const SavedFilter = v.object({ id: v.string(), name: v.string(), filter: WorklistFilter });
export type SavedFilter = v.InferOutput<typeof SavedFilter>;

export const NewSavedFilter = v.object({
	name: v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(60)),
	filter: WorklistFilter,
});
