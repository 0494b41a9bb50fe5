/** Previews as one stream (`archive/preview-bundle.ts`). The right to the study has been asked for. */
import { endRecord, recordHead } from '#lib/archive/preview-bundle.ts';
import type { InstanceUid } from '#lib/dicom/uid.ts';
import type { InstanceRow } from '#lib/server/archive/catalogue/catalogue.ts';

export interface AskedPreview {
	readonly place: number;
	/** null: a frame that isn't shown */
	readonly instance: InstanceUid | null;
	readonly frame: number;
}

/** null: there is none. */
export type PreviewOf = (row: InstanceRow, frame: number) => Promise<Uint8Array | null>;

/** Of a series' previews, in pixels. */
export const bundleSize = 512;

export async function* previewRecords(
	previewOf: PreviewOf,
	rows: ReadonlyMap<InstanceUid, InstanceRow>,
	asked: Iterable<AskedPreview>,
): AsyncGenerator<Uint8Array, void, undefined> {
	let waiting: Uint8Array[] = [];
	let together = 1;
	for (const { place, instance, frame } of asked) {
		const row = instance === null ? undefined : rows.get(instance);
		const bytes = row === undefined ? null : await previewOf(row, frame);
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

/** `kept`: the address names this very content, and the browser may keep it. */
export function bundleHeaders(kept: boolean): Record<string, string> {
	return {
		'content-type': 'application/octet-stream',
		'cache-control': kept ? 'private, max-age=31536000, immutable' : 'private, no-store',
	};
}
