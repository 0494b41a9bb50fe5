/**
 * A zip's table of contents (APPNOTE 4.3), read from its end and believed only where the file itself agrees. Entries that share
 * bytes are how a small zip claims to hold petabytes: such a file is refused whole. Names are only ever shown; nothing is
 * written where a name says.
 */
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import type { ByteSource } from '#lib/base/bytes.ts';
import type { UploadRefusal } from '#lib/archive/upload-contract.ts';

export interface ZipEntry {
	/** last part of its path, for eyes */
	readonly name: string;
	readonly folder: boolean;
	readonly method: number;
	readonly encrypted: boolean;
	readonly compressed: number;
	/** as declared */
	readonly size: number;
	readonly crc32: number;
	/** of its local header */
	readonly offset: number;
}

export interface ZipLimits {
	readonly entries: number;
	/** bytes of all entries together, and how many times the zip's own size they may be beyond `slack` bytes */
	readonly total: number;
	readonly ratio: number;
	readonly slack: number;
}

type ZipReason = Extract<UploadRefusal, `zip-${string}`>;

const endSize = 22;
const longestComment = 65_535;
const largestDirectory = 64 * 1024 * 1024;
/** zip64's way to say "look elsewhere" */
const elsewhere32 = 0xffff_ffff;
const elsewhere16 = 0xffff;

export async function zipEntries(
	source: ByteSource,
	limits: ZipLimits,
): Promise<Result<ZipEntry[], ZipReason>> {
	const place = await directoryPlace(source);
	if (place === null || place.size > largestDirectory || place.offset + place.size > source.size)
		return err('zip-damaged');
	if (place.entries > limits.entries) return err('zip-too-many');
	const directory = viewOf(await source.read(place.offset, place.size));
	const entries = readDirectory(directory, place.entries);
	if (entries === null) return err('zip-damaged');
	const files = entries.filter((entry) => !entry.folder);
	const total = files.reduce((sum, entry) => sum + entry.size, 0);
	if (total > limits.slack + limits.ratio * source.size) return err('zip-bomb');
	if (total > limits.total) return err('zip-too-large');
	if (overlap(files, place.offset)) return err('zip-bomb');
	return ok(files);
}

/** Where an entry's bytes begin; null when there is no local header where the directory says. */
export async function entryStart(source: ByteSource, entry: ZipEntry): Promise<number | null> {
	const view = viewOf(await source.read(entry.offset, 30));
	if (view.byteLength < 30 || view.getUint32(0, true) !== 0x04034b50) return null;
	const start = entry.offset + 30 + view.getUint16(26, true) + view.getUint16(28, true);
	return start + entry.compressed <= source.size ? start : null;
}

interface Place {
	readonly entries: number;
	readonly offset: number;
	readonly size: number;
}

async function directoryPlace(source: ByteSource): Promise<Place | null> {
	const tailStart = Math.max(0, source.size - endSize - longestComment);
	const tail = viewOf(await source.read(tailStart, source.size - tailStart));
	for (let at = tail.byteLength - endSize; at >= 0; at--) {
		if (tail.getUint32(at, true) !== 0x06054b50) continue;
		const place = {
			entries: tail.getUint16(at + 10, true),
			size: tail.getUint32(at + 12, true),
			offset: tail.getUint32(at + 16, true),
		};
		const far = place.entries === elsewhere16 || place.size === elsewhere32 || place.offset === elsewhere32;
		return far ? farPlace(source, tailStart + at) : place;
	}
	return null;
}

/** zip64: a locator just before the end record leads to the long one. */
async function farPlace(source: ByteSource, end: number): Promise<Place | null> {
	if (end < 20) return null;
	const locator = viewOf(await source.read(end - 20, 20));
	if (locator.getUint32(0, true) !== 0x07064b50) return null;
	const at = whole(locator, 8);
	if (at === null || at + 56 > source.size) return null;
	const record = viewOf(await source.read(at, 56));
	if (record.getUint32(0, true) !== 0x06064b50) return null;
	const [entries, size, offset] = [whole(record, 32), whole(record, 40), whole(record, 48)];
	return entries === null || size === null || offset === null ? null : { entries, size, offset };
}

function readDirectory(view: DataView, count: number): ZipEntry[] | null {
	const entries: ZipEntry[] = [];
	let at = 0;
	for (let n = 0; n < count; n++) {
		if (at + 46 > view.byteLength || view.getUint32(at, true) !== 0x02014b50) return null;
		const nameLength = view.getUint16(at + 28, true);
		const extraLength = view.getUint16(at + 30, true);
		const next = at + 46 + nameLength + extraLength + view.getUint16(at + 32, true);
		if (next > view.byteLength) return null;
		const numbers = {
			size: view.getUint32(at + 24, true),
			compressed: view.getUint32(at + 20, true),
			offset: view.getUint32(at + 42, true),
		};
		if (!lengthen(numbers, part(view, at + 46 + nameLength, extraLength))) return null;
		const path = entryName(part(view, at + 46, nameLength));
		entries.push({
			...numbers,
			name: path.split(/[/\\]/).at(-1) ?? '',
			folder: /[/\\]$/.test(path),
			method: view.getUint16(at + 10, true),
			encrypted: (view.getUint16(at + 8, true) & 1) === 1,
			crc32: view.getUint32(at + 16, true),
		});
		at = next;
	}
	return entries;
}

/** zip64's extra field holds, in this order, the numbers that did not fit. False when one of them is missing. */
function lengthen(numbers: { size: number; compressed: number; offset: number }, extra: DataView): boolean {
	const wanted = (['size', 'compressed', 'offset'] as const).filter((key) => numbers[key] === elsewhere32);
	if (wanted.length === 0) return true;
	for (let at = 0; at + 4 <= extra.byteLength; at += 4 + extra.getUint16(at + 2, true)) {
		if (extra.getUint16(at, true) !== 1) continue;
		return wanted.every((key, index) => {
			const long = at + 12 + 8 * index <= extra.byteLength ? whole(extra, at + 4 + 8 * index) : null;
			if (long !== null) numbers[key] = long;
			return long !== null;
		});
	}
	return false;
}

function overlap(entries: readonly ZipEntry[], directory: number): boolean {
	let free = 0;
	for (const entry of entries.toSorted((a, b) => a.offset - b.offset)) {
		if (entry.offset < free) return true;
		free = entry.offset + 30 + entry.compressed;
	}
	return free > directory;
}

/** UTF-8 where it is; else the code page of the Thai Windows that packs such discs. */
function entryName(bytes: DataView): string {
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		return new TextDecoder('windows-874').decode(bytes);
	}
}

function whole(view: DataView, at: number): number | null {
	const value = view.getBigUint64(at, true);
	return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : null;
}

function part(view: DataView, offset: number, length: number): DataView {
	return new DataView(view.buffer, view.byteOffset + offset, length);
}

function viewOf(bytes: Uint8Array): DataView {
	return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
