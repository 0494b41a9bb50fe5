/** Every guard has a file that trips it, and each refusal says which. */
import { describe, expect, it } from 'vitest';
import { encodeFrame, encodeRle } from '../fixtures/encode-frame.ts';
import {
	cells,
	encapsulated,
	grey16,
	grey8,
	imageFile,
	native,
	parsed,
	pattern,
	rgb8,
} from '../fixtures/image-file.ts';
import type { ImageHeader } from '../fixtures/image-file.ts';
import { dcmtkFile } from '../peers/dcmtk.ts';
import { derived } from './derived.ts';

const root = '1.2.840.10008.1.2';

async function refusal(file: Uint8Array): Promise<string> {
	const { derivation, shown } = await derived(file);
	return derivation.refused?.code ?? (typeof shown[0] === 'string' ? shown[0] : 'shown');
}

describe('header limits, before a byte is reserved (threat-1)', () => {
	const little = native(new Uint8Array(64));
	const cases: [string, Partial<ImageHeader>, string][] = [
		['no rows', { rows: 0 }, 'size-zero'],
		['65535 x 65535 in a small file', { rows: 65535, columns: 65535 }, 'frame-too-large'],
		['a size the file does not hold', { rows: 4000, columns: 4000 }, 'pixel-data-truncated'],
		['two million frames', { frames: 2_000_000 }, 'too-many-frames'],
		['7 bits allocated', { bitsAllocated: 7 }, 'bits-allocated'],
		['64-bit integers', { bitsAllocated: 64, bitsStored: 64, highBit: 63 }, 'bits-allocated'],
		['more bits stored than allocated', { bitsStored: 17 }, 'bits-stored'],
		['no bits stored', { bitsStored: 0 }, 'bits-stored'],
		['high bit outside the cell', { highBit: 16 }, 'high-bit'],
		['high bit below the stored bits', { highBit: 7 }, 'high-bit'],
		['four samples', { samples: 4, photometric: 'CMYK' }, 'samples'],
		['two samples', { samples: 2 }, 'samples'],
		['RGB with one sample', { photometric: 'RGB' }, 'photometric'],
		['grey with three samples', { samples: 3 }, 'photometric'],
		['an unknown colour system', { photometric: 'HSV', samples: 3 }, 'photometric'],
		['a palette without tables', { photometric: 'PALETTE COLOR' }, 'palette'],
	];
	for (const [name, change, code] of cases) {
		it(name, async () => {
			expect(await refusal(imageFile({ ...grey16, ...change }, `${root}.1`, little))).toBe(code);
		});
	}

	it('no pixel data', async () => {
		expect(await refusal(imageFile(grey16, `${root}.1`, null))).toBe('no-pixel-data');
	});

	it('32-bit big-endian cells, which are written in two ways', async () => {
		const header = { ...grey16, bitsAllocated: 32, bitsStored: 32, highBit: 31 };
		expect(await refusal(imageFile(header, `${root}.2`, native(cells(pattern(header), 32))))).toBe(
			'bits-allocated',
		);
	});

	for (const [syntax, code] of [
		[`${root}.4.102`, 'video'],
		[`${root}.4.107`, 'video'],
		[`${root}.4.110`, 'jpeg-xl'],
		[`${root}.4.94`, 'remote-pixels'],
		[`${root}.4.92`, 'codec-unsupported'],
	] as const) {
		it(`transfer syntax ${syntax}`, async () => {
			expect(await refusal(imageFile(grey8, syntax, encapsulated(new Uint8Array(64))))).toBe(code);
		});
	}
});

describe('frames', () => {
	it('that are missing or cut are refused alone', async () => {
		const three = { ...grey16, frames: 3 };
		const frames = [1, 2].map((seed) => pattern(three, seed));
		const bytes = cells(frames.flat(), 16).subarray(0, 48 * 64 * 2 + 1000);
		const { shown, derivation } = await derived(imageFile(three, `${root}.1`, native(bytes)));
		expect(derivation.refused).toBeNull();
		expect(shown).toEqual([frames[0], 'pixel-data-truncated', 'pixel-data-truncated']);
	});

	it('that a codestream does not hold are refused alone', async () => {
		const two = { ...grey16, frames: 2 };
		const stream = await encodeFrame(pattern(two), two, { to: 'jpeg-ls', near: 0 });
		const pixelData = {
			kind: 'encapsulated',
			frames: [[stream], [new Uint8Array(0)]],
			offsets: 'none',
		} as const;
		const { shown } = await derived(imageFile(two, `${root}.4.80`, pixelData));
		expect(shown[0]).toEqual(pattern(two));
		expect(shown[1]).toBe('frame-empty');
	});
});

