/** Both ends of a line in memory: frames arrive in order, one turn of the event loop later, until somebody cuts it. */
import type { Line } from './line.ts';

export interface MemoryLine {
	readonly server: Line;
	/** From the client to the server. */
	send(frame: Uint8Array): void;
	/** What is on the way is lost. */
	cut(): void;
	readonly open: boolean;
}

export interface Ends {
	readonly atServer: (frame: Uint8Array) => void;
	readonly atClient: (frame: Uint8Array) => void;
	/** null: cut by the line itself */
	readonly closed: (code: number | null) => void;
	/** frames arrive when this runs them */
	readonly later: (work: () => void) => void;
}

export function memoryLine({ atServer, atClient, closed, later }: Ends): MemoryLine {
	let open = true;
	const carry = (to: (frame: Uint8Array) => void) => (frame: Uint8Array) => {
		if (!open) return;
		later(() => {
			if (open) to(frame);
		});
	};
	const end = (code: number | null): void => {
		if (!open) return;
		open = false;
		closed(code);
	};
	return {
		server: { send: carry(atClient), close: end, waiting: 0 },
		send: carry(atServer),
		cut: () => end(null),
		get open() {
			return open;
		},
	};
}
