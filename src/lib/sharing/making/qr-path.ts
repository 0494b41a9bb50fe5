import { encode } from 'uqr';

export interface QrPath {
	/** modules a side, the quiet zone of four modules included (ISO/IEC 18004) */
	readonly size: number;
	/** SVG path of the dark modules, one unit each */
	readonly path: string;
}

/** A link as a QR code that survives a scratched screen (level M). */
export function qrPath(text: string): QrPath {
	const { data, size } = encode(text, { ecc: 'M', border: 4 });
	let path = '';
	data.forEach((row, y) => {
		for (let x = 0; x < size; x++) {
			if (row[x] !== true) continue;
			const from = x;
			while (row[x + 1] === true) x++;
			path += `M${from} ${y}h${x - from + 1}v1h-${x - from + 1}z`;
		}
	});
	return { size, path };
}
