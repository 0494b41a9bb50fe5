/** What a live consult needs of the browser; tests give it a world of their own. */
import * as v from 'valibot';

export interface Socket {
	send(bytes: Uint8Array): void;
	close(): void;
}

/** Nothing comes after `closed`. */
export interface SocketEvents {
	opened(): void;
	heard(bytes: Uint8Array): void;
	/** null: it broke, or never opened */
	closed(code: number | null): void;
}

/**
 * Why a socket wasn't opened; browsers don't tell the socket's maker. `elsewhere`: another process of the server has the consult.
 */
export type Door = 'open' | 'elsewhere' | 'sign-in' | 'somebody-else' | 'forbidden' | 'unknown';

export interface World {
	/** `path` begins with a slash and has a query. */
	dial(path: string, events: SocketEvents): Socket;
	door(path: string): Promise<Door>;
	/** An answer over plain HTTP, as JSON; null: none came. */
	read(path: string): Promise<unknown>;
	/** Returns the way to call it off. */
	after(ms: number, work: () => void): () => void;
	/** ms, for measuring and pacing */
	now(): number;
	/** ms since the epoch, by the device's clock */
	clock(): number;
	/** 0 to 1 */
	random(): number;
	/** Something happened after which a broken line may be whole again: back from sleep, back online, looked at again. */
	onWake(work: () => void): () => void;
}

export function browserWorld(address: string | null): World {
	const base = address ?? location.origin;
	return {
		dial: (path, events) => dial(`${base.replace(/^http/, 'ws')}${path}`, events),
		door: (path) => door(`${base}${path}`),
		read: (path) => read(`${base}${path}`),
		after: (ms, work) => {
			const timer = setTimeout(work, ms);
			return () => clearTimeout(timer);
		},
		now: () => performance.now(),
		clock: () => Date.now(),
		random: () => Math.random(),
		onWake: (work) => {
			const looked = (): void => {
				if (!document.hidden) work();
			};
			addEventListener('online', work);
			addEventListener('pageshow', work);
			document.addEventListener('visibilitychange', looked);
			return () => {
				removeEventListener('online', work);
				removeEventListener('pageshow', work);
				document.removeEventListener('visibilitychange', looked);
			};
		},
	};
}

function dial(url: string, events: SocketEvents): Socket {
	const socket = new WebSocket(url);
	socket.binaryType = 'arraybuffer';
	let over = false;
	const end = (code: number | null): void => {
		if (over) return;
		over = true;
		events.closed(code);
	};
	socket.addEventListener('open', () => {
		if (!over) events.opened();
	});
	socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
		if (!over && data instanceof ArrayBuffer) events.heard(new Uint8Array(data));
	});
	// 1006: nobody said why.
	socket.addEventListener('close', ({ code }) => end(code === 1006 ? null : code));
	return {
		send: (bytes) => {
			if (!over && socket.readyState === WebSocket.OPEN) socket.send(Uint8Array.from(bytes));
		},
		// Not waited for: a line that broke silently would take minutes to close.
		close: () => {
			socket.close();
			end(null);
		},
	};
}

/** The same address without an upgrade answers what the upgrade would have been answered. */
async function door(url: string): Promise<Door> {
	try {
		const answer = await fetch(url, { cache: 'no-store' });
		const { status } = answer;
		if (status === 426) return 'open';
		if (status === 503 && v.is(Elsewhere, await answer.json())) return 'elsewhere';
		if (status === 401) return 'sign-in';
		if (status === 409) return 'somebody-else';
		return status === 403 || status === 404 ? 'forbidden' : 'unknown';
	} catch {
		return 'unknown';
	}
}

const Elsewhere = v.object({ code: v.literal('elsewhere') });

async function read(url: string): Promise<unknown> {
	try {
		const answer = await fetch(url, { cache: 'no-store' });
		const body: unknown = answer.ok ? await answer.json() : null;
		return body;
	} catch {
		return null;
	}
}
