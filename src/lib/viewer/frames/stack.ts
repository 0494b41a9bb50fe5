/** The pictures of a series as one row of frames to scroll through. */
import type { ImageInstance, Series } from '#lib/archive/manifest.ts';

export interface StackFrame {
	readonly instance: ImageInstance;
	/** 1-based, as in DICOM */
	readonly frame: number;
}

export function stackOf(series: Series): StackFrame[] {
	const out: StackFrame[] = [];
	for (const instance of series.instances) {
		if (instance.kind !== 'image') continue;
		// A refused instance stays one place in the row, so that its reason can be read and the reader sees that it is there.
		const frames = instance.refused === null ? Math.max(1, instance.frames) : 1;
		for (let frame = 1; frame <= frames; frame++) out.push({ instance, frame });
	}
	return out;
}

/** Why this frame can't be shown, known before anything is fetched; null when it can be tried. */
export function refusalOf({ instance, frame }: StackFrame): { code: string; detail: string | null } | null {
	// A picture of another patient inside this study is never painted (threat 18).
	if (instance.patientMismatch) return { code: 'patient-mismatch', detail: null };
	if (instance.refused !== null) return instance.refused;
	const rendition = instance.renditions[frame - 1];
	if (rendition === undefined) return { code: 'frame-missing', detail: null };
	return rendition.state === 'refused' ? { code: rendition.code, detail: rendition.detail } : null;
}
