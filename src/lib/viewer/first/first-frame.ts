/**
 * The page's own script: a few kilobytes named right behind the first picture. Fetches the frame that the page opens at, proves its
 * digest, decodes it (decision 43) and paints it by the very functions that the viewer uses, while the viewer's scripts, ten
 * times as large, wait for the line. The viewer takes the proved values over; if this script fails in any way, it fetches
 * them itself, as ever.
 */
import { sha256Hex } from '#lib/archive/digest.ts';
import { firstFactsId, firstFrameEvent, type FirstFacts } from '#lib/archive/first-facts.ts';
import { defaultPresentation } from '../controls/presets.ts';
import { smallGrey } from '../frames/decode.ts';
import { CanvasPainter } from '../painting/canvas-painter.ts';
import { paintingOf } from '../painting/painting-of.ts';
import type { Presentation } from '../painting/presentation.ts';
import { fitted } from '../painting/view.ts';
import type { StoredValues } from '../stored-values.ts';
import type { FirstHost } from './first-hand.ts';

async function begin(facts: FirstFacts): Promise<void> {
	const bytes = await brought(facts.url);
	goOn(facts.scripts);
	if (bytes === null || (await sha256Hex(bytes)) !== facts.sha256) return;
	const reply = smallGrey(bytes, facts.instance.format);
	const host = document.querySelector<FirstHost>('.picture');
	// The viewer was faster.
	if (!reply.ok || host === null || 'hub' in host) return;
	const { values } = reply;
	host.firstFrame = { frame: { codec: 'jpegls', bytes, sha256: facts.sha256 }, values };
	if (paint(host, facts, values)) say(host, facts, values);
}

/** A line that breaks often is asked again a few times; after that the viewer goes on from where it has come to. */
const tries = 4;

async function brought(url: string): Promise<Uint8Array<ArrayBuffer> | null> {
	for (let tried = 1; ; tried++) {
		try {
			const response = await fetch(url);
			return response.ok ? new Uint8Array(await response.arrayBuffer()) : null;
		} catch {
			if (tried === tries) return null;
			await new Promise((resolve) => setTimeout(resolve, Math.random() * 300 * 2 ** tried));
		}
	}
}

/** Named only now, so that they did not share the line with the frame. */
function goOn(scripts: readonly string[]): void {
	for (const href of scripts) {
		const link = document.createElement('link');
		link.rel = 'modulepreload';
		link.href = href;
		document.head.append(link);
	}
	dispatchEvent(new Event(firstFrameEvent));
}

/** False: it is left to the viewer. */
function paint(host: FirstHost, facts: FirstFacts, values: StoredValues): boolean {
	const presentation = presentationOf(facts);
	const { instance, luts } = facts;
	const box = { width: host.clientWidth, height: host.clientHeight };
	if (presentation === null || box.width < 2 || box.height < 2) return false;
	const painting = paintingOf({
		...{ stack: [], index: 0, modality: '', luts, values },
		place: { instance, frame: 1 },
		look: { presentation, inverted: false },
	});
	if (painting === null) return false;
	const painter = new CanvasPainter(host, 'first', true);
	host.dropFirst = () => painter.dispose();
	void painter.paint(painting, fitted, box);
	return true;
}

function presentationOf({ instance, luts, window }: FirstFacts): Presentation | null {
	const own = defaultPresentation({ instance, frame: 1 }, luts);
	if (window === null) return own;
	return own.kind === 'window'
		? { kind: 'window', window: { ...own.window, center: window.center, width: window.width, label: null } }
		: null;
}

/** What others may watch (architecture.md), and the mark that the reader goes by. */
function say(host: FirstHost, { instance, lossless }: FirstFacts, values: StoredValues): void {
	const storedFrame = () => ({ values, format: instance.format });
	Object.assign(host, { hub: { storedFrame } });
	// Not `data-state`: whoever goes by that may press keys, and nobody listens yet.
	host.dataset['first'] = 'lossless';
	// Nothing of the preview is seen any more; the viewer takes it out of the page.
	for (const preview of document.querySelectorAll<HTMLElement>('.pane > .first')) preview.style.opacity = '0';
	const mark = document.querySelector<HTMLElement>('[data-quality-mark]');
	const word = mark?.querySelector('span');
	if (mark === null || word === null || word === undefined) return;
	mark.dataset['qualityMark'] = 'lossless';
	word.textContent = lossless;
}

// Written by our own server into this very page (`server/app/first-look.ts`).
const text = document.getElementById(firstFactsId)?.textContent ?? null;
if (text !== null) {
	begin(JSON.parse(text) as FirstFacts).catch(() => {
		// No line, or a browser that lacks something: the viewer comes all the same.
		dispatchEvent(new Event(firstFrameEvent));
	});
}
