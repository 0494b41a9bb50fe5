/**
 * One image against its reference. `exact`: stored values equal, every frame. `converted`: equal once a written rule has been
 * applied, the rule computed here a second time from the codec's cells. `undecided`: the outside decoders themselves disagree
 * or none could read it. Anything else that is shown is `wrong`.
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { decodeHtj2kStream } from '../../src/lib/server/pixels/codecs/htj2k.ts';
import { decodeTurbo } from '../../src/lib/server/pixels/codecs/turbo-jpeg.ts';
import { readFrameRendition } from '../../src/lib/server/pixels/frame/container.ts';
import type { PixelPool } from '../../src/lib/server/pixels/pool/pixel-pool.ts';
import type { Derivation, FrameIndex } from '../../src/lib/server/pixels/rendition.ts';
import { bytesOf, emptySamples, viewAs } from '../../src/lib/server/pixels/frame/samples.ts';
import type { Samples, SampleType } from '../../src/lib/server/pixels/frame/samples.ts';
import { smallGrey } from '../../src/lib/viewer/frames/decode.ts';
import type { FrameFormat } from '../../src/lib/archive/manifest.ts';
import { cellsOf } from './cells.ts';
import type { ReferenceEntry } from './reference.ts';

export interface Judgement {
	readonly file: string;
	readonly transferSyntax: string;
	readonly verdict: 'exact' | 'converted' | 'refused' | 'undecided' | 'wrong';
	readonly why: string;
	readonly frames: number;
	readonly codecs: readonly string[];
	/** SHA-256 of each shown frame's values: what the page must hold after its own loader. */
	readonly valuesSha256: readonly string[];
}

export async function judge(
	pool: PixelPool,
	entry: ReferenceEntry,
	place: { readonly corpus: string; readonly container: string },
): Promise<Judgement> {
	const files = { original: join(place.corpus, entry.file), container: place.container };
	const derivation = await pool.derive({ path: files.original, container: files.container });
	const about = { file: entry.file, transferSyntax: entry.transfer_syntax, frames: derivation.frames.length };
	if (derivation.refused !== null || derivation.format === null) {
		return {
			...about,
			verdict: 'refused',
			why: derivation.refused?.code ?? 'unknown',
			codecs: [],
			valuesSha256: [],
		};
	}
	const shown: Samples[] = [];
	const codecs = new Set<string>();
	const valuesSha256: string[] = [];
	for (const [frame, index] of derivation.frames.entries()) {
		if (index.state === 'refused')
			return { ...about, verdict: 'refused', why: index.refusal.code, codecs: [], valuesSha256: [] };
		const rendition = await asServed(pool, files, { index, frame, derivation });
		codecs.add(rendition.codec);
		valuesSha256.push(rendition.valuesSha256);
		const samples = await inBrowser(rendition, derivation.format);
		if (samples === null)
			return {
				...about,
				verdict: 'wrong',
				why: `${rendition.codec} not as hashed`,
				codecs: [...codecs],
				valuesSha256,
			};
		shown.push(samples);
	}
	return {
		...about,
		...(await compare(entry, derivation, shown, files.original)),
		codecs: [...codecs],
		valuesSha256,
	};
}

interface Served {
	readonly codec: 'jpegls' | 'htj2k' | 'jpeg' | 'raw';
	readonly bytes: Uint8Array;
	readonly sha256: string;
	readonly valuesSha256: string;
}

async function asServed(
	pool: PixelPool,
	files: { original: string; container: string },
	{
		index,
		frame,
		derivation,
	}: { index: Exclude<FrameIndex, { state: 'refused' }>; frame: number; derivation: Derivation },
): Promise<Served> {
	if (index.state === 'ready') {
		const { codec, sha256, valuesSha256 } = index;
		return { codec, sha256, valuesSha256, bytes: await readFrameRendition(files, index) };
	}
	const keepCells = derivation.flags.includes('values-exceed-bits-stored');
	const made = await pool.deriveFrame({ path: files.original, frame, keepCells });
	if (!made.ok) throw new Error(`a frame that was shown is now refused: ${made.reason.code}`);
	return made.value.rendition;
}

/** As the page does it: hash, decode by the browser's codec, and here also the hash of the values. */
async function inBrowser(served: Served, format: FrameFormat): Promise<Samples | null> {
	if (sha256([served.bytes]) !== served.sha256) return null;
	const bytes = await decoded(served, format);
	if (bytes === null || sha256([bytes]) !== served.valuesSha256) return null;
	return viewAs(format.dtype, bytes);
}

