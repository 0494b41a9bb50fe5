/**
 * This browser's copy of the draft: text that several people write at once (Y.Text), so nobody's typing is lost to another's.
 * Typing is sent in pieces, one at a time; a refusal spoils the copy, which is then fetched anew, and the texts as they were stay
 * readable beside it.
 */
import * as Y from 'yjs';
import { Asked } from './asked.ts';
import { choicesRoot, draftName, longestChoice } from './draft-root.ts';
import type { LiveDraft, LostDraft } from './live-draft.ts';
import type { CopyParts } from './record-copy.ts';
import { syncFrame, syncStep } from './wire.ts';
import type { SyncMessage } from './wire.ts';

/** A frame has 64 kB. */
const mostBytes = 60 * 1024;
/** Typing is sent this often. */
const pauseMs = 150;

export class DraftCopy implements LiveDraft {
	readonly #parts: Omit<CopyParts, 'person'>;
	#doc = new Y.Doc();
	#synced = false;
	readonly #asked = new Asked();
	#waiting: Uint8Array[] = [];
	#inAir: Uint8Array[] = [];
	#pump: (() => void) | null = null;
	/** The server has all that is in the air already: its answer to our step 1, which waits for its commits, says that it is stored. */
	#arrivedBefore = false;
	#lost: LostDraft | null = null;
	/** Why what is in the air was refused, until the server's own words are here. */
	#refused: string | null = null;

	constructor(parts: Omit<CopyParts, 'person'>) {
		this.#parts = parts;
		this.#watch();
	}

	get saved(): boolean {
		return this.#waiting.length === 0 && this.#inAir.length === 0;
	}

	get lost(): LostDraft | null {
		return this.#lost;
	}

