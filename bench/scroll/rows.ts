/** The rows of the reach table that a whole stack decides. */
import { against, limited, median, type BenchRow } from '../result.ts';
import { viewers, type ViewerName } from '../peers/viewers.ts';
import type { PreviewRun, ScrollRun } from './measure.ts';

export function scrollRows(runs: readonly (ScrollRun | PreviewRun)[]): BenchRow[] {
	const previews = runs.filter((run) => run.cell === 'previews');
	const stacks = runs.filter((run) => run.cell === 'stack');
	const of = (viewer: ViewerName, figure: (run: ScrollRun) => number | null): number | null =>
		median(stacks.filter((run) => run.viewer === viewer).map(figure));
	const rows: BenchRow[] = [];
	if (previews.length > 0) {
		// A preview that is claimed and can't be scrolled to is none.
		const seen = previews.map((run) => (run.farSeen.length === 2 ? run.scrollable : null));
		const name = '7 every slice at least as preview, 3G';
		const bytes = median(previews.map((run) => run.losslessBytes));
		const figures = { ours: median(seen), peer: bytes, peerName: 'its lossless bytes (computed)' };
		rows.push(against({ name, unit: 's', ...figures }, { atMost: 0.1 }));
	}
	if (stacks.length === 0) return rows;
	const title = (viewer: ViewerName): string => viewers[viewer].title;
	const whole = (run: ScrollRun): number | null => run.whole;
	rows.push(
		against(
			{
				name: '8 300 slices lossless, no throttle',
				unit: 's',
				...{ ours: of('ours', whole), peer: of('ohif-static', whole), peerName: title('ohif-static') },
			},
			{ atMost: 0.5 },
		),
	);
	const megabytes = of('ours', (run) => (run.whole === null ? null : run.megabytes));
	const name = '8 pixels over the line for them, with previews';
	rows.push(limited({ name, unit: 'MB', ours: megabytes }, { atMost: 45 }));
	const painted = (run: ScrollRun): number | null => run.paintedPerSecond;
	const ours = of('ours', painted);
	const best = (['dwv', 'ohif-orthanc', 'ohif-static'] as const)
		.map((viewer) => ({ peerName: title(viewer), peer: of(viewer, painted) }))
		.reduce((most, one) => ((one.peer ?? 0) > (most.peer ?? 0) ? one : most));
	const turned = '9 painted slices a second, 300 loaded';
	rows.push(against({ name: turned, unit: '/s', ours, ...best }, { atLeast: 1.5 }));
	const control = { peer: of('control', painted), peerName: title('control') };
	rows.push(against({ name: turned, unit: '/s', ours, ...control }, { atLeast: 0.7 }));
	for (const viewer of ['ohif-orthanc', 'ohif-static'] as const) {
		const pss = (run: ScrollRun): number | null => run.pss;
		const held = { ours: of('ours', pss), peer: of(viewer, pss), peerName: title(viewer) };
		rows.push(against({ name: '10 memory (PSS) with 300 loaded', unit: 'MB', ...held }, { atMost: 0.7 }));
	}
	return rows;
}
