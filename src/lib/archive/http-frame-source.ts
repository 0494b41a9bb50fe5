/** Frames from our own server: queued, resumed, proved by digest. */
import * as v from 'valibot';
import { err, ok, type Result } from '#lib/base/result.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { digestOfField, sha256Hex } from './digest.ts';
import {
	joined,
	lineTimings,
	newDownload,
	persevere,
	restart,
	type Download,
	type Line,
	type LineTimings,
} from './frame-download.ts';
import { FrameQueue, type Outcome, type Turn } from './frame-queue.ts';
import type {
	FrameBytes,
	FrameKey,
	FrameOptions,
	FrameReason,
	FrameRequest,
	FrameSource,
	PreviewsOptions,
	PreviewsRequest,
	ThumbnailsRequest,
} from './frame-source.ts';
import { fetchPreviews } from './previews-download.ts';
import { StudyManifest } from './manifest.ts';
import { frameUrl, previewUrl } from './preview-url.ts';
import { OverlayPlane } from './overlay-plane.ts';

const Codec = v.picklist(['jpegls', 'htj2k', 'jpeg', 'raw']);
const Overlay = v.nullable(OverlayPlane);
/** 4 MB/s */
const quickBytesPerMs = 4000;

export class HttpFrameSource implements FrameSource {
	readonly #base: string;
	readonly #line: Line;
	#received = 0;
	readonly #queue = new FrameQueue({ least: 2, most: 5 });
	/** Previews are small and never wait behind full frames. */
	readonly #previews = new FrameQueue({ least: 3, most: 6 });

