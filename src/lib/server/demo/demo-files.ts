/** All files of the demo in the order in which they are stored: what the link opens at first. */
import { photographFile, ultrasoundFile } from './colour-images.ts';
import { ctFiles, mrFiles, priorCtFiles } from './cross-sections.ts';
import { keyObjectFile, letterFile, reportFile } from './documents.ts';
import { presentationFile } from './presentation.ts';
import { chestFilmFile, handFilmFiles, invertedChestFilmFile } from './radiographs.ts';

/** Names of the steps; they stand in the log. */
export const demoSteps = [
	'chest-ct',
	'reports',
	'chest-film',
	'prior-ct',
	'letter',
	'wound',
	'heart',
	'head',
	'other-film',
	'hands',
] as const;
export type DemoStep = (typeof demoSteps)[number];

export interface DemoFile {
	readonly step: DemoStep;
	readonly bytes: Uint8Array;
}

export async function* demoFiles(): AsyncGenerator<DemoFile> {
	yield* each('chest-ct', ctFiles());
	yield* each('reports', [reportFile(), keyObjectFile(), presentationFile()]);
	yield { step: 'chest-film', bytes: chestFilmFile() };
	yield* each('prior-ct', priorCtFiles());
	yield { step: 'letter', bytes: letterFile() };
	yield { step: 'wound', bytes: await photographFile() };
	yield { step: 'heart', bytes: await ultrasoundFile() };
	yield* each('head', mrFiles());
	yield { step: 'other-film', bytes: invertedChestFilmFile() };
	for (const { draw } of handFilmFiles()) yield { step: 'hands', bytes: draw() };
}

function* each(step: DemoStep, files: Iterable<Uint8Array>): Generator<DemoFile> {
	for (const bytes of files) yield { step, bytes };
}
