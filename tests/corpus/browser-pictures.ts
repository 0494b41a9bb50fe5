import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Judgement } from '../../scripts/pixel-table/judge.ts';
import type { Outcome } from '../../scripts/corpus.ts';
import { openHub } from './hub.ts';
import { type PageFrame, readInPage } from './page-reader.ts';
import { type CorpusFile, identify, roundsOf } from './rounds.ts';

/**
 * Every image through STOW, ingest, derivation, the rights, HTTP, digest check and the browser's decoder: the values that the
 * page holds must be those that the server's table has judged against the reference; what the table refuses must not appear.
 */
export async function browserPictures(corpus: string, images: readonly Judgement[]): Promise<Outcome[]> {
	const outcomes: Outcome[] = [];
	const judged = new Map(images.map((image) => [image.file, image]));
	const known: CorpusFile[] = [];
	for (const image of images) {
		const file = await identify(corpus, image.file);
		if (file !== null) known.push(file);
		// No UIDs, or not readable: the door refuses it, which is a reason on the sender's screen.
		else outcomes.push({ what: `in the browser: ${image.file}`, problem: null });
	}
	const tally = { exact: 0, refused: 0, blocked: 0, asDocument: 0, atTheDoor: outcomes.length };
	for (const round of roundsOf(known)) {
		const bytes = round.map((each) => readFileSync(join(corpus, each.file)));
		const hub = await openHub(
			bytes,
			round.map((each) => each.study),
		);
		const stored = new Set(hub.answers.flatMap((answer) => answer.stored));
		for (const each of round) {
			const what = `in the browser: ${each.file}`;
			const judgement = judged.get(each.file);
			if (judgement === undefined) continue;
			if (!stored.has(each.instance)) {
				const refusedThere = judgement.verdict === 'refused';
				tally.atTheDoor++;
				// Refused with a reason is right too (a sequence that breaks off, say), but is told.
				if (!refusedThere)
					process.stdout.write(`refused at the door, though its pixels are sound: ${each.file}\n`);
				outcomes.push({ what, problem: null });
				continue;
			}
			const frames = await readInPage(hub.page, each.study, each.instance, Math.max(1, judgement.frames));
			const reason = instead(frames, each.segmentation);
			if (reason !== null) {
				tally[reason]++;
				outcomes.push({ what, problem: null });
				continue;
			}
			const problem = compare(judgement, frames);
			if (problem === null) tally[judgement.verdict === 'refused' ? 'refused' : 'exact']++;
			outcomes.push({ what, problem });
		}
		await hub.close();
	}
	process.stdout.write(`browser: ${JSON.stringify(tally)}\n`);
	return outcomes;
}

/**
 * Not a picture of this study on purpose: the corpus keeps several patients in one study, all but the first of which are blocked
 * (threat 18), and segmentations open as a readable tree, never as a picture.
 */
function instead(frames: readonly PageFrame[], segmentation: boolean): 'blocked' | 'asDocument' | null {
	const codes = new Set(frames.map((frame) => ('refused' in frame ? frame.refused : 'shown')));
	if (codes.size !== 1) return null;
	if (codes.has('patient-mismatch')) return 'blocked';
	return segmentation && codes.has('not-found') ? 'asDocument' : null;
}

function compare(judgement: Judgement, frames: readonly PageFrame[]): string | null {
	for (const [i, frame] of frames.entries()) {
		if ('refused' in frame) {
			if (judgement.verdict !== 'refused') return `frame ${i + 1} refused in the page: ${frame.refused}`;
			continue;
		}
		if (judgement.verdict === 'refused')
			return `frame ${i + 1} is shown, though it is refused: ${judgement.why}`;
		if (frame.sha256 !== judgement.valuesSha256[i]) return `frame ${i + 1} differs in the page`;
	}
	return null;
}
