/**
 * One consult, live, on one screen: the record as the server has it and what waits to get there, who is here, what they show each
 * other, and the draft of the answer. Everything works without a line as well; what was written then is sent when there is one
 * (and survives a reload, encrypted, when `keep` is given: `DraftKeeper` of `session` is one).
 */
import * as v from 'valibot';
import type { RecordEvent, Recorded } from '#lib/consult/record/event.ts';
import type { ConsultState } from '#lib/consult/request/consult-state.ts';
import { DraftCopy } from './draft-copy.ts';
import { EventIds } from './event-id.ts';
import { FastDecoder } from './fast-codec.ts';
import type { FastMessage } from './fast-message.ts';
import { FastOut } from './fast-out.ts';
import type { LiveDraft } from './live-draft.ts';
import { RecordCopy } from './record-copy.ts';
import { RecordPage } from './record-page.ts';
import type { Refused } from './refused.ts';
import type { Roster, RosterPerson } from './roster.ts';
import { ServerLine } from './server-line.ts';
import type { Ended } from './server-line.ts';
import { Tray } from './tray.ts';
import type { Keep } from './tray.ts';
import { readFrame } from './wire.ts';
import type { ServerFrame } from './wire.ts';
import { browserWorld } from './world.ts';
import type { World } from './world.ts';

export type LineState =
	| 'connecting'
	| 'live'
	/** Open, and the server doesn't answer: what is said now may reach nobody. */
	| 'stalled'
	| 'reconnecting'
	/** No line stands here, or none is to be had: the record is read over HTTP now and then, what is written waits. */
	| 'reading'
	/**
	 * For good, until `start` is called again. `sign-in`: nobody is signed in here any more, or the screen is locked.
	 * `somebody-else`: another person signed in on this browser. `forbidden`: no such consult for this person (any more).
	 * `too-much`: more was sent than anybody may.
	 */
	| { readonly ended: Ended };

/** Distributes over the kinds. */
type Unsigned<E> = E extends RecordEvent ? Omit<E, 'v' | 'id' | 'by' | 'at'> : never;
/** An event as its writer gives it. */
export type NewEvent = Unsigned<RecordEvent>;

export type Change = 'line' | 'record' | 'roster' | 'draft';

export interface LiveConsultOptions {
	readonly consult: string;
	/** the person this page was made for */
	readonly person: string;
	/** another server than this page's */
	readonly address?: string;
	/** where unsent work survives a reload: `session.drafts` */
	readonly keep?: Keep;
	/** another world than the browser's; for tests */
	readonly world?: World;
}

const askedAgainMs = 120_000;
const lagEveryMs = 10_000;
/** Without a line: often enough to talk by, seldom enough for a whole hospital behind one proxy. */
const readEveryMs = 20_000;

export class LiveConsult {
	readonly #consult: string;
	readonly #person: string;
	readonly #world: World;
	readonly #line: ServerLine;
	readonly #record: RecordCopy;
	readonly #draft: DraftCopy;
	readonly #fast: FastOut;
	readonly #tray: Tray;
	readonly #ids: EventIds;
	readonly #decoders = new Map<number, FastDecoder>();
	readonly #changes = new Set<(what: Change) => void>();
	readonly #hearers = new Set<(from: number, message: FastMessage) => void>();
	#roster: Roster | null = null;
	#here: readonly RosterPerson[] = [];
	#wasLive = false;
	#status: (FastMessage & { kind: 'status' }) | null = null;
	#timers: (() => void)[] = [];
	/** Waits for the next reading without a line; null: none is due. */
	#nextRead: (() => void) | null = null;
	#draftRead: number | null = null;
	#readAt: number | null = null;

