/**
 * The way out of the fast lane: thirty frames a second at most, the newest of each kind in them, nothing while nobody else is
 * here. What lasts (looks and status) is said again to whoever comes.
 */
import { FastEncoder } from './fast-codec.ts';
import type { FastMessage } from './fast-message.ts';
import { mostFast, ownFastFrame } from './wire.ts';
import type { World } from './world.ts';

const everyMs = 33;

export class FastOut {
	readonly #world: World;
	readonly #send: (frame: Uint8Array) => void;
	readonly #encoder: FastEncoder;
	readonly #waiting = new Map<string, FastMessage>();
	readonly #lasting = new Map<string, FastMessage>();
	#others = 0;
	#sentAt = -Infinity;
	#pump: (() => void) | null = null;

	constructor(world: World, send: (frame: Uint8Array) => void) {
		this.#world = world;
		this.#send = send;
		this.#encoder = new FastEncoder(() => world.now());
	}

	put(message: FastMessage): void {
		const key = keyOf(message);
		if (message.kind === 'look' || message.kind === 'paper' || message.kind === 'status') {
			// Newcomers hear of a picture or of a paper, whichever stands.
			if (message.kind === 'look') this.#lasting.delete('paper');
			if (message.kind === 'paper') for (const view of [0, 1]) this.#lasting.delete(`look ${view}`);
			// One picture again: newcomers must not be shown a second.
			if (message.kind === 'look' && message.layout.rows * message.layout.columns === 1)
				this.#drop(message.view);
			this.#lasting.set(key, message);
		}
		if (this.#others === 0) return;
		// The newest last: it may need a name that an older one didn't.
		this.#waiting.delete(key);
		this.#waiting.set(key, message);
		this.#soon();
	}

	/** Every look but this view's. */
	#drop(but: number): void {
		for (const [key, { kind }] of this.#lasting)
			if (kind === 'look' && key !== `look ${but}`) {
				this.#lasting.delete(key);
				this.#waiting.delete(key);
			}
	}

	/** How many others are here; `newcomers`: some of them have heard nothing yet. */
	company(others: number, newcomers: boolean): void {
		this.#others = others;
		if (others === 0) {
			this.hold();
			return;
		}
		if (!newcomers) return;
		this.#encoder.forgetTold();
		for (const [key, message] of this.#lasting) if (!this.#waiting.has(key)) this.#waiting.set(key, message);
		if (this.#waiting.size > 0) this.#soon();
	}

	/** The line is gone: what was to be shown has passed. */
	hold(): void {
		this.#pump?.();
		this.#pump = null;
		this.#waiting.clear();
	}

	#soon(): void {
		if (this.#pump !== null) return;
		const pause = Math.max(0, this.#sentAt + everyMs - this.#world.now());
		const go = (): void => {
			this.#pump = null;
			this.#flush();
		};
		if (pause > 0) {
			this.#pump = this.#world.after(pause, go);
			return;
		}
		// Before the browser paints this screen, and with whatever else the same act says.
		let off = false;
		this.#pump = () => (off = true);
		queueMicrotask(() => {
			if (!off) go();
		});
	}

	#flush(): void {
		this.#sentAt = this.#world.now();
		const parts: Uint8Array[] = [];
		for (const [key, message] of this.#waiting) {
			const encoded = this.#encoder.encode(message);
			if (parts.length + encoded.length > mostFast) {
				// The rest goes with the next frame; its names were told in vain.
				this.#encoder.forgetTold();
				break;
			}
			parts.push(...encoded);
			this.#waiting.delete(key);
		}
		if (parts.length > 0) this.#send(ownFastFrame(parts));
		if (this.#waiting.size > 0) this.#soon();
	}
}

function keyOf(message: FastMessage): string {
	return message.kind === 'look' ? `look ${message.view}` : message.kind;
}
