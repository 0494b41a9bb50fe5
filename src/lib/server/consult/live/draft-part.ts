/** The draft of an answer in memory: judged, stored, then told; its rows are made one now and then, since typing makes many. */
import * as Y from 'yjs';
import { errorFields, log } from '#lib/base/log.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { CommitQueue } from './commit-queue.ts';
import type { QueueParts } from './commit-queue.ts';
import { judgeDraft } from './draft-guard.ts';
import type { DraftRefusal } from './draft-guard.ts';
import { compactDraft, noHead } from './update-store.ts';
import type { LoadedUpdate, StoredUpdate } from './update-store.ts';

const mostRows = 200;
const mostBytes = 512 * 1024;

export interface DraftUpdate<From> extends StoredUpdate {
	readonly from: From;
}

export interface DraftParts<From> extends Omit<QueueParts<DraftUpdate<From>>, 'part' | 'stored'> {
	readonly db: Database;
	readonly owners: Map<number, string>;
	readonly told: (batch: readonly DraftUpdate<From>[]) => void;
}

export class DraftPart<From> {
	readonly doc = new Y.Doc();
	readonly #parts: DraftParts<From>;
	readonly #queue: CommitQueue<DraftUpdate<From>>;
	#rows: number;
	#bytes = 0;

	constructor(parts: DraftParts<From>, rows: readonly LoadedUpdate[]) {
		this.#parts = parts;
		this.#rows = rows.length;
		for (const row of rows) {
			Y.applyUpdate(this.doc, row.bytes);
			this.#bytes += row.bytes.byteLength;
		}
		this.#queue = new CommitQueue<DraftUpdate<From>>(
			{
				...parts,
				part: 'draft',
				stored: async (batch) => {
					parts.told(batch);
					this.#rows += batch.length;
					if (this.#rows > mostRows) await this.#compact(batch.at(-1)?.person ?? '');
				},
			},
			rows.at(-1) ?? noHead,
		);
	}

	/** `stored` is told later; `known`: nothing in it that isn't there already. */
	take(
		update: Uint8Array,
		from: From,
		{ person, limit }: { person: string; limit: number },
	): 'taken' | 'known' | { readonly refused: DraftRefusal } {
		const ownsClient = (client: number): boolean => (this.#parts.owners.get(client) ?? person) === person;
		const judged = judgeDraft(update, { draft: this.doc, limit, ownsClient });
		if (!judged.ok) return { refused: judged.reason };
		if (this.#bytes + update.byteLength > mostBytes) {
			// What was deleted weighs nothing: only the whole as it is now counts.
			this.#bytes = Y.encodeStateAsUpdate(this.doc).byteLength;
			if (this.#bytes + update.byteLength > mostBytes) return { refused: 'full' };
		}
		const news = this.#apply(update);
		for (const client of judged.value) this.#parts.owners.set(client, person);
		for (const bytes of news) {
			this.#bytes += bytes.byteLength;
			this.#queue.push({ bytes, person, clients: judged.value, from });
		}
		return news.length === 0 ? 'known' : 'taken';
	}

	settled(): Promise<void> {
		return this.#queue.settled();
	}

	end(): void {
		this.#queue.end();
	}

	/** What it changed, in as few bytes as that takes. */
	#apply(update: Uint8Array): Uint8Array[] {
		const news: Uint8Array[] = [];
		const watch = (changed: Uint8Array): void => void news.push(changed);
		this.doc.on('update', watch);
		Y.applyUpdate(this.doc, update);
		this.doc.off('update', watch);
		// Whatever hangs on what nobody has would lie there for ever, and be given to everyone.
		this.doc.store.pendingStructs = null;
		this.doc.store.pendingDs = null;
		return news;
	}

	async #compact(person: string): Promise<void> {
		const bytes = Y.encodeStateAsUpdate(this.doc);
		const { db, consult, owner, now } = this.#parts;
		try {
			const after = { consult, owner, head: this.#queue.head };
			this.#queue.movedTo(await compactDraft(db, after, { bytes, person, at: now() }));
			this.#rows = 1;
			this.#bytes = bytes.byteLength;
		} catch (error) {
			// The rows stand as they were: tried again after as many more.
			log('error', 'draft-compaction-failed', errorFields(error));
			this.#rows = 0;
		}
	}
}
