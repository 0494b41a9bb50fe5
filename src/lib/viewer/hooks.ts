/** What others may watch on a viewport's element (architecture.md): stable names, used by end-to-end tests and benchmarks. */
import type { Quality, ViewportState } from './viewport-state.ts';

/** What of a viewport is told. */
interface Told {
	readonly position: number;
	readonly state: ViewportState;
	readonly series: { readonly uid: string } | null;
	readonly instance: { readonly uid: string } | null;
	readonly frame: number;
	readonly count: number;
	readonly index: number;
	readonly readyCount: number;
	readonly previewCount: number;
	readonly quality: Quality | null;
	readonly renderer: string;
}

export function writeHooks(element: HTMLElement, viewport: Told): void {
	const { state } = viewport;
	const hooks: Record<string, string | number> = {
		viewport: viewport.position,
		state: state.kind,
		series: viewport.series?.uid ?? '',
		instance: viewport.instance?.uid ?? '',
		frame: viewport.frame,
		index: viewport.count === 0 ? 0 : viewport.index + 1,
		framesReady: viewport.readyCount,
		framesTotal: viewport.count,
		previewsReady: viewport.previewCount,
		quality: viewport.quality ?? '',
		renderer: viewport.renderer,
		code: state.kind === 'failed' ? state.code : '',
	};
	for (const [name, value] of Object.entries(hooks)) element.dataset[name] = String(value);
}
