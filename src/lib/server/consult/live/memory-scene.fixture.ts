/**
 * A consult's server and its clients in memory, with a clock of their own: sockets that carry frames in order until somebody cuts
 * them, a server that dies and comes back from the store, and everything run one step at a time.
 */
import { LiveConsult } from '#lib/consult/live/live-consult.ts';
import type { Keep } from '#lib/consult/live/tray.ts';
import type { Socket, SocketEvents, World } from '#lib/consult/live/world.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { GroupCommit } from './group-commit.ts';
import type { Line } from './line.ts';
import type { Participant } from './participants.ts';
import { recordPage } from './record-page.ts';
import { Room } from './room.ts';

interface Timer {
	readonly at: number;
	readonly work: () => void;
}

export interface Client {
	readonly person: string;
	readonly live: LiveConsult;
	/** What is on the way is lost; the client comes back by itself. */
	cut(): void;
	/** Only this end has given up the line: what it said before arrives yet, and the server learns of it afterwards. */
	drop(): void;
	/** Bytes that the server's socket to this client holds, as the test says. */
	waiting: number;
	/** A frame as no client of ours would send it. */
	raw(frame: Uint8Array): void;
	close(): void;
	readonly closedWith: (number | null)[];
}

type MemoryLine = Line & { cut(): void; drop(): void };

export class MemoryScene {
	now = 1_700_000_000_000;
	readonly consult: string;
	readonly #db: Database;
	readonly #clients: Client[] = [];
	#life = { over: false };
	#store: GroupCommit;
	#room: Room | null = null;
	#opening: Promise<Room> | null = null;
	#posts: (() => void)[] = [];
	#timers: Timer[] = [];

	constructor(db: Database, consult: string) {
		this.#db = db;
		this.consult = consult;
		this.#store = new GroupCommit(mortal(db, this.#life));
	}

