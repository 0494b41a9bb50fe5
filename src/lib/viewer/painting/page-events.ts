/** What the page hears that concerns every viewport; returns the way to stop. */
import { thisDevice } from '../frames/frame-store.ts';

export function followPage(told: { lineBack(): void; hidden(): void }): () => void {
	const stop = new AbortController();
	const { signal } = stop;
	globalThis.addEventListener('online', () => told.lineBack(), { signal });
	// Only tablets and phones end a tab in the background for its memory.
	const { mobile } = thisDevice();
	document.addEventListener('visibilitychange', () => document.hidden && mobile && told.hidden(), { signal });
	return () => stop.abort();
}