	constructor(options: { base?: string; timings?: Partial<LineTimings>; line?: Partial<Line> } = {}) {
		this.#base = options.base ?? '';
		this.#line = {
			fetch: (url, init) => fetch(url, init),
			sleep,
			random: Math.random,
			online: () => !('onLine' in navigator) || navigator.onLine,
			timings: { ...lineTimings, ...options.timings },
			...options.line,
		};
	}

	async manifest(
		study: StudyUid,
		signal: AbortSignal,
		beside?: StudyUid,
	): Promise<Result<StudyManifest, FrameReason>> {
		const asked = beside === undefined ? '' : `?beside=${beside}`;
		const download = newDownload(`${this.#base}/api/studies/${study}/manifest${asked}`, 'application/json');
		const got = await persevere(download, this.#counted(), { signal, aside: new AbortController().signal });
		if (got.kind === 'failed') return err(got.reason);
		const parsed = v.safeParse(StudyManifest, parseJson(joined(download)));
		return parsed.success ? ok(parsed.output) : err({ kind: 'damaged' });
	}

	async frame(request: FrameRequest, options: FrameOptions): Promise<Result<FrameBytes, FrameReason>> {
		const download = newDownload(this.#frameUrl(request, request.promise.sha256), '*/*');
		let damagedOnce = false;
		const work = async ({ stepAside }: Turn): Promise<Outcome<Result<FrameBytes, FrameReason>>> => {
			for (;;) {
				const began = performance.now();
				const seen = { waitedMs: 0 };
				const got = await persevere(download, this.#timed(seen), {
					signal: options.signal,
					aside: stepAside,
					onProgress: (received, total) => options.onProgress?.(received, total ?? request.promise.bytes),
				});
				if (got.kind === 'aside') return { kind: 'aside' };
				if (got.kind === 'failed') {
					this.#queue.ease();
					return { kind: 'done', value: err(got.reason) };
				}
				const tookMs = performance.now() - began;
				// From so quick a line one is never full: what is waited for is everything else.
				const quick = tookMs < download.received / quickBytesPerMs;
				this.#queue.learn({ waitedMs: quick ? tookMs : seen.waitedMs, totalMs: tookMs });
				const proved = await prove(download, request);
				if (proved !== null) return { kind: 'done', value: ok(proved) };
				// A bad copy may come from a cache on the way: once more from the first byte, past every cache, then it is the truth.
				if (damagedOnce) return { kind: 'done', value: err({ kind: 'damaged' }) };
				damagedOnce = true;
				restart(download);
				download.fresh = true;
			}
		};
		return (await this.#queue.run(options, work)) ?? err({ kind: 'aborted' });
	}

	async preview(key: FrameKey, size: number, options: FrameOptions): Promise<Result<Blob, FrameReason>> {
		const download = newDownload(this.#base + previewUrl(key.study, { ...key, size }), 'image/webp');
		const failure = await this.#small(download, options);
		if (failure !== null) return err(failure);
		if (download.headers?.get('content-type') !== 'image/webp') return err({ kind: 'damaged' });
		return ok(new Blob([joined(download)], { type: 'image/webp' }));
	}

	async overlay(
		key: FrameKey,
		group: string,
		options: FrameOptions,
	): Promise<Result<OverlayPlane | null, FrameReason>> {
		const url = `${this.#instanceUrl(key)}/overlays/${group}/${key.frame}`;
		const download = newDownload(url, 'application/json');
		const failure = await this.#small(download, options);
		if (failure !== null) return err(failure);
		const parsed = v.safeParse(Overlay, parseJson(joined(download)));
		return parsed.success ? ok(parsed.output) : err({ kind: 'damaged' });
	}

	async previews(request: PreviewsRequest, options: PreviewsOptions): Promise<Result<null, FrameReason>> {
		const { study, series, from, version } = request;
		const address = `${this.#base}/api/studies/${study}/series/${series}/previews?from=${from}&v=${version}`;
		return fetchPreviews(address, this.#counted(), options);
	}

	async thumbnails(
		{ study, version }: ThumbnailsRequest,
		options: PreviewsOptions,
	): Promise<Result<null, FrameReason>> {
		const address = `${this.#base}/api/studies/${study}/thumbnails?v=${version}`;
		return fetchPreviews(address, this.#counted(), options);
	}

	get received(): number {
		return this.#received;
	}

	/** null when the download is complete. */
	async #small(download: Download, options: FrameOptions): Promise<FrameReason | null> {
		const got = await this.#previews.run(options, async ({ stepAside }) => {
			const result = await persevere(download, this.#counted(), { signal: options.signal, aside: stepAside });
			return result.kind === 'aside' ? { kind: 'aside' as const } : { kind: 'done' as const, value: result };
		});
		if (got === null) return { kind: 'aborted' };
		return got.kind === 'failed' ? got.reason : null;
	}

	/** What the reader looks at changed. */
	refresh(): void {
		this.#queue.refresh();
		this.#previews.refresh();
	}

	#frameUrl({ study, instance, frame }: FrameKey, sha256: string | null): string {
		return this.#base + frameUrl(study, instance, { number: frame, sha256 });
	}

	#instanceUrl({ study, instance }: FrameKey): string {
		return `${this.#base}/api/studies/${study}/instances/${instance}`;
	}

	/** What the page has taken in, for people who pay for it. */
	#counted(): Line {
		return { ...this.#line, took: (bytes) => (this.#received += bytes) };
	}

	/** Measures how long the server is waited for, to choose how many run at a time. */
	#timed(seen: { waitedMs: number }): Line {
		return {
			...this.#counted(),
			fetch: async (url, init) => {
				const started = performance.now();
				const response = await this.#line.fetch(url, init);
				seen.waitedMs = performance.now() - started;
				return response;
			},
		};
	}
}

/** null when the bytes are not what was promised. */
async function prove(download: Download, request: FrameRequest): Promise<FrameBytes | null> {
	const codec = v.safeParse(Codec, download.headers?.get('x-frame-codec'));
	const promised = request.promise.sha256 ?? digestOfField(download.headers?.get('repr-digest') ?? null);
	if (!codec.success || promised === null) return null;
	if (request.promise.bytes !== null && request.promise.bytes !== download.received) return null;
	const bytes = joined(download);
	const sha256 = await sha256Hex(bytes);
	return sha256 === promised ? { codec: codec.output, bytes, sha256 } : null;
}

function parseJson(bytes: Uint8Array): unknown {
	try {
		return JSON.parse(new TextDecoder().decode(bytes));
	} catch {
		// Not JSON: every schema refuses it, also one that takes null.
		return undefined;
	}
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		const done = (): void => {
			clearTimeout(timer);
			signal.removeEventListener('abort', done);
			globalThis.removeEventListener?.('online', done);
			resolve();
		};
		const timer = setTimeout(done, ms);
		signal.addEventListener('abort', done);
		// The browser says the line is back: no reason to wait out the pause.
		globalThis.addEventListener?.('online', done);
	});
}
