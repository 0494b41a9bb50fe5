/**
 * The sockets of all consults in this process. Who may come in was decided at the door (`server/app/live-door.ts`) before the
 * upgrade; from here on their line is a `Connection` into one `Room`.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { WebSocketServer } from 'ws';
import { errorFields, log } from '#lib/base/log.ts';
import type { Staff } from '#lib/access/staff.ts';
import { append } from '#lib/server/audit/append.ts';
import { noteJoined, noteNews, noteRead } from '#lib/server/consult/request/notes.ts';
import type { Seat } from '#lib/server/consult/request/seat.ts';
import { transaction } from '#lib/server/store/transaction.ts';
import { Connection } from './connection.ts';
import type { GatewayParts } from './gateway-parts.ts';
import { comes } from './people-store.ts';
import type { Room } from './room.ts';
import { Rooms } from './rooms.ts';

const largestFrame = 64 * 1024;
const beatMs = 10_000;
/** Sockets that don't answer the close when the process stops. */
const patienceMs = 2000;

export interface Upgrade {
	readonly request: IncomingMessage;
	readonly socket: Duplex;
	readonly head: Buffer;
}

export interface Admitted {
	readonly staff: Staff;
	readonly seat: Seat;
	/** `SEQ.MARK` as the client told it */
	readonly since: string | null;
	/** network address, for the audit */
	readonly from: string | null;
	readonly requestId: string;
	/** The socket has closed, or was never opened. */
	readonly release: () => void;
}

