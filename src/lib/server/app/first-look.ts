/**
 * The first picture inside the first answer. On a rural line every address that a page names costs a round trip and a place in the
 * queue, so the rendered preview stands in the markup itself, the scripts are named after it instead of in the head, and the
 * frame that is read is asked for by the page before any script runs. A slice is read by a script of a few kilobytes, and the
 * viewer's scripts wait until it has come (decision 43); for larger frames both come together.
 */
import type { ImageInstance, StudyManifest } from '#lib/archive/manifest.ts';
import { firstFactsId, firstFrameEvent } from '#lib/archive/first-facts.ts';
import type { FirstFacts } from '#lib/archive/first-facts.ts';
import type { App } from './app.ts';
import { firstStyles } from './first-styles.ts';

export interface FirstLook {
	/** As the markup names the preview. */
	readonly url: string;
	/** What takes its place there; null: the browser has kept it. */
	readonly data: string | null;
	/** Fetched by script, but worth asking for at once. */
	readonly soon: readonly Soon[];
	/** The page reads the frame by itself, and the viewer's scripts wait for it; null: they come at once. */
	readonly first: FirstScript | null;
}

export interface FirstScript {
	/** of `viewer/first/first-frame.ts`, as built */
	readonly script: string;
	readonly facts: Omit<FirstFacts, 'scripts'>;
}

/** More than this is better asked for beside the page than inside it. */
const mostInside = 96 * 1024;

export interface Soon {
	readonly path: string;
	readonly script: boolean;
}

export interface FirstPlace {
	readonly study: StudyManifest;
	readonly instance: ImageInstance;
	readonly frame: number;
	readonly url: string;
	readonly size: number;
	/** This browser said that it has it. */
	readonly kept: boolean;
	/** As in FirstLook. */
	readonly soon: readonly Soon[];
	readonly first: FirstScript | null;
}

export async function firstLookOf(app: App, place: FirstPlace, signal: AbortSignal): Promise<FirstLook> {
	const { url, soon, first } = place;
	return { url, data: place.kept ? null : await dataOf(app, place, signal), soon, first };
}

async function dataOf(app: App, place: FirstPlace, signal: AbortSignal): Promise<string | null> {
	const { study, instance, frame, size } = place;
	const row = await app.studies.catalogue.instance(study.study, null, instance.uid);
	if (row === null) return null;
	const bytes = await app.studies.frames.previewBytes(row, frame, size, signal);
	if (bytes === null || bytes.length > mostInside) return null;
	return `data:image/webp;base64,${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64')}`;
}

/** `html` is the whole page: nothing of it is streamed. `scripts` are the modules that the page will import. */
export function firstLook(html: string, look: FirstLook | null, scripts: readonly string[]): string {
	if (look === null) return html;
	const named = `src="${escaped(look.url)}"`;
	const styled = firstStyles(html);
	const seen = look.data === null ? styled : styled.replace(named, `src="${look.data}"`);
	// After everything that can be seen, and before the study's data, which is the longest part of the page.
	const data = seen.lastIndexOf('<script nonce=');
	if (data < 0) return seen;
	const [before, after] = [seen.slice(0, data), seen.slice(data)];
	if (look.first !== null) {
		const waiting = waitingStart(after);
		// Behind the preview, or they share the line and the preview is there half a second later (rural 3G); before the study's data.
		const asked = fetchAhead(look.first.facts.url);
		if (waiting !== null) return `${before}${asked}${readFirst(look.first, scripts)}${waiting}`;
	}
	// Scripts first: they work while the pixels are still coming.
	const later = [
		...scripts.map(scriptAhead),
		...look.soon.map(({ path, script }) => (script ? scriptAhead(path) : fetchAhead(path))),
	];
	return `${before}${later.join('')}${after}`;
}

/** What the page must know of the frame, and the few kilobytes of script that read it. */
function readFirst({ facts, script }: FirstScript, scripts: readonly string[]): string {
	const text = JSON.stringify({ ...facts, scripts } satisfies FirstFacts).replaceAll('<', '\\u003c');
	return [
		`<script type="application/json" id="${firstFactsId}">${text}</script>`,
		`<script type="module" async fetchpriority="high" src="${escaped(script)}"></script>`,
	].join('');
}

/** A script that never came must not cost the viewer. */
const longestWaitMs = 6000;

/** Kit's own start, begun when the frame has come; null when Kit starts in a way that is not known here. */
function waitingStart(html: string): string | null {
	const started = /Promise\.all\(\[\s*import\("[^"]+"\),\s*import\("[^"]+"\)\s*\]\)/;
	if (!started.test(html)) return null;
	const wait = `new Promise((go) => { addEventListener("${firstFrameEvent}", go, { once: true }); setTimeout(go, ${longestWaitMs}); })`;
	return html.replace(started, (start) => `${wait}.then(() => ${start})`);
}

function scriptAhead(path: string): string {
	return `<link rel="modulepreload" href="${escaped(path)}">`;
}

function fetchAhead(path: string): string {
	return `<link rel="preload" as="fetch" crossorigin href="${escaped(path)}">`;
}

function escaped(address: string): string {
	return address.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
}
