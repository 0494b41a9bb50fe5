/**
 * One person's socket into a room. The right to it is judged again every minute and at every signal that concerns it, by the same
 * questions as at the door; when the answer is no it closes (threat 6). A socket that doesn't answer is found within half a minute.
 */
import { WebSocket } from 'ws';
import type { RawData } from 'ws';
import { errorFields, log } from '#lib/base/log.ts';
import type { Staff } from '#lib/access/staff.ts';
import { closeCode } from '#lib/consult/live/wire.ts';
import type { ClientFrame } from '#lib/consult/live/wire.ts';
import type { Seat } from '#lib/server/consult/request/seat.ts';
import { touchStaffSession } from '#lib/server/identity/staff-lock.ts';
import { staffSession } from '#lib/server/identity/staff-session.ts';
import type { Signal } from '#lib/server/live/live-hub.ts';
import type { GatewayParts } from './gateway-parts.ts';
import type { Line } from './line.ts';
import { mayWriteNow } from './may-write.ts';
import type { Participant } from './participants.ts';
import type { Room } from './room.ts';

const judgedEveryMs = 60_000;
const touchedEveryMs = 60_000;
/** A closed socket whose other side doesn't answer the close. */
const lastWordsMs = 1000;

export interface ConnectionParts extends Pick<GatewayParts, 'db' | 'clock' | 'seatOf'> {
	readonly socket: WebSocket;
	readonly room: Room;
	readonly staff: Staff;
	readonly seat: Seat;
	/** the hospital's name, where it is known */
	readonly hospital: string;
	readonly since: string | null;
	/** The socket has closed. */
	readonly over: () => void;
}

export class Connection {
	readonly #parts: ConnectionParts;
	readonly #line: Line;
	#seat: Seat;
	#judgedAt: number;
	#judging = false;
	#judgeAgain = false;
	#alive = true;
	#touchedAt: number;
	#actedAt = 0;

	constructor(parts: ConnectionParts) {
		const { socket, room, seat, clock } = parts;
		this.#parts = parts;
		this.#seat = seat;
		this.#judgedAt = clock();
		this.#touchedAt = clock();
		this.#line = lineOf(socket);
		socket.on('pong', () => (this.#alive = true));
		socket.on('message', (data, isBinary) => this.#hear(data, isBinary));
		// ws closes the socket itself after an error; without a listener it would end the process.
		socket.on('error', () => undefined);
		socket.on('close', (code) => {
			// 1005: closed by our client without a word. A page that reloads goes with 1001 and is back at once.
			room.leave(this.#line, code === 1000 || code === 1005);
			parts.over();
		});
		room.join(this.#line, this.#participant(parts.staff, seat), parts.since);
	}

	concerns(signal: Signal): boolean {
		switch (signal.kind) {
			case 'session-changed':
				return signal.session === this.#parts.staff.sessionId;
			case 'rights-changed':
				return this.#seat.studies.some((study) => study === signal.study);
			case 'consult-changed':
				return signal.consult === this.#seat.consult;
			default:
				return false;
		}
	}

	/** Every ten seconds: a sign of life, and what is due. */
	beat(): void {
		const { socket, clock } = this.#parts;
		if (!this.#alive) {
			socket.terminate();
			return;
		}
		this.#alive = false;
		if (socket.readyState === WebSocket.OPEN) socket.ping();
		const now = clock();
		if (now - this.#judgedAt >= judgedEveryMs) void this.judge();
		if (now - this.#touchedAt >= touchedEveryMs) void this.#touch(now);
	}

	/** The process ends now. */
	end(): void {
		this.#parts.socket.terminate();
	}

	/** Whether this person may still be here, and as what. */
	async judge(): Promise<void> {
		if (this.#judging) {
			this.#judgeAgain = true;
			return;
		}
		this.#judging = true;
		do {
			this.#judgeAgain = false;
			try {
				await this.#judgeOnce();
			} catch (error) {
				// A judgement that fails is no permission: they come back to the door.
				log('error', 'consult-judgement-failed', errorFields(error));
				this.#parts.room.sendAway(this.#line, closeCode.overloaded);
			}
		} while (this.#judgeAgain);
		this.#judging = false;
	}

	async #judgeOnce(): Promise<void> {
		const { db, clock, room, staff, seatOf } = this.#parts;
		const now = clock();
		this.#judgedAt = now;
		const session = await staffSession(db, staff.sessionId, now);
		if (session === null || session.staff.locked || now >= session.staff.expiresAt) {
			room.sendAway(this.#line, closeCode.signIn);
			return;
		}
		const seat = await seatOf(session.staff, this.#seat.consult, now);
		if (seat === null) {
			room.sendAway(this.#line, closeCode.forbidden);
			return;
		}
		const before = this.#seat;
		this.#seat = seat;
		const same =
			before.state === seat.state && before.role === seat.role && mayWriteNow(before) === mayWriteNow(seat);
		if (!same) room.change(this.#line, this.#participant(session.staff, seat));
	}

	#hear(data: RawData, isBinary: boolean): void {
		this.#alive = true;
		const { room } = this.#parts;
		// Text is none of ours.
		if (!isBinary || !Buffer.isBuffer(data)) {
			room.sendAway(this.#line, closeCode.forbidden);
			return;
		}
		try {
			const frame = room.hear(this.#line, data);
			if (frame !== null && isAct(frame)) this.#acted();
		} catch (error) {
			log('error', 'consult-frame-failed', errorFields(error));
			room.sendAway(this.#line, closeCode.forbidden);
		}
	}

	#acted(): void {
		this.#actedAt = this.#parts.clock();
		this.#parts.room.actedAt = this.#actedAt;
	}

	/**
	 * What somebody does here keeps their session open like what they do elsewhere; so does, on a machine of their own, watching
	 * while others act: a doctor who follows an explanation touches nothing for long.
	 */
	async #touch(now: number): Promise<void> {
		const { db, room, staff } = this.#parts;
		const watching = staff.sharedDevice === false ? room.actedAt : 0;
		const at = Math.max(this.#actedAt, watching);
		if (at <= this.#touchedAt) return;
		this.#touchedAt = now;
		try {
			await touchStaffSession(db, staff.sessionId, { at, now });
		} catch (error) {
			log('error', 'consult-touch-failed', errorFields(error));
		}
	}

	#participant({ personId, name }: Staff, seat: Seat): Participant {
		return {
			...{ person: personId, name, hospital: this.#parts.hospital },
			...{ role: seat.role, state: seat.state, mayWrite: mayWriteNow(seat) },
		};
	}
}

function lineOf(socket: WebSocket): Line {
	return {
		send: (frame) => {
			if (socket.readyState === WebSocket.OPEN) socket.send(frame);
		},
		close: (code) => {
			socket.close(code);
			setTimeout(() => socket.terminate(), lastWordsMs).unref();
		},
		get waiting() {
			return socket.bufferedAmount;
		},
	};
}

/** A person's own doing: what is said again by itself (names and status of the fast lane, echoes) isn't. */
function isAct(frame: ClientFrame): boolean {
	if (frame.kind === 'update') return !frame.caughtUp;
	const status = 4;
	const name = 0x80;
	return frame.kind === 'fast' && frame.messages.some(([first = status]) => first !== status && first < name);
}