describe('codestreams', () => {
	const streams = async (header: ImageHeader = grey16) => {
		const values = pattern(header);
		return {
			rle: { syntax: `${root}.5`, stream: encodeRle(values, header) },
			jpeg: {
				syntax: `${root}.4.50`,
				stream: await encodeFrame(pattern(grey8), grey8, { to: 'jpeg', lossy: true }),
			},
			lossless: {
				syntax: `${root}.4.70`,
				stream: await encodeFrame(values, header, { to: 'jpeg', lossy: false }),
			},
			jpegLs: {
				syntax: `${root}.4.80`,
				stream: await encodeFrame(values, header, { to: 'jpeg-ls', near: 0 }),
			},
			j2k: { syntax: `${root}.4.90`, stream: await encodeFrame(values, header, { to: 'j2k', lossy: false }) },
			htj2k: {
				syntax: `${root}.4.201`,
				stream: await encodeFrame(values, header, { to: 'htj2k', lossy: false }),
			},
		};
	};

	it('cut anywhere are refused', async () => {
		for (const [name, { syntax, stream }] of Object.entries(await streams())) {
			const header = name === 'jpeg' ? grey8 : grey16;
			for (const part of [0.02, 0.4, 0.9, 0.99]) {
				const cut = stream.subarray(0, Math.floor(stream.length * part));
				expect(await refusal(imageFile(header, syntax, encapsulated(cut))), `${name} at ${part}`).not.toBe(
					'shown',
				);
			}
		}
	});

	it('of another size, depth or number of components than the header are refused', async () => {
		for (const [name, { syntax, stream }] of Object.entries(await streams())) {
			if (name === 'rle') continue;
			const header = name === 'jpeg' ? grey8 : grey16;
			for (const change of [
				{ rows: header.rows * 2 },
				{ columns: header.columns / 2 },
				{ rows: header.columns, columns: header.rows },
			]) {
				const code = await refusal(imageFile({ ...header, ...change }, syntax, encapsulated(stream)));
				expect(code, `${name} ${JSON.stringify(change)}`).toBe('codestream-differs-from-header');
			}
			const colour = { ...header, samples: 3, photometric: 'RGB' };
			expect(await refusal(imageFile(colour, syntax, encapsulated(stream))), name).toBe(
				'codestream-differs-from-header',
			);
			if (name === 'jpeg') continue;
			expect(await refusal(imageFile(grey8, syntax, encapsulated(stream))), name).toBe(
				'codestream-differs-from-header',
			);
		}
	});

	it('of another format than the syntax are refused', async () => {
		const { j2k, jpegLs, lossless } = await streams();
		expect(await refusal(imageFile(grey16, `${root}.4.90`, encapsulated(jpegLs.stream)))).toBe(
			'codestream-other-format',
		);
		expect(await refusal(imageFile(grey16, `${root}.4.80`, encapsulated(j2k.stream)))).toBe(
			'codestream-other-format',
		);
		expect(await refusal(imageFile(grey16, `${root}.4.80`, encapsulated(lossless.stream)))).toBe(
			'codestream-other-format',
		);
		expect(await refusal(imageFile(grey16, `${root}.4.70`, encapsulated(jpegLs.stream)))).toBe(
			'codestream-other-format',
		);
	});

	it('arithmetic coding is refused by name', async () => {
		const { jpeg } = await streams();
		const stream = Uint8Array.from(jpeg.stream);
		const frame = stream.findIndex((byte, i) => byte === 0xff && stream[i + 1] === 0xc0);
		stream[frame + 1] = 0xc9;
		expect(await refusal(imageFile(grey8, jpeg.syntax, encapsulated(stream)))).toBe('codestream-arithmetic');
	});

	it('with up to 64 bytes of padding after the end are shown, with more refused', async () => {
		for (const [name, { syntax, stream }] of Object.entries(await streams())) {
			if (name === 'rle') continue;
			const header = name === 'jpeg' ? grey8 : grey16;
			const padded = (count: number) =>
				encapsulated(Uint8Array.from([...stream, ...Array<number>(count).fill(0x20)]));
			expect(await refusal(imageFile(header, syntax, padded(8))), name).toBe('shown');
			expect(await refusal(imageFile(header, syntax, padded(100))), name).toBe('codestream-damaged');
		}
	});

	it('JPEG 2000 in a JP2 file is unwrapped', async () => {
		const { j2k } = await streams();
		const box = (type: string, body: Uint8Array) => {
			const bytes = new Uint8Array(8 + body.length);
			new DataView(bytes.buffer).setUint32(0, bytes.length);
			bytes.set(new TextEncoder().encode(type), 4);
			bytes.set(body, 8);
			return bytes;
		};
		const signature = box('jP  ', Uint8Array.of(0x0d, 0x0a, 0x87, 0x0a));
		const file = Uint8Array.from([
			...signature,
			...box('ftyp', new TextEncoder().encode('jp2 ')),
			...box('jp2c', j2k.stream),
		]);
		const { shown } = await derived(imageFile(grey16, j2k.syntax, encapsulated(file)));
		expect(shown).toEqual([pattern(grey16)]);
	});
});

