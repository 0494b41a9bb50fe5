/**
 * One frame over a bad line: bytes are kept when the line breaks and asked for from the missing one on (RFC 9110 14.2, If-Range
 * with the strong ETag, so that two different answers can't be glued together). Waiting between tries is full-jitter exponential.
 */
import type { FrameReason } from './frame-source.ts';

export interface LineTimings {
	/** No answer at all: a lossy original is derived at first view, which takes a while. */
	readonly answerMs: number;
	/** No byte for this long. */
	readonly stallMs: number;
	readonly backOffMs: number;
	readonly backOffCapMs: number;
	readonly tries: number;
}

export const lineTimings: LineTimings = {
	answerMs: 30_000,
	stallMs: 10_000,
	backOffMs: 300,
	backOffCapMs: 10_000,
	tries: 6,
};

/** Nothing we show is larger: 512 MB, as the reader on the server allows. */
const mostBytes = 512 * 1024 * 1024;

export interface Line {
	fetch(url: string, init: RequestInit): Promise<Response>;
	sleep(ms: number, signal: AbortSignal): Promise<void>;
	random(): number;
	online(): boolean;
	readonly timings: LineTimings;
	/** Counts what came. */
	took?(bytes: number): void;
}

export interface Download {
	readonly url: string;
	readonly accept: string;
	/** Bytes so far; survives broken tries and stepping aside. */
	readonly chunks: Uint8Array<ArrayBuffer>[];
	received: number;
	total: number | null;
	etag: string | null;
	headers: Headers | null;
	tries: number;
	/** The server said something in the last try: then the line itself is alive. */
	answered: boolean;
	/** Skip the browser's cache: its copy was damaged. */
	fresh: boolean;
}

export function newDownload(url: string, accept: string): Download {
	return {
		url,
		accept,
		chunks: [],
		received: 0,
		total: null,
		etag: null,
		headers: null,
		tries: 0,
		answered: false,
		fresh: false,
	};
}

export type Attempt =
	| { readonly kind: 'complete' }
	| { readonly kind: 'aside' }
	| { readonly kind: 'failed'; readonly reason: FrameReason }
	| { readonly kind: 'broken'; readonly waitMs: number | null };

export function restart(download: Download): void {
	download.chunks.length = 0;
	download.received = 0;
	download.total = null;
	download.etag = null;
}

export interface Signals {
	readonly signal: AbortSignal;
	readonly aside: AbortSignal;
	onProgress?(received: number, total: number | null): void;
}

/** One try: from the first missing byte to the end, or to what happened on the way. */
export async function attempt(download: Download, line: Line, signals: Signals): Promise<Attempt> {
	download.answered = false;
	const stalled = new AbortController();
	let timer = setTimeout(() => stalled.abort(), line.timings.answerMs);
	const ended = AbortSignal.any([signals.signal, signals.aside, stalled.signal]);
	try {
		const headers: Record<string, string> = { accept: download.accept };
		if (download.received > 0 && download.etag !== null) {
			headers['range'] = `bytes=${download.received}-`;
			headers['if-range'] = download.etag;
		} else restart(download);
		const response = await line.fetch(download.url, {
			headers,
			signal: ended,
			cache: download.fresh ? 'reload' : 'default',
		});
		download.answered = true;
		const refused = await judge(response, download);
		if (refused !== null) return refused;
		const reader = response.body?.getReader();
		if (reader === undefined) return { kind: 'complete' };
		for (;;) {
			clearTimeout(timer);
			timer = setTimeout(() => stalled.abort(), line.timings.stallMs);
			const { done, value } = await reader.read();
			if (done) break;
			download.chunks.push(value);
			download.received += value.byteLength;
			line.took?.(value.byteLength);
			if (download.received > (download.total ?? mostBytes)) {
				await reader.cancel();
				restart(download);
				return { kind: 'failed', reason: { kind: 'damaged' } };
			}
			signals.onProgress?.(download.received, download.total);
		}
		const short = download.total !== null && download.received < download.total;
		return short ? { kind: 'broken', waitMs: null } : { kind: 'complete' };
	} catch (error) {
		if (signals.signal.aborted) return { kind: 'failed', reason: { kind: 'aborted' } };
		if (signals.aside.aborted) return { kind: 'aside' };
		// fetch rejects with TypeError for every network fault, and the body with TypeError or AbortError (our stall clock).
		if (error instanceof TypeError || stalled.signal.aborted) return { kind: 'broken', waitMs: null };
		throw error;
	} finally {
		clearTimeout(timer);
	}
}

