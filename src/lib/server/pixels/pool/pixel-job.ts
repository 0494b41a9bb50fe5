/** What the pool asks of a worker and what comes back; all of it plain data that `postMessage` can carry. */
import type { FrameFormat, TruthFlag, VoiWindow } from '#lib/archive/manifest.ts';
import type { Result } from '#lib/base/result.ts';
import type { FrameRendition, LosslessForm } from '../derive-frame.ts';
import type { PixelRefusal } from '../refusal.ts';
import type { ImageKind, Turned, Viewport } from '../render.ts';
import type { Photograph, PhotographRequest } from '../photograph.ts';
import type { Derivation } from '../rendition.ts';

export interface FrameChoice {
	readonly path: string;
	/** counted from 0 */
	readonly frame: number;
	/** The instance carries the flag `values-exceed-bits-stored`. */
	readonly keepCells?: boolean;
}

export interface DeriveRequest extends FrameChoice {
	/** absent: the smallest that our own viewer reads */
	readonly form?: LosslessForm;
}

export interface RenderRequest extends FrameChoice {
	/** In modality units; absent: the file's own default. */
	readonly window?: {
		readonly center: number;
		readonly width: number;
		readonly function?: VoiWindow['function'];
	};
	/** One of the file's own VOI LUTs, by its key; wins over `window`. */
	readonly lut?: string;
	/** Longest side; absent: as stored. */
	readonly size?: number;
	/** Wins over `size`. */
	readonly viewport?: Viewport;
	/** As somebody turned it on their screen; absent: as stored. */
	readonly turned?: Turned;
	readonly format: ImageKind;
	readonly quality?: number;
}

export interface LaterFrame {
	readonly rendition: FrameRendition;
	readonly format: FrameFormat;
	readonly flags: readonly TruthFlag[];
}

export interface FrameValues {
	readonly format: FrameFormat;
	readonly flags: readonly TruthFlag[];
	/** little-endian, C order row, column[, sample] */
	readonly values: Uint8Array;
}

export interface JobKinds {
	derive: {
		request: {
			readonly path: string;
			readonly container: string;
			readonly temporary: string;
			readonly given: readonly (readonly [number, PixelRefusal])[];
		};
		answer: Derivation;
	};
	deriveFrame: { request: DeriveRequest; answer: Result<LaterFrame, PixelRefusal> };
	decodeFrame: { request: FrameChoice; answer: Result<FrameValues, PixelRefusal> };
	render: { request: RenderRequest; answer: Result<Uint8Array, PixelRefusal> };
	overlay: {
		request: FrameChoice & { readonly bit: number };
		answer: Result<Uint8Array, PixelRefusal>;
	};
	photograph: { request: PhotographRequest; answer: Result<Photograph, PixelRefusal> };
}

export type JobName = keyof JobKinds;

export type WorkerJob = {
	[N in JobName]: { readonly name: N; readonly request: JobKinds[N]['request'] };
}[JobName];

export type WorkerMessage =
	| { readonly kind: 'frame'; readonly frame: number; readonly pixels: number }
	| { readonly kind: 'done'; readonly answer: unknown; readonly recycle: boolean }
	| { readonly kind: 'failed'; readonly fault: 'disk' | 'decoder' };
