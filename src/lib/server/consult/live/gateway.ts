/**
 * The sockets of all consults in this process. Who may come in was decided at the door (`server/app/live-door.ts`) before the
 * upgrade; from here on their line is a `Connection` into one `Room`.
 */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { errorFields, log } from '#lib/base/log.ts';
import type { Staff } from '#lib/access/staff.ts';
import { append } from '#lib/server/audit/append.ts';
import { noteJoined, noteNews } from '#lib/server/consult/request/notes.ts';
import type { Seat } from '#lib/server/consult/request/seat.ts';
import { transaction } from '#lib/server/store/transaction.ts';
import { Connection } from './connection.ts';
import type { GatewayParts } from './gateway-parts.ts';
import { comes } from './people-store.ts';
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
	readonly #beat: NodeJS.Timeout;
	readonly #stopListening: () => void;
	#closed: (() => void) | null = null;
	#drained: Promise<void> | null = null;

	constructor(parts: GatewayParts) {
		this.#parts = parts;
		this.#rooms = new Rooms(parts.db, parts.clock, (news) => {
			noteNews(parts, news, parts.clock()).catch((error: unknown) =>
				log('error', 'consult-news-failed', errorFields(error)),
			);
		});
		this.#beat = setInterval(() => {
			for (const connection of [...this.#connections]) connection.beat();
		}, parts.beatMs ?? beatMs);
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

	/** Throws when the store fails: nobody is let in without a row in the audit. */
	async open({ request, socket, head }: Upgrade, admitted: Admitted): Promise<void> {
		const { staff, seat, since, release } = admitted;
		try {
			await this.#note(admitted);
			const room = await this.#rooms.get(seat.consult);
			const hospital = await this.#nameOf(staff.hospital.hcode);
			if (socket.destroyed || this.draining) {
				socket.destroy();
				release();
				return;
			}
			let opened = false;
			this.#server.handleUpgrade(request, socket, head, (webSocket) => {
				opened = true;
				const { db, clock, seatOf } = this.#parts;
				const connection = new Connection({
					...{ db, clock, seatOf, socket: webSocket, room, staff, seat, hospital, since },
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
		} catch (error) {
			release();
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
		for (const connection of this.#connections) connection.end();
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
