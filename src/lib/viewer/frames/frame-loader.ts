/**
 * The one way from an archive to stored values, shared by all viewports of a page: memory, else the line, then the digest
 * (`archive/`), then a decoder, each held against what the manifest promised. Two viewports that want the same frame share one
 * download, which goes as fast as the more urgent of both wants and stops when none does.
 */
import type { FrameBytes, FrameReason, FrameSource } from '#lib/archive/frame-source.ts';
import type { ImageInstance, Series, StudyManifest } from '#lib/archive/manifest.ts';
import { err, ok, type Result } from '#lib/base/result.ts';
import { bundleVersion } from '#lib/archive/preview-bundle.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { Decoder } from './decoder.ts';
import { PreviewStore } from './preview-store.ts';
import { budgetFor, FrameStore, thisDevice } from './frame-store.ts';
import type { FirstFrame } from '../first/first-hand.ts';
import { refusalOf } from './stack.ts';
import { byteCount } from '../stored-values.ts';
import type { StoredValues } from '../stored-values.ts';

export interface FrameWanted {
	readonly study: StudyUid;
	readonly instance: ImageInstance;
	/** 1-based, as in DICOM */
	readonly frame: number;
}

export interface LoadOptions {
	readonly signal: AbortSignal;
	priority(): number;
	onProgress?(received: number, total: number | null): void;
}

/** `code` is a key of `i18n` refusal.CODE; `passing`: asking again later may help. */
export interface FrameFailure {
	readonly code: string;
	readonly detail: string | null;
	readonly passing: boolean;
}

export interface PreviewStack {
	readonly study: StudyManifest;
	readonly series: Series;
	readonly frames: readonly FrameWanted[];
}

interface Shared {
	readonly users: Set<LoadOptions>;
	readonly controller: AbortController;
	readonly result: Promise<Result<FrameBytes, FrameReason>>;
}

export class FrameLoader {
	readonly source: FrameSource;
	readonly #decoder: Decoder;
	readonly #store: FrameStore;
	readonly #previews = new PreviewStore();
	readonly #shared = new Map<string, Shared>();
	readonly #listeners = new Set<(key: string, ready: boolean) => void>();
	readonly #keys = new WeakMap<FrameWanted, string>();

	constructor(options: { source: FrameSource; decoder?: Decoder; store?: FrameStore }) {
		this.source = options.source;
		this.#decoder = options.decoder ?? new Decoder();
		this.#store = options.store ?? new FrameStore(budgetFor(thisDevice()), (key) => this.#tell(key, false));
	}

	/** Kept with what it names: reading ahead asks for those of a whole stack at each step. */
	keyOf(wanted: FrameWanted): string {
		const known = this.#keys.get(wanted);
		if (known !== undefined) return known;
		const key = `${wanted.study}/${wanted.instance.uid}/${wanted.frame}`;
		this.#keys.set(wanted, key);
		return key;
	}

	isReady(wanted: FrameWanted): boolean {
		return this.#store.isReady(this.keyOf(wanted));
	}

	isDecoded(wanted: FrameWanted): boolean {
		return this.#store.isDecoded(this.keyOf(wanted));
	}

	/** Stored values if they are in memory this moment. */
	peek(wanted: FrameWanted): StoredValues | null {
		return this.#store.decoded(this.keyOf(wanted));
	}

