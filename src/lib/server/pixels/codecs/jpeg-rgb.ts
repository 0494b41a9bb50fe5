/**
 * A JPEG that holds RGB but does not say so is taken for YCbCr by every library. DICOM says it in the header instead, so the
 * stream is given an Adobe segment with transform 0 and loses a JFIF marker, which would promise YCbCr; the entropy-coded
 * bytes stay as they are.
 */
export function markAsRgb(stream: Uint8Array): Uint8Array {
	const app14 = Uint8Array.of(0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, 0);
	const rest = withoutJfif(stream.subarray(2));
	const out = new Uint8Array(2 + app14.byteLength + rest.byteLength);
	out.set(stream.subarray(0, 2), 0);
	out.set(app14, 2);
	out.set(rest, 2 + app14.byteLength);
	return out;
}

function withoutJfif(rest: Uint8Array): Uint8Array {
	if (rest[0] !== 0xff || rest[1] !== 0xe0) return rest;
	const length = ((rest[2] ?? 0) << 8) | (rest[3] ?? 0);
	return rest.subarray(2 + length);
}