export class ConsultGateway {
	readonly #parts: GatewayParts;
	readonly #server = new WebSocketServer({
		noServer: true,
		perMessageDeflate: false,
		maxPayload: largestFrame,
		clientTracking: false,
	});
	readonly #rooms: Rooms;
	readonly #connections = new Set<Connection>();
	/** Sessions and consults whose coming is in the audit already, while they stay. */
	readonly #noted = new Map<string, number>();
	readonly #notes = new Set<Promise<void>>();
	readonly #beat: NodeJS.Timeout;
	readonly #stopListening: () => void;
	#closed: (() => void) | null = null;
	#drained: Promise<void> | null = null;

	constructor(parts: GatewayParts) {
		this.#parts = parts;
		this.#rooms = new Rooms({
			...{ db: parts.db, now: parts.clock },
			...(parts.aliveMs === undefined ? {} : { aliveMs: parts.aliveMs }),
			news: {
				said: (news) => this.#keep(noteNews(parts, news, parts.clock())),
				read: (by) => this.#keep(noteRead(parts, by, parts.clock())),
			},
		});
		this.#beat = setInterval(() => void this.#beatAll(), parts.beatMs ?? beatMs);
		this.#beat.unref();
		this.#stopListening = parts.live.listen((signal) => {
			for (const connection of this.#connections) if (connection.concerns(signal)) void connection.judge();
		});
	}

	get draining(): boolean {
		return this.#drained !== null;
	}

	/** For the metrics. */
	get counts(): { readonly rooms: number; readonly lines: number } {
		return { rooms: this.#rooms.size, lines: this.#connections.size };
	}

	/** Whether another process has this consult's room: whoever comes must go there, and may read here meanwhile. */
	elsewhere(consult: string): Promise<boolean> {
		return this.#rooms.elsewhere(consult);
	}

	/** false: the room is another process's. Throws when the store fails: nobody is let in without a row in the audit. */
	async open({ request, socket, head }: Upgrade, admitted: Admitted): Promise<boolean> {
		const { staff, seat, since, release } = admitted;
		let room: Room | null = null;
		try {
			room = (await this.elsewhere(seat.consult)) ? null : await this.#rooms.get(seat.consult);
			if (room === null) {
				release();
				return false;
			}
			await this.#note(admitted);
			const hospital = await this.#nameOf(staff.hospital.hcode);
			if (socket.destroyed || this.draining) {
				socket.destroy();
				release();
				room.endIfEmpty();
				return true;
			}
			let opened = false;
			const joined = room;
			this.#server.handleUpgrade(request, socket, head, (webSocket) => {
				opened = true;
				const { db, clock, seatOf } = this.#parts;
				const connection = new Connection({
					...{ db, clock, seatOf, socket: webSocket, room: joined, staff, seat, hospital, since },
					over: () => {
						this.#connections.delete(connection);
						release();
						if (this.#connections.size === 0) this.#closed?.();
					},
				});
				this.#connections.add(connection);
				// Signals that came between the door and here.
				void connection.judge();
				void this.#joined(admitted);
			});
			// Not a handshake: ws has answered it.
			if (!opened) release();
			room.endIfEmpty();
			return true;
		} catch (error) {
			release();
			room?.endIfEmpty();
			throw error;
		}
	}

	/** The process stops: everything stored, everyone told to come back, every socket closed. */
	drain(): Promise<void> {
		return (this.#drained ??= this.#drain());
	}

	async #drain(): Promise<void> {
		clearInterval(this.#beat);
		this.#stopListening();
		const closed = new Promise<void>((resolve) => {
			this.#closed = resolve;
			setTimeout(resolve, patienceMs).unref();
		});
		for (const room of await this.#rooms.all()) {
			try {
				await room.drain();
			} catch (error) {
				log('error', 'consult-drain-failed', errorFields(error));
			}
		}
		if (this.#connections.size > 0) await closed;
		await Promise.allSettled(this.#notes);
		await this.#rooms.end();
		for (const connection of this.#connections) connection.end();
	}

	/** One line a turn of the event loop: the judgements of hundreds at once would keep everybody from being heard. */
	async #beatAll(): Promise<void> {
		for (const connection of [...this.#connections]) {
			if (!this.#connections.has(connection)) continue;
			connection.beat();
			await turn();
		}
	}

	/** The process doesn't end before it is written. */
	#keep(note: Promise<void>): void {
		const kept = note
			.catch((error: unknown) => log('error', 'consult-news-failed', errorFields(error)))
			.finally(() => this.#notes.delete(kept));
		this.#notes.add(kept);
	}

	/** Once for a session and a consult: a line that breaks and comes back is no news. */
	async #note({ staff, seat, from, requestId }: Admitted): Promise<void> {
		const { db, clock } = this.#parts;
		const now = clock();
		const key = `${staff.sessionId} ${seat.consult} ${seat.role}`;
		const noted = this.#noted.has(key);
		await transaction(db, async (trx) => {
			const { personId, hospital } = staff;
			await comes(trx, seat.consult, { person: personId, role: seat.role, hcode: hospital.hcode }, now);
			if (noted) return;
			const what = { kind: 'consult-joined', consult: seat.consult, role: seat.role } as const;
			await append(
				trx,
				{ ...what, who: `staff:${personId}`, from, requestId, hospital: hospital.hcode },
				now,
			);
		});
		for (const [old, expiresAt] of this.#noted) if (expiresAt < now) this.#noted.delete(old);
		this.#noted.set(key, staff.expiresAt);
	}

	/** The consultant who sits down begins the session; what fails here is done by the next joining. */
	async #joined({ staff, seat, from, requestId }: Admitted): Promise<void> {
		const { personId: person, hospital } = staff;
		const actor = { who: `staff:${person}`, from, requestId, now: this.#parts.clock() };
		try {
			await noteJoined(this.#parts, seat, { person, hospital: hospital.hcode }, actor);
		} catch (error) {
			log('error', 'consult-join-failed', errorFields(error));
		}
	}

	async #nameOf(hcode: string): Promise<string> {
		const row = await this.#parts.db
			.selectFrom('hospital')
			.select('name_th')
			.where('hcode', '=', hcode)
			.executeTakeFirst();
		return row?.name_th ?? hcode;
	}
}
