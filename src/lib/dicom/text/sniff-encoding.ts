import type { ByteWindow } from '../part10/byte-window.ts';
import type { Encoding } from '../part10/element-reader.ts';
import { isKnownVr } from '../dictionary/vr.ts';

/**
 * How the data set at `at` is really written. Explicit VR shows two known capitals after the first tag; the byte order shows in
 * the first group number, which is small. The declaration decides only where the bytes leave it open. Null: no data set at all.
 */
export async function sniffEncoding(
	window: ByteWindow,
	at: number,
	declared: Encoding | null,
): Promise<Encoding | null> {
	if (at + 8 > window.size) return null;
	await window.load(at, 8);
	const little = window.u16(at, false);
	const big = window.u16(at, true);
	if (little === 0 && big === 0) return null;
	const vr = String.fromCharCode(window.u8(at + 4), window.u8(at + 5));
	const explicit = isKnownVr(vr);
	const bigEndian = little === 0x0008 ? false : big === 0x0008 ? true : (declared?.bigEndian ?? big < little);
	if (explicit) return { explicit, bigEndian };
	// A first element with an unheard-of VR in a file that says explicit: let the element reader cope with it
	if (
		declared?.explicit === true &&
		declared.bigEndian === bigEndian &&
		!/^[A-Z\0]/.test(vr) &&
		vr.charCodeAt(0) > 0x20
	)
		return declared;
	const length = window.u32(at + 4, bigEndian);
	if (length === 0xffffffff || at + 8 + length <= window.size) return { explicit: false, bigEndian };
	return declared?.explicit === true ? { explicit: true, bigEndian } : null;
}
