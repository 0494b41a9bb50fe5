/**
 * The whole stack: how soon it can be scrolled on a rural line, how soon it is there on a good one, how it scrolls and what it weighs
 * in memory; all viewers in turn within each round. A round takes about five minutes with all of them.
 *   npm run bench -- scroll [--runs 3] [--viewers ours,ohif-static,dwv,control] [--cells previews,stack]
 */
import { parseArgs } from 'node:util';
import { dropProfile, newProfile } from '../browser/window.ts';
import { benchStudy } from '../data/studies.ts';
import { versions } from '../peers/fetch.ts';
import { startStage } from '../peers/stage.ts';
import { chosenViewers, viewers, type ViewerName } from '../peers/viewers.ts';
import type { BenchResult } from '../result.ts';
import {
	measurePreviews,
	measureStack,
	type PreviewRun,
	type ScrollOrder,
	type ScrollRun,
} from './measure.ts';
import { scrollRows } from './rows.ts';

export async function run(): Promise<BenchResult> {
	const { values } = parseArgs({
		args: process.argv.slice(3),
		options: {
			runs: { type: 'string', default: '3' },
			viewers: { type: 'string' },
			cells: { type: 'string', default: 'previews,stack' },
		},
	});
	const cells = values.cells.split(',');
	// Orthanc's own viewer never loads a stack: one lossy slice at a time.
	const names = chosenViewers(values.viewers).filter((name) => name !== 'orthanc-viewer');
	const stage = await startStage(['ct']);
	const runs: (ScrollRun | PreviewRun)[] = [];
	const notes: string[] = [];
	const round = Number(values.runs);
	const tried = async (
		viewer: ViewerName,
		measure: (order: ScrollOrder) => Promise<ScrollRun | PreviewRun>,
	): Promise<void> => {
		const profileFolder = newProfile();
		try {
			const study = await benchStudy('ct', viewers[viewer].form);
			const one = await measure({ viewer, study, profileFolder, timeoutMs: 120_000 });
			runs.push(one);
			process.stdout.write(`${described(one)}\n`);
		} catch (error) {
			const why = error instanceof Error ? error.message.slice(0, 120) : '?';
			notes.push(`${viewer}: a run gave no figures (${why})`);
			process.stdout.write(`${viewer}: ${why}\n`);
		} finally {
			dropProfile(profileFolder);
		}
	};
	try {
		for (let turn = 0; turn < round; turn++) {
			const began = Date.now();
			if (cells.includes('previews') && names.includes('ours'))
				await tried('ours', (order) => measurePreviews(stage, order));
			if (cells.includes('stack'))
				for (const name of names) await tried(name, (order) => measureStack(stage, order));
			const seconds = Math.round((Date.now() - began) / 1000);
			process.stdout.write(`round ${turn + 1}/${round} took ${seconds} s\n`);
		}
	} finally {
		await stage.stop();
	}
	return {
		versions: { ohif: versions.ohif, dwv: versions.dwv, orthanc: '1.10.1' },
		rows: scrollRows(runs),
		notes: [...new Set([...notes, ...notesOf(runs)])],
		runs,
	};
}

function described(run: ScrollRun | PreviewRun): string {
	const text = (value: number | null, unit: string): string =>
		value === null ? '-' : `${value.toFixed(1)}${unit}`;
	if (run.cell === 'previews') {
		const parts = [
			`every slice scrollable ${text(run.scrollable, ' s')}`,
			`its lossless bytes ${text(run.losslessBytes, ' s')}`,
			`seen ${run.farSeen.join(' ')}`,
		];
		return ['ours'.padEnd(14), ...parts, ...run.errors].join('  ');
	}
	return [
		run.viewer.padEnd(14),
		`whole ${text(run.whole, ' s')}`,
		`${run.slices} slices`,
		text(run.megabytes, ' MB'),
		`painted ${text(run.paintedPerSecond, '/s')} of ${text(run.wheelPerSecond, '/s')}`,
		`gap p95 ${text(run.gapP95, ' ms')}`,
		`memory ${text(run.pss, ' MB')}`,
		`idle ${run.idleBefore ?? '-'}`,
		...run.errors,
	].join('  ');
}

function notesOf(runs: readonly (ScrollRun | PreviewRun)[]): string[] {
	return runs.flatMap((run) => {
		if (run.cell === 'previews')
			return run.farSeen.length < 2 ? ['ours: previews were claimed that could not be scrolled to'] : [];
		const notes = run.whole === null ? [`${run.viewer} had ${run.slices} slices in time`] : [];
		if (run.paintedPerSecond === 0) notes.push(`${run.viewer}: no slice was read while scrolling`);
		return notes;
	});
}
