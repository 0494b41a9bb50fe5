/**
 * One open line to the server per tab (`/api/events`): browsers allow six connections to a server in all, so every part of a page
 * listens here, and a tab that nobody looks at hangs up. What comes over it is never news by itself, only a reason to ask.
 */
import * as v from 'valibot';

const LiveSignal = v.looseObject({ kind: v.string() });
export type LiveSignal = v.InferOutput<typeof LiveSignal>;

/**
 * `opened`, `reopened`: something may have been missed, since the page was made or while the line was broken. `refused`: the server
 * doesn't let this browser listen (any more).
 */
export type LineNews = LiveSignal | { readonly kind: 'opened' | 'reopened' } | { readonly kind: 'refused' };

const patienceMs = 5000;

export class LiveLine {
	readonly #address: string;
	readonly #listeners = new Set<(news: LineNews) => void>();
	#source: EventSource | null = null;
	#again: ReturnType<typeof setTimeout> | null = null;
	#opened = false;

	/** `study`: the one on screen; its line ends when the right to it does. */
	constructor(study: string | null = null) {
		this.#address = study === null ? '/api/events' : `/api/events?study=${encodeURIComponent(study)}`;
	}

	/** Returns the way to stop listening. */
	listen(listener: (news: LineNews) => void): () => void {
		this.#listeners.add(listener);
		return () => void this.#listeners.delete(listener);
	}

	/** Open while somebody looks; returns the way to end it. */
	start(): () => void {
		const look = (): void => {
			if (document.hidden) this.#hangUp();
			else this.#open();
		};
		document.addEventListener('visibilitychange', look);
		look();
		return () => {
			document.removeEventListener('visibilitychange', look);
			this.#hangUp();
		};
	}

	#open(): void {
		if (this.#source !== null) return;
		const source = new EventSource(this.#address);
		this.#source = source;
		source.addEventListener('open', () => {
			const kind = this.#opened ? 'reopened' : 'opened';
			this.#opened = true;
			this.#tell({ kind });
		});
		source.addEventListener('message', (message: MessageEvent<unknown>) => {
			const signal = v.safeParse(v.pipe(v.string(), v.parseJson(), LiveSignal), message.data);
			if (signal.success) this.#tell(signal.output);
		});
		source.addEventListener('error', () => {
			// A line that broke mends itself; one that was refused is closed for good.
			if (source.readyState !== EventSource.CLOSED || this.#source !== source) return;
			this.#hangUp();
			this.#again = setTimeout(() => this.#open(), patienceMs);
			this.#tell({ kind: 'refused' });
		});
	}

	#hangUp(): void {
		if (this.#again !== null) clearTimeout(this.#again);
		this.#again = null;
		this.#source?.close();
		this.#source = null;
	}

	#tell(news: LineNews): void {
		for (const listener of this.#listeners) listener(news);
	}
}
