/** What a live consult needs of a browser, in Node: real sockets with a session's cookie. */
import { WebSocket } from 'ws';
import type { World } from '../../src/lib/consult/live/world.ts';

export interface NodeWorld extends World {
	/** The socket is gone without a word, as when the network is. */
	pull(): void;
	/** Nothing is read any more from the socket that is open. */
	stall(): void;
}

export function nodeWorld(origin: string, cookie: () => string, more: { origin?: string } = {}): NodeWorld {
	let open: WebSocket | null = null;
	return {
		dial: (path, events) => {
			const socket = new WebSocket(origin.replace('http', 'ws') + path, {
				headers: { cookie: cookie(), origin: more.origin ?? origin },
			});
			open = socket;
			let over = false;
			const end = (code: number | null): void => {
				if (over) return;
				over = true;
				events.closed(code);
			};
			socket.on('open', () => !over && events.opened());
			socket.on('message', (data) => !over && Buffer.isBuffer(data) && events.heard(data));
			socket.on('close', (code) => end(code === 1006 ? null : code));
			socket.on('error', () => undefined);
			return {
				send: (bytes) => {
					if (socket.readyState === WebSocket.OPEN) socket.send(bytes);
				},
				close: () => {
					socket.close();
					end(null);
				},
			};
		},
		door: async (path) => {
			try {
				const { status } = await fetch(origin + path, { headers: { cookie: cookie() } });
				if (status === 426) return 'open';
				if (status === 401) return 'sign-in';
				if (status === 409) return 'somebody-else';
				if (status === 503) return 'elsewhere';
				return status === 404 ? 'forbidden' : 'unknown';
			} catch {
				return 'unknown';
			}
		},
		read: async (path) => {
			try {
				const answer = await fetch(origin + path, { headers: { cookie: cookie() } });
				const body: unknown = answer.ok ? await answer.json() : null;
				return body;
			} catch {
				return null;
			}
		},
		after: (ms, work) => {
			const timer = setTimeout(work, ms);
			return () => clearTimeout(timer);
		},
		now: () => performance.now(),
		clock: () => Date.now(),
		random: () => Math.random(),
		onWake: () => () => undefined,
		pull: () => open?.terminate(),
		stall: () => open?.pause(),
	};
}
