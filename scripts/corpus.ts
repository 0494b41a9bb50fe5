/**
 * The corpus: an outside set of DICOM files with a reference that independent decoders agree on (`CORPUS`, default beside the
 * checkout). Three questions, each asked of the production server in a real browser:
 *  1. Is every picture right to the stored value in the page, after our own loader, or refused with a code?
 *  2. Do all hostile files leave server and page alive, with a sentence for what is wrong?
 *  3. Does every name read as the truth says?
 * Ends with "N passed, N failed", one count a picture, a hostile file and a name.
 */
import { existsSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { browserPictures } from '../tests/corpus/browser-pictures.ts';
import { hostileFiles } from '../tests/corpus/hostile-files.ts';
import { names } from '../tests/corpus/names.ts';
import { counts, makePixelTable } from './pixel-table.ts';
import { toMarkdown } from './pixel-table/markdown.ts';

const corpus = resolve(process.env['CORPUS'] ?? join(import.meta.dirname, '../../shared/dicom'));
if (!existsSync(join(corpus, 'reference.json'))) {
	process.stderr.write('CORPUS names no folder with a reference.json\n');
	process.exit(1);
}

export interface Outcome {
	readonly what: string;
	/** null: passed */
	readonly problem: string | null;
}

const table = await makePixelTable(corpus);
const sums = counts(table.images);
const markdown = toMarkdown(table, sums);
const page = join(import.meta.dirname, '../docs/pixel-table.md');
if (process.env['CI'] === undefined) await writeFile(page, markdown);
process.stdout.write(`server: ${JSON.stringify(sums)}; ${table.framesPerSecond.toFixed(0)} frames/s\n`);

const outcomes: Outcome[] = [
	...table.images.map((image) => ({
		what: image.file,
		problem: image.verdict === 'wrong' ? `wrong: ${image.why}` : null,
	})),
	...(await browserPictures(corpus, table.images)),
	...(await hostileFiles(corpus)),
	...(await names(corpus)),
	{
		what: 'docs/pixel-table.md is true to the code',
		problem:
			firstLines(readFileSync(page, 'utf8')) === firstLines(markdown)
				? null
				: 'npm run test:corpus writes it anew',
	},
];

/** The counts; the speed below them is the machine's. */
function firstLines(text: string): string {
	return text
		.split('\n')
		.filter((line) => line.startsWith('|'))
		.join('\n');
}

const failed = outcomes.filter((outcome) => outcome.problem !== null);
for (const { what, problem } of failed) process.stdout.write(`FAILED ${what}: ${problem ?? ''}\n`);
process.stdout.write(`${outcomes.length - failed.length} passed, ${failed.length} failed\n`);
process.exitCode = failed.length > 0 ? 1 : 0;
