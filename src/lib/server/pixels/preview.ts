import type { DescribedImage } from '#lib/dicom/image/describe-image.ts';
import { string } from '#lib/dicom/dataset.ts';
import type { Part10 } from '#lib/dicom/part10/part10.ts';
import type { ContainerWriter } from './frame/container.ts';
import { displayFrame } from './frame/displayed.ts';
import type { DecodedFrame } from './frame/frame-decoder.ts';
import { renderDisplayed } from './render.ts';
import type { Derivation } from './rendition.ts';

/** Projection images have many more pixels than a CT slice and are looked at whole: they get a sharper first picture. */
const projections = ['CR', 'DX', 'MG'];

export interface PreviewOptions {
	readonly frame: number;
	readonly container: ContainerWriter;
	readonly described: DescribedImage;
}

/** WebP at the file's own default window: the first thing a reader sees. */
export async function makePreviews(
	part10: Part10,
	decoded: DecodedFrame,
	{ frame, container, described }: PreviewOptions,
): Promise<Derivation['previews']> {
	const displayed = displayFrame(described, decoded, { frame, window: null });
	if (displayed === null) return [];
	const sizes = projections.includes(string(part10.dataset, '00080060') ?? '') ? [512, 1024] : [512];
	const previews = [];
	for (const size of sizes) {
		const bytes = await renderDisplayed(displayed, decoded.format, {
			size,
			viewport: null,
			turned: null,
			kind: 'webp',
			quality: 75,
		});
		previews.push({ frame, size, offset: await container.append(bytes), length: bytes.byteLength });
	}
	return previews;
}
