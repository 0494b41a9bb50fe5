/** What other systems wrote about a study's pictures, as it goes from the server to the screen. One schema for both sides. */
import * as v from 'valibot';
import { isUid } from '#lib/dicom/uid.ts';
import { Annotation } from '../annotation.ts';

const Uid = v.pipe(v.string(), v.check(isUid));
const text = v.nullable(v.string());
const finite = v.pipe(v.number(), v.finite());

const Origin = v.object({
	manufacturer: text,
	institution: text,
	author: text,
	date: text,
	time: text,
	title: text,
	description: text,
	number: v.nullable(v.number()),
});
export type ForeignOrigin = v.InferOutput<typeof Origin>;

export const ForeignLook = v.object({
	instance: Uid,
	/** null: all of them */
	frames: v.nullable(v.array(v.number())),
	/** in modality units of the picture */
	window: v.nullable(v.object({ center: finite, width: finite })),
	/** on top of what the picture asks for itself; null: not told */
	inverted: v.nullable(v.boolean()),
	rotation: v.picklist([0, 90, 180, 270]),
	flipH: v.boolean(),
	flipV: v.boolean(),
	area: v.nullable(v.object({ left: finite, top: finite, right: finite, bottom: finite })),
});
export type ForeignLook = v.InferOutput<typeof ForeignLook>;

export const ForeignMark = v.object({
	id: v.string(),
	/** the same mark in another object has the same */
	uid: v.nullable(Uid),
	mark: Annotation,
});
export type ForeignMark = v.InferOutput<typeof ForeignMark>;

export const ForeignObject = v.object({
	instance: Uid,
	series: Uid,
	kind: v.picklist(['presentation', 'report', 'key-objects']),
	origin: Origin,
	marks: v.array(ForeignMark),
	looks: v.array(ForeignLook),
	keys: v.array(v.object({ instance: Uid, frame: v.number(), presentation: v.nullable(v.string()) })),
	/** of a key object selection */
	words: v.string(),
	/** what of it is not shown, by reason */
	dropped: v.record(v.string(), v.number()),
});
export type ForeignObject = v.InferOutput<typeof ForeignObject>;

export const ForeignStudy = v.object({
	objects: v.array(ForeignObject),
	/** objects that were too many to read */
	left: v.number(),
});
export type ForeignStudy = v.InferOutput<typeof ForeignStudy>;
