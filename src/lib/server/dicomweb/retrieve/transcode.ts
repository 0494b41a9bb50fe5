/**
 * An instance as Explicit VR Little Endian (PS3.5 A.2), for a reader that asked for it. The data set is written anew from what
 * was read, text in UTF-8; the archive keeps the sender's own bytes.
 */
import { toBase64 } from '#lib/dicom/base64.ts';
import type { Result } from '#lib/base/result.ts';
import { err, ok } from '#lib/base/result.ts';
import { readBulk } from '#lib/dicom/part10/bulk-value.ts';
import type { Dataset, DicomElement, DicomValue } from '#lib/dicom/dataset.ts';
import { isDataset, number } from '#lib/dicom/dataset.ts';
import type { Part10 } from '#lib/dicom/part10/part10.ts';
import { writePart10 } from '#lib/dicom/part10/part10-writer.ts';
import type { PixelInput } from '#lib/dicom/part10/part10-writer.ts';
import { explicitLittleEndian } from '#lib/dicom/transfer-syntax.ts';
import { allocatedBits } from './frame-form.ts';
import type { FrameDecoder } from '../asked.ts';
import type { FrameValues } from '#lib/server/pixels/pool/pixel-job.ts';

export type TranscodeReason = 'cannot-decode' | 'too-large' | 'damaged';

/** The file is built in memory: larger ones are to be taken as stored, or frame by frame. */
const largest = 1024 ** 3;

export async function toExplicitLittleEndian(
	part10: Part10,
	decoder: FrameDecoder,
): Promise<Result<Uint8Array, TranscodeReason>> {
	const pixels = await pixelsOf(part10, decoder);
	if (!pixels.ok) return pixels;
	const dataset = await inlined(withoutPixels(part10.dataset), part10);
	if (dataset === null) return err('damaged');
	return ok(
		writePart10({
			dataset: { ...dataset, ...pixels.value.changes },
			transferSyntax: explicitLittleEndian,
			...(pixels.value.input === null ? {} : { pixelData: pixels.value.input }),
		}),
	);
}

interface Pixels {
	readonly input: PixelInput | null;
	/** attributes of the pixel module that decoding made untrue */
	readonly changes: Dataset;
}

async function pixelsOf(part10: Part10, decoder: FrameDecoder): Promise<Result<Pixels, TranscodeReason>> {
	const data = part10.pixelData;
	if (data === null) return ok({ input: null, changes: {} });
	if (data.kind === 'encapsulated') return decodedPixels(part10, data.frames.length, decoder);
	if (data.place.length > largest) return err('too-large');
	const path = { vr: data.vr, BulkDataURI: data.tag };
	const bytes = await readBulk(path, { bytes: part10.bytes, bulk: new Map([[data.tag, data.place]]) });
	if (bytes === null) return err('damaged');
	return ok({ input: { kind: 'native', bytes, vr: wordVr(data.vr), tag: data.tag }, changes: {} });
}

function wordVr(vr: string): 'OB' | 'OW' | 'OF' | 'OD' {
	return vr === 'OB' || vr === 'OF' || vr === 'OD' ? vr : 'OW';
}

async function decodedPixels(
	part10: Part10,
	count: number,
	decoder: FrameDecoder,
): Promise<Result<Pixels, TranscodeReason>> {
	const frames: Uint8Array[] = [];
	let first: FrameValues | null = null;
	for (let frame = 0; frame < count; frame += 1) {
		const decoded = await decoder(frame);
		if (!decoded.ok) return err('cannot-decode');
		first ??= decoded.value;
		if (decoded.value.format.dtype !== first.format.dtype) return err('cannot-decode');
		if (decoded.value.values.byteLength * count > largest) return err('too-large');
		frames.push(decoded.value.values);
	}
	if (first === null) return err('damaged');
	const vr = allocatedBits(first.format.dtype) === 8 ? 'OB' : 'OW';
	return ok({
		input: { kind: 'native', bytes: Buffer.concat(frames), vr },
		changes: pixelModule(part10.dataset, first),
	});
}

/** PS3.3 C.7.6.3 as the decoded values are: colour turned to RGB, samples together, values in the low bits. */
function pixelModule(dataset: Dataset, { format, flags }: FrameValues): Dataset {
	const bits = allocatedBits(format.dtype);
	const declared = number(dataset, '00280101') ?? bits;
	const stored = flags.includes('values-exceed-bits-stored') ? bits : Math.min(bits, declared);
	return {
		'00280002': { vr: 'US', Value: [format.samples] },
		'00280004': { vr: 'CS', Value: [format.photometric] },
		...(format.samples === 3 ? { '00280006': { vr: 'US', Value: [0] } } : {}),
		'00280100': { vr: 'US', Value: [bits] },
		'00280101': { vr: 'US', Value: [stored] },
		'00280102': { vr: 'US', Value: [stored - 1] },
		'00280103': { vr: 'US', Value: [format.dtype.startsWith('int') ? 1 : 0] },
		...(flags.includes('lossy') ? { '00282110': { vr: 'CS', Value: ['01'] } } : {}),
	};
}

const pixelTags = new Set(['7FE00010', '7FE00008', '7FE00009', '7FE00001', '7FE00002']);

function withoutPixels(set: Dataset): Dataset {
	return Object.fromEntries(Object.entries(set).filter(([tag]) => !pixelTags.has(tag)));
}

/** Large values read back into their elements; null when one lies beyond the file. */
async function inlined(set: Dataset, part10: Part10): Promise<Dataset | null> {
	const out: Record<string, DicomElement> = {};
	for (const [tag, element] of Object.entries(set)) {
		const whole = await inlinedElement(element, part10);
		if (whole === null) return null;
		out[tag] = whole;
	}
	return out;
}

async function inlinedElement(element: DicomElement, part10: Part10): Promise<DicomElement | null> {
	if (element.BulkDataURI !== undefined) {
		const bytes = await readBulk(element, part10);
		return bytes === null ? null : { vr: element.vr, InlineBinary: toBase64(bytes) };
	}
	if (element.vr !== 'SQ' || element.Value === undefined) return element;
	const items: DicomValue[] = [];
	for (const value of element.Value) {
		const item = isDataset(value) ? await inlined(value, part10) : value;
		if (item === null) return null;
		items.push(item);
	}
	return { vr: 'SQ', Value: items };
}
