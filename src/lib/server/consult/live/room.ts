/**
 * One consult's record, live. An update is judged (`guard.ts`), stored, and only then relayed and acknowledged: what anybody
 * was told is stored can't be lost. Updates that come while a commit runs share the next one. A commit that fails ends the
 * room: its memory may hold what the store doesn't, so everyone is sent away to come back to a room loaded anew.
 */
import * as Y from 'yjs';
import type { Clock } from '#lib/base/clock.ts';
import { errorFields, log } from '#lib/base/log.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { FastLane } from './fast-lane.ts';
import { judgeUpdate, largestUpdateBytes } from './guard.ts';
import type { GuardRefusal } from './guard.ts';
import { fullBytes, stuckBytes } from './line.ts';
import type { Line } from './line.ts';
import { Allowance } from './allowance.ts';
import { appendUpdates, loadUpdates } from './update-store.ts';
import type { Head, StoredUpdate } from './update-store.ts';
import { closeCode, jsonFrame, readFrame, stillHere, syncFrame, syncStep } from './wire.ts';
import type { ClientFrame } from './wire.ts';

export interface Participant {
	readonly person: string;
	readonly name: string;
	readonly hospital: string;
	/** Readers look and point; they write nothing. */
	readonly mayWrite: boolean;
}

interface Member {
	/** place in the roster: stays while the line does */
	readonly place: number;
	readonly who: Participant;
	readonly line: Line;
	readonly allowance: Allowance;
	/** Its first sync was answered: from here on it hears of updates. */
	joined: boolean;
	/** Something was refused: what follows on it is passed over until the client has begun anew with a step 1. */
	deaf: boolean;
}

interface Waiting extends StoredUpdate {
	readonly from: Member;
	readonly keys: readonly string[];
}

const mostPeople = 50;
const heartbeatMs = 15_000;

export interface RoomParts {
	readonly db: Database;
	readonly now: Clock;
	readonly consult: string;
	/** Nobody is left, or the room is spoilt: forget it. */
	readonly over: () => void;
}

export class Room {
	readonly #parts: RoomParts;
	readonly #doc = new Y.Doc();
	readonly #members = new Map<Line, Member>();
	readonly #lane = new FastLane();
	readonly #owners: Map<number, string>;
	readonly #beat: NodeJS.Timeout;
	#head: Head;
	#waiting: Waiting[] = [];
	#committing: Promise<void> | null = null;
	#places = 0;
	#ended = false;

	static async open(parts: RoomParts): Promise<Room> {
		const { updates, head, owners } = await loadUpdates(parts.db, parts.consult, 'record');
		return new Room(parts, updates, head, owners);
	}

	private constructor(
		parts: RoomParts,
		updates: readonly Uint8Array[],
		head: Head,
		owners: ReadonlyMap<number, string>,
	) {
		this.#parts = parts;
		this.#head = head;
		this.#owners = new Map(owners);
		this.#doc.transact(() => updates.forEach((update) => Y.applyUpdate(this.#doc, update)));
		this.#beat = setInterval(() => this.#everyone(stillHere), heartbeatMs);
		this.#beat.unref();
	}

	get people(): number {
		return this.#members.size;
	}

	get record(): Y.Doc {
		return this.#doc;
	}