	/** As the gateway does it: a room that is over is opened anew. */
	async room(): Promise<Room> {
		if (this.#room !== null && !this.#room.ended) return this.#room;
		const life = this.#life;
		this.#opening ??= Room.open({
			...{ db: this.#db, store: this.#store, consult: this.consult, owner: null, now: () => this.now },
			over: () => {
				if (life === this.#life) this.#room = null;
			},
		}).finally(() => (this.#opening = null));
		return (this.#room = await this.#opening);
	}

	/** `skew`: how far the device's clock is off, ms. */
	client(
		person: string,
		more: {
			who?: Partial<Participant>;
			keep?: Keep;
			skew?: number;
			random?: () => number;
			/** What lies between lets no socket through, only plain requests. */
			blocked?: () => boolean;
		} = {},
	): Client {
		let line: MemoryLine | null = null;
		const who: Participant = {
			...{ person, name: person, hospital: '99001', role: 'consultant', mayWrite: true, state: 'in-session' },
			...more.who,
		};
		const closedWith: (number | null)[] = [];
		const waiting = (): number => client.waiting;
		const world: World = {
			dial: (path, events) => {
				if (more.blocked?.() === true) {
					this.#post(() => events.closed(null));
					return { send: () => undefined, close: () => undefined };
				}
				const socket = this.#socket(who, new URL(path, 'ws://x').searchParams.get('since'), {
					...events,
					waiting,
					closed: (code) => {
						closedWith.push(code);
						events.closed(code);
					},
				});
				line = socket.line;
				return socket.client;
			},
			door: async () => 'open',
			read: async (path) => {
				if (more.blocked === undefined) return null;
				const query = new URL(path, 'http://x').searchParams;
				const draft = query.get('draft');
				const seat = { consult: this.consult, state: who.state, mayWrite: who.mayWrite };
				const asked = { since: query.get('since'), draft: draft === null ? null : Number(draft) };
				return JSON.parse(JSON.stringify(await recordPage(this.#db, { seat, person }, asked))) as unknown;
			},
			after: (ms, work) => {
				const timer = { at: this.now + ms, work };
				this.#timers.push(timer);
				return () => void (this.#timers = this.#timers.filter((each) => each !== timer));
			},
			now: () => this.now,
			clock: () => this.now + (more.skew ?? 0),
			random: more.random ?? (() => 0.5),
			onWake: () => () => undefined,
		};
		const options = { consult: this.consult, person, world };
		const live = new LiveConsult(more.keep === undefined ? options : { ...options, keep: more.keep });
		const stop = live.start();
		const client: Client = {
			person,
			live,
			cut: () => line?.cut(),
			drop: () => line?.drop(),
			waiting: 0,
			raw: (frame) => {
				const to = line;
				if (to !== null) this.#post(() => void this.#room?.hear(to, frame));
			},
			close: () => {
				stop();
				line?.cut();
			},
			closedWith,
		};
		this.#clients.push(client);
		return client;
	}

	/** The process dies: the lines with it, and whatever was in memory only. */
	die(): void {
		this.#room = null;
		this.#life.over = true;
		this.#life = { over: false };
		this.#store = new GroupCommit(mortal(this.#db, this.#life));
		for (const client of this.#clients) client.cut();
	}

	/** Some frames arrive and some time passes. */
	step(frames: number, ms: number): void {
		for (let n = 0; n < frames; n++) this.#posts.shift()?.();
		this.now += ms;
		const due = this.#timers.filter((timer) => timer.at <= this.now);
		this.#timers = this.#timers.filter((timer) => timer.at > this.now);
		for (const timer of due.toSorted((a, b) => a.at - b.at)) timer.work();
	}

	/** Until everyone's line stands and nothing is on its way. */
	async settle(): Promise<void> {
		for (let quiet = 0, rounds = 0; quiet < 8 && rounds < 5000; rounds++) {
			const had = this.#posts.length;
			this.step(had, 50);
			await this.#room?.settled();
			await new Promise((resolve) => setImmediate(resolve));
			const waits = this.#clients.some(
				({ live }) => typeof live.line === 'string' && (live.line !== 'live' || live.unsent > 0),
			);
			quiet = had === 0 && this.#posts.length === 0 && !waits ? quiet + 1 : 0;
		}
	}

	#post(work: () => void): void {
		this.#posts.push(work);
	}

	#socket(
		who: Participant,
		since: string | null,
		{ waiting, ...events }: SocketEvents & { readonly waiting: () => number },
	): { client: Socket; line: MemoryLine } {
		const open = { near: true, far: true };
		let joined: Room | null = null;
		const post = (work: () => void): void => this.#post(work);
		const leave = (): void => {
			if (open.far) joined?.leave(line);
			open.far = false;
		};
		const end = (code: number | null): void => {
			leave();
			const told = open.near;
			open.near = false;
			if (told) events.closed(code);
		};
		const line: MemoryLine = {
			send: (frame: Uint8Array) => {
				post(() => {
					if (open.near) events.heard(frame);
				});
			},
			close: (code: number) => post(() => end(code)),
			get waiting() {
				return waiting();
			},
			cut: () => end(null),
			drop: () => {
				const told = open.near;
				open.near = false;
				if (told) events.closed(null);
				post(leave);
			},
		};
		void this.room().then((room) => {
			if (!open.far) return;
			joined = room;
			this.#post(() => {
				if (open.near) events.opened();
			});
			room.join(line, who, since);
		});
		return {
			client: {
				send: (frame) => {
					post(() => {
						if (open.far) joined?.hear(line, frame);
					});
				},
				close: () => {
					open.near = false;
					open.far = false;
					joined?.leave(line, true);
				},
			},
			line,
		};
	}
}

/** A database to which a process that has died commits nothing any more. */
function mortal(db: Database, life: { readonly over: boolean }): Database {
	return new Proxy(db, {
		get: (target, key) => {
			if (life.over) throw new Error('this process is over');
			const value: unknown = Reflect.get(target, key, target);
			const bound: unknown = typeof value === 'function' ? value.bind(target) : value;
			return bound;
		},
	});
}
