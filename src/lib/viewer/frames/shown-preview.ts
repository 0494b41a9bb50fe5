import { previewSize } from '#lib/archive/preview-url.ts';
import type { FrameLoader, FrameWanted } from './frame-loader.ts';

/** The preview of the frame that is looked at, ready to be drawn; null when it can't be had. Never read, never measured on. */
export async function previewBitmap(
	loader: FrameLoader,
	wanted: FrameWanted,
	signal: AbortSignal,
): Promise<ImageBitmap | null> {
	const got = await loader.preview(wanted, previewSize(wanted.instance), { signal, priority: () => -1 });
	return got.ok ? createImageBitmap(got.value).catch(() => null) : null;
}
