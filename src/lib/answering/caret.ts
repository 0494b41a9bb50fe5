import type { Splice } from '#lib/consult/answer/draft-fields.ts';

/** Where a caret stands after somebody else's edit. */
export function caretAfter(caret: number, { at, removed, inserted }: Splice): number {
	if (caret <= at) return caret;
	if (caret >= at + removed) return caret + inserted.length - removed;
	return at + inserted.length;
}
