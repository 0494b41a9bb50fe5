/**
 * Seeded damage to good files, through the pool as in life. What must hold for each: an answer comes; it is a refusal, or a
 * picture of the right size and form that is not the picture decoded before it. Damage inside entropy-coded data passes every
 * codec unseen (and is what the digest at receipt is for), so the values themselves are not judged here.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createPixelPool } from '../../src/lib/server/pixels/pool/pixel-pool.ts';
import type { PixelPool } from '../../src/lib/server/pixels/pool/pixel-pool.ts';
import { encodeFrame, encodeRle } from '../fixtures/encode-frame.ts';
import type { Encoding } from '../fixtures/encode-frame.ts';
import {
	cells,
	encapsulated,
	grey16,
	grey8,
	imageFile,
	native,
	pattern,
	rgb8,
	seeded,
} from '../fixtures/image-file.ts';
import type { ImageHeader } from '../fixtures/image-file.ts';
import { dcmtkFile } from '../peers/dcmtk.ts';

const root = '1.2.840.10008.1.2';
const perKind = 64;

let folder: string;
let pool: PixelPool;

beforeAll(async () => {
	folder = await mkdtemp(join(tmpdir(), 'hub-mutations-'));
	// One worker, so that the picture before is really the one before.
	pool = createPixelPool({ size: 1, patience: { base: 2_000, perMegapixel: 1_000 } });
});

afterAll(async () => {
	await pool.close();
	await rm(folder, { recursive: true });
});

type MakeFile = (header: ImageHeader, seed: number) => Promise<Uint8Array>;

const plain: MakeFile = async (header, seed) =>
	imageFile(header, `${root}.1`, native(cells(pattern(header, seed), header.bitsAllocated)));

function coded(syntax: string, encoding: Encoding | 'rle'): MakeFile {
	return async (header, seed) => {
		const values = pattern(header, seed);
		const stream =
			encoding === 'rle' ? encodeRle(values, header) : await encodeFrame(values, header, encoding);
		return imageFile(header, syntax, encapsulated(stream));
	};
}

const kinds: [string, ImageHeader, MakeFile][] = [
	['native', grey16, plain],
	['RLE', grey16, coded(`${root}.5`, 'rle')],
	['RLE colour', rgb8, coded(`${root}.5`, 'rle')],
	['JPEG', grey8, coded(`${root}.4.50`, { to: 'jpeg', lossy: true })],
	['JPEG 12 bit', grey16, async (header, seed) => dcmtkFile('dcmcjpeg', ['+ee'], await plain(header, seed))],
	['JPEG lossless', grey16, coded(`${root}.4.70`, { to: 'jpeg', lossy: false })],
	['JPEG-LS', grey16, coded(`${root}.4.80`, { to: 'jpeg-ls', near: 0 })],
	['JPEG 2000', grey16, coded(`${root}.4.90`, { to: 'j2k', lossy: false })],
	['JPEG 2000 lossy', grey16, coded(`${root}.4.91`, { to: 'j2k', lossy: true })],
	['HTJ2K', grey16, coded(`${root}.4.201`, { to: 'htj2k', lossy: false })],
];

/** Damage by kind, so that every sort occurs: header and body flips, cuts, holes, repeats, runs of junk. */
function damaged(good: Uint8Array, turn: number, random: () => number): Uint8Array {
	const pixelsAt = Buffer.from(good).indexOf(Buffer.of(0xe0, 0x7f, 0x10, 0x00));
	const within = (from: number, to: number) => Math.floor(from + random() * (to - from));
	const bytes = good.slice();
	const flip = (at: number) => (bytes[at] = (bytes[at] ?? 0) ^ (1 << within(0, 8)));
	switch (turn % 8) {
		case 0:
			flip(within(pixelsAt, Math.min(pixelsAt + 160, good.length)));
			return bytes;
		case 1:
			flip(within(pixelsAt, good.length));
			return bytes;
		case 2:
			return good.subarray(0, within(pixelsAt, good.length));
		case 3:
			flip(within(132, pixelsAt));
			return bytes;
		case 4: {
			const at = within(pixelsAt, good.length);
			return Buffer.concat([good.subarray(0, at), good.subarray(at + within(1, 200))]);
		}
		case 5: {
			const at = within(pixelsAt, good.length);
			return Buffer.concat([
				good.subarray(0, at),
				good.subarray(within(pixelsAt, at), at),
				good.subarray(at),
			]);
		}
		case 6: {
			const at = within(pixelsAt + 12, good.length);
			for (let i = at; i < Math.min(at + 24, good.length); i++) bytes[i] = within(0, 256);
			return bytes;
		}
		default:
			for (let i = 0; i < 20; i++) flip(within(pixelsAt + 12, good.length));
			return bytes;
	}
}

describe(`${kinds.length * perKind} mutations never show junk of another size, the previous picture, or a hang (threat-1)`, () => {
	for (const [kind, [name, header, make]] of kinds.entries()) {
		it(
			name,
			async () => {
				const before = join(folder, `before-${kind}.dcm`);
				const mutant = join(folder, `mutant-${kind}.dcm`);
				await writeFile(before, await make(header, 5));
				const good = await make(header, 6);
				const random = seeded(1000 + kind);
				const outcomes = { refused: 0, shown: 0 };
				for (let turn = 0; turn < perKind; turn++) {
					await writeFile(mutant, damaged(good, turn, random));
					const previous = await pool.decodeFrame({ path: before, frame: 0 });
					if (!previous.ok) throw new Error(`the good file was refused: ${previous.reason.code}`);
					const answer = await pool.decodeFrame({ path: mutant, frame: 0 });
					if (!answer.ok) {
						expect(answer.reason.code).toMatch(/^[a-z0-9-]+$/);
						outcomes.refused++;
						continue;
					}
					const { format, values } = answer.value;
					const bytesEach = Number(/\d+/.exec(format.dtype)?.[0]) / 8;
					expect(values.length).toBe(format.rows * format.columns * format.samples * bytesEach);
					expect(Buffer.compare(values, previous.value.values)).not.toBe(0);
					outcomes.shown++;
				}
				expect(outcomes.refused).toBeGreaterThan(perKind / 8);
			},
			240_000,
		);
	}

	it('a whole derivation of each ends in a whole answer', async () => {
		const container = join(folder, 'container');
		const path = join(folder, 'mutant.dcm');
		for (const [kind, [, header, make]] of kinds.entries()) {
			const good = await make(header, 6);
			const random = seeded(2000 + kind);
			for (let turn = 0; turn < 8; turn++) {
				await writeFile(path, damaged(good, turn, random));
				const { format, frames, refused } = await pool.derive({ path, container });
				expect(refused === null).toBe(format !== null);
				for (const frame of frames) {
					if (frame.state === 'ready') expect(frame.length).toBeGreaterThan(0);
				}
			}
		}
		expect(process.memoryUsage.rss()).toBeLessThan(1.5 * 1024 ** 3);
	}, 240_000);
});
