/**
 * The line to the server, kept: a broken one is made anew, soon at first and then ever more patiently, at a random moment of each
 * pause so that a whole hospital doesn't come back at once; at once when the device wakes or is online again. A line on which
 * nothing is heard is broken, whatever the socket says. A refusal by the server ends it (`wire.ts`, close codes).
 *
 * Something between may let no line stand: it refuses the upgrade, lets it hang, or lets it through and cuts it within seconds, again
 * and again. The line is then `blocked`: tried on patiently, while its owner finds another way to read.
 */
import { closeCode, echoFrame, readServerFrame } from './wire.ts';
import type { ServerFrame } from './wire.ts';
import type { Door, Socket, World } from './world.ts';

const longestPauseMs = 15_000;
const firstPauseMs = 500;
const echoEveryMs = 5_000;
/** The server says something every 15 s by itself and answers each echo. */
const silenceMs = 15_000;
/** An echo that hasn't come back for so long: the line may be dead, and what is said on it is known to nobody. */
const stallMs = 4_000;
/** After waking: a line that stood is asked for a sign of life. */
const wakeMs = 3_000;
const dialMs = 15_000;
/** What was heard since shows that the line carries. */
const quietMs = 1_000;
/** The door would open and no socket comes through, so many times running: something between lets none through. */
const blockedAfter = 2;
/** A line that ended sooner, and not by the server's word, has not stood. */
const stoodMs = 15_000;
/** So many of those running: something between cuts what it let through. */
const blockedAfterCuts = 3;

export type Ended = 'sign-in' | 'somebody-else' | 'forbidden' | 'too-much';
export type Standing = 'off' | 'dialling' | 'open' | 'waiting' | { readonly ended: Ended };

export interface LineParts {
	readonly world: World;
	/** where to, as it is now */
	readonly path: () => string;
	readonly opened: () => void;
	readonly heard: (frame: ServerFrame) => void;
	readonly lost: () => void;
	readonly changed: () => void;
}

export class ServerLine {
	readonly #parts: LineParts;
	#standing: Standing = 'off';
	#socket: Socket | null = null;
	#failures = 0;
	#shutOut = 0;
	/** lines running that opened and didn't stand */
	#cuts = 0;
	#elsewhere = false;
	#stands: (() => void) | null = null;
	#stalled = false;
	#stalls: (() => void) | null = null;
	/** the server said how long to stay away */
	#told: number | null = null;
	#again: (() => void) | null = null;
	#watch: (() => void) | null = null;
	#heardAt = 0;
	#echoes = 0;
	#echoAt: number | null = null;
	#lag: number | null = null;

	constructor(parts: LineParts) {
		this.#parts = parts;
	}

	get standing(): Standing {
		return this.#standing;
	}

	/** The server answers, but no socket gets through to it (a proxy that knows none). It's tried on, patiently. */
	get blocked(): boolean {
		return this.#shutOut >= blockedAfter || this.#cuts >= blockedAfterCuts;
	}

	/** The server said that the consult is another's of its processes. */
	get elsewhere(): boolean {
		return this.#elsewhere;
	}

	/** Open, and an echo has been out for longer than any that ever came back in time. */
	get stalled(): boolean {
		return this.#stalled;
	}

	/** Round trip, ms; null: not measured on this line. */
	get lag(): number | null {
		return this.#lag;
	}

	start(): () => void {
		if (this.#standing === 'off' || typeof this.#standing === 'object') {
			this.#failures = 0;
			this.#dial();
		}
		const stop = this.#parts.world.onWake(() => this.#wake());
		return () => {
			stop();
			this.#hangUp();
			this.#stand('off');
		};
	}

