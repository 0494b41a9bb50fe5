/** A file through the server's derivation and then through the browser's codecs, as the page would do it. */
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeHtj2kStream } from '../../src/lib/server/pixels/codecs/htj2k.ts';
import { decodeTurbo } from '../../src/lib/server/pixels/codecs/turbo-jpeg.ts';
import { readFrameRendition } from '../../src/lib/server/pixels/frame/container.ts';
import { smallGrey } from '../../src/lib/viewer/frames/decode.ts';
import type { Derivation } from '../../src/lib/server/pixels/rendition.ts';
import { runJob } from '../../src/lib/server/pixels/pool/run-job.ts';
import { viewAs } from '../../src/lib/server/pixels/frame/samples.ts';
import type { JobKinds } from '../../src/lib/server/pixels/pool/pixel-job.ts';

export interface Derived {
	readonly derivation: Derivation;
	/** by frame: what the reader sees, or why not */
	readonly shown: readonly (readonly number[] | string)[];
}

export async function derived(file: Uint8Array): Promise<Derived> {
	const folder = await mkdtemp(join(tmpdir(), 'hub-pixels-'));
	try {
		const files = { original: join(folder, 'original.dcm'), container: join(folder, 'container') };
		await writeFile(files.original, file);
		const derivation = (await runJob(
			{
				name: 'derive',
				request: {
					path: files.original,
					container: files.container,
					temporary: `${files.container}.part`,
					given: [],
				},
			},
			{ onFrame: () => undefined },
		)) as Derivation;
		const shown: (readonly number[] | string)[] = [];
		for (const [frame, index] of derivation.frames.entries()) {
			if (index.state === 'refused') {
				shown.push(index.refusal.code);
			} else if (index.state === 'ready') {
				const bytes = await readFrameRendition(files, index);
				shown.push(await inBrowser(derivation, { ...index, bytes }));
			} else {
				const request = {
					path: files.original,
					frame,
					keepCells: derivation.flags.includes('values-exceed-bits-stored'),
				};
				const later = (await runJob(
					{ name: 'deriveFrame', request },
					{ onFrame: () => undefined },
				)) as JobKinds['deriveFrame']['answer'];
				shown.push(later.ok ? await inBrowser(derivation, later.value.rendition) : later.reason.code);
			}
		}
		return { derivation, shown };
	} finally {
		await rm(folder, { recursive: true });
	}
}

interface Served {
	readonly codec: 'jpegls' | 'htj2k' | 'jpeg' | 'raw';
	readonly bytes: Uint8Array;
	readonly sha256: string;
	readonly valuesSha256: string;
}

async function inBrowser(
	{ format }: Derivation,
	{ codec, bytes, sha256, valuesSha256 }: Served,
): Promise<number[]> {
	if (format === null) throw new Error('a frame without a format');
	if (hash(bytes) !== sha256) throw new Error('rendition differs from its hash');
	const raw =
		codec === 'jpegls'
			? slice(bytes, format)
			: codec === 'raw'
				? bytes
				: ((codec === 'jpeg' ? await decodeTurbo(bytes) : await decodeHtj2kStream(bytes))?.bytes ?? null);
	if (raw === null || hash(raw) !== valuesSha256) throw new Error('values differ from their hash');
	return [...viewAs(format.dtype, raw)];
}

function slice(bytes: Uint8Array, format: NonNullable<Derivation['format']>): Uint8Array | null {
	const reply = smallGrey(bytes, format);
	return reply.ok ? new Uint8Array(reply.values.buffer) : null;
}

function hash(bytes: Uint8Array): string {
	return createHash('sha256').update(bytes).digest('hex');
}
