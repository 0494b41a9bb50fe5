/** One job, start to end, in whatever thread it is called from. */
import type { Part10 } from '#lib/dicom/part10/part10.ts';
import { readPart10 } from '#lib/dicom/part10/part10-reader.ts';
import { ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import { createContainer } from '../frame/container.ts';
import { refusedWhole } from '../derivation.ts';
import { deriveInstance, deriveLater } from '../derive.ts';
import { describedOrNull, displayFrame } from '../frame/displayed.ts';
import { openFileSource } from '../file-source.ts';
import type { FileSource } from '../file-source.ts';
import { decodeFrame } from '../frame/frame-decoder.ts';
import type { FrameChoice, JobKinds, RenderRequest, WorkerJob } from './pixel-job.ts';
import { readPixelHeader } from '../frame/pixel-header.ts';
import { makePhotograph } from '../photograph.ts';
import type { PixelHeader } from '../frame/pixel-header.ts';
import { refuse } from '../refusal.ts';
import type { PixelRefusal } from '../refusal.ts';
import { renderDisplayed } from '../render.ts';
import { bytesOf } from '../frame/samples.ts';
import { embeddedOverlay } from '../frame/stored-bits.ts';

export interface JobWatch {
	/** A frame is about to be decoded: from now on a hang is its own. */
	onFrame(frame: number, pixels: number): void;
}

export async function runJob(
	job: WorkerJob,
	watch: JobWatch,
): Promise<JobKinds[WorkerJob['name']]['answer']> {
	switch (job.name) {
		case 'derive':
			return derive(job.request, watch);
		case 'deriveFrame':
			return withFile(job.request, watch, (part10) =>
				deriveLater(part10, { ...choice(job.request), form: job.request.form ?? 'smallest' }),
			);
		case 'decodeFrame':
			return withFile(job.request, watch, async (part10, header) => {
				const decoded = await decodeFrame(part10, header, choice(job.request));
				if (!decoded.ok) return decoded;
				const { format, flags, samples } = decoded.value;
				return ok({ format, flags, values: bytesOf(samples) });
			});
		case 'render':
			return withFile(job.request, watch, (part10, header) => render(part10, header, job.request));
		case 'overlay':
			return withFile(job.request, watch, async (part10, header) => {
				const decoded = await decodeFrame(part10, header, choice(job.request));
				return decoded.ok ? ok(embeddedOverlay(decoded.value.decoded.samples, job.request.bit)) : decoded;
			});
		case 'photograph':
			return makePhotograph(job.request, (pixels) => watch.onFrame(0, pixels));
	}
}

function choice(request: FrameChoice): { frame: number; keepCells: boolean } {
	return { frame: request.frame, keepCells: request.keepCells ?? false };
}

async function derive(
	request: JobKinds['derive']['request'],
	watch: JobWatch,
): Promise<JobKinds['derive']['answer']> {
	const source = await openOriginal(request.path);
	if (source === null) return refusedWhole({ code: 'original-unreadable', detail: null });
	try {
		const part10 = await readPart10(source);
		if (!part10.ok) return refusedWhole({ code: part10.reason, detail: null });
		const header = readPixelHeader(part10.value);
		const pixels = header.ok ? header.value.rows * header.value.columns : 0;
		const container = await createContainer(request.container, request.temporary);
		try {
			const derivation = await deriveInstance(part10.value, {
				container,
				given: new Map(request.given),
				onFrame: (frame) => watch.onFrame(frame, pixels),
			});
			await (derivation.format === null ? container.discard() : container.finish());
			return derivation;
		} catch (error) {
			await container.discard();
			throw error;
		}
	} finally {
		await source.close();
	}
}

async function render(
	part10: Part10,
	header: PixelHeader,
	request: RenderRequest,
): Promise<Result<Uint8Array, PixelRefusal>> {
	const decoded = await decodeFrame(part10, header, choice(request));
	if (!decoded.ok) return decoded;
	const described = await describedOrNull(part10);
	const shown =
		described === null
			? null
			: displayFrame(described, decoded.value, {
					frame: request.frame,
					window: request.window ?? null,
					lut: request.lut ?? null,
				});
	if (shown === null) return refuse('palette');
	const options = {
		size: request.size ?? null,
		viewport: request.viewport ?? null,
		turned: request.turned ?? null,
		kind: request.format,
		quality: request.quality ?? 85,
	};
	return ok(await renderDisplayed(shown, decoded.value.format, options));
}

async function withFile<T>(
	request: FrameChoice,
	watch: JobWatch,
	work: (part10: Part10, header: PixelHeader) => Promise<Result<T, PixelRefusal>>,
): Promise<Result<T, PixelRefusal>> {
	const source = await openOriginal(request.path);
	if (source === null) return refuse('original-unreadable');
	try {
		const part10 = await readPart10(source);
		if (!part10.ok) return refuse('original-unreadable', part10.reason);
		const header = readPixelHeader(part10.value);
		if (!header.ok) return header;
		watch.onFrame(request.frame, header.value.rows * header.value.columns);
		return await work(part10.value, header.value);
	} finally {
		await source.close();
	}
}

async function openOriginal(path: string): Promise<FileSource | null> {
	try {
		return await openFileSource(path);
	} catch {
		return null;
	}
}
