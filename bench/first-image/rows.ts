/** The rows of the reach table that a first picture decides. */
import { against, limited, median, type BenchRow } from '../result.ts';
import { profiles } from '../link/profiles.ts';
import { viewers, type ViewerName } from '../peers/viewers.ts';
import type { FirstRun } from './measure.ts';

/** 512 x 512, 12 bits in 16 */
const rawSliceBytes = 512 * 512 * 2;

type Figure = (run: FirstRun) => number | null;
type Place = Pick<FirstRun, 'kind' | 'profile' | 'cache'>;

export function firstRows(runs: readonly FirstRun[]): BenchRow[] {
	const rows: BenchRow[] = [];
	const middle = (viewer: ViewerName, place: Place, figure: Figure): number | null =>
		median(
			runs
				.filter((run) => run.viewer === viewer && run.kind === place.kind)
				.filter((run) => run.profile === place.profile && run.cache === place.cache)
				.map(figure),
		);
	const compare = (
		name: string,
		place: Place,
		figure: Figure,
		goals: Partial<Record<ViewerName, number>>,
	): void => {
		for (const peer of ['orthanc-viewer', 'ohif-orthanc', 'ohif-static', 'dwv', 'control'] as const) {
			const atMost = goals[peer];
			if (atMost === undefined) continue;
			const figures = { ours: middle('ours', place, figure), peer: middle(peer, place, figure) };
			rows.push(against({ name, unit: 's', ...figures, peerName: viewers[peer].title }, { atMost }));
		}
	};
	const has = (place: Place): boolean =>
		runs.some((run) => run.kind === place.kind && run.profile === place.profile && run.cache === place.cache);

	const slow: Place = { kind: 'ct', profile: '3g', cache: 'cold' };
	if (has(slow)) {
		compare('1 first picture, cold, 3G, CT', slow, ({ first }) => first, {
			'orthanc-viewer': 0.5,
			'ohif-orthanc': 0.06,
		});
		compare('2 first lossless picture, cold, 3G, CT', slow, ({ lossless }) => lossless, {
			control: 0.65,
			'ohif-orthanc': 0.1,
		});
	}
	const fast: Place = { kind: 'ct', profile: '4g', cache: 'cold' };
	if (has(fast))
		compare('3 first picture, cold, 4G, CT', fast, ({ first }) => first, { 'orthanc-viewer': 0.6 });
	const warm: Place = { kind: 'ct', profile: '3g', cache: 'warm' };
	if (has(warm)) {
		compare('4 first picture, warm, 3G, CT', warm, ({ first }) => first, { 'orthanc-viewer': 0.35 });
		const pixels = middle('ours', warm, ({ pixelKilobytes }) => pixelKilobytes);
		rows.push(limited({ name: '4 pixels over the line when warm', unit: 'KB', ours: pixels }, { atMost: 0 }));
	}
	if (has(slow)) {
		const ours = (figure: Figure): number | null => middle('ours', slow, figure);
		const before = 'before the first picture';
		rows.push(
			limited({ name: `5 bytes ${before}`, unit: 'KB', ours: ours((run) => run.kilobytes) }, { atMost: 120 }),
			limited({ name: `5 requests ${before}`, unit: '', ours: ours((run) => run.requests) }, { atMost: 6 }),
			limited(
				{ name: `5 scripts ${before}`, unit: 'KB', ours: ours((run) => run.scriptKilobytes) },
				{ atMost: 60 },
			),
		);
	}
	const bad: Place = { kind: 'ct', profile: 'bad', cache: 'cold' };
	if (has(bad)) {
		const line = 'line of 1 Mbit/s, cut every 4 s';
		compare(`first picture, ${line}`, bad, ({ first }) => first, { 'orthanc-viewer': 0.5 });
		// Nobody else has a whole picture there: held against the time that the bytes of the stored slice need.
		const peer = rawSliceBytes / profiles.bad.down;
		const figures = { ours: middle('ours', bad, ({ lossless }) => lossless), peer };
		const name = `first lossless picture, ${line}`;
		rows.push(against({ name, unit: 's', ...figures, peerName: 'its raw bytes (computed)' }, { atMost: 2 }));
	}
	const film: Place = { kind: 'dx', profile: '3g', cache: 'cold' };
	if (has(film)) {
		compare('6 X-ray: first picture, cold, 3G', film, ({ first }) => first, { 'orthanc-viewer': 0.25 });
		compare('6 X-ray: lossless, cold, 3G', film, ({ lossless }) => lossless, { 'ohif-orthanc': 0.65 });
	}
	if (has(slow))
		compare('11 browser CPU to the first picture, 3G', slow, ({ cpuSeconds }) => cpuSeconds, {
			'orthanc-viewer': 1,
		});
	return rows;
}
