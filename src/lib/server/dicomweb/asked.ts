import type { Result } from '#lib/base/result.ts';
import type { Visibility } from '#lib/access/visibility.ts';
import type { StudyService } from '#lib/server/archive/studies/study-service.ts';
import type { FrameValues } from '#lib/server/pixels/pool/pixel-job.ts';
import type { PixelPool } from '#lib/server/pixels/pool/pixel-pool.ts';
import type { PixelRefusal } from '#lib/server/pixels/refusal.ts';
import type { KeptMetadata } from './retrieve/kept-metadata.ts';
import type { Roots } from './search/qido-answer.ts';

/** One request as the handlers see it: already let in by `app.authorize`, its resource parsed. */
export interface Asked {
	readonly url: URL;
	readonly headers: Headers;
	readonly body: ReadableStream<Uint8Array> | null;
	readonly signal: AbortSignal;
	readonly roots: Roots;
	/** Studies a search may answer from. */
	readonly within: Visibility;
	/** May be told what stands in headers, not only the rows of lists. */
	readonly readsHeaders: boolean;
	/** Whom a store's audit names: an internal id. */
	readonly actor: string;
	/** hcode: what is stored by this request belongs to this hospital */
	readonly owner: string | null;
	readonly studies: StudyService;
	readonly pixels: Pick<PixelPool, 'decodeFrame' | 'deriveFrame' | 'render'>;
	readonly metadata: KeptMetadata;
}

/** Decodes frame `frame`, counted from 0, of one open instance. */
export type FrameDecoder = (frame: number) => Promise<Result<FrameValues, PixelRefusal>>;
