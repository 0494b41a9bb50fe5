/**
 * What may be written into the draft of an answer: letters in texts of known names and short choices, nothing else that Yjs could
 * carry. Whoever may write may change what others wrote there, so deletions pass; the signed copy is the record.
 */
import * as Y from 'yjs';
import { choicesRoot, draftName, longestChoice, mostFields } from '#lib/consult/live/draft-root.ts';
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';

export type DraftRefusal =
	'too-large' | 'unreadable' | 'gap' | 'borrowed-client' | 'not-a-draft' | 'full' | 'read-only';

export interface DraftContext {
	readonly draft: Y.Doc;
	readonly limit: number;
	readonly ownsClient: (client: number) => boolean;
}

/** The client ids that wrote what is new in it. */
export function judgeDraft(update: Uint8Array, context: DraftContext): Result<number[], DraftRefusal> {
	if (update.byteLength > context.limit) return err('too-large');
	const decoded = decode(update);
	if (decoded === null) return err('unreadable');
	const next = Y.decodeStateVector(Y.encodeStateVector(context.draft));
	const clients = new Set<number>();
	const fields = new Set(context.draft.share.keys());
	const beside: Y.ID[] = [];
	for (const struct of decoded.structs) {
		const { client, clock } = struct.id;
		const expected = next.get(client) ?? 0;
		if (clock + struct.length <= expected) continue;
		// Text is sent again with more at its end: it may begin within what is known, never after.
		if (clock > expected || struct instanceof Y.Skip) return err('gap');
		next.set(client, clock + struct.length);
		if (!context.ownsClient(client)) return err('borrowed-client');
		if (!isDraft(struct, fields)) return err('not-a-draft');
		clients.add(client);
		if (struct instanceof Y.Item)
			beside.push(...[struct.origin, struct.rightOrigin].filter((id) => id !== null));
	}
	const isKnown = ({ client, clock }: Y.ID): boolean => clock < (next.get(client) ?? 0);
	if (!beside.every(isKnown)) return err('gap');
	for (const [client, ranges] of decoded.ds.clients)
		for (const { clock, len } of ranges) if (!isKnown(Y.createID(client, clock + len - 1))) return err('gap');
	return fields.size > mostFields ? err('full') : ok([...clients]);
}

function decode(update: Uint8Array): ReturnType<typeof Y.decodeUpdate> | null {
	try {
		return Y.decodeUpdate(update);
	} catch {
		return null;
	}
}

function isDraft(struct: unknown, fields: Set<string>): boolean {
	// What was typed and deleted again before it was sent.
	if (struct instanceof Y.GC) return true;
	if (!(struct instanceof Y.Item)) return false;
	const { content, parentSub } = struct;
	// Without a parent it stands beside something that has one and was looked at.
	const parent: unknown = struct.parent;
	if (parent !== null) {
		if (typeof parent !== 'string') return false;
		const named = parentSub === null ? parent : parentSub;
		const placed = (parentSub === null) === (parent !== choicesRoot);
		if (!placed || !draftName.test(named)) return false;
		fields.add(parent);
	}
	if (content instanceof Y.ContentString || content instanceof Y.ContentDeleted) return true;
	if (!(content instanceof Y.ContentAny) || content.arr.length !== 1) return false;
	const value: unknown = content.arr[0];
	return typeof value === 'string' && value.length <= longestChoice;
}
