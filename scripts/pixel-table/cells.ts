import { readPart10 } from '../../src/lib/dicom/part10/part10-reader.ts';
import { openFileSource } from '../../src/lib/server/pixels/file-source.ts';
import { decodeFrame } from '../../src/lib/server/pixels/frame/frame-decoder.ts';
import { readPixelHeader } from '../../src/lib/server/pixels/frame/pixel-header.ts';
import type { Samples } from '../../src/lib/server/pixels/frame/samples.ts';

/** Every frame as the codec gives it, before any rule of ours. */
export async function cellsOf(path: string): Promise<Samples[]> {
	const source = await openFileSource(path);
	try {
		const part10 = await readPart10(source);
		if (!part10.ok) return [];
		const header = readPixelHeader(part10.value);
		if (!header.ok) return [];
		const cells: Samples[] = [];
		for (let frame = 0; frame < header.value.frames; frame++) {
			const decoded = await decodeFrame(part10.value, header.value, { frame, keepCells: false });
			if (decoded.ok) cells.push(decoded.value.decoded.samples);
		}
		return cells;
	} finally {
		await source.close();
	}
}
