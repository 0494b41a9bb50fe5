/**
 * This browser's copy of the record, and what waits to get into it. One update is on its way at a time; what is written
 * meanwhile goes together in the next. An event enters the copy when it is sent and leaves the tray when the server said that it
 * is stored. A refusal spoils the copy (Yjs has no way back): it is thrown away and fetched anew, and when the refused update held
 * several events they are sent one by one, so that only the bad one ends in the tray of the refused.
 */
import * as v from 'valibot';
import * as Y from 'yjs';
import { RecordEvent } from '#lib/consult/record/event.ts';
import type { Recorded } from '#lib/consult/record/event.ts';
import { recordRoot, writeEvent } from '#lib/consult/record/record.ts';
import { Asked } from './asked.ts';
import type { RecordPage } from './record-page.ts';
import type { Refused } from './refused.ts';
import { syncFrame, syncStep } from './wire.ts';
import type { StoredWord, SyncMessage, Verdict } from './wire.ts';
import type { World } from './world.ts';

/** One update: below the server's limit with room for Yjs' own bytes. */
const mostBytesAtOnce = 24 * 1024;
/** The server takes twenty updates a second. */
const pauseMs = 60;

export interface CopyParts {
	readonly person: string;
	readonly world: World;
	readonly send: (frame: Uint8Array) => void;
	readonly changed: () => void;
}

export class RecordCopy {
	readonly #parts: CopyParts;
	#doc = new Y.Doc();
	#synced = false;
	readonly #asked = new Asked();
	/** Everything in the copy, read once: events never change. */
	readonly #events = new Map<string, RecordEvent>();
	readonly #order = new Map<string, { readonly seq: number; readonly at: number }>();
	#knownTo: { readonly seq: number; readonly mark: string } | null = null;
	#readTo: { readonly seq: number; readonly mark: string } | null = null;
	readonly #unsent = new Map<string, RecordEvent>();
	#inAir: readonly string[] = [];
	readonly #alone = new Set<string>();
	/** refused, until it's known whether it had arrived before */
	#doubtful: Refused | null = null;
	readonly #refused = new Map<string, Refused>();
	#sentAt = -Infinity;
	#pump: (() => void) | null = null;
	#recorded: readonly Recorded[] | null = null;

	constructor(parts: CopyParts) {
		this.#parts = parts;
		this.#watch();
	}

	get synced(): boolean {
		return this.#synced;
	}

	/** `SEQ.MARK` for the address; null: nothing is known yet. */
	get since(): string | null {
		return this.#knownTo === null ? null : `${this.#knownTo.seq}.${this.#knownTo.mark}`;
	}

