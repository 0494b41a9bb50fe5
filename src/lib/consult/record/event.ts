/**
 * The consult's record: events that are written once and never changed. What somebody takes back is a `void` that names it; a
 * later form names the one it was made from (`base`). Everything shown is a fold over them (`fold.ts`), so nothing in a
 * medical record can silently vanish. An event is one value of one map in a Y.Doc, keyed by its id; who wrote it and in which
 * order they count is the server's word, never the event's own.
 */
import * as v from 'valibot';
import { Annotation } from '#lib/annotation/annotation.ts';
import { isUid } from '#lib/dicom/uid.ts';

/** Larger events are refused: a freehand of 400 points is 7 kB. */
export const largestEventBytes = 8 * 1024;

/** UUID version 7 (RFC 9562 5.7): made anywhere, sorted by time. */
export const EventId = v.pipe(
	v.string(),
	v.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
);

const Uid = v.pipe(v.string(), v.check(isUid));
/** Kept as typed: nothing here may change a value, since what is stored is what was sent. */
const words = (most: number) =>
	v.pipe(
		v.string(),
		v.check((text) => text.trim() !== ''),
		v.maxLength(most),
	);
const finite = v.pipe(v.number(), v.finite());

export const windowFunctions = ['LINEAR', 'LINEAR_EXACT', 'SIGMOID'] as const;

/** One picture, and how it was being looked at. */
export const Look = v.strictObject({
	study: Uid,
	series: Uid,
	instance: Uid,
	/** from 1 */
	frame: v.pipe(v.number(), v.integer(), v.minValue(1)),
	window: v.nullable(
		v.strictObject({
			center: finite,
			width: v.pipe(finite, v.minValue(0)),
			/** the curve between its ends (PS3.3 C.11.2.1.3); absent in looks of before it was kept: the file's own */
			function: v.exactOptional(v.picklist(windowFunctions)),
		}),
	),
	/** The file's own VOI LUT that it is seen through (a key of the manifest's `luts`); `window` is null then. */
	lut: v.exactOptional(v.pipe(v.string(), v.regex(/^[\w.:+/=-]{1,80}$/))),
	inverted: v.boolean(),
	/** times the fitted size; the middle of the view, as parts of the picture */
	zoom: v.pipe(finite, v.minValue(0.01), v.maxValue(100)),
	middle: v.tuple([finite, finite]),
	/** mirrored left to right, then turned clockwise by so many degrees, as seen */
	mirrored: v.boolean(),
	turn: v.picklist([0, 90, 180, 270]),
});
export type Look = v.InferOutput<typeof Look>;

/** Where people talk to each other: another's program, so its host is always shown beside it. */
export const CallAddress = v.pipe(
	v.string(),
	v.maxLength(500),
	v.check((text) => {
		const url = URL.canParse(text) ? new URL(text) : null;
		// A name before an @ makes one host look like another.
		return url !== null && url.protocol === 'https:' && url.username === '' && url.password === '';
	}),
);

/** Where a talk is pinned; null: to the consult as a whole. */
const Pin = v.nullable(
	v.strictObject({
		study: Uid,
		series: Uid,
		instance: Uid,
		frame: v.number(),
		at: v.tuple([finite, finite]),
	}),
);

const common = {
	v: v.literal(1),
	id: EventId,
	/** the author's person id: the server refuses anybody else's */
	by: v.pipe(v.string(), v.minLength(1), v.maxLength(64)),
	/** the device's clock, ms: shown beside the server's, never trusted for order */
	at: v.pipe(v.number(), v.integer(), v.minValue(0)),
};

export const voidReasons = ['mistake', 'moved', 'other'] as const;

export const RecordEvent = v.variant('k', [
	/** A mark, or a later form of one (`base`). */
	v.strictObject({ ...common, k: v.literal('ann'), base: v.nullable(EventId), mark: Annotation }),
	/** Takes back an event of one's own. */
	v.strictObject({ ...common, k: v.literal('void'), of: EventId, why: v.picklist(voidReasons) }),
	/** `thread` null begins one. */
	v.strictObject({
		...common,
		k: v.literal('msg'),
		thread: v.nullable(EventId),
		pin: Pin,
		text: words(2000),
	}),
	v.strictObject({ ...common, k: v.literal('done'), thread: EventId }),
	v.strictObject({ ...common, k: v.literal('undone'), thread: EventId }),
	/** A key image, with the marks that were to be seen on it. */
	v.strictObject({
		...common,
		k: v.literal('key'),
		look: Look,
		marks: v.pipe(v.array(EventId), v.maxLength(100)),
		title: v.pipe(v.string(), v.maxLength(200)),
	}),
	v.strictObject({ ...common, k: v.literal('find'), base: v.nullable(EventId), text: words(2000) }),
	v.strictObject({ ...common, k: v.literal('ask'), text: words(2000) }),
	/** Where the call is held; null: there is none any more. The last one counts. */
	v.strictObject({ ...common, k: v.literal('call'), url: v.nullable(CallAddress) }),
]);
export type RecordEvent = v.InferOutput<typeof RecordEvent>;
export type EventOf<Kind extends RecordEvent['k']> = Extract<RecordEvent, { k: Kind }>;

/** An event as the fold sees it: with the server's word on it. */
export interface Recorded {
	readonly event: RecordEvent;
	/** the server's order; null: written here and not stored yet */
	readonly seq: number | null;
	/** the server's clock when it was stored, ms */
	readonly storedAt: number | null;
}
