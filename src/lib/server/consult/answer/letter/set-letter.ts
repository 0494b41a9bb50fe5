/** A signed answer as a PDF: the letter's words and figures as data, its pictures from the original files, set in a thread. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { renderSVG } from 'uqr';
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import { letterOf } from '#lib/consult/answer/letter.ts';
import type { Letter } from '#lib/consult/answer/letter.ts';
import type { Statement } from '#lib/consult/answer/statement.ts';
import { letterWords } from '#lib/i18n/areas/letter.ts';
import { letterDates } from '#lib/i18n/letter-dates.ts';
import { log } from '#lib/base/log.ts';
import type { LetterJob, LetterOutcome } from './letter-job.ts';
import { withReadableText } from './readable-text.ts';

export interface LetterOrder {
	readonly statement: Statement;
	/** of the signed bytes */
	readonly hash: string;
	/** JPEG of each key image, in their order */
	readonly pictures: readonly Uint8Array[];
	readonly qr: { readonly address: string; readonly until: number | null };
}

/** Setting takes one to four seconds on a busy small machine. */
const patienceMs = 60_000;

// By path from the project's root, since the production bundle moves this module but not what lies beside it.
const room = (file: string) => join(process.cwd(), 'src/lib/server/consult/answer/letter', file);

/** `not-set`: a fault of ours; the answer itself stands, and its page on screen shows the same. */
export async function setLetter(
	order: LetterOrder,
	signal: AbortSignal,
): Promise<Result<Uint8Array, 'not-set'>> {
	const paths = order.pictures.map((_, at) => `/picture-${at + 1}.jpg`);
	const files: LetterJob['files'] = [
		['/letter.json', new TextEncoder().encode(JSON.stringify(letterData(order, paths)))],
		['/qr.svg', new TextEncoder().encode(renderSVG(order.qr.address, { ecc: 'M', border: 2 }))],
		...order.pictures.map((bytes, at): [string, Uint8Array] => [paths[at] ?? '', bytes]),
	];
	const outcome = await work({ template: await readFile(room('letter.typ'), 'utf8'), files }, signal);
	if ('pdf' in outcome) return ok(withReadableText(outcome.pdf));
	// The compiler quotes our template, never the data; still only that it failed is written down.
	log('error', 'letter-not-set', {});
	return err('not-set');
}

function letterData({ statement, hash, qr }: LetterOrder, paths: readonly string[]) {
	const words = letterWords.th;
	const dates = letterDates('th');
	const letter = letterOf(statement, words, dates);
	const { signer } = statement;
	return {
		letter: unbroken(letter),
		paths,
		title: words.title,
		author: signer.name,
		house: signer.hospitalName,
		words: {
			question: words.question,
			asked: words.asked,
			study: words.study,
			amended: words.amended,
			urgencyTitle: words.urgencyTitle,
			keyImages: words.keyImages,
			measures: words.measures,
			calibration: words.calibration,
			signedBy: words.signedBy,
			hash: words.hash,
			signingKey: words.signingKey,
			disclaimer: words.disclaimer,
			page: words.pageWord,
		},
		signed: {
			name: signer.name,
			hospital: signer.hospitalName,
			at: words.signedAt(dates.at(statement.signedAt)),
			hash: [hash.slice(0, 32), hash.slice(32)],
			key: statement.key,
			record: words.record(statement.record.seq),
		},
		qr: qr.until === null ? words.qr.consult : words.qr.link(dates.at(qr.until)),
	};
}

/** A number stays on one line with its unit. */
function unbroken(letter: Letter): Letter {
	const kept = (text: string): string =>
		text.replace(/(\d) (?=(?:มม|ซม|ตร|มล|กก|mm|cm|ml|HU|ปี|เดือน|วัน|ชั่วโมง|นาที|องศา|%))/g, '$1\u00a0');
	return {
		...letter,
		asked: { ...letter.asked, question: kept(letter.asked.question) },
		sections: letter.sections.map((section) => ({ ...section, text: kept(section.text) })),
	};
}

async function work(job: LetterJob, signal: AbortSignal): Promise<LetterOutcome> {
	// A heap of its own: a letter that would eat the machine ends its thread instead.
	const worker = new Worker(room('letter-worker.ts'), {
		workerData: job,
		resourceLimits: { maxOldGenerationSizeMb: 512 },
	});
	const { promise, resolve } = Promise.withResolvers<LetterOutcome>();
	const timer = setTimeout(() => resolve({ fault: 'timeout' }), patienceMs);
	signal.addEventListener('abort', () => resolve({ fault: 'aborted' }), { once: true });
	worker.once('message', (outcome: LetterOutcome) => resolve(outcome));
	worker.once('error', (error) => resolve({ fault: error instanceof Error ? error.name : 'crashed' }));
	worker.once('exit', () => resolve({ fault: 'ended' }));
	try {
		return await promise;
	} finally {
		clearTimeout(timer);
		await worker.terminate();
	}
}
