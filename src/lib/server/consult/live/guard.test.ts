import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import type { RecordEvent } from '#lib/consult/record/event.ts';
import { eventsOf, recordRoot, writeEvent } from '#lib/consult/record/record.ts';
import { judgeUpdate } from './guard.ts';

const id = (n: number): string => `01930000-0000-7000-8000-${String(n).padStart(12, '0')}`;
const say = (n: number, by = 'me', text = 'ก้อนที่ปอดขวา'): RecordEvent => ({
	v: 1,
	id: id(n),
	by,
	at: 1000 + n,
	k: 'msg',
	thread: null,
	pin: null,
	text,
});
const takeBack = (n: number, of: number, by = 'me'): RecordEvent => ({
	v: 1,
	id: id(n),
	by,
	at: 1,
	k: 'void',
	of: id(of),
	why: 'mistake',
});

/** A server's record with one event of each of two people, and a client in step with it. */
function scene() {
	const server = new Y.Doc();
	const mine = new Y.Doc();
	const theirs = new Y.Doc();
	writeEvent(theirs, say(1, 'them'));
	writeEvent(mine, say(2));
	for (const doc of [mine, theirs]) Y.applyUpdate(server, Y.encodeStateAsUpdate(doc));
	Y.applyUpdate(mine, Y.encodeStateAsUpdate(server));
	const judge = (update: Uint8Array) =>
		judgeUpdate(update, {
			record: server,
			person: 'me',
			ownsClient: (client) => client === mine.clientID,
		});
	/** The update that an act on one's own document makes. */
	const updateOf = (act: (doc: Y.Doc) => void, doc = mine): Uint8Array => {
		const updates: Uint8Array[] = [];
		const keep = (update: Uint8Array) => void updates.push(update);
		doc.on('update', keep);
		doc.transact(() => act(doc));
		doc.off('update', keep);
		return Y.mergeUpdates(updates);
	};
	return { server, mine, theirs, judge, updateOf };
}

describe('an update that adds', () => {
	it('is taken, with its events told', () => {
		const { server, judge, updateOf } = scene();
		const update = updateOf((doc) => {
			writeEvent(doc, say(3));
			writeEvent(doc, takeBack(4, 3));
			writeEvent(doc, takeBack(5, 2));
		});
		expect(judge(update)).toMatchObject({
			ok: true,
			value: { events: [{ id: id(3) }, { id: id(4) }, { id: id(5) }] },
		});
		Y.applyUpdate(server, update);
		expect(eventsOf(server)).toHaveLength(5);
	});

	it('may come twice', () => {
		const { server, judge, updateOf } = scene();
		const update = updateOf((doc) => writeEvent(doc, say(3)));
		Y.applyUpdate(server, update);
		expect(judge(update)).toEqual({ ok: false, reason: 'nothing-new' });
		const more = Y.mergeUpdates([update, updateOf((doc) => writeEvent(doc, say(4)))]);
		expect(judge(more)).toMatchObject({ ok: true, value: { events: [{ id: id(4) }] } });
	});
});

