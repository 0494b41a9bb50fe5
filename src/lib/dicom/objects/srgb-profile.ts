/**
 * The sRGB profile that a colour presentation state must carry (PS3.3 C.11.15): a small matrix profile (ICC.1:2001-04) with the
 * primaries of IEC 61966-2-1 adapted to D50 and its curve as 1024 steps, made here so that no file of anyone's is copied.
 */
const primaries = {
	rXYZ: [0.43607, 0.22249, 0.01392],
	gXYZ: [0.38515, 0.71687, 0.09708],
	bXYZ: [0.14307, 0.06061, 0.7141],
} as const;
const white = [0.9642, 1, 0.8249] as const;

export function srgbProfile(): Uint8Array {
	const curve = toneCurve();
	const tags: [string, Uint8Array][] = [
		['desc', description('sRGB IEC61966-2.1')],
		['cprt', textTag('No copyright, use freely')],
		['wtpt', xyz(white)],
		...Object.entries(primaries).map(([name, value]): [string, Uint8Array] => [name, xyz(value)]),
		['rTRC', curve],
		['gTRC', curve],
		['bTRC', curve],
	];
	const table = 4 + tags.length * 12;
	const places = new Map<Uint8Array, number>();
	let end = 128 + table;
	for (const [, bytes] of tags) {
		if (places.has(bytes)) continue;
		places.set(bytes, end);
		end += Math.ceil(bytes.length / 4) * 4;
	}
	const out = new Uint8Array(end);
	const view = new DataView(out.buffer);
	header(view, end);
	view.setUint32(128, tags.length);
	tags.forEach(([name, bytes], index) => {
		const at = 132 + index * 12;
		const place = places.get(bytes) ?? 0;
		ascii(out, at, name);
		view.setUint32(at + 4, place);
		view.setUint32(at + 8, bytes.length);
		out.set(bytes, place);
	});
	return out;
}

function header(view: DataView, size: number): void {
	const bytes = new Uint8Array(view.buffer);
	view.setUint32(0, size);
	view.setUint32(8, 0x02100000);
	ascii(bytes, 12, 'mntrRGB XYZ ');
	// A date there must be; the day the colour space became a standard.
	[1999, 10, 18, 0, 0, 0].forEach((part, index) => view.setUint16(24 + index * 2, part));
	ascii(bytes, 36, 'acsp');
	white.forEach((value, index) => view.setInt32(68 + index * 4, Math.round(value * 65_536)));
}

function xyz(values: readonly [number, number, number]): Uint8Array {
	const out = new Uint8Array(20);
	ascii(out, 0, 'XYZ ');
	values.forEach((value, index) =>
		new DataView(out.buffer).setInt32(8 + index * 4, Math.round(value * 65_536)),
	);
	return out;
}

function toneCurve(): Uint8Array {
	const steps = 1024;
	const out = new Uint8Array(12 + steps * 2);
	const view = new DataView(out.buffer);
	ascii(out, 0, 'curv');
	view.setUint32(8, steps);
	for (let step = 0; step < steps; step++) {
		const x = step / (steps - 1);
		const light = x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
		view.setUint16(12 + step * 2, Math.round(light * 65_535));
	}
	return out;
}

function textTag(words: string): Uint8Array {
	const out = new Uint8Array(9 + words.length);
	ascii(out, 0, 'text');
	ascii(out, 8, words);
	return out;
}

function description(words: string): Uint8Array {
	const out = new Uint8Array(12 + words.length + 1 + 8 + 70);
	ascii(out, 0, 'desc');
	new DataView(out.buffer).setUint32(8, words.length + 1);
	ascii(out, 12, words);
	return out;
}

function ascii(into: Uint8Array, at: number, words: string): void {
	for (let i = 0; i < words.length; i++) into[at + i] = words.charCodeAt(i);
}
