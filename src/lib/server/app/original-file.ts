/** Opens an instance's original and reads its header for the time of one piece of work. */
import { readPart10 } from '#lib/dicom/part10/part10-reader.ts';
import type { Part10 } from '#lib/dicom/part10/part10.ts';
import type { InstanceRef } from '#lib/server/archive/port.ts';
import { openFileSource } from '#lib/server/pixels/file-source.ts';
import { codeAnswer } from './answers.ts';
import type { App } from './app.ts';
import { archiveAnswer } from './asked-instance.ts';

export async function withOriginal(
	app: App,
	ref: InstanceRef,
	signal: AbortSignal,
	work: (part10: Part10, path: string) => Promise<Response>,
): Promise<Response> {
	const original = await app.studies.open(ref, signal);
	if (!original.ok) return archiveAnswer(original.reason);
	try {
		const source = await openFileSource(original.value.path);
		try {
			const read = await readPart10(source);
			return read.ok ? await work(read.value, original.value.path) : codeAnswer(422, read.reason);
		} finally {
			await source.close();
		}
	} finally {
		await original.value.close();
	}
}
