import { open } from 'node:fs/promises';
import type { ByteSource } from '#lib/base/bytes.ts';

export interface FileSource extends ByteSource {
	close(): Promise<void>;
}

/** A file read piece by piece, never whole: 100 MB of frames cost one window. */
export async function openFileSource(path: string): Promise<FileSource> {
	const handle = await open(path, 'r');
	const { size } = await handle.stat();
	return {
		size,
		async read(offset, length) {
			const wanted = Math.max(0, Math.min(length, size - offset));
			const bytes = new Uint8Array(wanted);
			let done = 0;
			while (done < wanted) {
				const { bytesRead } = await handle.read(bytes, done, wanted - done, offset + done);
				if (bytesRead === 0) break;
				done += bytesRead;
			}
			return bytes.subarray(0, done);
		},
		close: () => handle.close(),
	};
}
