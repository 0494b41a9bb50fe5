/**
 * One file out of a zip, streamed to disk: never more bytes than it declared, and only bytes that its checksum vouches for.
 * What is no DICOM by its first bytes is not unpacked at all.
 */
import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import type { UploadRefusal } from '#lib/archive/upload-contract.ts';
import type { ByteSource } from '#lib/base/bytes.ts';
import { fileHead, fileKind } from '#lib/dicom/part10/file-kind.ts';
import { errorCode } from '#lib/server/archive/durable-file.ts';
import { entryStart } from './zip-directory.ts';
import type { ZipEntry } from './zip-directory.ts';

export type Unzipped =
	| { readonly kind: 'written'; readonly size: number }
	| { readonly kind: 'clutter' }
	| { readonly kind: 'refused'; readonly code: UploadRefusal };

export interface UnzipJob {
	readonly zip: ByteSource;
	readonly zipPath: string;
	readonly entry: ZipEntry;
	readonly to: string;
	/** largest single file */
	readonly limit: number;
	readonly signal: AbortSignal;
}

const stored = 0;
const deflated = 8;

class Beyond extends Error {
	readonly code: UploadRefusal;
	constructor(code: UploadRefusal) {
		super(code);
		this.code = code;
	}
}

export async function unzipEntry(job: UnzipJob): Promise<Unzipped> {
	const { zip, entry } = job;
	if (entry.encrypted) return refused('zip-encrypted');
	if (entry.method !== stored && entry.method !== deflated) return refused('zip-method');
	if (entry.size > job.limit) return refused('too-large');
	if (entry.size === 0) return { kind: 'clutter' };
	const start = await entryStart(zip, entry);
	if (start === null || entry.compressed === 0) return refused('zip-damaged');
	const range = { start, end: start + entry.compressed - 1 };
	const raw = createReadStream(job.zipPath, range);
	const inflated = entry.method === stored ? raw : raw.pipe(createInflateRaw());
	// A pipe doesn't hand errors on: the reader below has to hear of the disk's too.
	raw.on('error', (error) => inflated.destroy(error));
	try {
		return await write(job, inflated);
	} catch (error) {
		await rm(job.to, { force: true });
		job.signal.throwIfAborted();
		if (error instanceof Beyond) return refused(error.code);
		// zlib's own complaints are the zip's fault; the disk's are not.
		if (errorCode(error)?.startsWith('Z_') === true) return refused('zip-damaged');
		throw error;
	} finally {
		inflated.destroy();
		raw.destroy();
	}
}

async function write({ entry, to, signal }: UnzipJob, bytes: Readable): Promise<Unzipped> {
	let size = 0;
	let sum = 0;
	const counted = (async function* () {
		for await (const chunk of bytes as AsyncIterable<Buffer>) {
			size += chunk.length;
			if (size > entry.size) throw new Beyond('zip-bomb');
			sum = crc32(chunk, sum);
			yield chunk;
		}
	})();
	const first: Buffer[] = [];
	let held = 0;
	while (held < fileHead) {
		const next = await counted.next();
		if (next.done === true) break;
		first.push(next.value);
		held += next.value.length;
	}
	const kind = fileKind(Buffer.concat(first).subarray(0, fileHead));
	if (kind === 'zip') return refused('zip-nested');
	if (kind !== 'dicom' && kind !== 'perhaps-dicom') return { kind: 'clutter' };
	const whole = (async function* () {
		yield* first;
		yield* counted;
	})();
	await pipeline(Readable.from(whole), createWriteStream(to, { flags: 'wx', mode: 0o600 }), { signal });
	if (size !== entry.size || sum !== entry.crc32) throw new Beyond('zip-damaged');
	return { kind: 'written', size };
}

function refused(code: UploadRefusal): Unzipped {
	return { kind: 'refused', code };
}
