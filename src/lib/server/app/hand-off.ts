import type { App } from './app.ts';
import type { FrameLane } from './lane/frame-lane.ts';

/**
 * The built server and `serve.ts` are two module graphs in one process: this symbol is where the first leaves for the second what
 * must be one.
 */
const key = Symbol.for('imaging-hub');

export interface Running {
	readonly app: App;
	/** Stands before the pages' machinery, in the server that listens. */
	readonly lane: FrameLane;
}

interface HandOff {
	[key]?: Promise<Running>;
}

const shared: typeof globalThis & HandOff = globalThis;

/** What runs in this process, built on the first call. */
export function shareRunning(build: () => Promise<Running>): Promise<Running> {
	return (shared[key] ??= build());
}

/** Null: the start failed. */
export async function handedOff(): Promise<Running | null> {
	return (await shared[key]) ?? null;
}
