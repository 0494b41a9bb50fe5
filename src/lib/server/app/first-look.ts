/**
 * The first picture inside the first answer. On a rural line every address that a page names costs a round trip and a place in the
 * queue, so the rendered preview stands in the markup itself, the scripts are named after it instead of in the head, and the
 * frame that is read and its decoder are asked for by the page before any script runs.
 */
import { open } from 'node:fs/promises';
import type { ImageInstance, StudyManifest } from '#lib/archive/manifest.ts';
import type { FrameSlice } from '#lib/server/archive/studies/frame-service.ts';
import type { App } from './app.ts';

export interface FirstLook {
	/** As the markup names the preview. */
	readonly url: string;
	/** What takes its place there; null: the browser has kept it. */
	readonly data: string | null;
	/** Fetched by script, but worth asking for at once. */
	readonly soon: readonly Soon[];
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
	/** As FirstLook.soon. */
	readonly soon: readonly Soon[];
}

export async function firstLookOf(app: App, place: FirstPlace, signal: AbortSignal): Promise<FirstLook> {
	const { url, soon } = place;
	return { url, data: place.kept ? null : await dataOf(app, place, signal), soon };
}

async function dataOf(app: App, place: FirstPlace, signal: AbortSignal): Promise<string | null> {
	const { study, instance, frame, size } = place;
	const row = await app.studies.catalogue.instance(study.study, null, instance.uid);
	if (row === null) return null;
	const slice = await app.studies.frames.preview(row, frame, size, signal);
	if (!slice.ok) return null;
	try {
		const bytes = await bytesOf(slice.value);
		return bytes === null ? null : `data:image/webp;base64,${bytes.toString('base64')}`;
	} finally {
		await slice.value.close();
	}
}

async function bytesOf({ path, offset, length }: FrameSlice): Promise<Buffer | null> {
	if (length > mostInside) return null;
	const file = await open(path);
	try {
		const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, offset);
		return bytesRead === length ? buffer : null;
	} finally {
		await file.close();
	}
}

/** `html` is the whole page: nothing of it is streamed. `scripts` are the modules that the page will import. */
export function firstLook(html: string, look: FirstLook | null, scripts: readonly string[]): string {
	if (look === null) return html;
	const named = `src="${escaped(look.url)}"`;
	const seen = look.data === null ? html : html.replace(named, `src="${look.data}"`);
	// After everything that can be seen, and before the study's data, which is the longest part of the page.
	// Scripts first: they work while the pixels are still coming.
	const later = [
		...scripts.map((path) => `<link rel="modulepreload" href="${escaped(path)}">`),
		...look.soon.map(({ path, script }) =>
			script
				? `<link rel="modulepreload" href="${escaped(path)}">`
				: `<link rel="preload" as="fetch" crossorigin href="${escaped(path)}">`,
		),
	].join('');
	const data = seen.lastIndexOf('<script nonce=');
	return data < 0 ? seen : `${seen.slice(0, data)}${later}${seen.slice(data)}`;
}

function escaped(address: string): string {
	return address.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
}
