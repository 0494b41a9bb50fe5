/**
 * Reads a Part 10 file (PS3.10 7.1), or what real systems leave of one: without preamble, meta header or transfer syntax, or
 * with a data set written otherwise than the meta header says. Only the header is read; pixel data stay in the source.
 */
import type { ByteSource } from '#lib/base/bytes.ts';
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import { ByteWindow } from './byte-window.ts';
import { number, numbers, string } from '../dataset.ts';
import type { Dataset } from '../dataset.ts';
import { ElementReader } from './element-reader.ts';
import type { Encoding, FoundPixels, ReadLimits } from './element-reader.ts';
import { framesOfFragments } from './frames.ts';
import type { ExtendedTable } from './frames.ts';
import { inflate } from './inflate.ts';
import { readBulk } from './bulk-value.ts';
import type { Part10, Part10Refusal, PixelData } from './part10.ts';
import { Refused } from './refused.ts';
import { sniffEncoding } from '../text/sniff-encoding.ts';
import {
	explicitBigEndian,
	explicitLittleEndian,
	guessEncapsulatedSyntax,
	implicitLittleEndian,
	transferSyntax,
} from '../transfer-syntax.ts';

export interface ReadOptions extends Partial<ReadLimits> {
	/** Most bytes that a deflated data set may come to. */
	readonly inflateLimit?: number;
}

const defaults: ReadLimits & { inflateLimit: number } = {
	inlineLimit: 65_536,
	inlineTotal: 32 * 1024 * 1024,
	depth: 32,
	elements: 400_000,
	inflateLimit: 128 * 1024 * 1024,
};

export async function readPart10(
	source: ByteSource,
	options: ReadOptions = {},
): Promise<Result<Part10, Part10Refusal>> {
	try {
		return ok(await read(source, { ...defaults, ...options }));
	} catch (error) {
		if (error instanceof Refused) return err(error.reason);
		throw error;
	}
}

async function read(source: ByteSource, limits: typeof defaults): Promise<Part10> {
	if (source.size === 0) throw new Refused('empty');
	const fileWindow = new ByteWindow(source);
	const start = await findStart(fileWindow);
	const metaReader = new ElementReader(fileWindow, limits);
	const { meta, end } = await metaReader.readMeta(start.offset);
	if (end >= source.size) throw new Refused(start.prefix ? 'truncated' : 'not-dicom');
	const declared = string(meta, '00020010');
	const known = declared === null ? null : transferSyntax(declared);

	const inflated = known?.deflated ? await inflate(source, end, limits.inflateLimit) : null;
	const bytes = inflated?.bytes ?? source;
	const window = inflated ? new ByteWindow(bytes) : fileWindow;
	const at = inflated ? 0 : end;
	const encoding = await sniffEncoding(window, at, known);
	if (encoding === null)
		throw new Refused(start.prefix || Object.keys(meta).length > 0 ? 'damaged-structure' : 'not-dicom');

	const reader = new ElementReader(window, limits);
	if (!start.prefix) reader.notes.add('no-prefix');
	if (Object.keys(meta).length === 0) reader.notes.add('no-meta');
	if (declared === null) reader.notes.add('no-transfer-syntax');
	else if (known === null) reader.notes.add('unknown-transfer-syntax');
	else if (known.explicit !== encoding.explicit || known.bigEndian !== encoding.bigEndian)
		reader.notes.add('encoding-differs-from-meta');
	if (inflated?.complete === false) reader.notes.add('damaged-deflate');

	const dataset = await reader.readDataset(at, encoding);
	if (!start.prefix && !hasDicomIdentity(dataset)) throw new Refused('not-dicom');
	const pixelData = reader.pixels ? await describePixels(window, reader, dataset, bytes, declared) : null;
	return {
		meta,
		dataset,
		transferSyntax: declared ?? (await guessSyntax(window, encoding, reader.pixels)),
		notes: [...reader.notes],
		names: reader.names,
		bulk: reader.bulk,
		pixelData,
		bytes,
	};
}