async function decoded({ codec, bytes }: Served, format: FrameFormat): Promise<Uint8Array | null> {
	switch (codec) {
		case 'raw':
			return bytes;
		case 'jpegls': {
			const reply = smallGrey(bytes, format);
			return reply.ok ? bytesOf(reply.values) : null;
		}
		case 'jpeg':
			return (await decodeTurbo(bytes))?.bytes ?? null;
		case 'htj2k':
			return (await decodeHtj2kStream(bytes))?.bytes ?? null;
	}
}

async function compare(
	entry: ReferenceEntry,
	{ flags, format }: Derivation,
	shown: readonly Samples[],
	path: string,
): Promise<Pick<Judgement, 'verdict' | 'why'>> {
	if (entry.values === null) {
		return {
			verdict: 'undecided',
			why: entry.disputed ? 'outside decoders disagree' : 'no outside decoder reads it',
		};
	}
	const dtype = entry.values.dtype;
	const hash = hashAs(dtype, shown);
	const converted = flags.filter((flag) => flag.startsWith('converted') || flag === 'sign-disagrees');
	if (hash === entry.values.sha256) {
		return converted.includes('converted-ybr-to-rgb')
			? { verdict: 'converted', why: 'YBR to RGB (PS3.3 C.7.6.3.1.2)' }
			: { verdict: 'exact', why: flags.includes('values-exceed-bits-stored') ? 'whole cells kept' : '' };
	}
	const same = Object.entries(entry.decoders)
		.filter(([, prefix]) => hash.startsWith(prefix))
		.map(([name]) => name);
	if (entry.disputed)
		return {
			verdict: 'undecided',
			why: `outside decoders disagree; ours equals ${same.join(', ') || 'none'}`,
		};
	if (entry.lossy) {
		if (same.length > 0) return { verdict: 'exact', why: `lossy: equals ${same.join(', ')}` };
		const off = probesOff(entry, shown, format?.columns ?? 0);
		return { verdict: off <= 2 ? 'exact' : 'wrong', why: `lossy: ${off} levels off at the probes` };
	}
	const cells = await cellsOf(path);
	const cut = cells.map((frame) => storedBits(frame, entry));
	const fromReference = hashAs(dtype, cells) === entry.values.sha256;
	if (fromReference && hashAs(dtype, cut) === hash) {
		return { verdict: 'converted', why: 'stored bits cut from equal cells (PS3.5 8.1.1)' };
	}
	return { verdict: 'wrong', why: converted.join(' ') };
}

/** PS3.5 8.1.1 by the letter. */
function storedBits(cells: Samples, { bits_stored: bits, high_bit: high, signed }: ReferenceEntry): Samples {
	const stored = bits ?? 16;
	const out = new Int32Array(cells.length);
	for (let i = 0; i < cells.length; i++) {
		const value = ((cells[i] ?? 0) >>> ((high ?? stored - 1) + 1 - stored)) & (2 ** stored - 1);
		out[i] = signed && value >= 2 ** (stored - 1) ? value - 2 ** stored : value;
	}
	return out;
}

/** The largest difference at the reference's probes, which name a frame, row and column. */
function probesOff(entry: ReferenceEntry, shown: readonly Samples[], columns: number): number {
	let worst = 0;
	for (const [where, value] of Object.entries(entry.probe)) {
		const [frame = 0, row = 0, column = 0] = [...where.matchAll(/\d+/g)].map((match) => Number(match[0]));
		const wanted = typeof value === 'number' ? [value] : value;
		for (const [sample, want] of wanted.entries()) {
			const got =
				shown[frame]?.[(row * columns + column) * wanted.length + sample] ?? Number.POSITIVE_INFINITY;
			worst = Math.max(worst, Math.abs(got - want));
		}
	}
	return Object.keys(entry.probe).length === 0 ? Number.POSITIVE_INFINITY : worst;
}

function hashAs(dtype: string, frames: readonly Samples[]): string {
	return sha256(
		frames.map((frame) => {
			const wide = emptySamples(sampleType(dtype), frame.length);
			wide.set(frame);
			return bytesOf(wide);
		}),
	);
}

function sampleType(dtype: string): SampleType {
	const types: readonly SampleType[] = [
		'uint8',
		'int8',
		'uint16',
		'int16',
		'uint32',
		'int32',
		'float32',
		'float64',
	];
	return types.find((type) => type === dtype) ?? 'uint8';
}

function sha256(parts: readonly Uint8Array[]): string {
	const hash = createHash('sha256');
	for (const part of parts) hash.update(part);
	return hash.digest('hex');
}
