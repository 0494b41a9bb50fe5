/** One overlay plane as the server sends it (PS3.3 C.9.2): graphics over a picture, on or off at each pixel. */
import * as v from 'valibot';

const side = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535));
const place = v.pipe(v.number(), v.integer());

export const OverlayPlane = v.pipe(
	v.object({
		rows: side,
		columns: side,
		/** Row and column of the picture, counted from 1, under the plane's first pixel; may lie outside of it. */
		origin: v.tuple([place, place]),
		/** base64: eight pixels a byte, lowest bit first, rows without padding */
		bits: v.pipe(v.string(), v.base64()),
	}),
	v.transform((plane) => ({ ...plane, bits: bytesOf(plane.bits) })),
	v.check(({ rows, columns, bits }) => bits.length === Math.ceil((rows * columns) / 8)),
);
export type OverlayPlane = v.InferOutput<typeof OverlayPlane>;

function bytesOf(base64: string): Uint8Array {
	const text = atob(base64);
	return Uint8Array.from(text, (char) => char.charCodeAt(0));
}
