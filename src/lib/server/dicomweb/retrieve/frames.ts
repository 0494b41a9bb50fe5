/**
 * Frames (PS3.18 10.4.1.1.6): plain values by default, the stored codestream when asked. One frame may come as a single part,
 * which can be had by ranges; several come as a stream, the next one read when the last was taken.
 */
import { createHash } from 'node:crypto';
import type { Result } from '#lib/base/result.ts';
import { err, ok } from '#lib/base/result.ts';
import type { InstanceRow } from '#lib/server/archive/catalogue/catalogue.ts';
import type { InstanceRef } from '#lib/server/archive/port.ts';
import { readSlice } from '#lib/server/pixels/frame/container.ts';
import { readFrameBytes } from '#lib/server/pixels/frame/frame-bytes.ts';
import { readPixelHeader } from '#lib/server/pixels/frame/pixel-header.ts';
import type { PixelHeader } from '#lib/server/pixels/frame/pixel-header.ts';
import type { PixelRefusal } from '#lib/server/pixels/refusal.ts';
import { negotiate, parseAccept } from '../accept.ts';
import { archiveRefusal, isUnchanged, notAcceptable, notFound, privateHeaders, refuse } from '../answers.ts';
import type { Asked, FrameDecoder } from '../asked.ts';
import { parseRange, rangeHeaders } from './byte-range.ts';
import { frameOffers } from './frame-form.ts';
import type { FrameOffer } from './frame-form.ts';
import { multipartContentType, newBoundary, streamOf, writeMultipart } from '../multipart-writer.ts';
import type { OutgoingPart } from '../multipart-writer.ts';
import { openInstance } from './opened-instance.ts';
import type { OpenedInstance } from './opened-instance.ts';
import { instanceUrl } from '../search/qido-answer.ts';
import { alignedBits } from './one-bit.ts';
import type { InstanceTarget } from '../resource.ts';

export async function frames(
	asked: Asked,
	target: InstanceTarget,
	/** counted from 1 */
	numbers: readonly number[],
): Promise<Response> {
	const known = await asked.studies.adopt(target.study, asked.signal);
	if (!known.ok) return archiveRefusal(known.reason);
	const row = await asked.studies.catalogue.instance(target.study, target.series, target.instance);
	if (row?.frames == null || numbers.some((number) => number > (row.frames ?? 0))) return notFound();
	const opened = await openInstance(asked, row);
	if (!opened.ok) return opened.reason === 'unreadable' ? notFound() : archiveRefusal(opened.reason);
	const answer = await framesOf(asked, { target, row, opened: opened.value, numbers });
	if (!answer.streaming) await opened.value.close();
	return answer.response;
}

interface Wanted {
	readonly target: InstanceTarget;
	readonly row: InstanceRow;
	readonly opened: OpenedInstance;
	readonly numbers: readonly number[];
}

/** `streaming`: the file is closed by the answer's own end. */
async function framesOf(
	asked: Asked,
	wanted: Wanted,
): Promise<{ readonly response: Response; readonly streaming: boolean }> {
	const done = (response: Response) => ({ response, streaming: false });
	const { part10 } = wanted.opened;
	const header = readPixelHeader(part10);
	if (part10.pixelData === null) return done(notFound());
	const offers = frameOffers(part10.pixelData.kind, part10.transferSyntax, wanted.numbers.length === 1);
	const offer = negotiate(parseAccept(asked.url, asked.headers), offers);
	if (offer === null) return done(notAcceptable());
	if (!header.ok) return done(cannotDecode(header.reason));
	const read = frameReader(asked, wanted, { form: offer.form, header: header.value });
	const [firstNumber = 1] = wanted.numbers;
	// The first frame is made before the answer begins, so that what can't be decoded is told by a status.
	const first = await read(firstNumber);
	if (!first.ok) return done(cannotDecode(first.reason));
	const type = `${offer.type}; transfer-syntax=${offer.transferSyntax}`;
	if (!offer.multipart) return done(singlePart(asked, first.value, type));
	const parts = partsOf(asked, wanted, { first: first.value, read, type });
	return { response: multipartAnswer(parts, offer.type), streaming: true };
}

/** Another form may still be had: the stored codestream needs no decoder. */
function cannotDecode(refusal: PixelRefusal): Response {
	return refusal.code === 'frame-missing' ? notFound() : refuse(406, refusal.code);
}

export function multipartAnswer(parts: AsyncIterable<OutgoingPart>, type: string): Response {
	const boundary = newBoundary();
	return new Response(streamOf(writeMultipart(parts, boundary)), {
		headers: { ...privateHeaders, 'content-type': multipartContentType(type, boundary) },
	});
}

