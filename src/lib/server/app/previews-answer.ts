/** The previews of a series as one stream (`archive/preview-bundle.ts`). The right to the study has been asked for. */
import { endRecord, recordHead } from '#lib/archive/preview-bundle.ts';
import type { InstanceUid } from '#lib/dicom/uid.ts';
import type { InstanceRow } from '#lib/server/archive/catalogue/catalogue.ts';
import type { FrameService } from '#lib/server/archive/studies/frame-service.ts';

export interface AskedPreview {
	readonly place: number;
	/** null: a frame that isn't shown */
	readonly instance: InstanceUid | null;
	readonly frame: number;
}

export const bundleSize = 512;

export async function* previewRecords(
	frames: FrameService,
	rows: ReadonlyMap<InstanceUid, InstanceRow>,
	asked: Iterable<AskedPreview>,
): AsyncGenerator<Uint8Array, void, undefined> {
	let waiting: Uint8Array[] = [];
	let together = 1;
	for (const { place, instance, frame } of asked) {
		const row = instance === null ? undefined : rows.get(instance);
		const bytes = row === undefined ? null : await frames.heldPreview(row, frame, bundleSize);
		waiting.push(recordHead(place, bytes?.byteLength ?? 0));
		if (bytes !== null) waiting.push(bytes);
		if (waiting.length < together * 2) continue;
		yield Buffer.concat(waiting);
		waiting = [];
		// The first goes alone, the others a few at a time: what is looked at now waits for nothing.
		together = 8;
	}
	yield Buffer.concat([...waiting, endRecord()]);
}
