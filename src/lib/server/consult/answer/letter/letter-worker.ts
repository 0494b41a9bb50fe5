/**
 * Sets one letter and ends. In a thread of its own, run from source by Node itself: setting takes a second of computing, and what
 * hangs there is ended from outside. Texts reach the template as data (`json()`), never as markup.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { TypstCompilerBuilder, initSync } from '@myriaddreamin/typst-ts-web-compiler';
import type { LetterJob, LetterOutcome } from './letter-job.ts';
import { sfntOf } from './sfnt.ts';

const port = parentPort;
if (port === null) throw new Error('letter-worker runs in a worker thread only');

const modules = join(process.cwd(), 'node_modules');
const compiler = '@myriaddreamin/typst-ts-web-compiler/pkg/typst_ts_web_compiler_bg.wasm';
const family = '@fontsource/ibm-plex-sans-thai-looped/files/ibm-plex-sans-thai-looped';

const job = workerData as LetterJob;
const say = (outcome: LetterOutcome): void => port.postMessage(outcome);

initSync({ module: await readFile(join(modules, compiler)) });
const builder = new TypstCompilerBuilder();
builder.set_dummy_access_model();
for (const script of ['thai', 'latin', 'latin-ext'])
	for (const weight of [400, 600])
		await builder.add_raw_font(
			sfntOf(await readFile(join(modules, `${family}-${script}-${weight}-normal.woff`))),
		);
const typst = await builder.build();
typst.add_source('/main.typ', job.template);
for (const [path, bytes] of job.files) typst.map_shadow(path, bytes);
const came: unknown = typst.compile('/main.typ', undefined, 'pdf', 3);
say(outcomeOf(came));

function outcomeOf(answer: unknown): LetterOutcome {
	if (answer instanceof Uint8Array) return { pdf: answer };
	if (
		typeof answer === 'object' &&
		answer !== null &&
		'result' in answer &&
		answer.result instanceof Uint8Array
	)
		return { pdf: answer.result };
	return { fault: JSON.stringify(answer).slice(0, 500) };
}
