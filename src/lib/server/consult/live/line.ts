/** One person's line as the room sees it: a socket, or half of a pair in memory. */
export interface Line {
	send(frame: Uint8Array): void;
	close(code: number): void;
	/** bytes not yet taken by the other side */
	readonly waiting: number;
}

/** A line this full gets no more pointers: only the newest of them is worth anything. */
export const fullBytes = 256 * 1024;
/** A line this full is given up: its reader comes back and catches up in one step. */
export const stuckBytes = 4 * 1024 * 1024;