describe('RLE', () => {
	const good = encodeRle(pattern(grey16), grey16);
	const edit = (change: (view: DataView) => void) => {
		const bytes = good.slice();
		change(new DataView(bytes.buffer));
		return imageFile(grey16, `${root}.5`, encapsulated(bytes));
	};

	it('with a wrong number of segments', async () => {
		expect(await refusal(edit((view) => view.setUint32(0, 3, true)))).toBe('codestream-differs-from-header');
	});

	it('with a segment outside the frame, or out of order', async () => {
		expect(await refusal(edit((view) => view.setUint32(8, 1 << 30, true)))).toBe('rle-damaged');
		expect(await refusal(edit((view) => view.setUint32(8, 64, true)))).toBe('rle-damaged');
	});

	it('whose runs give more or fewer pixels than the picture has', async () => {
		expect(await refusal(edit((view) => view.setUint8(64, 127)))).toBe('rle-damaged');
		expect(await refusal(imageFile({ ...grey16, rows: 47 }, `${root}.5`, encapsulated(good)))).toBe(
			'rle-damaged',
		);
		expect(await refusal(imageFile({ ...grey16, rows: 49 }, `${root}.5`, encapsulated(good)))).toBe(
			'rle-damaged',
		);
	});
});

describe('JPEG that holds RGB', () => {
	it('and says so nowhere but in the DICOM header is marked, and travels so', async () => {
		const values = pattern(rgb8);
		const plainFile = dcmtkFile(
			'dcmcjpeg',
			['+eb', '+cr', '+q', '95'],
			imageFile(rgb8, `${root}.1`, native(cells(values, 8))),
		);
		const plain = await derived(plainFile);
		const { pixelData, bytes } = await parsed(plainFile);
		const fragment = pixelData?.kind === 'encapsulated' ? pixelData.frames[0]?.[0] : undefined;
		const marked = await bytes.read(fragment?.offset ?? 0, fragment?.length ?? 0);
		const unmarked = withoutColourMarks(marked);
		const { shown, derivation } = await derived(imageFile(rgb8, `${root}.4.50`, encapsulated(unmarked)));
		expect(shown).toEqual(plain.shown);
		const [first] = shown;
		const off =
			typeof first === 'object' ? values.map((value, i) => Math.abs(value - (first[i] ?? 0))) : [255];
		expect(off.reduce((sum, one) => sum + one, 0) / off.length).toBeLessThan(8);
		expect(derivation.flags).toContain('jpeg-rgb-repaired');
		expect(derivation.frames[0]).toMatchObject({ codec: 'jpeg', from: 'container' });
	});
});

/** Drops APP0 and APP14, and numbers the components 1, 2, 3. */
function withoutColourMarks(stream: Uint8Array): Uint8Array {
	const out: number[] = [0xff, 0xd8];
	for (let at = 2; ;) {
		const marker = stream[at + 1] ?? 0;
		const length = ((stream[at + 2] ?? 0) << 8) | (stream[at + 3] ?? 0);
		const segment = [...stream.subarray(at, at + 2 + length)];
		if (marker === 0xc0) for (let i = 0; i < 3; i++) segment[10 + i * 3] = i + 1;
		if (marker === 0xda) for (let i = 0; i < 3; i++) segment[5 + i * 2] = i + 1;
		if (marker !== 0xe0 && marker !== 0xee) out.push(...segment);
		at += 2 + length;
		if (marker === 0xda) return Uint8Array.from([...out, ...stream.subarray(at)]);
	}
}