	constructor({ consult, person, address, keep, world }: LiveConsultOptions) {
		this.#person = person;
		this.#world = world ?? browserWorld(address ?? null);
		this.#ids = new EventIds(() => this.#world.clock());
		const send = (frame: Uint8Array): void => this.#line.send(frame);
		const parts = { person, world: this.#world, send };
		this.#record = new RecordCopy({ ...parts, changed: () => this.#changed('record') });
		this.#draft = new DraftCopy({ ...parts, changed: () => this.#changed('draft') });
		this.#fast = new FastOut(this.#world, send);
		this.#tray = new Tray({
			...{ keep: keep ?? null, consult, person, world: this.#world },
			found: ({ unsent, refused, draft, lost }) => {
				this.#record.restore(unsent, refused);
				if (draft !== null) this.#draft.restore(draft);
				if (lost !== null) this.#draft.restoreLost(lost);
			},
		});
		this.#line = new ServerLine({
			world: this.#world,
			path: () => this.#path(consult),
			opened: () => this.#opened(),
			heard: (frame) => this.#heard(frame),
			lost: () => this.#lost(),
			changed: () => {
				this.#readIfBlocked();
				this.#tell('line');
			},
		});
		this.#consult = consult;
	}

	/** Returns the way to end it. */
	start(): () => void {
		void this.#tray.open();
		const stop = this.#line.start();
		this.#every(askedAgainMs, () => {
			// Without a line nobody answers, and the next answer would be taken for that to an older question.
			if (this.#line.standing !== 'open') return;
			this.#record.askForMissing();
			this.#draft.askForMissing();
		});
		this.#every(lagEveryMs, () => this.#sayStatus());
		return () => {
			for (const end of this.#timers.splice(0)) end();
			this.#nextRead?.();
			this.#nextRead = null;
			stop();
			this.#tray.close();
		};
	}

	get line(): LineState {
		const { standing } = this.#line;
		if (typeof standing === 'object') return standing;
		if (standing === 'open' && this.#record.synced) return this.#line.stalled ? 'stalled' : 'live';
		if (this.#line.blocked && this.#readAt !== null) return 'reading';
		return this.#wasLive ? 'reconnecting' : 'connecting';
	}

	/** When the record was last read without a line, by the device's clock, ms; null: never. */
	get readAt(): number | null {
		return this.#readAt;
	}

	/** What is read is read because another process of the server has the consult, not for want of a network. */
	get elsewhere(): boolean {
		return this.#line.elsewhere;
	}

	/** As the server said last; null: not heard yet. */
	get state(): ConsultState | null {
		return this.#roster?.state ?? null;
	}

	/** Stored ones and local ones (`seq` null); the fold puts them in order. */
	get recorded(): readonly Recorded[] {
		return this.#record.recorded;
	}

	get refused(): readonly Refused[] {
		return this.#record.refused;
	}

	/** Events written here that the server hasn't stored yet. */
	get unsent(): number {
		return this.#record.unsent.length;
	}

	/** Who is here now, each person once, oneself among them. */
	get roster(): readonly RosterPerson[] {
		return this.#here;
	}

	/** Everyone who ever took part: names and colours of authors. */
	get people(): readonly RosterPerson[] {
		return this.#roster?.people ?? [];
	}

	/** One's own place; null: not heard yet. */
	get you(): number | null {
		return this.#roster?.you ?? null;
	}

	/** What the server lets this person do now; false until it was heard. */
	get mayWrite(): boolean {
		return this.people.find((each) => each.place === this.you)?.mayWrite ?? false;
	}

	get draft(): LiveDraft {
		return this.#draft;
	}

	/** The event's id. It is shown at once and sent as soon as there is a line. */
	write(event: NewEvent): string {
		const after = 'base' in event ? event.base : 'of' in event ? event.of : null;
		const id = this.#ids.next(after);
		const at = Math.max(0, Math.floor(this.#world.clock()));
		this.#record.write({ ...event, v: 1, id, by: this.#person, at });
		this.#line.probe();
		return id;
	}

	/** This person has before them what was said up to that row. */
	read(seq: number): void {
		this.#line.send(readFrame(seq));
	}

	/** Out of the tray of the refused. */
	dismiss(id: string): void {
		this.#record.dismiss(id);
	}

	/** To everyone who is here; the newest of each kind counts. */
	send(message: FastMessage): void {
		if (message.kind === 'status') {
			this.#status = message;
			this.#sayStatus();
		} else this.#fast.put(message);
	}

	listen(heard: (what: Change) => void): () => void {
		this.#changes.add(heard);
		return () => void this.#changes.delete(heard);
	}

	/** `from`: a place, never one's own. */
	hear(heard: (from: number, message: FastMessage) => void): () => void {
		this.#hearers.add(heard);
		return () => void this.#hearers.delete(heard);
	}

	/** Round trip to the server, ms; null: not measured. */
	lag(): number | null {
		return this.#line.lag;
	}

	#readIfBlocked(): void {
		const { standing, blocked } = this.#line;
		if (blocked && typeof standing !== 'object' && standing !== 'off') {
			this.#nextRead ??= this.#world.after(0, () => void this.#read());
			return;
		}
		this.#nextRead?.();
		this.#nextRead = null;
	}

	async #read(): Promise<void> {
		const later = (): void => {
			this.#nextRead = this.#world.after(readEveryMs, () => void this.#read());
		};
		// It stands, until it is cut again.
		if (this.#isOpen()) {
			later();
			return;
		}
		const query = new URLSearchParams({ as: this.#person });
		if (this.#record.readTo !== null) query.set('since', this.#record.readTo);
		if (this.#draftRead !== null) query.set('draft', String(this.#draftRead));
		const path = `/api/consults/${encodeURIComponent(this.#consult)}/record?${query.toString()}`;
		const page = v.safeParse(RecordPage, await this.#world.read(path));
		// A line that came meanwhile knows better.
		if (!this.#line.blocked || this.#nextRead === null) return;
		later();
		if (!page.success || this.#isOpen()) return;
		const { draft, roster } = page.output;
		this.#readAt = this.#world.clock();
		this.#take(roster);
		this.#record.read(page.output);
		if (draft !== null) {
			this.#draftRead = draft.seq;
			this.#draft.read(draft.bytes);
		}
		this.#tell('line');
	}

	#isOpen(): boolean {
		return this.#line.standing === 'open';
	}

	#path(consult: string): string {
		const query = new URLSearchParams({ as: this.#person });
		if (this.#record.since !== null) query.set('since', this.#record.since);
		return `/api/consults/${encodeURIComponent(consult)}/live?${query.toString()}`;
	}

	#opened(): void {
		this.#draftRead = null;
		this.#record.opened();
		this.#draft.opened();
	}

	#lost(): void {
		this.#record.lost();
		this.#draft.offline();
		this.#fast.company(0, false);
		this.#decoders.clear();
		this.#here = this.#here.filter(({ person }) => person === this.#person);
		this.#tell('roster');
	}

	#heard(frame: ServerFrame): void {
		switch (frame.kind) {
			case 'step-1':
			case 'update':
				this.#synchronise(frame);
				return;
			case 'verdict':
				if ('draft' in frame.verdict) this.#draft.judged(frame.verdict.draft);
				else this.#record.judged(frame.verdict);
				return;
			case 'roster':
				this.#take(frame.roster);
				return;
			case 'fast':
				for (const { from, bytes } of frame.entries) this.#hearFast(from, bytes);
				return;
			case 'idle':
			case 'drain':
			case 'echo':
				return;
		}
	}

	#synchronise(frame: ServerFrame & { kind: 'step-1' | 'update' }): void {
		if (frame.part === 'draft') {
			this.#draft.hear(frame);
			return;
		}
		const before = this.#record.synced;
		this.#record.hear(frame);
		if (before || !this.#record.synced) return;
		this.#line.proved();
		this.#wasLive = true;
		this.#tell('line');
	}

	#take(roster: Roster): void {
		const known = new Set(this.#here.map(({ place }) => place));
		this.#roster = roster;
		this.#here = roster.people.filter(({ here }) => here);
		const others = this.#here.filter(({ place }) => place !== roster.you);
		for (const place of this.#decoders.keys())
			if (!others.some((each) => each.place === place)) this.#decoders.delete(place);
		this.#fast.company(
			others.length,
			others.some(({ place }) => !known.has(place)),
		);
		this.#tell('roster');
	}

	#hearFast(from: number, bytes: Uint8Array): void {
		if (from === this.you) return;
		const decoder = this.#decoders.get(from) ?? new FastDecoder();
		this.#decoders.set(from, decoder);
		const message = decoder.decode(bytes);
		if (message !== null) for (const hearer of this.#hearers) hearer(from, message);
	}

	#sayStatus(): void {
		if (this.#status !== null) this.#fast.put({ ...this.#status, lag: this.lag() });
	}

	#every(ms: number, work: () => void): void {
		let end = (): void => undefined;
		const again = (): void => {
			end = this.#world.after(ms, () => {
				work();
				again();
			});
		};
		again();
		this.#timers.push(() => end());
	}

	#changed(what: 'record' | 'draft'): void {
		this.#tray.keep({
			unsent: this.#record.unsent,
			refused: this.#record.refused,
			draft: this.#draft.unsent,
			lost: this.#draft.lost,
		});
		this.#tell(what);
	}

	#tell(what: Change): void {
		for (const change of this.#changes) change(what);
	}
}
