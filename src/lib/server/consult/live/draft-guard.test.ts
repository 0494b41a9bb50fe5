import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { judgeDraft } from './draft-guard.ts';

const scene = () => {
	const draft = new Y.Doc();
	const owners = new Map<number, string>();
	const judge = (update: Uint8Array, person = 'A', limit = 1000) =>
		judgeDraft(update, { draft, limit, ownsClient: (id) => (owners.get(id) ?? person) === person });
	/** What a client that has everything would send after this. */
	const updateOf = (change: (doc: Y.Doc) => void): Uint8Array => {
		const doc = new Y.Doc();
		Y.applyUpdate(doc, Y.encodeStateAsUpdate(draft));
		const before = Y.encodeStateVector(doc);
		change(doc);
		return Y.encodeStateAsUpdate(doc, before);
	};
	return { draft, owners, judge, updateOf };
};
const typed = (doc: Y.Doc): void => doc.getText('findings').insert(0, 'ปอดปกติ');

describe('the draft', () => {
	it('takes text, changes of it, and choices', () => {
		const { draft, judge, updateOf } = scene();
		const acts: ((doc: Y.Doc) => void)[] = [
			typed,
			(doc) => doc.getText('findings').delete(1, 3),
			(doc) => doc.getText('findings').insert(2, 'ก'),
			(doc) => doc.getMap('choices').set('urgency', 'urgent'),
			(doc) => doc.getMap('choices').set('urgency', 'routine'),
		];
		for (const act of acts) {
			const update = updateOf(act);
			expect(judge(update)).toMatchObject({ ok: true });
			Y.applyUpdate(draft, update);
		}
		expect(draft.getMap('choices').get('urgency')).toBe('routine');
	});

	it.each<[string, (doc: Y.Doc) => void, string]>([
		['a map within a map', (doc) => doc.getMap('choices').set('x', new Y.Map()), 'not-a-draft'],
		['a document within', (doc) => doc.getMap('choices').set('x', new Y.Doc()), 'not-a-draft'],
		['a picture in the text', (doc) => doc.getText('findings').insertEmbed(0, { x: 1 }), 'not-a-draft'],
		['a number as a choice', (doc) => doc.getMap('choices').set('x', 1), 'not-a-draft'],
		['a long choice', (doc) => doc.getMap('choices').set('x', 'x'.repeat(300)), 'not-a-draft'],
		['another root', (doc) => doc.getText('Not A Field').insert(0, 'x'), 'not-a-draft'],
		['another map', (doc) => doc.getMap('findings').set('x', 'y'), 'not-a-draft'],
		['a list', (doc) => doc.getArray('findings').insert(0, [1, 2]), 'not-a-draft'],
		['too much at once', (doc) => doc.getText('findings').insert(0, 'x'.repeat(2000)), 'too-large'],
		[
			'more fields than an answer has',
			(doc) => {
				for (const a of 'abcdefg') for (const b of 'abcdef') doc.getText(a + b).insert(0, 'x');
			},
			'full',
		],
	])('refuses %s', (_, change, reason) => {
		const { judge, updateOf } = scene();
		expect(judge(updateOf(change), 'A', reason === 'full' ? 1e6 : 1000)).toEqual({ ok: false, reason });
	});

	it('refuses what hangs on what it never got, and another’s client id', () => {
		const { draft, owners, judge, updateOf } = scene();
		const gone = new Y.Doc();
		typed(gone);
		const before = Y.encodeStateVector(gone);
		gone.getText('findings').insert(3, 'x');
		expect(judge(Y.encodeStateAsUpdate(gone, before))).toEqual({ ok: false, reason: 'gap' });
		const other = new Y.Doc();
		Y.applyUpdate(other, Y.encodeStateAsUpdate(gone));
		const had = Y.encodeStateVector(other);
		other.getText('findings').insert(4, 'y');
		expect(judge(Y.encodeStateAsUpdate(other, had))).toEqual({ ok: false, reason: 'gap' });
		expect(judge(Uint8Array.of(9, 9, 9, 9))).toEqual({ ok: false, reason: 'unreadable' });
		const update = updateOf(typed);
		for (const client of Y.decodeStateVector(Y.encodeStateVectorFromUpdate(update)).keys())
			owners.set(client, 'B');
		expect(judge(update)).toEqual({ ok: false, reason: 'borrowed-client' });
		expect(judge(update, 'B')).toMatchObject({ ok: true });
		Y.applyUpdate(draft, update);
	});
});
