/** The preview that travels with the page: the same address as the viewport will ask for, so that it comes once. */
import { frameUrl, previewSize, previewUrl, previewVersion } from '#lib/archive/preview-url.ts';
import { codecUrls, decodeWorkerUrl, needsModule } from '#lib/viewer/frames/codec-modules.ts';
import type { FirstFacts } from '#lib/archive/first-facts.ts';
import { refusalOf, stackOf, type StackFrame } from '#lib/viewer/frames/stack.ts';
import type { Series, StudyManifest } from '#lib/archive/manifest.ts';

export function firstPictureUrl(study: StudyManifest, series: Series, at: number): string | null {
	const place = firstPlace(series, at);
	if (place === null) return null;
	const { instance, frame } = place;
	const picture = { instance: instance.uid, frame, size: previewSize(instance) };
	return previewUrl(study.study, picture, previewVersion(study, instance, frame));
}

/** The frame that the page opens at, if it can be shown. */
export function firstPlace(series: Series, at: number): StackFrame | null {
	const place = stackOf(series)[at];
	return place === undefined || refusalOf(place) !== null ? null : place;
}

/** What the page's scripts will ask for first, so that it can be on its way before they are. */
export function askedSoon(
	study: StudyManifest,
	{ instance, frame }: StackFrame,
): { path: string; script: boolean }[] {
	const rendition = instance.renditions[frame - 1];
	if (rendition?.state !== 'ready' || rendition.sha256 === null) return [];
	const own = frameUrl(study.study, instance.uid, { number: frame, sha256: rendition.sha256 });
	return [
		{ path: own, script: false },
		...(!needsModule(rendition.codec) ? [] : [{ path: codecUrls[rendition.codec], script: false }]),
		{ path: decodeWorkerUrl, script: true },
	];
}

/** More than this is a film: the viewer must not wait for it. */
const mostFirst = 320 * 1024;

/** The frame that the page reads by itself, before the viewer's scripts; null: the viewer does it, as with everything else. */
export function firstFacts(
	study: StudyManifest,
	{ instance, frame }: StackFrame,
	{ window, lossless }: Pick<FirstFacts, 'window' | 'lossless'>,
): Omit<FirstFacts, 'scripts'> | null {
	const rendition = instance.renditions[frame - 1];
	if (rendition?.state !== 'ready' || rendition.codec !== 'jpegls' || rendition.sha256 === null) return null;
	// What else must be said of such a picture, or be laid over it, the viewer knows.
	if (instance.lossy !== null || instance.overlays.length > 0) return null;
	if (rendition.bytes === null || rendition.bytes > mostFirst) return null;
	const { sha256 } = rendition;
	const curve = instance.perFrame?.[frame - 1]?.modality ?? instance.modality;
	const needed = [...instance.voiLuts, ...(curve.kind === 'lut' ? [curve.lut] : [])];
	const luts = Object.fromEntries(Object.entries(study.luts).filter(([key]) => needed.includes(key)));
	const url = frameUrl(study.study, instance.uid, { number: frame, sha256 });
	const own = instance.perFrame?.[frame - 1];
	const alone = {
		...instance,
		frames: 1,
		renditions: [rendition],
		perFrame: own === undefined ? null : [own],
	};
	return { url, sha256, instance: alone, frame, luts, window, lossless };
}

/** The preview that came inside the page as it was sent; null when the page names an address instead. */
export function pictureInPage(document: Document): Blob | null {
	const src = document.querySelector<HTMLImageElement>('img.first')?.getAttribute('src') ?? '';
	const base64 = /^data:image\/webp;base64,(.*)$/.exec(src)?.[1];
	if (base64 === undefined) return null;
	return new Blob([Uint8Array.from(atob(base64), (char) => char.charCodeAt(0))], { type: 'image/webp' });
}
