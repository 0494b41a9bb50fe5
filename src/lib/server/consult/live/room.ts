/**
 * One consult, live: its record and its draft, who is here, and what they show each other. An update is judged (`guard.ts`),
 * stored, and only then acknowledged and relayed: what anybody was told is stored can't be lost. A commit that fails ends the
 * room: its memory may hold what the store doesn't, so everyone is sent away to come back to a room loaded anew.
 */
import * as Y from 'yjs';
import type { Clock } from '#lib/base/clock.ts';
import { errorFields, log } from '#lib/base/log.ts';
import type { Part, StoredWord, SyncMessage } from '#lib/consult/live/wire.ts';
import {
	closeCode,
	drainFrame,
	echoFrame,
	readClientFrame,
	rosterFrame,
	stillHere,
	syncFrame,
	syncStep,
	verdictFrame,
} from '#lib/consult/live/wire.ts';
import type { ClientFrame } from '#lib/consult/live/wire.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { DraftPart } from './draft-part.ts';
import type { DraftUpdate } from './draft-part.ts';
import { FastLane } from './fast-lane.ts';
import type { GroupCommit } from './group-commit.ts';
import { largestUpdateBytes } from './guard.ts';
import { fullBytes, stuckBytes } from './line.ts';
import type { Line } from './line.ts';
import type { Owner } from './ownership.ts';
import { Participants } from './participants.ts';
import type { Member, Participant } from './participants.ts';
import { loadPeople } from './people-store.ts';
import type { KnownPerson } from './people-store.ts';
import { Receipts } from './receipts.ts';
import { RecordPart } from './record-part.ts';
import type { RecordUpdate } from './record-part.ts';
import { loadOwners, loadUpdates } from './update-store.ts';
import type { LoadedUpdate } from './update-store.ts';

const mostLines = 50;
const heartbeatMs = 15_000;
/** In a crowd that comes at once the roster is told to all when the crowd is in. */
const crowd = { people: 8, waitMs: 50 };
/** Not all come back at the same moment. */
const longestRetryMs = 5000;

export interface RoomParts {
	readonly db: Database;
	readonly store: GroupCommit;
	readonly now: Clock;
	readonly consult: string;
	/** what stands as long as the room is this process's; null: there is no other process */
	readonly owner: Owner | null;
	/** Nobody is left, or the room is spoilt: forget it. */
	readonly over: () => void;
	/** A person said something and it is stored; `readers`, a moment later: who else has it before them. */
	readonly said?: (person: string, readers: Promise<readonly string[]>) => void;
	/** A person has before them all that was said, after nobody waited for it any more. */
	readonly read?: (person: string) => void;
}

interface Loaded {
	readonly record: readonly LoadedUpdate[];
	readonly draft: readonly LoadedUpdate[];
	readonly owners: Map<number, string>;
	readonly people: readonly KnownPerson[];
}

export class Room {
	readonly #parts: RoomParts;
	readonly #record: RecordPart<Member>;
	readonly #draft: DraftPart<Member>;
	readonly #people: Participants;
	readonly #lane = new FastLane();
	readonly #receipts = new Receipts();
	readonly #beat: NodeJS.Timeout;
	/** when somebody last did something here, ms */
	actedAt = 0;
	#rosterSoon: NodeJS.Timeout | null = null;
	#ended = false;

	static async open(parts: RoomParts): Promise<Room> {
		const { db, consult } = parts;
		return new Room(parts, {
			record: await loadUpdates(db, consult, 'record'),
			draft: await loadUpdates(db, consult, 'draft'),
			owners: await loadOwners(db, consult),
			people: await loadPeople(db, consult),
		});
	}

	private constructor(parts: RoomParts, { record, draft, owners, people }: Loaded) {
		this.#parts = parts;
		const shared = {
			...parts,
			owners,
			failed: (error: unknown, updates: number) => {
				log('error', 'consult-commit-failed', { updates, ...errorFields(error) });
				this.#spoil();
			},
		};
		this.#record = new RecordPart<Member>(
			{ ...shared, told: (batch, words) => this.#tellStored(batch, words) },
			record,
		);
		this.#draft = new DraftPart<Member>({ ...shared, told: (batch) => this.#tellDraft(batch) }, draft);
		this.#people = new Participants(people, { now: parts.now, left: () => this.#tellRoster() });
		this.#beat = setInterval(() => this.#everyone(stillHere), heartbeatMs);
		this.#beat.unref();
	}

	get lines(): number {
		return this.#people.lines;
	}

	get ended(): boolean {
		return this.#ended;
	}

