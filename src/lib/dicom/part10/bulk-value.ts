import { fromBase64 } from '../base64.ts';
import type { DicomElement } from '../dataset.ts';
import { toLittleEndian } from './element-values.ts';
import type { Part10 } from './part10.ts';

/** The little-endian bytes of a binary value, wherever it lies: in the element or still in the file. Null when there is none. */
export async function readBulk(
	element: DicomElement,
	file: Pick<Part10, 'bulk' | 'bytes'>,
): Promise<Uint8Array | null> {
	if (element.InlineBinary !== undefined) return fromBase64(element.InlineBinary);
	const place = element.BulkDataURI === undefined ? undefined : file.bulk.get(element.BulkDataURI);
	if (!place || place.offset + place.length > file.bytes.size) return null;
	return toLittleEndian(await file.bytes.read(place.offset, place.length), place.vr, place.bigEndian);
}