	send(frame: Uint8Array): void {
		if (this.#standing === 'open') this.#socket?.send(frame);
	}

	/** What was learnt is of no use, or the line is: begin anew. */
	cut(): void {
		if (this.#socket === null) return;
		this.#hangUp();
		this.#retry();
	}

	/** The line did useful work: the next break is the first one, unless lines before it were cut as soon as they stood. */
	proved(): void {
		this.#failures = this.#cuts;
		this.#shutOut = 0;
	}

	/** Something was said that must arrive: asks for a sign of life now, rather than when it is next due. */
	probe(): void {
		const quiet = this.#parts.world.now() - this.#heardAt > quietMs;
		if (this.#standing === 'open' && this.#echoAt === null && quiet) this.#echo();
	}

	#dial(): void {
		this.#again?.();
		this.#again = null;
		this.#stand('dialling');
		const path = this.#parts.path();
		let opened = false;
		const socket = this.#parts.world.dial(path, {
			opened: () => {
				if (this.#socket !== socket) return;
				opened = true;
				this.#heardAt = this.#parts.world.now();
				this.#elsewhere = false;
				this.#stand('open');
				this.#watchOver();
				this.#waitUntilItStood(this.#heardAt);
				this.#parts.opened();
				this.#echo();
			},
			heard: (bytes) => {
				if (this.#socket === socket) this.#hear(bytes);
			},
			closed: (code) => {
				if (this.#socket !== socket) return;
				// Neither does a server that restarts cut lines, nor one that has too many.
				if (opened && code !== closeCode.restart && code !== closeCode.overloaded) this.#wasCut();
				this.#dropped();
				const why = code === null ? null : endOf(code);
				if (why !== null) this.#stand({ ended: why });
				else if (opened) this.#retry();
				else void this.#knock(path);
			},
		});
		this.#socket = socket;
		this.#watch = this.#parts.world.after(dialMs, () => {
			this.#hangUp();
			void this.#knock(path);
		});
	}

	/** The socket wasn't let in: browsers don't say why, the door does. */
	async #knock(path: string): Promise<void> {
		this.#stand('waiting');
		const door: Door = await this.#parts.world.door(path);
		if (this.#standing !== 'waiting' || this.#again !== null) return;
		this.#shutOut = door === 'open' || door === 'elsewhere' ? this.#shutOut + 1 : 0;
		this.#elsewhere = door === 'elsewhere';
		if (door === 'open' || door === 'elsewhere' || door === 'unknown') this.#retry();
		else this.#stand({ ended: door });
	}

	#hear(bytes: Uint8Array): void {
		this.#heardAt = this.#parts.world.now();
		this.#stall(false);
		const frame = readServerFrame(bytes);
		if (frame === null || frame.kind === 'idle') return;
		if (frame.kind === 'drain') this.#told = frame.retryMs;
		else if (frame.kind === 'echo') this.#echoed(frame.number);
		else this.#parts.heard(frame);
	}

	#echo(): void {
		this.#echoAt = this.#parts.world.now();
		this.send(echoFrame(++this.#echoes));
		this.#stalls ??= this.#parts.world.after(stallMs, () => this.#stall(true));
	}

	/** Whatever is heard says that the line carries. */
	#stall(stalled: boolean): void {
		this.#stalls?.();
		this.#stalls = null;
		if (this.#stalled === stalled) return;
		this.#stalled = stalled;
		this.#parts.changed();
	}

	/** A line on which nothing came meanwhile carries nothing, and the server speaks first. */
	#waitUntilItStood(openedAt: number): void {
		this.#stands = this.#parts.world.after(stoodMs, () => {
			if (this.#heardAt <= openedAt) {
				this.#wasCut();
				this.cut();
				return;
			}
			this.#stands = null;
			this.#cuts = 0;
			this.#parts.changed();
		});
	}

	#wasCut(): void {
		if (this.#stands !== null) this.#cuts++;
	}

	#echoed(number: number): void {
		if (number !== this.#echoes || this.#echoAt === null) return;
		const took = this.#parts.world.now() - this.#echoAt;
		this.#echoAt = null;
		// One slow answer among quick ones is no slow line.
		this.#lag = this.#lag === null ? took : this.#lag * 0.7 + took * 0.3;
	}

	#watchOver(): void {
		this.#watch?.();
		this.#watch = this.#parts.world.after(echoEveryMs, () => {
			if (this.#parts.world.now() - this.#heardAt > silenceMs) {
				this.#wasCut();
				this.cut();
				return;
			}
			this.#echo();
			this.#watchOver();
		});
	}

	#wake(): void {
		if (this.#standing === 'waiting') this.#dial();
		if (this.#standing !== 'open') return;
		const askedAt = this.#parts.world.now();
		this.#echo();
		this.#watch?.();
		this.#watch = this.#parts.world.after(wakeMs, () => {
			if (this.#heardAt < askedAt) this.cut();
			else this.#watchOver();
		});
	}

	#retry(): void {
		const { world } = this.#parts;
		const longest = Math.min(longestPauseMs, firstPauseMs * 2 ** this.#failures++);
		const pause = this.#told ?? world.random() * longest;
		this.#told = null;
		this.#stand('waiting');
		this.#again?.();
		this.#again = world.after(pause, () => this.#dial());
	}

	#hangUp(): void {
		const socket = this.#socket;
		this.#again?.();
		this.#again = null;
		this.#dropped();
		socket?.close();
	}

	#dropped(): void {
		this.#watch?.();
		this.#watch = null;
		this.#stands?.();
		this.#stands = null;
		this.#stalls?.();
		this.#stalls = null;
		this.#stalled = false;
		const had = this.#socket !== null;
		this.#socket = null;
		this.#lag = null;
		if (had) this.#parts.lost();
	}

	#stand(standing: Standing): void {
		this.#standing = standing;
		this.#parts.changed();
	}
}

function endOf(code: number): Ended | null {
	switch (code) {
		case closeCode.signIn:
			return 'sign-in';
		case closeCode.somebodyElse:
			return 'somebody-else';
		case closeCode.tooMuch:
			return 'too-much';
		default:
			return code >= 4400 && code < 4500 ? 'forbidden' : null;
	}
}