export function singlePart(asked: Asked, bytes: Uint8Array, type: string): Response {
	const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;
	const validators = { ...privateHeaders, etag };
	if (isUnchanged(asked.headers, etag)) return new Response(null, { status: 304, headers: validators });
	const ifRange = asked.headers.get('if-range');
	const wanted = ifRange === null || ifRange === etag ? asked.headers.get('range') : null;
	const range = parseRange(wanted, bytes.byteLength);
	const { status, headers } = rangeHeaders(range, bytes.byteLength);
	if (range.kind === 'unsatisfiable') return refuse(status, 'range-not-satisfiable', headers);
	const body = range.kind === 'part' ? bytes.subarray(range.from, range.from + range.length) : bytes;
	return new Response(streamOf(once(body)), {
		status,
		headers: { ...validators, ...headers, 'content-type': type },
	});
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
	yield bytes;
}

type ReadFrame = (number: number) => Promise<Result<Uint8Array, PixelRefusal>>;

function frameReader(
	asked: Asked,
	{ row, opened }: Wanted,
	{ form, header }: { readonly form: FrameOffer['form']; readonly header: PixelHeader },
): ReadFrame {
	const { part10, path } = opened;
	const decode = decoderOf(asked, row, path);
	return async (number) => {
		if (form === 'values' && part10.pixelData?.kind === 'encapsulated') {
			const decoded = await decode(number - 1);
			return decoded.ok ? ok(decoded.value.values) : decoded;
		}
		if (form === 'derived') return derivedFrame(asked, { row, path }, number);
		const stored = await readFrameBytes(part10, header, number - 1);
		return stored.ok ? ok(alignedBits(stored.value)) : stored;
	};
}

/** Frames that need another codec (float, 1-bit) have no HTJ2K form. */
async function derivedFrame(
	asked: Asked,
	{ row, path: original }: { readonly row: InstanceRow; readonly path: string },
	number: number,
): Promise<Result<Uint8Array, PixelRefusal>> {
	const slice = await asked.studies.frames.frame(row, number, asked.signal);
	if (!slice.ok) return err({ code: 'codec-unsupported', detail: null });
	const { codec, path, offset, length } = slice.value;
	try {
		// Our viewer's own form of small grey pictures: others are offered the standard's.
		if (codec === 'jpegls') return await standardForm(asked, { row, path: original }, number);
		if (codec !== 'htj2k') return err({ code: 'codec-unsupported', detail: codec });
		return ok(await readSlice(path, offset, length));
	} finally {
		await slice.value.close();
	}
}

async function standardForm(
	asked: Asked,
	{ row, path }: { readonly row: InstanceRow; readonly path: string },
	number: number,
): Promise<Result<Uint8Array, PixelRefusal>> {
	const choice = { path, frame: number - 1, keepCells: await keepsCells(asked, row), form: 'htj2k' } as const;
	const made = await asked.pixels.deriveFrame(choice, { signal: asked.signal, priority: 'visible' });
	if (!made.ok) return made;
	const { codec, bytes } = made.value.rendition;
	return codec === 'htj2k' ? ok(bytes) : err({ code: 'codec-unsupported', detail: codec });
}

export function decoderOf(asked: Asked, ref: InstanceRef, path: string): FrameDecoder {
	let keepCells: boolean | null = null;
	return async (frame) => {
		keepCells ??= await keepsCells(asked, ref);
		return asked.pixels.decodeFrame(
			{ path, frame, keepCells },
			{ signal: asked.signal, priority: 'visible' },
		);
	};
}

/** An instance whose values exceed its Bits Stored keeps whole cells in every frame, as its renditions do. */
export async function keepsCells(asked: Asked, ref: InstanceRef): Promise<boolean> {
	const derivation = await asked.studies.catalogue.derivation(ref);
	return derivation?.flags.includes('values-exceed-bits-stored') ?? false;
}

/** A frame that fails after the answer began ends it without its closing delimiter: never a part with other bytes. */
async function* partsOf(
	asked: Asked,
	{ target, numbers, opened }: Wanted,
	{ first, read, type }: { readonly first: Uint8Array; readonly read: ReadFrame; readonly type: string },
): AsyncGenerator<OutgoingPart, void, undefined> {
	const root = instanceUrl(asked.roots, target);
	try {
		for (const [index, number] of numbers.entries()) {
			const next = index === 0 ? ok(first) : await read(number);
			if (!next.ok) throw new Error(`frame refused: ${next.reason.code}`);
			const body = next.value;
			yield { contentType: type, location: `${root}/frames/${number}`, length: body.byteLength, body };
		}
	} finally {
		await opened.close();
	}
}