	get fields(): readonly string[] {
		return [...this.#doc.share.keys()].filter((name) => name !== choicesRoot).sort();
	}

	text(field: string): string {
		return this.#field(field).toJSON();
	}

	edit(field: string, at: number, removed: number, inserted: string): void {
		const text = this.#field(field);
		const from = Math.max(0, Math.min(at, text.length));
		this.#doc.transact(() => {
			if (removed > 0) text.delete(from, Math.min(removed, text.length - from));
			if (inserted !== '') text.insert(from, inserted);
		});
	}

	choice(name: string): string | null {
		const value = this.#doc.getMap<unknown>(choicesRoot).get(name);
		return typeof value === 'string' && value !== '' ? value : null;
	}

	choose(name: string, value: string | null): void {
		if (!draftName.test(name) || (value ?? '').length > longestChoice) throw new RangeError('no such choice');
		if (this.choice(name) !== value) this.#doc.getMap<unknown>(choicesRoot).set(name, value ?? '');
	}

	forgetLost(): void {
		this.#lost = null;
		this.#parts.changed();
	}

	/** What isn't stored yet, to be kept over a reload; null: nothing. */
	get unsent(): Uint8Array | null {
		return this.saved ? null : Y.mergeUpdates([...this.#inAir, ...this.#waiting]);
	}

	/** It waits as it was kept: what stands behind words that this copy hasn't got yet changes nothing in it until they come. */
	restore(update: Uint8Array): void {
		try {
			Y.applyUpdate(this.#doc, update, this);
		} catch {
			// Not an update: nothing to restore.
			return;
		}
		this.#waiting.push(update);
		this.#goOn();
		this.#parts.changed();
	}

	opened(): void {
		this.#synced = false;
		this.askForMissing();
	}

	askForMissing(): void {
		this.#asked.ask();
		this.#parts.send(syncFrame('draft', syncStep.one, Y.encodeStateVector(this.#doc)));
	}

	offline(): void {
		this.#synced = false;
		this.#arrivedBefore = false;
		this.#asked.forget();
	}

	hear(message: SyncMessage): void {
		if (message.kind === 'step-1') {
			this.#answer(message.stateVector);
			return;
		}
		if (message.caughtUp && !this.#asked.answered()) return;
		Y.applyUpdate(this.#doc, message.update, this);
		if (message.caughtUp) {
			this.#synced = true;
			if (this.#arrivedBefore) this.#inAir = [];
			this.#arrivedBefore = false;
			if (this.#refused === null) this.#goOn();
			else this.#lose(this.#refused);
		}
		this.#parts.changed();
	}

	/** As it was read without a line. */
	read(update: Uint8Array): void {
		Y.applyUpdate(this.#doc, update, this);
		this.#parts.changed();
	}

	judged(verdict: { readonly stored: true } | { readonly refused: string }): void {
		if ('stored' in verdict) {
			this.#inAir = [];
			this.#goOn();
		} else this.#lose(verdict.refused);
		this.#parts.changed();
	}

	/** Refused before this page came; what was refused since stands behind it. */
	restoreLost(lost: LostDraft): void {
		this.#toldLost(lost);
		this.#parts.changed();
	}

	#toldLost({ reason, texts }: LostDraft): void {
		const before = this.#lost?.texts ?? {};
		const both = Object.entries(texts).map(([field, text]) => {
			const other = before[field] ?? '';
			return [field, other === '' || other === text ? text : `${other}\n\n${text}`] as const;
		});
		this.#lost = { reason, texts: { ...before, ...Object.fromEntries(both) } };
	}

	/** What is lost is told as it stands with what the server has: before that has come, restored words may stand behind nothing yet. */
	#lose(reason: string): void {
		this.#refused = this.#synced ? null : reason;
		if (!this.#synced) return;
		this.#toldLost({ reason, texts: this.#texts() });
		this.#freshCopy();
		this.opened();
	}

	/** Everything the server lacks is in this answer: it is what is in the air now. */
	#answer(stateVector: Uint8Array): void {
		const missing = Y.encodeStateAsUpdate(this.#doc, stateVector);
		const nothing = this.saved;
		// The draft was restored from an older copy, or read beside the line from a newer one: what the room has counts.
		if (nothing && isAhead(this.#doc, stateVector)) {
			this.#freshCopy();
			this.askForMissing();
			return;
		}
		this.#inAir = nothing ? [] : [...this.#inAir, ...this.#waiting];
		this.#waiting = [];
		if (!nothing && missing.byteLength > mostBytes) {
			this.judged({ refused: 'too-large' });
			return;
		}
		// An empty update gets no verdict.
		this.#arrivedBefore = !nothing && missing.byteLength <= emptyUpdate.byteLength;
		// Deletions alone leave no trace in state vectors, so the answer always goes out while something waits for a verdict.
		this.#parts.send(syncFrame('draft', syncStep.two, nothing ? emptyUpdate : missing));
	}

	#goOn(): void {
		if (!this.#synced || this.#inAir.length > 0 || this.#waiting.length === 0) return;
		this.#pump ??= this.#parts.world.after(pauseMs, () => {
			this.#pump = null;
			if (!this.#synced || this.#inAir.length > 0 || this.#waiting.length === 0) return;
			this.#inAir = this.#waiting;
			this.#waiting = [];
			this.#parts.send(syncFrame('draft', syncStep.update, Y.mergeUpdates(this.#inAir)));
		});
	}

	#field(name: string): Y.Text {
		if (!draftName.test(name) || name === choicesRoot) throw new RangeError('no such field');
		return this.#doc.getText(name);
	}

	#texts(): Record<string, string> {
		return Object.fromEntries(this.fields.map((field) => [field, this.text(field)]));
	}

	#freshCopy(): void {
		this.#doc.destroy();
		this.#doc = new Y.Doc();
		this.#asked.anew();
		this.#synced = false;
		this.#arrivedBefore = false;
		this.#refused = null;
		this.#inAir = [];
		this.#waiting = [];
		this.#watch();
	}

	#watch(): void {
		this.#doc.on('update', (update: Uint8Array, origin: unknown) => {
			if (origin === this) return;
			this.#waiting.push(update);
			this.#goOn();
			this.#parts.changed();
		});
	}
}

/** Whether the copy holds what that state vector doesn't. */
function isAhead(doc: Y.Doc, stateVector: Uint8Array): boolean {
	const theirs = Y.decodeStateVector(stateVector);
	return [...Y.decodeStateVector(Y.encodeStateVector(doc))].some(
		([client, clock]) => clock > (theirs.get(client) ?? 0),
	);
}

const emptyUpdate = Y.encodeStateAsUpdate(new Y.Doc());