/** null when the body should be read. */
async function judge(response: Response, download: Download): Promise<Attempt | null> {
	const { status, headers } = response;
	if (status === 200 || status === 206) {
		const from = status === 206 ? /^bytes (\d+)-\d+\/(\d+)$/.exec(headers.get('content-range') ?? '') : null;
		if (status === 206 && Number(from?.[1]) !== download.received) {
			restart(download);
			await response.body?.cancel();
			return { kind: 'broken', waitMs: 0 };
		}
		if (status === 200) restart(download);
		// Under a content coding the length counts coded bytes, and ranges too: no progress bar and no resuming then.
		const coded = headers.get('content-encoding') !== null;
		const length = from === null ? headers.get('content-length') : from[2];
		download.total = coded || length === null || length === undefined ? null : Number(length);
		const etag = headers.get('etag');
		download.etag = coded || etag === null || etag.startsWith('W/') ? null : etag;
		download.headers = headers;
		if (download.total === null || download.total <= mostBytes) return null;
		await response.body?.cancel();
		return { kind: 'failed', reason: { kind: 'refused', code: 'too-large', detail: null } };
	}
	if (status === 416) {
		restart(download);
		await response.body?.cancel();
		return { kind: 'broken', waitMs: 0 };
	}
	// 428: a guest's page that slept is about to prove its device.
	if (status === 408 || status === 428 || status === 429 || status >= 500) {
		await response.body?.cancel();
		const after = Number(headers.get('retry-after') ?? Number.NaN);
		return { kind: 'broken', waitMs: Number.isFinite(after) ? Math.min(30_000, after * 1000) : null };
	}
	return { kind: 'failed', reason: await reasonOf(response) };
}

export async function reasonOf(response: Response): Promise<FrameReason> {
	const body: unknown = await response.json().catch(() => null);
	const field = (name: 'code' | 'detail'): string | null => {
		const value: unknown =
			body !== null && typeof body === 'object' && name in body ? Reflect.get(body, name) : null;
		return typeof value === 'string' ? value : null;
	};
	switch (response.status) {
		case 401:
		case 403:
			return { kind: 'sign-in' };
		case 404:
			return { kind: 'not-found' };
		case 410:
			return { kind: 'gone' };
		default:
			return { kind: 'refused', code: field('code') ?? 'unknown', detail: field('detail') };
	}
}

/** Whole, or why not: tries again while the line allows it. `aside` means: call again with the same download. */
export async function persevere(download: Download, line: Line, signals: Signals): Promise<Attempt> {
	for (;;) {
		const before = download.received;
		const result = await attempt(download, line, signals);
		if (result.kind !== 'broken') return result;
		// A line that drops often but moves on is not a dead line.
		download.tries = download.received > before ? 1 : download.tries + 1;
		if (download.tries >= line.timings.tries) {
			return {
				kind: 'failed',
				reason: { kind: line.online() && download.answered ? 'unavailable' : 'offline' },
			};
		}
		const ceiling = Math.min(line.timings.backOffCapMs, line.timings.backOffMs * 2 ** download.tries);
		await line.sleep(result.waitMs ?? line.random() * ceiling, signals.signal);
		if (signals.signal.aborted) return { kind: 'failed', reason: { kind: 'aborted' } };
	}
}

export function joined(download: Download): Uint8Array<ArrayBuffer> {
	const [only] = download.chunks;
	if (download.chunks.length === 1 && only !== undefined) return only;
	const out = new Uint8Array(download.received);
	let at = 0;
	for (const chunk of download.chunks) {
		out.set(chunk, at);
		at += chunk.byteLength;
	}
	return out;
}
