import type { InstanceUid, StudyUid } from '#lib/dicom/uid.ts';
import type { ImageInstance, StudyManifest } from './manifest.ts';

/** The rendered preview of one frame, same origin: for `<img>`; everything else asks the FrameSource. */
export function previewUrl(
	study: StudyUid,
	picture: { readonly instance: InstanceUid; readonly frame: number; readonly size: number },
	version: string | null = null,
): string {
	const { instance, frame, size } = picture;
	const named = version === null ? '' : `&v=${version}`;
	return `/api/studies/${study}/instances/${instance}/frames/${frame}/preview?size=${size}${named}`;
}

/**
 * Names the content of a frame's preview, so that its address may be kept for ever: the study's revision tells how it was made, the
 * frame's digest of what. Null while the frame has not been derived.
 */
export function previewVersion(
	manifest: Pick<StudyManifest, 'revision'>,
	instance: ImageInstance,
	frame: number,
): string | null {
	const rendition = instance.renditions[frame - 1];
	if (rendition?.state !== 'ready' || rendition.sha256 === null) return null;
	return `${manifest.revision}-${rendition.sha256.slice(0, 16)}`;
}

/** Large pictures get a sharper first look. */
export function previewSize({ format }: Pick<ImageInstance, 'format'>): 512 | 1024 {
	return Math.max(format.rows, format.columns) > 1024 ? 1024 : 512;
}

/** One frame in the form that is read; an address that names its digest may be kept for ever. */
export function frameUrl(
	study: StudyUid,
	instance: InstanceUid,
	frame: { readonly number: number; readonly sha256: string | null },
): string {
	const named = frame.sha256 === null ? '' : `?v=${frame.sha256}`;
	return `/api/studies/${study}/instances/${instance}/frames/${frame.number}${named}`;
}