	/** Hears of each frame whose state changed: `ready`, it can be shown whole without the line. Returns the way to stop. */
	onReady(listener: (key: string, ready: boolean) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	async load(wanted: FrameWanted, options: LoadOptions): Promise<Result<StoredValues, FrameFailure>> {
		const key = this.keyOf(wanted);
		const known = this.#store.decoded(key);
		if (known !== null) return ok(known);
		const fetched = await this.fetch(wanted, options);
		if (!fetched.ok) return fetched;
		const { codec, bytes } = fetched.value;
		const decoded = await this.#decoder.decode({ codec, bytes, format: wanted.instance.format }, options);
		if (!decoded.ok) {
			const passing = decoded.reason === 'decoder-crashed' || decoded.reason === 'aborted';
			return err({ code: decoded.reason, detail: null, passing });
		}
		this.#store.keepDecoded(key, decoded.value);
		return ok(decoded.value);
	}

	/** Compressed and proved, in memory: reading ahead. */
	async fetch(wanted: FrameWanted, options: LoadOptions): Promise<Result<FrameBytes, FrameFailure>> {
		const refused = refusalOf(wanted);
		if (refused !== null) return err({ ...refused, passing: false });
		const key = this.keyOf(wanted);
		const known = this.#store.compressed(key);
		if (known !== null) return ok(known);
		const got = await this.#share(key, wanted, options);
		return got.ok ? got : err(failureOf(got.reason));
	}

	async preview(
		wanted: FrameWanted,
		size: number,
		options: LoadOptions,
	): Promise<Result<Blob, FrameFailure>> {
		const refused = refusalOf(wanted);
		if (refused !== null) return err({ ...refused, passing: false });
		const known = this.#previews.get(this.keyOf(wanted));
		if (known !== null) return ok(known);
		const { study, instance, frame } = wanted;
		const got = await this.source.preview({ study, instance: instance.uid, frame }, size, options);
		if (!got.ok) return err(failureOf(got.reason));
		this.#previews.keep(this.keyOf(wanted), got.value);
		return got;
	}

	/** One that came another way: inside the page, or with all of its series. */
	keepPreview(wanted: FrameWanted, preview: Blob): void {
		const key = this.keyOf(wanted);
		this.#previews.keep(key, preview);
		this.#tell(key, false);
	}

	/** Proved and decoded before the viewer came. */
	keepFrame(wanted: FrameWanted, { frame, values }: FirstFrame): void {
		const key = this.keyOf(wanted);
		this.#store.keepCompressed(key, frame);
		this.#store.keepDecoded(key, values);
		this.#tell(key, true);
	}

	hasPreview(wanted: FrameWanted): boolean {
		return this.#previews.has(this.keyOf(wanted));
	}

	/** All previews of a stack in one answer; resolves when all have come, or none can any more. */
	async previews(stack: PreviewStack, options: { signal: AbortSignal; from: number }): Promise<void> {
		const { study, series, frames } = stack;
		const version = bundleVersion(study.revision, frames);
		const request = { study: study.study, series: series.uid, from: options.from, version };
		await this.source.previews(request, {
			signal: options.signal,
			onPreview: (place, preview) => {
				const wanted = frames[place];
				if (wanted !== undefined && preview !== null) this.keepPreview(wanted, preview);
			},
		});
	}

	/** Gets the decoder ready for this frame while its bytes are on their way. */
	warm(wanted: FrameWanted): void {
		const rendition = wanted.instance.renditions[wanted.frame - 1];
		if (rendition?.state === 'ready') this.#decoder.warm(rendition.codec);
	}

	hasRoomFor(bytes: number): boolean {
		return this.#store.hasRoomFor(bytes);
	}

	/** Beside so many more of its size that are on their way. */
	hasRoomForDecoded({ instance }: FrameWanted, more = 0): boolean {
		return this.#store.hasRoomForDecoded(byteCount(instance.format) * (1 + more));
	}

	/** It is made again from its compressed bytes when it is wanted. */
	dropDecoded(wanted: FrameWanted): void {
		this.#store.dropDecoded(this.keyOf(wanted));
	}

	/** The tab is hidden: give back what can be made again. */
	rest(): void {
		this.#store.dropAllDecoded();
	}

	close(): void {
		for (const { controller } of this.#shared.values()) controller.abort();
		this.#decoder.close();
		this.#store.clear();
		this.#previews.clear();
		this.#listeners.clear();
	}

	async #share(
		key: string,
		wanted: FrameWanted,
		options: LoadOptions,
	): Promise<Result<FrameBytes, FrameReason>> {
		const shared = this.#shared.get(key) ?? this.#begin(key, wanted, options);
		shared.users.add(options);
		const leave = (): void => {
			shared.users.delete(options);
			if (shared.users.size > 0) return;
			this.#shared.delete(key);
			shared.controller.abort();
		};
		return new Promise((resolve) => {
			const left = (): void => {
				leave();
				resolve(err({ kind: 'aborted' }));
			};
			if (options.signal.aborted) left();
			else options.signal.addEventListener('abort', left, { once: true });
			void shared.result.then((result) => {
				options.signal.removeEventListener('abort', left);
				resolve(result);
			});
		});
	}

	#begin(key: string, { study, instance, frame }: FrameWanted, first: LoadOptions): Shared {
		const rendition = instance.renditions[frame - 1];
		const users = new Set<LoadOptions>([first]);
		const controller = new AbortController();
		const missing: Result<FrameBytes, FrameReason> = err({ kind: 'not-found' });
		const result =
			rendition?.state !== 'ready'
				? Promise.resolve(missing)
				: this.source.frame(
						{ study, instance: instance.uid, frame, promise: rendition },
						{
							signal: controller.signal,
							priority: () => Math.min(...[...users].map((user) => user.priority())),
							onProgress: (received, total) => users.forEach((user) => user.onProgress?.(received, total)),
						},
					);
		const shared: Shared = { users, controller, result };
		this.#shared.set(key, shared);
		void result.then((got) => {
			if (this.#shared.get(key) === shared) this.#shared.delete(key);
			if (!got.ok || controller.signal.aborted) return;
			this.#store.keepCompressed(key, got.value);
			this.#tell(key, true);
		});
		return shared;
	}

	#tell(key: string, ready: boolean): void {
		for (const listener of this.#listeners) listener(key, ready);
	}
}

export function failureOf(reason: FrameReason): FrameFailure {
	switch (reason.kind) {
		case 'refused':
			return { code: reason.code, detail: reason.detail, passing: false };
		case 'offline':
		case 'unavailable':
		case 'aborted':
			return { code: reason.kind, detail: null, passing: true };
		case 'sign-in':
		case 'not-found':
		case 'gone':
		case 'damaged':
			return { code: reason.kind, detail: null, passing: false };
	}
}
