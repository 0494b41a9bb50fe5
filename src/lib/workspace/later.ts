/**
 * Parts of the page that nobody needs before the first picture stands: asked for one by one when the line and the reader rest, so that
 * they are there when wanted, also without a line.
 */
import { again } from '#lib/base/again.ts';
import { isMetered } from '#lib/archive/line-cost.ts';
import { firstScriptUrl } from '#lib/viewer/frames/codec-modules.ts';

/** What of it lies over the pictures (`Dialogs.svelte`); null: nothing. */
export type Opened = 'help' | 'palette' | 'about' | 'more' | 'measure' | 'studies' | null;

export const later = {
	more: () => import('#lib/viewer/controls/MoreSheet.svelte'),
	marks: () => import('#lib/viewer/marks/MarkSheet.svelte'),
	help: () => import('#lib/viewer/controls/KeysHelp.svelte'),
	cine: () => import('#lib/viewer/pane/CineBar.svelte'),
	facts: () => import('#lib/viewer/pane/PictureFacts.svelte'),
	about: () => import('./DisclaimerDialog.svelte'),
	palette: () => import('./CommandPalette.svelte'),
	studies: () => import('./StudyList.svelte'),
	patient: () => import('./PatientDetails.svelte'),
	document: () => import('./DocumentPane.svelte'),
	heading: () => import('./beside/PaneHeading.svelte'),
	beside: () => import('./beside/BesidePane.svelte'),
	besideClass: () => import('./beside/beside.svelte.ts'),
	foreign: () => import('./foreign/bring-foreign.ts'),
	foreignButton: () => import('./foreign/ForeignButton.svelte'),
	foreignPanel: () => import('./foreign/ForeignPanel.svelte'),
};

/** What came for the person while they read. */
export function bringNotices() {
	return again(() => import('#lib/asking/news/ConsultNotices.svelte'));
}

export function bringLater(): void {
	const waiting = Object.values(later);
	const next = (): void => {
		const bring = waiting.shift();
		if (bring === undefined) {
			keepFirstScript();
			return;
		}
		// A line that drops here costs nothing: the part is asked for again when it is wanted.
		void bring()
			.catch(() => undefined)
			.then(() => whenIdle(next));
	};
	whenIdle(next);
}

/** A page that began with a film has not needed it; the next study may begin with a slice. */
function keepFirstScript(): void {
	if (isMetered()) return;
	fetch(firstScriptUrl, { priority: 'low' }).then(
		(answer) => answer.arrayBuffer(),
		() => undefined,
	);
}

export function bringSheet(href: string): void {
	const link = document.createElement('link');
	link.rel = 'stylesheet';
	link.href = href;
	document.head.append(link);
}

/** Safari has no idle callbacks. */
export function whenIdle(work: () => void): void {
	if ('requestIdleCallback' in globalThis) requestIdleCallback(work, { timeout: 5000 });
	else setTimeout(work, 500);
}
