/**
 * Where a page ended: the sort value and the UID of its last row, so the next page begins there whatever came in meanwhile. A
 * place, not a right: every page is limited to what its caller may see, so a made-up cursor shows nothing new.
 */
import * as v from 'valibot';
import type { WorklistSort } from '#lib/archive/worklist.ts';
import { worklistSorts } from '#lib/archive/worklist.ts';

export interface Cursor {
	readonly sort: WorklistSort;
	readonly key: string | number;
	readonly uid: string;
}

const Uid = v.pipe(v.string(), v.maxLength(64), v.regex(/^[0-9.]+$/));
const Written = v.pipe(
	v.string(),
	v.parseJson(),
	v.variant('sort', [
		v.object({ sort: v.literal('arrived'), key: v.number(), uid: Uid }),
		v.object({
			sort: v.picklist(worklistSorts.filter((sort) => sort !== 'arrived')),
			key: v.pipe(v.string(), v.maxLength(300)),
			uid: Uid,
		}),
	]),
);

export function writeCursor(cursor: Cursor): string {
	return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/** null for what isn't a cursor of this order. */
export function readCursor(text: string, sort: WorklistSort): Cursor | null {
	const parsed = v.safeParse(Written, Buffer.from(text, 'base64url').toString('utf8'));
	return parsed.success && parsed.output.sort === sort ? parsed.output : null;
}
