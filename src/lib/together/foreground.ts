/** Whether somebody has this page before them: it is in sight and takes their keys. */
import { createSubscriber } from 'svelte/reactivity';

export class Foreground {
	readonly #subscribe = createSubscriber((update) => watchForeground(update));

	/** Heard of by whoever asks for it while something is drawn. */
	get now(): boolean {
		this.#subscribe();
		return inForeground();
	}
}

export function inForeground(): boolean {
	return !document.hidden && document.hasFocus();
}

/** Returns the way to stop. */
export function watchForeground(changed: () => void): () => void {
	const ending = new AbortController();
	document.addEventListener('visibilitychange', changed, ending);
	addEventListener('focus', changed, ending);
	addEventListener('blur', changed, ending);
	return () => ending.abort();
}
