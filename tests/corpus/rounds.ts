/**
 * Files of a corpus that share a SOP Instance UID (the same picture in several transfer syntaxes) can't stand in one archive
 * together: same UID and other bytes is refused. So the corpus is stored in rounds, each in an archive of its own.
 */
import { openAsBlob } from 'node:fs';
import { join } from 'node:path';
import { readPart10 } from '#lib/dicom/part10/part10-reader.ts';
import { string } from '#lib/dicom/dataset.ts';
import type { ByteSource } from '#lib/base/bytes.ts';

export interface CorpusFile {
	readonly file: string;
	readonly study: string;
	readonly series: string;
	readonly instance: string;
	readonly frames: number;
	/** Opens as a readable tree: its pixels are labels, not a picture (PS3.3 A.51). */
	readonly segmentation: boolean;
}

/** What the reader makes of each file's identity; null when it refuses the file or it has no UIDs. */
export async function identify(corpus: string, file: string): Promise<CorpusFile | null> {
	const blob = await openAsBlob(join(corpus, file));
	const source: ByteSource = {
		size: blob.size,
		read: async (offset, length) => new Uint8Array(await blob.slice(offset, offset + length).arrayBuffer()),
	};
	const read = await readPart10(source);
	if (!read.ok) return null;
	const { dataset, pixelData } = read.value;
	const study = string(dataset, '0020000D');
	const series = string(dataset, '0020000E');
	const instance = string(dataset, '00080018');
	if (study === null || series === null || instance === null) return null;
	const declared = Number(string(dataset, '00280008') ?? '1');
	const frames = pixelData === null ? 0 : Number.isInteger(declared) && declared > 0 ? declared : 1;
	const segmentation = (string(dataset, '00080016') ?? '').startsWith('1.2.840.10008.5.1.4.1.1.66.');
	return { file, study, series, instance, frames, segmentation };
}

/** Each round holds an instance at most once. */
export function roundsOf(files: readonly CorpusFile[]): CorpusFile[][] {
	const rounds: { taken: Set<string>; files: CorpusFile[] }[] = [];
	for (const file of files) {
		let round = rounds.find((each) => !each.taken.has(file.instance));
		if (round === undefined) {
			round = { taken: new Set(), files: [] };
			rounds.push(round);
		}
		round.taken.add(file.instance);
		round.files.push(file);
	}
	return rounds.map((round) => round.files);
}
