import type { App } from './app.ts';

/**
 * The built server and `serve.ts` are two module graphs in one process: this symbol is where the first leaves the App for the
 * second.
 */
const key = Symbol.for('imaging-hub');

interface HandOff {
	[key]?: Promise<App>;
}

const shared: typeof globalThis & HandOff = globalThis;

/** The process's one App, building it on the first call. */
export function sharedApp(build: () => Promise<App>): Promise<App> {
	return (shared[key] ??= build());
}

/** The App if it was built (a start that failed has none). */
export async function handedOffApp(): Promise<App | null> {
	return (await shared[key]) ?? null;
}
