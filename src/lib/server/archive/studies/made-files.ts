/**
 * Forms that are made when someone looks and can be made again: the frames of lossy originals, thumbnails of later frames. One
 * bounded cache holds them; each file begins with a line of JSON that says what follows.
 */
import { open } from 'node:fs/promises';
import * as v from 'valibot';
import type { Result } from '#lib/base/result.ts';
import { ok } from '#lib/base/result.ts';
import type { FileCache } from './file-cache.ts';

const Head = v.object({
	codec: v.picklist(['jpegls', 'htj2k', 'jpeg', 'raw', 'webp']),
	sha256: v.string(),
});
export type MadeHead = v.InferOutput<typeof Head>;

export interface Made extends MadeHead {
	readonly bytes: Uint8Array;
}

export interface MadeFile extends MadeHead {
	readonly path: string;
	readonly offset: number;
	readonly length: number;
	release(): void;
}

/** The head's place; what follows begins at a fixed offset. */
const headBytes = 256;

export async function madeFile<Reason>(
	cache: FileCache<Reason>,
	key: string,
	make: (signal: AbortSignal) => Promise<Result<Made, Reason>>,
	signal: AbortSignal,
): Promise<Result<MadeFile, Reason | 'aborted'>> {
	const leased = await cache.lease(key, (path, stop) => write(path, () => make(stop)), signal);
	if (!leased.ok) return leased;
	const { path, size } = leased.value;
	const head = await readHead(path);
	return ok({
		...head,
		path,
		offset: headBytes,
		length: size - headBytes,
		release: () => leased.value.release(),
	});
}

async function write<Reason>(
	path: string,
	make: () => Promise<Result<Made, Reason>>,
): Promise<Result<null, Reason>> {
	const made = await make();
	if (!made.ok) return made;
	const { bytes, codec, sha256 } = made.value;
	const file = await open(path, 'wx', 0o600);
	try {
		await file.writeFile(JSON.stringify({ codec, sha256 }).padEnd(headBytes));
		await file.writeFile(bytes);
	} finally {
		await file.close();
	}
	return ok(null);
}

async function readHead(path: string): Promise<MadeHead> {
	const file = await open(path, 'r');
	try {
		const { buffer, bytesRead } = await file.read(Buffer.alloc(headBytes), 0, headBytes, 0);
		return v.parse(Head, JSON.parse(buffer.toString('utf8', 0, bytesRead)));
	} finally {
		await file.close();
	}
}