describe('threat-14: an update that does anything else is refused whole', () => {
	const attacks: [string, string, (s: ReturnType<typeof scene>) => Uint8Array][] = [
		[
			"takes away another's event",
			'deletes',
			({ updateOf }) => updateOf((doc) => doc.getMap(recordRoot).delete(id(1))),
		],
		[
			'overwrites one',
			'not-an-event',
			({ updateOf }) =>
				// Without the delete that a set brings along, as a hand-made update would be.
				withoutDeletes(updateOf((doc) => doc.getMap(recordRoot).set(id(1), say(1)))),
		],
		[
			'reuses a key unseen',
			'key-taken',
			({ mine }) => {
				const blind = new Y.Doc();
				blind.clientID = mine.clientID;
				writeEvent(blind, say(90));
				blind.getMap(recordRoot).set(id(1), say(1));
				// Clock 0 is known of this client: from there on it stands where a second event would.
				return Y.diffUpdate(Y.encodeStateAsUpdate(blind), vector(mine.clientID, 1));
			},
		],
		[
			'speaks for another',
			'not-the-author',
			({ updateOf }) => updateOf((doc) => writeEvent(doc, say(3, 'them'))),
		],
		[
			"borrows another's client id",
			'borrowed-client',
			({ theirs }) => {
				const before = Y.encodeStateVector(theirs);
				writeEvent(theirs, say(3));
				return Y.encodeStateAsUpdate(theirs, before);
			},
		],
		[
			"takes back what is another's",
			'not-yours',
			({ updateOf }) => updateOf((doc) => writeEvent(doc, takeBack(3, 1))),
		],
		[
			'takes back what is not there',
			'not-yours',
			({ updateOf }) => updateOf((doc) => writeEvent(doc, takeBack(3, 77))),
		],
		[
			"draws over another's mark",
			'not-yours',
			({ updateOf }) =>
				updateOf((doc) => {
					writeEvent(doc, { v: 1, id: id(3), by: 'me', at: 1, k: 'find', base: id(1), text: 'mine now' });
				}),
		],
		[
			'writes another root',
			'not-an-event',
			({ updateOf }) => updateOf((doc) => doc.getMap('sys').set(id(3), say(3))),
		],
		[
			'nests a type',
			'not-an-event',
			({ updateOf }) => updateOf((doc) => doc.getMap(recordRoot).set(id(3), new Y.Map())),
		],
		[
			'hides a document',
			'not-an-event',
			({ updateOf }) => updateOf((doc) => doc.getMap(recordRoot).set(id(3), new Y.Doc())),
		],
		[
			'carries bytes',
			'not-an-event',
			({ updateOf }) => updateOf((doc) => doc.getMap(recordRoot).set(id(3), new Uint8Array(9))),
		],
		[
			'has an extra field',
			'not-an-event',
			({ updateOf }) => updateOf((doc) => doc.getMap(recordRoot).set(id(3), { ...say(3), sign: true })),
		],
		[
			'stands under another key',
			'not-an-event',
			({ updateOf }) => updateOf((doc) => doc.getMap(recordRoot).set(id(4), say(3))),
		],
		[
			'signs, which only the server does',
			'not-an-event',
			({ updateOf }) => updateOf((doc) => doc.getMap(recordRoot).set(id(3), { ...say(3), k: 'sign' })),
		],
		[
			'is an event of ten thousand letters',
			'not-an-event',
			({ updateOf }) =>
				updateOf((doc) => doc.getMap(recordRoot).set(id(3), say(3, 'me', 'x'.repeat(10_000)))),
		],
		[
			'is endless',
			'too-large',
			({ updateOf }) =>
				updateOf((doc) => doc.getMap(recordRoot).set(id(3), say(3, 'me', 'x'.repeat(40_000)))),
		],
		[
			'leaves out what came before',
			'gap',
			({ mine, updateOf }) => {
				writeEvent(mine, say(3));
				return updateOf((doc) => writeEvent(doc, say(4)));
			},
		],
		['is noise', 'unreadable', () => new Uint8Array([255, 255, 255, 1, 2, 3])],
		['is nothing', 'unreadable', () => new Uint8Array()],
	];
	it.each(attacks)('one that %s', (_, reason, make) => {
		const s = scene();
		const before = Y.encodeStateAsUpdate(s.server);
		expect(s.judge(make(s))).toEqual({ ok: false, reason });
		expect(Y.encodeStateAsUpdate(s.server)).toEqual(before);
	});

	it('one good event beside a bad one', () => {
		const { judge, updateOf } = scene();
		const update = updateOf((doc) => {
			writeEvent(doc, say(3));
			writeEvent(doc, say(4, 'them'));
		});
		expect(judge(update)).toEqual({ ok: false, reason: 'not-the-author' });
	});

	it('a thousand damaged updates: judged, never thrown, and what is taken is an event of mine', () => {
		const { server, judge, updateOf } = scene();
		const good = updateOf((doc) => writeEvent(doc, say(3)));
		let seed = 7;
		const random = (below: number): number => {
			seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0;
			return (seed >>> 8) % below;
		};
		for (let n = 0; n < 1000; n++) {
			const bytes = Uint8Array.from(good);
			for (let hits = 1 + random(3); hits > 0; hits--) bytes[random(bytes.length)] = random(256);
			const judged = judge(bytes);
			if (!judged.ok) continue;
			const twin = new Y.Doc();
			Y.applyUpdate(twin, Y.encodeStateAsUpdate(server));
			Y.applyUpdate(twin, bytes);
			const added = eventsOf(twin).filter((event) => event.id !== id(1) && event.id !== id(2));
			expect(added).toHaveLength(judged.value.events.length);
			for (const event of added) expect(event.by).toBe('me');
			expect(eventsOf(twin)).toContainEqual(say(1, 'them'));
		}
	});
});

function vector(client: number, clock: number): Uint8Array {
	return Y.encodeStateVector(new Map([[client, clock]]));
}

function withoutDeletes(update: Uint8Array): Uint8Array {
	// The delete set is the last part of an update: an empty one is a single nought (y-protocols' encoding of Yjs 13).
	const { ds } = Y.decodeUpdate(update);
	if (ds.clients.size === 0) return update;
	for (let cut = update.length - 1; cut > 0; cut--) {
		const shorter = Uint8Array.from([...update.subarray(0, cut), 0]);
		try {
			const read = Y.decodeUpdate(shorter);
			if (read.ds.clients.size === 0 && read.structs.length === 1) return shorter;
		} catch {
			// not the seam yet
		}
	}
	throw new Error('no seam found');
}
