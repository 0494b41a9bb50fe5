/** An instance's original file, open and its header read; whoever opens it closes it, streams at their end. */
import type { Result } from '#lib/base/result.ts';
import { err, ok } from '#lib/base/result.ts';
import type { Part10 } from '#lib/dicom/part10/part10.ts';
import { readPart10 } from '#lib/dicom/part10/part10-reader.ts';
import type { ArchiveReason, InstanceRef } from '#lib/server/archive/port.ts';
import { openFileSource } from '#lib/server/pixels/file-source.ts';
import type { Asked } from '../asked.ts';

export interface OpenedInstance {
	readonly part10: Part10;
	readonly path: string;
	close(): Promise<void>;
}

export async function openInstance(
	asked: Asked,
	ref: InstanceRef,
): Promise<Result<OpenedInstance, ArchiveReason | 'unreadable'>> {
	const original = await asked.studies.open(ref, asked.signal);
	if (!original.ok) return original;
	const { path } = original.value;
	const source = await openFileSource(path);
	const close = async (): Promise<void> => {
		await source.close();
		await original.value.close();
	};
	try {
		const read = await readPart10(source);
		if (read.ok) return ok({ part10: read.value, path, close });
	} catch (error) {
		await close();
		throw error;
	}
	await close();
	return err('unreadable');
}
