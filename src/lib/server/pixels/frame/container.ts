/**
 * One file per instance: its renditions one after another behind a short mark. Written to a temporary name, flushed, renamed:
 * a reader finds the whole file or none. Deletable alone, since it can always be made again from the original.
 */
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { FrameIndex } from '../rendition.ts';

const mark = new TextEncoder().encode('HUBPIX01');

export interface ContainerWriter {
	/** Where the bytes begin. */
	append(bytes: Uint8Array): Promise<number>;
	/** Forgets all that was appended, to begin again. */
	restart(): Promise<void>;
	/** Durable under its real name when it resolves. */
	finish(): Promise<void>;
	discard(): Promise<void>;
}

export async function createContainer(path: string, temporary: string): Promise<ContainerWriter> {
	const handle = await open(temporary, 'w');
	let at = 0;
	const append = async (bytes: Uint8Array) => {
		const from = at;
		let done = 0;
		while (done < bytes.byteLength) {
			const { bytesWritten } = await handle.write(bytes, done, bytes.byteLength - done, at + done);
			done += bytesWritten;
		}
		at += bytes.byteLength;
		return from;
	};
	const restart = async () => {
		await handle.truncate(0);
		at = 0;
		await append(mark);
	};
	await restart();
	return {
		append,
		restart,
		async finish() {
			await handle.sync();
			await handle.close();
			await rename(temporary, path);
			await syncFolder(dirname(path));
		},
		async discard() {
			await handle.close();
			await rm(temporary, { force: true });
		},
	};
}

/** The rename itself must survive a power cut. */
async function syncFolder(path: string): Promise<void> {
	const folder = await open(path, 'r');
	try {
		await folder.sync();
	} finally {
		await folder.close();
	}
}

export interface RenditionFiles {
	readonly container: string;
	readonly original: string;
}

export interface ByteRange {
	readonly from: number;
	/** exclusive */
	readonly to: number;
}

/** The bytes of a ready frame, or of a part of them. Throws when the file is gone or shorter than the index says. */
export async function readFrameRendition(
	files: RenditionFiles,
	index: Extract<FrameIndex, { state: 'ready' }>,
	range: ByteRange = { from: 0, to: index.length },
): Promise<Uint8Array> {
	const path = index.from === 'original' ? files.original : files.container;
	return readSlice(path, index.offset + range.from, Math.min(range.to, index.length) - range.from);
}

export async function readSlice(path: string, offset: number, length: number): Promise<Uint8Array> {
	const handle = await open(path, 'r');
	try {
		const bytes = new Uint8Array(Math.max(0, length));
		let done = 0;
		while (done < bytes.byteLength) {
			const { bytesRead } = await handle.read(bytes, done, bytes.byteLength - done, offset + done);
			if (bytesRead === 0) throw new Error('rendition file is shorter than its index');
			done += bytesRead;
		}
		return bytes;
	} finally {
		await handle.close();
	}
}
