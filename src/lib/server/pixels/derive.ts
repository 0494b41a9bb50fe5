/**
 * An instance -> its renditions: every frame guarded, decoded, put into the browser's form, decoded back, compared, hashed.
 * What cannot be made right is refused frame by frame with a reason. Lossy originals that the browser cannot decode itself grow
 * several times when derived: their frames wait until someone looks (`later`), but the first is decoded now, so that its size,
 * range and preview are known.
 */
import type { FrameFormat, TruthFlag } from '#lib/archive/manifest.ts';
import type { Part10 } from '#lib/dicom/part10/part10.ts';
import { ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import type { ContainerWriter } from './frame/container.ts';
import { refusedWhole } from './derivation.ts';
import { describedOrNull } from './frame/displayed.ts';
import { lossless, passThrough } from './derive-frame.ts';
import type { FrameRendition, LosslessForm } from './derive-frame.ts';
import { readFrameBytes } from './frame/frame-bytes.ts';
import { decodeFrame } from './frame/frame-decoder.ts';
import type { DecodedFrame } from './frame/frame-decoder.ts';
import { inspectFrame } from './frame/inspect-frame.ts';
import { readPixelHeader } from './frame/pixel-header.ts';
import type { PixelHeader } from './frame/pixel-header.ts';
import { makePreviews } from './preview.ts';
import { refuse } from './refusal.ts';
import type { PixelRefusal } from './refusal.ts';
import type { Derivation, FrameIndex } from './rendition.ts';
import { rangeOf } from './frame/samples.ts';

export interface DeriveOptions {
	readonly container: ContainerWriter;
	/** Frames (from 0) on which a decoder hung or died before, and what became of it. */
	readonly given: ReadonlyMap<number, PixelRefusal>;
	/** Called before each frame, so that a hang can be laid to it. */
	readonly onFrame: (frame: number) => void;
}

export async function deriveInstance(part10: Part10, options: DeriveOptions): Promise<Derivation> {
	const header = readPixelHeader(part10);
	if (!header.ok) return refusedWhole(header.reason);
	const first = await deriveFrames(part10, header.value, { ...options, keepCells: false });
	if (first !== 'keep-cells') return first;
	// One frame of several exceeds Bits Stored: all once more as whole cells, on one scale.
	await options.container.restart();
	const again = await deriveFrames(part10, header.value, { ...options, keepCells: true });
	return again === 'keep-cells' ? refusedWhole({ code: 'frame-unlike-first', detail: null }) : again;
}

async function deriveFrames(
	part10: Part10,
	header: PixelHeader,
	options: DeriveOptions & { readonly keepCells: boolean },
): Promise<Derivation | 'keep-cells'> {
	const flags = new Set<TruthFlag>();
	const frames: FrameIndex[] = [];
	let first: FirstFrame | null = null;
	for (let frame = 0; frame < header.frames; frame++) {
		options.onFrame(frame);
		const request = { frame, keepCells: options.keepCells, decodeLossy: first === null };
		const made: Result<Made, PixelRefusal> = await deriveOne(
			part10,
			header,
			request,
			options.given.get(frame),
		);
		if (!made.ok) {
			frames.push({ state: 'refused', refusal: made.reason });
			continue;
		}
		const { decoded, rendition } = made.value;
		if (decoded !== null) {
			if (exceeds(decoded.flags) && !options.keepCells && header.frames > 1) return 'keep-cells';
			for (const flag of decoded.flags) flags.add(flag);
			first ??= await lookAtFirst(part10, { decoded, frame, container: options.container });
			if (decoded.format.dtype !== first.format.dtype) {
				frames.push({
					state: 'refused',
					refusal: { code: 'frame-unlike-first', detail: decoded.format.dtype },
				});
				continue;
			}
		}
		if (rendition?.repaired === true) flags.add('jpeg-rgb-repaired');
		frames.push(rendition === null ? { state: 'later' } : await place(rendition, options.container));
	}
	if (first !== null) return { ...first, frames, flags: [...flags], refused: null };
	const reason = frames.find((entry) => entry.state === 'refused')?.refusal ?? null;
	return { format: null, frames, flags: [...flags], refused: reason, range: null, previews: [] };
}

interface FirstFrame {
	readonly format: FrameFormat;
	readonly range: Derivation['range'];
	readonly previews: Derivation['previews'];
}

async function lookAtFirst(
	part10: Part10,
	{ decoded, frame, container }: { decoded: DecodedFrame; frame: number; container: ContainerWriter },
): Promise<FirstFrame> {
	const described = await describedOrNull(part10);
	return {
		format: decoded.format,
		range: rangeOf(decoded.samples, described?.facts.padding ?? null),
		previews: described === null ? [] : await makePreviews(part10, decoded, { frame, container, described }),
	};
}

interface Made {
	readonly decoded: DecodedFrame | null;
	/** null: later */
	readonly rendition: FrameRendition | null;
}

async function deriveOne(
	part10: Part10,
	header: PixelHeader,
	request: { readonly frame: number; readonly keepCells: boolean; readonly decodeLossy: boolean },
	given: PixelRefusal | undefined,
): Promise<Result<Made, PixelRefusal>> {
	if (given !== undefined) return refuse(given.code, given.detail);
	const source = await readFrameBytes(part10, header, request.frame);
	if (!source.ok) return source;
	const facts = inspectFrame(source.value.bytes, header);
	if (!facts.ok) return facts;
	const later = facts.value.lossy && facts.value.kind !== 'jpeg';
	if (later && !request.decodeLossy) return ok({ decoded: null, rendition: null });
	const decoded = await decodeFrame(part10, header, request);
	if (!decoded.ok) return decoded;
	if (later) return ok({ decoded: decoded.value, rendition: null });
	const passed = await passThrough(decoded.value, facts.value, header);
	if (passed !== null) return ok({ decoded: decoded.value, rendition: passed });
	if (facts.value.lossy) return ok({ decoded: decoded.value, rendition: null });
	return ok({ decoded: decoded.value, rendition: await lossless(decoded.value) });
}

async function place(rendition: FrameRendition, container: ContainerWriter): Promise<FrameIndex> {
	const { codec, bytes, sha256, valuesSha256, ends } = rendition;
	const stored = { state: 'ready', codec, sha256, valuesSha256, ends } as const;
	if (rendition.place !== null) return { ...stored, from: 'original', ...rendition.place };
	const offset = await container.append(bytes);
	return { ...stored, from: 'container', offset, length: bytes.byteLength };
}

/** A `later` frame, made when someone looks. The caller keeps it in a bounded cache. */
export async function deriveLater(
	part10: Part10,
	request: { readonly frame: number; readonly keepCells: boolean; readonly form: LosslessForm },
): Promise<
	Result<{ rendition: FrameRendition; format: FrameFormat; flags: readonly TruthFlag[] }, PixelRefusal>
> {
	const header = readPixelHeader(part10);
	if (!header.ok) return header;
	const decoded = await decodeFrame(part10, header.value, request);
	if (!decoded.ok) return decoded;
	const { format, flags } = decoded.value;
	if (exceeds(flags) && !request.keepCells && header.value.frames > 1)
		return refuse('frame-unlike-first', 'bits');
	return ok({ rendition: await lossless(decoded.value, request.form), format, flags });
}

function exceeds(flags: readonly TruthFlag[]): boolean {
	return flags.includes('values-exceed-bits-stored');
}
