/**
 * First picture: cold and warm, on the lines of the field, all viewers in turn within each round.
 *   npm run bench -- first-image [--runs 5] [--film-runs 3] [--cells ct-3g,ct-4g,ct-warm,ct-bad,dx-3g] [--viewers ours,control]
 */
import { parseArgs } from 'node:util';
import { benchStudy } from '../data/studies.ts';
import { dropProfile, newProfile } from '../browser/window.ts';
import { versions } from '../peers/fetch.ts';
import { startStage, type Stage } from '../peers/stage.ts';
import { chosenViewers, type ViewerName } from '../peers/viewers.ts';
import type { BenchResult } from '../result.ts';
import { type FirstOrder, type FirstRun, measureFirst } from './measure.ts';
import { firstRows } from './rows.ts';

export interface Cell {
	readonly name: string;
	readonly kind: 'ct' | 'dx';
	readonly profile: '3g' | '4g' | 'bad';
	readonly cache: 'cold' | 'warm';
	readonly timeoutMs: number;
	/** Only these: the others can't be had on that line, whatever they do. */
	readonly viewers?: readonly ViewerName[];
}

export const cells: readonly Cell[] = [
	{ name: 'ct-3g', kind: 'ct', profile: '3g', cache: 'cold', timeoutMs: 90_000 },
	{ name: 'ct-4g', kind: 'ct', profile: '4g', cache: 'cold', timeoutMs: 60_000 },
	{ name: 'ct-warm', kind: 'ct', profile: '3g', cache: 'warm', timeoutMs: 60_000 },
	// A line that breaks every four seconds carries half a megabyte between two cuts: OHIF's largest script has three, and no way to go on.
	{
		name: 'ct-bad',
		kind: 'ct',
		profile: 'bad',
		cache: 'cold',
		timeoutMs: 60_000,
		viewers: ['ours', 'orthanc-viewer', 'dwv', 'control'],
	},
	{ name: 'dx-3g', kind: 'dx', profile: '3g', cache: 'cold', timeoutMs: 150_000 },
];

export async function run(): Promise<BenchResult> {
	const { values } = parseArgs({
		args: process.argv.slice(3),
		options: {
			runs: { type: 'string', default: '5' },
			'film-runs': { type: 'string', default: '3' },
			cells: { type: 'string' },
			viewers: { type: 'string' },
		},
	});
	const asked = cells.filter(({ name }) => values.cells?.split(',').includes(name) ?? true);
	const stage = await startStage(asked.some(({ kind }) => kind === 'dx') ? ['ct', 'dx'] : ['ct']);
	const names = chosenViewers(values.viewers).filter(
		(name) => name !== 'orthanc-viewer' || stage.hasOrthancViewer,
	);
	const runs: FirstRun[] = [];
	try {
		for (const cell of asked) {
			const rounds = Number(cell.kind === 'dx' ? values['film-runs'] : values.runs);
			for (let round = 0; round < rounds; round++) {
				for (const viewer of names.filter((name) => cell.viewers?.includes(name) ?? true)) {
					const one = await oneRun(stage, cell, viewer);
					runs.push(one);
					process.stdout.write(`${cell.name} ${round + 1}/${rounds} ${described(one)}\n`);
				}
			}
		}
	} finally {
		await stage.stop();
	}
	return {
		versions: { ohif: versions.ohif, dwv: versions.dwv, orthanc: '1.10.1', 'orthanc-webviewer': '2.8' },
		rows: firstRows(runs),
		notes: notesOf(runs, stage),
		runs,
	};
}

async function oneRun(stage: Stage, cell: Cell, viewer: ViewerName): Promise<FirstRun> {
	const form = viewer === 'ohif-static' ? 'htj2k' : 'raw';
	const study = await benchStudy(cell.kind, form);
	const profileFolder = newProfile();
	const order: FirstOrder = { viewer, study, ...cell, profileFolder };
	try {
		// Seen before over a good line, by another process of the same profile.
		if (cell.cache === 'warm') await measureFirst(stage, { ...order, profile: 'none' });
		return await measureFirst(stage, order);
	} finally {
		dropProfile(profileFolder);
	}
}

function described(run: FirstRun): string {
	const seconds = (value: number | null): string => (value === null ? '-' : `${value.toFixed(2)} s`);
	return [
		run.viewer.padEnd(14),
		`first ${seconds(run.first)}`,
		`lossless ${seconds(run.lossless)}`,
		`${run.requests} requests`,
		`${Math.round(run.kilobytes)} KB`,
		`script ${Math.round(run.scriptKilobytes)} KB`,
		`pixels ${Math.round(run.pixelKilobytes)} KB`,
		`cpu ${run.cpuSeconds?.toFixed(1) ?? '-'} s`,
		`slice ${run.slice ?? '-'}/${run.sliceOnScreen}`,
		...(run.cuts === 0 ? [] : [`cut ${run.cuts} times`]),
		`idle ${run.idleBefore ?? '-'}`,
		...run.errors,
	].join('  ');
}

function notesOf(runs: readonly FirstRun[], stage: Stage): string[] {
	const notes = stage.hasOrthancViewer
		? []
		: ['Orthanc Web Viewer could not be had here: its rows are open.'];
	const blind = runs.filter(({ first }) => first === null);
	for (const { viewer, kind, profile, cache, errors } of blind)
		notes.push(
			`${viewer} showed no picture in time (${kind}, ${profile}, ${cache}) ${errors.join(' ')}`.trim(),
		);
	for (const one of runs)
		if (one.first !== null && one.sliceOnScreen === 0)
			notes.push(
				`${one.viewer}: the code was read from the canvas, not found again on the screen (${one.kind}, ${one.profile})`,
			);
	return [...new Set(notes)];
}