/** With the preamble at 128 + "DICM"; else at the first byte, when an element could stand there. */
async function findStart(window: ByteWindow): Promise<{ offset: number; prefix: boolean }> {
	if (window.size >= 132) {
		await window.load(0, 132);
		if (String.fromCharCode(...window.bytes(128, 4)) === 'DICM') return { offset: 132, prefix: true };
	}
	if (window.size < 16) throw new Refused('not-dicom');
	await window.load(0, 16);
	const group = window.u16(0, false);
	const swapped = window.u16(0, true);
	const plausible = [0x0002, 0x0008].includes(group) || swapped === 0x0008;
	if (!plausible) throw new Refused('not-dicom');
	return { offset: 0, prefix: false };
}

/** Without the prefix any bytes might pass for elements: one that names a SOP class or a study says it is DICOM. */
function hasDicomIdentity(dataset: Dataset): boolean {
	return ['00080016', '00080018', '0020000D'].some((tag) => string(dataset, tag) !== null);
}

async function describePixels(
	window: ByteWindow,
	reader: ElementReader,
	dataset: Dataset,
	bytes: ByteSource,
	declared: string | null,
): Promise<PixelData | null> {
	const found = reader.pixels;
	if (!found) return null;
	const codec = declared === null ? null : (transferSyntax(declared)?.codec ?? null);
	const { tag, place, fragments } = found;
	if (!fragments) {
		if (codec !== null && codec !== 'native') reader.notes.add('native-under-compressed-syntax');
		return { kind: 'native', vr: place.vr, bigEndian: place.bigEndian, place, tag };
	}
	if (codec === 'native') reader.notes.add('encapsulated-under-uncompressed-syntax');
	const { frames, note } = await framesOfFragments(window, fragments, {
		frames: frameCount(reader, dataset),
		extended: await extendedTable(dataset, reader, bytes),
		rle: codec === 'rle',
	});
	if (note) reader.notes.add(note);
	return { kind: 'encapsulated', frames };
}

function frameCount(reader: ElementReader, dataset: Dataset): number {
	if (dataset['00280008']?.Value === undefined) return 1;
	const count = number(dataset, '00280008');
	if (count !== null && Number.isInteger(count) && count >= 1) return count;
	reader.notes.add('bad-frame-count');
	return 1;
}

/** (7FE0,0001) and (7FE0,0002): 64-bit numbers, one a frame. */
async function extendedTable(
	dataset: Dataset,
	reader: ElementReader,
	bytes: ByteSource,
): Promise<ExtendedTable | null> {
	if (!dataset['7FE00001']) return null;
	const offsets = await wideNumbers(dataset, '7FE00001', reader, bytes);
	const lengths = await wideNumbers(dataset, '7FE00002', reader, bytes);
	return { offsets, lengths };
}

async function wideNumbers(
	dataset: Dataset,
	tag: string,
	reader: ElementReader,
	bytes: ByteSource,
): Promise<number[]> {
	const element = dataset[tag];
	if (!element) return [];
	if (element.Value) return numbers(dataset, tag);
	const raw = await readBulk(element, { bulk: reader.bulk, bytes });
	if (raw === null) return [];
	const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
	const out: number[] = [];
	for (let at = 0; at + 8 <= raw.byteLength; at += 8) out.push(Number(view.getBigUint64(at, true)));
	return out;
}

async function guessSyntax(
	window: ByteWindow,
	encoding: Encoding,
	pixels: FoundPixels | null,
): Promise<string> {
	const first = pixels?.fragments?.fragments[0];
	if (first) {
		const length = Math.min(first.length, 1024, window.size - first.offset);
		await window.load(first.offset, length);
		return guessEncapsulatedSyntax(window.bytes(first.offset, length));
	}
	if (!encoding.explicit) return implicitLittleEndian;
	return encoding.bigEndian ? explicitBigEndian : explicitLittleEndian;
}
