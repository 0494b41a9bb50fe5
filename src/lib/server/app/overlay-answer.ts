/** One overlay plane (PS3.3 C.9.2): where it lies and its bits, eight a byte, lowest first, rows without padding. */
import type { Part10 } from '#lib/dicom/part10.ts';
import { number, numbers } from '#lib/dicom/dataset.ts';
import { overlayPlane } from '#lib/dicom/overlay-plane.ts';
import type { PixelPool } from '#lib/server/pixels/pixel-pool.ts';
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
	const plane =
		(await overlayPlane(part10, asked.group, asked.frame)) ?? (await embedded(part10, asked, pool));
	if (plane === null) return notFound();
	const { rows, columns, origin, bits } = plane;
	if (bits.byteLength !== rows * columns) return codeAnswer(422, 'overlay-damaged');
	const body = JSON.stringify({ rows, columns, origin, bits: Buffer.from(packed(bits)).toString('base64') });
	return new Response(body, {
		headers: { 'content-type': 'application/json', 'cache-control': 'private, no-cache' },
	});
}

/** Retired form: the plane stands in an unused bit of the pixel cells (PS3.5 8.1.2). */
async function embedded(part10: Part10, asked: AskedOverlay, pool: PixelPool): Promise<Plane | null> {
	const { dataset } = part10;
	const bit = number(dataset, `${asked.group}0102`);
	const rows = number(dataset, '00280010');
	const columns = number(dataset, '00280011');
	const hasOwn = dataset[`${asked.group}3000`] !== undefined || dataset[`${asked.group}0010`] === undefined;
	if (hasOwn || bit === null || bit < 0 || bit > 31 || rows === null || columns === null) return null;
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
