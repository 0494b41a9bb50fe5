/**
 * One overlay plane (PS3.3 C.9.2): where it lies and its bits, eight a byte, lowest first, rows without padding; `null` when the
 * group's planes are for other frames. What is announced and can't be read is an error: the reader must know of it.
 */
import type { Part10 } from '#lib/dicom/part10/part10.ts';
import { number, numbers } from '#lib/dicom/dataset.ts';
import { overlayCovers, overlayPlane } from '#lib/dicom/image/overlay-plane.ts';
import type { PixelPool } from '#lib/server/pixels/pool/pixel-pool.ts';
import { codeAnswer, notFound } from './answers.ts';

export interface AskedOverlay {
	/** four hex digits */
	readonly group: string;
	/** counted from 1 */
	readonly frame: number;
	readonly path: string;
	readonly signal: AbortSignal;
}

interface Plane {
	readonly rows: number;
	readonly columns: number;
	readonly origin: readonly [number, number];
	readonly bits: Uint8Array;
}

export async function overlayAnswer(part10: Part10, asked: AskedOverlay, pool: PixelPool): Promise<Response> {
	const covers = overlayCovers(part10.dataset, asked.group, asked.frame);
	if (covers === null) return notFound();
	if (!covers) return answer(null);
	const plane =
		(await overlayPlane(part10, asked.group, asked.frame)) ?? (await embedded(part10, asked, pool));
	if (plane === null || plane.bits.byteLength !== plane.rows * plane.columns)
		return codeAnswer(422, 'overlay-damaged');
	const { rows, columns, origin, bits } = plane;
	return answer({ rows, columns, origin, bits: Buffer.from(packed(bits)).toString('base64') });
}

function answer(body: unknown): Response {
	return new Response(JSON.stringify(body), {
		headers: { 'content-type': 'application/json', 'cache-control': 'private, no-cache' },
	});
}

/** Retired form: the plane stands in an unused bit of the pixel cells (PS3.5 8.1.2). */
async function embedded(part10: Part10, asked: AskedOverlay, pool: PixelPool): Promise<Plane | null> {
	const { dataset } = part10;
	const bit = number(dataset, `${asked.group}0102`);
	const rows = number(dataset, '00280010');
	const columns = number(dataset, '00280011');
	if (dataset[`${asked.group}3000`] !== undefined || bit === null || bit < 0 || bit > 31) return null;
	if (rows === null || columns === null) return null;
	// Among the stored bits there is only the picture itself: its values would pass for graphics.
	const highBit = number(dataset, '00280102') ?? 31;
	if (bit <= highBit && bit > highBit - (number(dataset, '00280101') ?? 32)) return null;
	const request = { path: asked.path, frame: asked.frame - 1, bit };
	const read = await pool.overlay(request, { signal: asked.signal, priority: 'visible' });
	if (!read.ok) return null;
	const [row = 1, column = 1] = numbers(dataset, `${asked.group}0050`);
	return { rows, columns, origin: [row, column], bits: read.value };
}

function packed(bits: Uint8Array): Uint8Array {
	const out = new Uint8Array(Math.ceil(bits.length / 8));
	bits.forEach((bit, index) => {
		if (bit !== 0) out[index >> 3] = (out[index >> 3] ?? 0) | (1 << (index & 7));
	});
	return out;
}
