/**
 * The record in memory while somebody looks at it: judged, stored, and only then told. `words` is the server's word on its order:
 * which events each row brought, and when.
 */
import * as Y from 'yjs';
import { fitsIn } from '#lib/consult/record/record-room.ts';
import { recordRoot } from '#lib/consult/record/record.ts';
import type { StoredWord } from '#lib/consult/live/wire.ts';
import { CommitQueue } from './commit-queue.ts';
import type { QueueParts } from './commit-queue.ts';
import { judgeUpdate } from './guard.ts';
import type { GuardRefusal } from './guard.ts';
import { noHead } from './update-store.ts';
import type { Head, LoadedUpdate, StoredUpdate } from './update-store.ts';

/** Beginning of a row's hash, enough to tell two histories apart. */
export const markLength = 12;

export interface RecordUpdate<From> extends StoredUpdate {
	readonly from: From;
	readonly keys: readonly string[];
	/** Something was said in it that its people should come and look at. */
	readonly speaks: boolean;
}

export interface RecordParts<From> extends Omit<QueueParts<RecordUpdate<From>>, 'part' | 'stored'> {
	/** client id -> person, of all parts of the consult */
	readonly owners: Map<number, string>;
	readonly told: (batch: readonly RecordUpdate<From>[], words: readonly StoredWord[]) => void;
}

export class RecordPart<From> {
	readonly doc = new Y.Doc();
	readonly #owners: Map<number, string>;
	/** Client ids whose owner is stored, or goes into the store with an earlier update of this very part. */
	readonly #kept: Set<number>;
	readonly #queue: CommitQueue<RecordUpdate<From>>;
	readonly #words: StoredWord[] = [];
	#events = 0;
	#spokenTo = 0;

	constructor(parts: RecordParts<From>, rows: readonly LoadedUpdate[]) {
		this.#owners = parts.owners;
		this.#kept = new Set(parts.owners.keys());
		const root = this.doc.getMap<unknown>(recordRoot);
		for (const row of rows) {
			const keys: string[] = [];
			const watch = (event: Y.YMapEvent<unknown>): void => {
				for (const key of event.keys.keys()) keys.push(key);
			};
			root.observe(watch);
			Y.applyUpdate(this.doc, row.bytes);
			root.unobserve(watch);
			this.#learn(row, row.at, keys);
		}
		this.#queue = new CommitQueue<RecordUpdate<From>>(
			{
				...parts,
				part: 'record',
				stored: (batch, stored, at) => {
					const words = batch.map((update, n) => this.#learn(stored[n] ?? noHead, at, update.keys));
					parts.told(batch, words);
				},
			},
			rows.at(-1) ?? noHead,
		);
	}

	/** The last row in which something was said; 0: none. */
	get spokenTo(): number {
		return this.#spokenTo;
	}

	/** null: taken, or nothing in it that isn't known. */
	take(update: Uint8Array, from: From, { person, limit }: { person: string; limit: number }) {
		const ownsClient = (client: number): boolean => (this.#owners.get(client) ?? person) === person;
		const judged = judgeUpdate(update, { record: this.doc, person, ownsClient }, limit);
		if (!judged.ok) return judged.reason === 'nothing-new' ? null : judged.reason;
		const { clients, events } = judged.value;
		if (!fitsIn(this.#events, events)) return 'full' satisfies GuardRefusal;
		this.#events += events.length;
		const fresh = clients.filter((client) => !this.#kept.has(client));
		for (const client of fresh) {
			this.#owners.set(client, person);
			this.#kept.add(client);
		}
		Y.applyUpdate(this.doc, update);
		const speaks = events.some(isSaid);
		const keys = events.map((event) => event.id);
		this.#queue.push({ bytes: update, person, clients: fresh, from, keys, speaks });
		return null;
	}

	/** The order from `since` on (`SEQ.MARK` as the client told it; null: it knows nothing); `anew`: that isn't in this history. */
	wordsSince(since: string | null): { stored: StoredWord[]; anew: boolean } {
		if (since === null) return { stored: [...this.#words], anew: false };
		const [seq, mark] = since.split('.');
		const known = this.#words.findIndex((word) => String(word.seq) === seq && word.mark === mark);
		return { stored: this.#words.slice(known + 1), anew: known === -1 };
	}

	settled(): Promise<void> {
		return this.#queue.settled();
	}

	end(): void {
		this.#queue.end();
	}

	#learn({ seq, hash }: Head, at: number, keys: readonly string[]): StoredWord {
		const word = { seq, at, mark: hash.slice(0, markLength), keys: [...keys] };
		this.#words.push(word);
		const root = this.doc.getMap<unknown>(recordRoot);
		this.#events = Math.max(this.#events, root.size);
		if (keys.some((key) => isSaid(root.get(key)))) this.#spokenTo = seq;
		return word;
	}
}

/** Something that its people should come and look at. */
function isSaid(event: unknown): boolean {
	return (
		typeof event === 'object' && event !== null && 'k' in event && (event.k === 'msg' || event.k === 'ask')
	);
}
