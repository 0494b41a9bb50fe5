/** Small studies with truth by construction, one series a way of being seen. */
import { createHash } from 'node:crypto';
import sharp from 'sharp';
import { imageInstance, studyOf } from '#lib/archive/manifest.fixture.ts';
import type { FrameFormat, ImageInstance, Lut, StudyManifest } from '#lib/archive/manifest.ts';
import { encodeHtj2k } from '#lib/server/pixels/codecs/htj2k.ts';

export interface Fixture {
	readonly manifest: unknown;
	/** by `instance uid/frame` */
	readonly frames: Map<string, { codec: string; bytes: Buffer; sha256: string }>;
	readonly values: Map<string, number[]>;
}

type Partial_ = Partial<Omit<ImageInstance, 'format'>> & { format?: Partial<FrameFormat> };

export const size = 64;

export function lut(first: number, bits: number, values: number[]): Lut {
	return {
		first,
		count: values.length,
		bits,
		label: null,
		values: Buffer.from(Uint16Array.from(values).buffer).toString('base64'),
	};
}

const arrays = {
	uint8: Uint8Array,
	int8: Int8Array,
	uint16: Uint16Array,
	int16: Int16Array,
	uint32: Uint32Array,
	int32: Int32Array,
	float32: Float32Array,
	float64: Float64Array,
};

export class FixtureStudy implements Fixture {
	readonly frames: Fixture['frames'] = new Map();
	readonly values: Fixture['values'] = new Map();
	readonly luts: Record<string, Lut> = {};
	readonly #series: StudyManifest['series'] = [];
	#next = 1;

	async add(
		name: string,
		instances: {
			codec: 'raw' | 'htj2k' | 'jpeg';
			values: number[][];
			image?: Partial_;
			spoil?: (bytes: Buffer) => Buffer;
		}[],
		modality = 'OT',
	): Promise<void> {
		const made: unknown[] = [];
		for (const { codec, values, image = {}, spoil = (bytes: Buffer) => bytes } of instances) {
			const uid = `1.2.3.${this.#next++}`;
			const format: FrameFormat = {
				rows: size,
				columns: size,
				samples: 1,
				dtype: 'int16',
				photometric: 'MONOCHROME2',
				...image.format,
			};
			const renditions: unknown[] = [];
			for (const [i, frame] of values.entries()) {
				const bytes = spoil(await encode(codec, frame, format));
				const sha256 = createHash('sha256').update(bytes).digest('hex');
				this.frames.set(`${uid}/${i + 1}`, { codec, bytes, sha256 });
				this.values.set(`${uid}/${i + 1}`, frame);
				renditions.push({ state: 'ready', codec, bytes: bytes.length, sha256 });
			}
			made.push({
				...imageInstance({
					sopClass: '1.2',
					frames: values.length,
					modality: { kind: 'linear', slope: 1, intercept: 0, unit: null },
					voi: [],
					spacing: null,
					position: null,
					orientation: null,
					range: null,
				}),
				uid,
				renditions,
				...image,
				format,
			});
		}
		this.#series.push({
			uid: `1.2.4.${this.#next++}`,
			number: 1,
			modality,
			description: name,
			bodyPart: null,
			instances: made,
			geometryNotes: [],
		} as unknown as StudyManifest['series'][number]);
	}

	get manifest(): unknown {
		return studyOf('1.2.3', this.#series, this.luts);
	}
}

async function encode(
	codec: 'raw' | 'htj2k' | 'jpeg',
	values: number[],
	format: FrameFormat,
): Promise<Buffer> {
	const samples = new arrays[format.dtype](values);
	const { rows: height, columns: width, samples: channels } = format;
	if (codec === 'raw') return Buffer.from(samples.buffer);
	if (codec === 'jpeg')
		return sharp(Buffer.from(samples.buffer), { raw: { width, height, channels } })
			.toColourspace(channels === 1 ? 'b-w' : 'srgb')
			.jpeg({ quality: 95 })
			.toBuffer();
	const isSigned = samples instanceof Int16Array || samples instanceof Int8Array;
	const info = {
		width,
		height,
		bitsPerSample: samples.BYTES_PER_ELEMENT * 8,
		componentCount: channels,
		isSigned,
		isUsingColorTransform: channels === 3,
	};
	const bytes = await encodeHtj2k(samples, info);
	if (bytes === null) throw new Error('not encoded');
	return Buffer.from(bytes);
}

/** Every value of a range somewhere, none next to its like. */
export function spread(low: number, high: number, count = size * size): number[] {
	return Array.from({ length: count }, (_, i) => low + ((i * 7919) % count) * ((high - low) / (count - 1)));
}