	get record(): Y.Doc {
		return this.#record.doc;
	}

	get draft(): Y.Doc {
		return this.#draft.doc;
	}

	/** `since`: up to where the client knows the record's order (`wire.ts`). */
	join(line: Line, who: Participant, since: string | null = null): void {
		// Whoever was handed this room a moment before it ended comes back to the next one.
		if (this.#ended || this.#people.lines >= mostLines) {
			line.close(this.#ended ? closeCode.restart : closeCode.overloaded);
			return;
		}
		const member = this.#people.add(line, who);
		line.send(verdictFrame(this.#record.wordsSince(since)));
		line.send(syncFrame('record', syncStep.one, Y.encodeStateVector(this.#record.doc)));
		line.send(syncFrame('draft', syncStep.one, Y.encodeStateVector(this.#draft.doc)));
		this.#sendRoster(member);
		this.#rosterChanged();
	}

	/** Rights or the consult's state changed: the line stays, what it may do is new. */
	change(line: Line, who: Participant): void {
		const member = this.#people.get(line);
		if (member === undefined) return;
		member.who = who;
		this.#tellRoster();
	}

	/** `kindly`: the client said goodbye. */
	leave(line: Line, kindly = false): void {
		const member = this.#people.get(line);
		if (member === undefined) return;
		this.#people.remove(member, kindly);
		this.#lane.forget(member.place);
		if (this.#people.lines === 0) void this.#end();
		else this.#rosterChanged();
	}

	/** Opened for somebody who didn't come in after all. */
	endIfEmpty(): void {
		if (this.#people.lines === 0) void this.#end();
	}

	/** The server closes a line: a right ended (threat 6), or too much came over it. */
	sendAway(line: Line, code: number): void {
		this.leave(line, true);
		line.close(code);
	}

	/** What it was; null: nothing that may be said here, and the line is closed. */
	hear(line: Line, bytes: Uint8Array): ClientFrame | null {
		const member = this.#people.get(line);
		if (member === undefined) return null;
		const frame = readClientFrame(bytes);
		if (frame === null || !member.allowance.take(frame)) {
			this.sendAway(line, frame === null ? closeCode.forbidden : closeCode.tooMuch);
			return null;
		}
		this.#take(member, frame);
		return frame;
	}

	/** Resolves when everything heard so far is stored. */
	async settled(): Promise<void> {
		await this.#record.settled();
		await this.#draft.settled();
	}

	/** The server goes away: everything stored, everyone told when to come back. */
	async drain(): Promise<void> {
		await this.settled();
		for (const { line } of this.#people.copy()) {
			line.send(drainFrame(Math.floor(Math.random() * longestRetryMs)));
			this.sendAway(line, closeCode.restart);
		}
	}

	/** Another process has it now: everyone comes back, to wherever it is. */
	lose(): void {
		this.#spoil();
	}

	#take(member: Member, frame: ClientFrame): void {
		switch (frame.kind) {
			case 'idle':
				return;
			case 'echo':
				member.line.send(echoFrame(frame.number));
				return;
			case 'read':
				this.#read(member.who.person, frame.seq);
				return;
			case 'fast':
				this.#point(member, frame.messages);
				return;
			case 'step-1':
				member.deaf[frame.part] = false;
				return void this.#answer(member, frame);
			case 'update':
				this.#judge(member, frame);
				return;
		}
	}

	/** After the commit: nobody is shown what may still be lost. */
	async #answer(member: Member, { part, stateVector }: SyncMessage & { kind: 'step-1' }): Promise<void> {
		await (part === 'record' ? this.#record : this.#draft).settled();
		if (this.#people.get(member.line) !== member) return;
		const missing = missingFrom(this.#docOf(part), stateVector);
		if (missing === null) {
			this.sendAway(member.line, closeCode.forbidden);
			return;
		}
		member.joined[part] = true;
		this.#send(member, syncFrame(part, syncStep.two, missing));
	}

	#judge(member: Member, { part, update, caughtUp }: SyncMessage & { kind: 'update' }): void {
		// The empty answer to our own step 1 is no writing.
		if (update.byteLength <= 2 || member.deaf[part]) return;
		const { person, mayWrite } = member.who;
		const limit = caughtUp ? largestUpdateBytes.caughtUp : largestUpdateBytes.live;
		if (!mayWrite) this.#refuse(member, part, 'read-only');
		else if (part === 'record') {
			const refusal = this.#record.take(update, member, { person, limit });
			if (refusal !== null) this.#refuse(member, part, refusal);
		} else {
			const taken = this.#draft.take(update, member, { person, limit });
			if (taken === 'known') void this.#tellKnown(member);
			else if (taken !== 'taken') this.#refuse(member, part, taken.refused);
		}
	}

	#refuse(member: Member, part: Part, reason: string): void {
		member.deaf[part] = true;
		member.line.send(verdictFrame(part === 'record' ? { refused: reason } : { draft: { refused: reason } }));
	}

	#tellStored(batch: readonly RecordUpdate<Member>[], words: readonly StoredWord[]): void {
		this.#everyone(verdictFrame({ stored: [...words], anew: false }));
		this.#relay('record', batch);
		const here = new Set(this.#people.copy().map((member) => member.who.person));
		const spoken = new Map(
			batch.flatMap((one, n) => (one.speaks ? [[one.person, words[n]?.seq ?? 0] as const] : [])),
		);
		for (const [person, seq] of spoken) {
			const others = [...here].filter((one) => one !== person);
			this.#parts.said?.(person, this.#receipts.of(seq, others));
		}
	}

	#read(person: string, seq: number): void {
		const late = this.#receipts.seen(person, seq);
		if (late && seq >= this.#record.spokenTo) this.#parts.read?.(person);
	}

	#tellDraft(batch: readonly DraftUpdate<Member>[]): void {
		for (const member of new Set(batch.map(({ from }) => from)))
			this.#send(member, verdictFrame({ draft: { stored: true } }));
		this.#relay('draft', batch);
	}

	/** What came before may still be on its way into the store. */
	async #tellKnown(member: Member): Promise<void> {
		await this.#draft.settled();
		if (this.#people.get(member.line) === member)
			this.#send(member, verdictFrame({ draft: { stored: true } }));
	}

	#relay(part: Part, batch: readonly { readonly bytes: Uint8Array; readonly from: Member }[]): void {
		const [first] = batch;
		const merged =
			batch.length === 1 && first ? first.bytes : Y.mergeUpdates(batch.map(({ bytes }) => bytes));
		const frame = syncFrame(part, syncStep.update, merged);
		const senders = new Set(batch.map(({ from }) => from));
		for (const member of this.#people.copy()) {
			// A lone sender knows its own update; in a batch of several everyone gets the lot: Yjs passes over what it has.
			const knows = senders.size === 1 && senders.has(member);
			if (member.joined[part] && !knows) this.#send(member, frame);
		}
	}

	#point(member: Member, messages: readonly Uint8Array[]): void {
		this.#lane.put(member.place, messages, {
			people: this.#people.lines,
			out: (frame, but) => {
				for (const { place, joined, line } of this.#people.all())
					if (place !== but && joined.record && line.waiting < fullBytes) line.send(frame);
			},
		});
	}

	#rosterChanged(): void {
		if (this.#people.lines <= crowd.people) this.#tellRoster();
		else this.#rosterSoon ??= setTimeout(() => this.#tellRoster(), crowd.waitMs);
	}

	#tellRoster(): void {
		if (this.#rosterSoon !== null) clearTimeout(this.#rosterSoon);
		this.#rosterSoon = null;
		for (const member of this.#people.copy()) this.#sendRoster(member);
	}

	#sendRoster(member: Member): void {
		const { place, who } = member;
		this.#send(member, rosterFrame({ people: this.#people.roster(), you: place, state: who.state }));
	}

	#everyone(frame: Uint8Array): void {
		for (const member of this.#people.copy()) this.#send(member, frame);
	}

	#send({ line }: Member, frame: Uint8Array): void {
		if (line.waiting > stuckBytes) this.sendAway(line, closeCode.overloaded);
		else line.send(frame);
	}

	#docOf(part: Part): Y.Doc {
		return part === 'record' ? this.#record.doc : this.#draft.doc;
	}

	#spoil(): void {
		this.#ended = true;
		this.#record.end();
		this.#draft.end();
		for (const { line } of this.#people.copy()) this.sendAway(line, closeCode.restart);
		this.#close();
	}

	async #end(): Promise<void> {
		await this.settled();
		if (this.#people.lines > 0 || this.#ended) return;
		this.#close();
	}

	#close(): void {
		this.#ended = true;
		clearInterval(this.#beat);
		if (this.#rosterSoon !== null) clearTimeout(this.#rosterSoon);
		this.#lane.end();
		this.#people.end();
		this.#receipts.end();
		this.#parts.over();
	}
}

function missingFrom(doc: Y.Doc, stateVector: Uint8Array): Uint8Array | null {
	try {
		return Y.encodeStateAsUpdate(doc, stateVector);
	} catch {
		// Not a state vector.
		return null;
	}
}
