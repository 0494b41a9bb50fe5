import type { InstanceUid, StudyUid } from '#lib/dicom/uid.ts';

/** The rendered preview of one frame, same origin: for `<img>`; everything else asks the FrameSource. */
export function previewUrl(study: StudyUid, instance: InstanceUid, frame: number, size: number): string {
	return `/api/studies/${study}/instances/${instance}/frames/${frame}/preview?size=${size}`;
}
