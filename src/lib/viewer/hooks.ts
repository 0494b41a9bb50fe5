/** What others may watch on a viewport's element (architecture.md): stable names, used by end-to-end tests and benchmarks. */
import type { Viewport } from './viewport.svelte.ts';

export function writeHooks(element: HTMLElement, viewport: Viewport): void {
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
		quality: viewport.quality ?? '',
		renderer: viewport.renderer,
		code: state.kind === 'failed' ? state.code : '',
	};
	for (const [name, value] of Object.entries(hooks)) element.dataset[name] = String(value);
}
