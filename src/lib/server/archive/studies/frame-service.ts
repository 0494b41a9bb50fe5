/**
 * Where the bytes of a frame lie: in its instance's container, in the original itself, or, for a lossy original, in a file made
 * just now. The caller reads the slice and closes.
 */
import { createHash } from 'node:crypto';
import { access, open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Refusal } from '#lib/archive/manifest.ts';
import type { Result } from '#lib/base/result.ts';
import { err, ok } from '#lib/base/result.ts';
import { errorFields, log } from '#lib/base/log.ts';
import type { PixelPool } from '#lib/server/pixels/pool/pixel-pool.ts';
import type { Derivation } from '#lib/server/pixels/rendition.ts';
import { derivationVersion } from '#lib/server/pixels/rendition.ts';
import type { InstanceRow } from '../catalogue/catalogue.ts';
import type { DeriveQueue } from './derive-queue.ts';
import type { FileCache } from './file-cache.ts';
import type { Made, MadeFile } from './made-files.ts';
import { madeFile } from './made-files.ts';
import type { ArchiveReason, InstanceRef, OpenInstance } from '../port.ts';

export type FrameReason = ArchiveReason | { readonly refused: Refusal };

export interface FrameSlice {
	readonly codec: 'jpegls' | 'htj2k' | 'jpeg' | 'raw' | 'webp';
	/** hex, of the slice */
	readonly sha256: string | null;
	readonly path: string;
	readonly offset: number;
	readonly length: number;
	close(): Promise<void>;
}

export interface FrameServiceOptions {
	readonly queue: DeriveQueue;
	readonly pool: PixelPool;
	readonly cache: FileCache<FrameReason>;
	readonly containers: string;
	readonly open: (ref: InstanceRef, signal: AbortSignal) => Promise<Result<OpenInstance, ArchiveReason>>;
}

const previewSizes = [128, 256, 512, 1024] as const;

/** Where frames lie is asked for with every frame, and never changes while file and rules are the same. */
const mostKnown = 5000;

export class FrameService {
	readonly #options: FrameServiceOptions;
	readonly #known = new Map<string, Derivation>();

	constructor(options: FrameServiceOptions) {
		this.#options = options;
	}