	get recorded(): readonly Recorded[] {
		this.#recorded ??= [
			...[...this.#events.values()].map((event) => this.#withOrder(event)),
			...[...this.#unsent.values()]
				.filter((event) => !this.#events.has(event.id))
				.map((event) => this.#withOrder(event)),
		];
		return this.#recorded;
	}

	get unsent(): readonly RecordEvent[] {
		const doubtful = this.#doubtful === null ? [] : [this.#doubtful.event];
		return [...this.#unsent.values(), ...doubtful];
	}

	get refused(): readonly Refused[] {
		return [...this.#refused.values()];
	}

	write(event: RecordEvent): void {
		this.#unsent.set(event.id, event);
		this.#touched();
		this.#goOn();
	}

	/** What an earlier page left in the tray. */
	restore(unsent: readonly RecordEvent[], refused: readonly Refused[]): void {
		for (const event of unsent) if (!this.#isStored(event.id)) this.#unsent.set(event.id, event);
		for (const one of refused) this.#refused.set(one.event.id, one);
		this.#touched();
		this.#goOn();
	}

	dismiss(id: string): void {
		if (this.#refused.delete(id)) this.#touched();
	}

	opened(): void {
		this.#synced = false;
		this.askForMissing();
	}

	/** Nothing should ever be missing; asked now and then all the same. */
	askForMissing(): void {
		this.#asked.ask();
		this.#parts.send(syncFrame('record', syncStep.one, Y.encodeStateVector(this.#doc)));
	}

	lost(): void {
		this.#synced = false;
		this.#asked.forget();
		this.#pump?.();
		this.#pump = null;
	}

	hear(message: SyncMessage): void {
		if (message.kind === 'step-1') {
			const missing = Y.encodeStateAsUpdate(this.#doc, message.stateVector);
			this.#parts.send(syncFrame('record', syncStep.two, missing));
			return;
		}
		if (message.caughtUp && !this.#asked.answered()) return;
		Y.applyUpdate(this.#doc, message.update, this);
		if (!message.caughtUp) return;
		this.#synced = true;
		this.#settle();
		this.#touched();
		this.#goOn();
	}

	judged(verdict: Exclude<Verdict, { draft: unknown }>): void {
		if ('refused' in verdict) {
			this.#beginAnew(verdict.refused);
			return;
		}
		if (verdict.anew && this.#forgetOrder()) this.opened();
		for (const word of verdict.stored) this.#stored(word);
		this.#touched();
		this.#goOn();
	}

	/** As it was read without a line: nothing goes out by it, and the line catches up from here. */
	read({ anew, rows }: Pick<RecordPage, 'anew' | 'rows'>): void {
		if (anew) this.#forgetOrder();
		for (const { bytes, ...word } of rows) {
			Y.applyUpdate(this.#doc, bytes, this);
			this.#stored(word);
			this.#readTo = { seq: word.seq, mark: word.mark };
		}
		this.#touched();
	}

	/** Up to where rows were read, bytes and all; the order alone may be known further. */
	get readTo(): string | null {
		return this.#readTo === null ? null : `${this.#readTo.seq}.${this.#readTo.mark}`;
	}

	#stored({ seq, at, mark, keys }: StoredWord): void {
		for (const key of keys) {
			this.#order.set(key, { seq, at });
			this.#unsent.delete(key);
			this.#alone.delete(key);
		}
		if (seq > (this.#knownTo?.seq ?? 0)) this.#knownTo = { seq, mark };
		this.#inAir = this.#inAir.filter((key) => !keys.includes(key));
	}

	#beginAnew(reason: string): void {
		const [only, ...more] = this.#inAir;
		const event = only === undefined || more.length > 0 ? undefined : this.#unsent.get(only);
		if (event !== undefined) {
			this.#unsent.delete(event.id);
			this.#doubtful = { event, reason };
		} else for (const key of this.#inAir) this.#alone.add(key);
		this.#freshCopy();
		this.opened();
	}

	/** The copy is whole again: what was refused because it had arrived before is not refused. */
	#settle(): void {
		for (const id of [...this.#unsent.keys()]) {
			if (this.#inAir.includes(id) || !this.#isStored(id)) continue;
			this.#unsent.delete(id);
			this.#alone.delete(id);
		}
		const doubtful = this.#doubtful;
		this.#doubtful = null;
		if (doubtful !== null && !this.#events.has(doubtful.event.id)) {
			this.#refused.set(doubtful.event.id, doubtful);
			this.#alone.delete(doubtful.event.id);
		}
	}

	/**
	 * The server's record has another history than this copy: it was restored from elsewhere. What this person wrote and it
	 * doesn't have is sent again. Whether the copy was thrown away and has to be asked for.
	 */
	#forgetOrder(): boolean {
		this.#order.clear();
		this.#knownTo = null;
		if (this.#events.size === 0) return false;
		for (const event of this.#events.values())
			if (event.by === this.#parts.person) this.#unsent.set(event.id, event);
		this.#freshCopy();
		return true;
	}

	#freshCopy(): void {
		this.#doc.destroy();
		this.#doc = new Y.Doc();
		this.#asked.anew();
		this.#events.clear();
		this.#readTo = null;
		this.#synced = false;
		this.#inAir = [];
		this.#watch();
		this.#touched();
	}

	#goOn(): void {
		if (!this.#synced || this.#inAir.length > 0 || this.#unsent.size === 0 || this.#pump !== null) return;
		const { world } = this.#parts;
		const pause = this.#sentAt + pauseMs - world.now();
		if (pause > 0) {
			this.#pump = world.after(pause, () => {
				this.#pump = null;
				this.#goOn();
			});
			return;
		}
		const batch = this.#nextBatch();
		if (batch.length === 0) return;
		this.#inAir = batch.map((event) => event.id);
		this.#sentAt = world.now();
		this.#doc.transact(() => {
			for (const event of batch) writeEvent(this.#doc, event);
		});
	}

	#nextBatch(): readonly RecordEvent[] {
		const waiting = [...this.#unsent.values()].filter((event) => !this.#events.has(event.id));
		if (this.#alone.size > 0) return waiting.slice(0, 1);
		let bytes = 0;
		const fits = waiting.findIndex((event) => {
			bytes += sizeOf(event);
			return bytes > mostBytesAtOnce;
		});
		return fits === -1 ? waiting : waiting.slice(0, Math.max(1, fits));
	}

	#isStored(id: string): boolean {
		return this.#order.has(id) || (this.#synced && this.#events.has(id) && !this.#inAir.includes(id));
	}

	#withOrder(event: RecordEvent): Recorded {
		const order = this.#order.get(event.id);
		return { event, seq: order?.seq ?? null, storedAt: order?.at ?? null };
	}

	#watch(): void {
		const doc = this.#doc;
		const root = doc.getMap<unknown>(recordRoot);
		root.observe(({ keysChanged }) => {
			const changed: ReadonlySet<unknown> = keysChanged;
			for (const key of changed) {
				const event = v.safeParse(RecordEvent, root.get(String(key)));
				if (event.success && event.output.id === key) this.#events.set(key, event.output);
			}
			this.#touched();
		});
		doc.on('update', (update: Uint8Array, origin: unknown) => {
			if (origin !== this) this.#parts.send(syncFrame('record', syncStep.update, update));
		});
	}

	#touched(): void {
		this.#recorded = null;
		this.#parts.changed();
	}
}

function sizeOf(event: RecordEvent): number {
	return new TextEncoder().encode(JSON.stringify(event)).byteLength + 64;
}
