/** Fetches, proves, decodes and keeps frames for every viewport of a page. Skeleton; filled in the commits that follow. */
import type { FrameSource } from '#lib/archive/frame-source.ts';

export class FrameLoader {
	readonly source: FrameSource;
	constructor(options: { source: FrameSource }) {
		this.source = options.source;
	}
	/** Stops everything; the loader can't be used after. */
	close(): void {}
}