	async #derivation(row: InstanceRow): Promise<Result<Derivation, ArchiveReason>> {
		const key = `${row.study}/${row.instance}/${row.sha256}/${derivationVersion}`;
		const known = this.#known.get(key);
		if (known !== undefined) return ok(known);
		const derived = await this.#options.queue.derive(row, 'visible');
		// A refusal may be tried again one day.
		if (!derived.ok || derived.value.refused !== null) return derived;
		this.#known.set(key, derived.value);
		if (this.#known.size > mostKnown) {
			const [oldest] = this.#known.keys();
			if (oldest !== undefined) this.#known.delete(oldest);
		}
		return derived;
	}

	/** `frame` counts from 1. */
	async frame(
		row: InstanceRow,
		frame: number,
		signal: AbortSignal,
	): Promise<Result<FrameSlice, FrameReason>> {
		const derived = await this.#derivation(row);
		if (!derived.ok) return derived;
		const index = derived.value.frames[frame - 1];
		if (derived.value.refused !== null) return err({ refused: derived.value.refused });
		if (index === undefined) return err('not-found');
		switch (index.state) {
			case 'refused':
				return err({ refused: index.refusal });
			case 'later':
				return this.#later(row, derived.value, frame, signal);
			case 'ready': {
				const { codec, sha256, offset, length } = index;
				if (index.from === 'original') {
					const original = await this.#options.open(row, signal);
					if (!original.ok) return original;
					const close = (): Promise<void> => original.value.close();
					return ok({ codec, sha256, offset, length, path: original.value.path, close });
				}
				const path = await this.#container(row);
				return path.ok
					? ok({ codec, sha256, offset, length, path: path.value, close: async () => undefined })
					: path;
			}
		}
	}

	/** A WebP at the default window, at least `size` pixels on its longer side where the picture has them. */
	async preview(
		row: InstanceRow,
		frame: number,
		size: number,
		signal: AbortSignal,
	): Promise<Result<FrameSlice, FrameReason>> {
		const wanted = previewSizes.find((one) => one >= size) ?? 1024;
		const derived = await this.#derivation(row);
		if (!derived.ok) return derived;
		const { refused, frames, previews } = derived.value;
		if (refused !== null) return err({ refused });
		const index = frames[frame - 1];
		if (index === undefined) return err('not-found');
		if (index.state === 'refused') return err({ refused: index.refusal });
		const held = previews.find((one) => one.frame === frame - 1 && one.size === wanted);
		if (held !== undefined) {
			const path = await this.#container(row);
			if (!path.ok) return path;
			const { offset, length } = held;
			return ok({
				codec: 'webp',
				sha256: null,
				offset,
				length,
				path: path.value,
				close: async () => undefined,
			});
		}
		return this.#made(
			row,
			`preview/${frame}/${wanted}`,
			async (path, stop) => {
				const choice = { path, frame: frame - 1, keepCells: keepsCells(derived.value) };
				const request = { ...choice, size: wanted, format: 'webp', quality: 75 } as const;
				const rendered = await this.#options.pool.render(request, { signal: stop, priority: 'visible' });
				if (!rendered.ok) return err({ refused: rendered.reason });
				const bytes = rendered.value;
				return ok({ codec: 'webp', sha256: createHash('sha256').update(bytes).digest('hex'), bytes });
			},
			signal,
		);
	}

	/** As `preview`, its bytes; null where there can be none. */
	async previewBytes(
		row: InstanceRow,
		frame: number,
		size: number,
		signal: AbortSignal,
	): Promise<Uint8Array | null> {
		const slice = await this.preview(row, frame, size, signal);
		if (!slice.ok) return null;
		try {
			return await readPiece(slice.value.path, slice.value);
		} finally {
			await slice.value.close();
		}
	}

	/** The bytes of a preview that was made with its frame; null where none was. Nothing is rendered for the asking. */
	async heldPreview(row: InstanceRow, frame: number, size: number): Promise<Uint8Array | null> {
		const derived = await this.#derivation(row);
		if (!derived.ok) return null;
		const held = derived.value.previews.find((one) => one.frame === frame - 1 && one.size === size);
		if (held === undefined) return null;
		const path = await this.#container(row);
		return path.ok ? readPiece(path.value, held) : null;
	}

	#later(
		row: InstanceRow,
		derivation: Derivation,
		frame: number,
		signal: AbortSignal,
	): Promise<Result<FrameSlice, FrameReason>> {
		return this.#made(
			row,
			`frame/${frame}`,
			async (path, stop) => {
				const choice = { path, frame: frame - 1, keepCells: keepsCells(derivation) };
				const made = await this.#options.pool.deriveFrame(choice, { signal: stop, priority: 'visible' });
				if (!made.ok) return err({ refused: made.reason });
				const { format } = made.value;
				// The manifest has told the browser how the first frame lies in memory: another form would be read as junk.
				if (JSON.stringify(format) !== JSON.stringify(derivation.format))
					return err({ refused: { code: 'frame-unlike-first', detail: null } });
				const { codec, sha256, bytes } = made.value.rendition;
				return ok({ codec, sha256, bytes });
			},
			signal,
		);
	}

	async #made(
		row: InstanceRow,
		what: string,
		make: (path: string, signal: AbortSignal) => Promise<Result<Made, FrameReason>>,
		signal: AbortSignal,
	): Promise<Result<FrameSlice, FrameReason>> {
		const key = `${derivationVersion}/${row.sha256}/${what}`;
		const made = await madeFile(
			this.#options.cache,
			key,
			async (stop) => {
				const original = await this.#options.open(row, stop);
				if (!original.ok) return original;
				try {
					return await make(original.value.path, stop);
				} catch (error) {
					if (stop.aborted) return err<FrameReason>('aborted');
					log('error', 'frame-not-made', errorFields(error));
					return err<FrameReason>('unavailable');
				} finally {
					await original.value.close();
				}
			},
			signal,
		);
		return made.ok ? ok(sliceOf(made.value)) : made;
	}

	/** Made again when someone has cleared the folder. */
	async #container(ref: InstanceRef): Promise<Result<string, FrameReason>> {
		const path = containerPath(this.#options.containers, ref);
		try {
			await access(path);
			return ok(path);
		} catch {
			const again = await this.#options.queue.remake(ref, 'visible');
			return again.ok ? ok(path) : again;
		}
	}
}

async function readPiece(
	path: string,
	{ offset, length }: { readonly offset: number; readonly length: number },
): Promise<Uint8Array | null> {
	const file = await open(path);
	try {
		const { buffer, bytesRead } = await file.read(new Uint8Array(length), 0, length, offset);
		return bytesRead === length ? buffer : null;
	} finally {
		await file.close();
	}
}

export function containerPath(folder: string, ref: InstanceRef): string {
	const name = createHash('sha256').update(`${ref.study}/${ref.instance}`).digest('hex').slice(0, 40);
	return join(folder, name.slice(0, 2), name.slice(2, 4), `${name}.pix`);
}

function keepsCells(derivation: Derivation): boolean {
	return derivation.flags.includes('values-exceed-bits-stored');
}

function sliceOf(made: MadeFile): FrameSlice {
	const { codec, sha256, path, offset, length } = made;
	return { codec, sha256, path, offset, length, close: async () => made.release() };
}