	join(line: Line, who: Participant): void {
		// Whoever was handed this room a moment before it ended comes back to the next one.
		if (this.#ended) {
			line.close(closeCode.restart);
			return;
		}
		if (this.#members.size >= mostPeople) {
			line.close(closeCode.overloaded);
			return;
		}
		const member = {
			place: this.#places++,
			who,
			line,
			allowance: new Allowance(this.#parts.now),
			joined: false,
			deaf: false,
		};
		this.#members.set(line, member);
		line.send(syncFrame(syncStep.one, Y.encodeStateVector(this.#doc)));
		this.#tellRoster();
	}

	leave(line: Line): void {
		const member = this.#members.get(line);
		if (member === undefined) return;
		this.#members.delete(line);
		this.#lane.forget(member.place);
		if (this.#members.size === 0) void this.#end();
		else this.#tellRoster();
	}

	/** A right ended: the person's lines close (threat 6). */
	sendAway(person: string, code: number): void {
		for (const { line, who } of [...this.#members.values()]) {
			if (who.person !== person) continue;
			this.leave(line);
			line.close(code);
		}
	}

	hear(line: Line, bytes: Uint8Array): void {
		const member = this.#members.get(line);
		if (member === undefined) return;
		const frame = readFrame(bytes);
		if (frame === null || !member.allowance.take(frame.kind)) {
			this.leave(line);
			line.close(frame === null ? closeCode.forbidden : closeCode.tooMuch);
			return;
		}
		this.#take(member, frame);
	}

	/** Resolves when everything heard so far is stored. */
	async settled(): Promise<void> {
		while (this.#committing !== null) await this.#committing;
	}

	/** The server goes away: everything stored, everyone told when to come back. */
	async drain(): Promise<void> {
		await this.settled();
		for (const { line } of [...this.#members.values()]) {
			// Not all at the same moment.
			line.send(jsonFrame('drain', { retryMs: Math.floor(Math.random() * 5000) }));
			this.leave(line);
			line.close(closeCode.restart);
		}
	}

	#take(member: Member, frame: ClientFrame): void {
		switch (frame.kind) {
			case 'idle':
				return;
			case 'fast': {
				this.#point(member, frame.bytes);
				return;
			}
			case 'step-1':
				member.deaf = false;
				return void this.#answer(member, frame.stateVector);
			case 'update': {
				this.#judge(member, frame);
				return;
			}
		}
	}

	/** After the commit: nobody is shown what may still be lost. */
	async #answer(member: Member, stateVector: Uint8Array): Promise<void> {
		await this.settled();
		if (this.#members.get(member.line) !== member) return;
		const missing = missingFrom(this.#doc, stateVector);
		if (missing === null) {
			this.leave(member.line);
			member.line.close(closeCode.forbidden);
			return;
		}
		member.joined = true;
		member.line.send(syncFrame(syncStep.two, missing));
	}

	#judge(member: Member, { update, caughtUp }: ClientFrame & { kind: 'update' }): void {
		// The empty answer to our own step 1 is no writing.
		if (update.byteLength <= 2 || member.deaf) return;
		if (!member.who.mayWrite) {
			this.#refuse(member, 'read-only');
			return;
		}
		const { person } = member.who;
		const ownsClient = (client: number): boolean => (this.#owners.get(client) ?? person) === person;
		const judged = judgeUpdate(
			update,
			{ record: this.#doc, person, ownsClient },
			caughtUp ? largestUpdateBytes.caughtUp : largestUpdateBytes.live,
		);
		if (!judged.ok) {
			if (judged.reason !== 'nothing-new') this.#refuse(member, judged.reason);
			return;
		}
		const { clients, events } = judged.value;
		for (const client of clients) this.#owners.set(client, person);
		Y.applyUpdate(this.#doc, update);
		const keys = events.map((event) => event.id);
		this.#waiting.push({ bytes: update, person, clients, from: member, keys });
		this.#committing ??= this.#commitAll().finally(() => {
			this.#committing = null;
		});
	}

	async #commitAll(): Promise<void> {
		while (this.#waiting.length > 0 && !this.#ended) {
			const batch = this.#waiting;
			this.#waiting = [];
			const { db, consult, now } = this.#parts;
			try {
				const at = now();
				const first = this.#head.seq + 1;
				this.#head = await appendUpdates(db, { consult, part: 'record', head: this.#head }, batch, at);
				this.#tellStored(batch, { first, at });
			} catch (error) {
				log('error', 'consult-commit-failed', { updates: batch.length, ...errorFields(error) });
				this.#spoil();
			}
		}
	}

	#tellStored(batch: readonly Waiting[], { first, at }: { first: number; at: number }): void {
		const [only] = batch;
		const merged = batch.length === 1 && only ? only.bytes : Y.mergeUpdates(batch.map((one) => one.bytes));
		const all = syncFrame(syncStep.update, merged);
		const senders = new Set(batch.map((one) => one.from));
		for (const member of this.#members.values()) {
			// A lone sender knows its own update; in a batch of several everyone gets the lot: Yjs passes over what it has.
			const knows = senders.size === 1 && senders.has(member);
			if (member.joined && !knows) this.#send(member, all);
		}
		batch.forEach((one, i) => {
			const stored = one.keys.map((key) => ({ key, seq: first + i, at }));
			this.#everyone(jsonFrame('verdict', { stored }));
		});
	}

	#refuse(member: Member, reason: GuardRefusal | 'read-only'): void {
		member.deaf = true;
		member.line.send(jsonFrame('verdict', { refused: reason }));
	}

	#point(member: Member, bytes: Uint8Array): void {
		this.#lane.put({ from: member.place, bytes }, this.#members.size, (frame, but) => {
			for (const other of this.#members.values()) {
				if (other.place !== but && other.joined && other.line.waiting < fullBytes) other.line.send(frame);
			}
		});
	}

	#tellRoster(): void {
		const people = [...this.#members.values()].map(({ place, who }) => ({ place, ...who }));
		for (const member of this.#members.values())
			member.line.send(jsonFrame('roster', { people, you: member.place }));
	}

	#everyone(frame: Uint8Array): void {
		for (const member of this.#members.values()) this.#send(member, frame);
	}

	#send(member: Member, frame: Uint8Array): void {
		if (member.line.waiting > stuckBytes) {
			this.leave(member.line);
			member.line.close(closeCode.overloaded);
			return;
		}
		member.line.send(frame);
	}

	#spoil(): void {
		this.#ended = true;
		for (const { line } of [...this.#members.values()]) {
			this.leave(line);
			line.close(closeCode.restart);
		}
	}

	async #end(): Promise<void> {
		await this.settled();
		if (this.#members.size > 0) return;
		this.#ended = true;
		clearInterval(this.#beat);
		this.#lane.end();
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
