/**
 * The pixel table: every image of a reference corpus through the server's derivation and then through the browser's codecs,
 * compared with what outside decoders say. `CORPUS` names the folder with `reference.json` and `hostile.json`.
 * Writes docs/pixel-table.md; ends with 1 when a single picture is wrong.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createPixelPool } from '../src/lib/server/pixels/pool/pixel-pool.ts';
import type { PixelPool } from '../src/lib/server/pixels/pool/pixel-pool.ts';
import { judge } from './pixel-table/judge.ts';
import type { Judgement } from './pixel-table/judge.ts';
import { parseHostile, parseReference } from './pixel-table/reference.ts';
import { tryHostile } from './pixel-table/hostile.ts';
import type { HostileOutcome } from './pixel-table/hostile.ts';
import { toMarkdown } from './pixel-table/markdown.ts';

export interface PixelTable {
	readonly images: readonly Judgement[];
	readonly hostile: readonly HostileOutcome[];
	readonly framesPerSecond: number;
}

export async function makePixelTable(corpus: string): Promise<PixelTable> {
	const reference = parseReference(JSON.parse(await readFile(join(corpus, 'reference.json'), 'utf8')));
	const hostile = parseHostile(JSON.parse(await readFile(join(corpus, 'hostile.json'), 'utf8')));
	const folder = await mkdtemp(join(tmpdir(), 'pixel-table-'));
	const pool = createPixelPool({ size: 2 });
	try {
		const started = performance.now();
		const images = await Promise.all(
			reference.map((entry, i) => judge(pool, entry, { corpus, container: join(folder, `image-${i}`) })),
		);
		const seconds = (performance.now() - started) / 1000;
		const frames = images.reduce((sum, image) => sum + image.frames, 0);
		return {
			images,
			hostile: await tryAll(pool, corpus, folder, hostile),
			framesPerSecond: frames / seconds,
		};
	} finally {
		await pool.close();
		await rm(folder, { recursive: true, force: true });
	}
}

async function tryAll(
	pool: PixelPool,
	corpus: string,
	folder: string,
	files: readonly string[],
): Promise<HostileOutcome[]> {
	const outcomes: HostileOutcome[] = [];
	for (const file of files) {
		outcomes.push(
			await tryHostile(pool, { name: file, path: join(corpus, file), container: join(folder, 'hostile') }),
		);
	}
	return outcomes;
}

export function counts(images: readonly Judgement[]): Record<Judgement['verdict'], number> {
	const sums = { exact: 0, converted: 0, refused: 0, undecided: 0, wrong: 0 };
	for (const image of images) sums[image.verdict]++;
	return sums;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
	const corpus = resolve(process.env['CORPUS'] ?? '../shared/dicom');
	const table = await makePixelTable(corpus);
	const sums = counts(table.images);
	await writeFile(join(import.meta.dirname, '../docs/pixel-table.md'), toMarkdown(table, sums));
	const failed = table.hostile.filter((one) => !one.survived).length;
	const line = Object.entries(sums)
		.map(([verdict, count]) => `${verdict} ${count}`)
		.join(', ');
	process.stdout.write(
		`pixel table: ${line}; hostile ${table.hostile.length}, failed ${failed}; ${table.framesPerSecond.toFixed(0)} frames/s\n`,
	);
	if (sums.wrong > 0 || failed > 0) process.exitCode = 1;
}
