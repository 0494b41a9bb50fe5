/** Stored values read back from the page through the same loader as the picture, for tests that prove exactness. */
import type { FrameFormat, StudyManifest } from '#lib/archive/manifest.ts';
import { instanceUid, studyUid } from '#lib/dicom/uid.ts';
import type { FrameLoader } from './frames/frame-loader.ts';
import type { StackFrame } from './frames/stack.ts';
import type { StoredValues } from './stored-values.ts';

export interface HubElement extends HTMLElement {
	hub?: HubReader;
}

export interface ReadFrame {
	readonly values: StoredValues;
	readonly format: FrameFormat;
}

export interface HubPage {
	now(): { study: StudyManifest | null; shown: (StackFrame & { values: StoredValues }) | null };
	loseContext(): boolean;
}

export class HubReader {
	readonly #loader: FrameLoader;
	readonly #page: HubPage;

	constructor(loader: FrameLoader, page: HubPage) {
		this.#loader = loader;
		this.#page = page;
	}

	/** As a tablet does in the background; false when no engine is painting. */
	loseContext(): boolean {
		return this.#page.loseContext();
	}

	/** Of the frame on the screen; null while there is none or only a preview. */
	storedFrame(): ReadFrame | null {
		const { shown } = this.#page.now();
		return shown === null ? null : { values: shown.values, format: shown.instance.format };
	}

	/** `frame` is 1-based. */
	async readFrame(study: string, instance: string, frame: number): Promise<ReadFrame | { refused: string }> {
		const manifest = await this.#manifest(study);
		if (typeof manifest === 'string') return { refused: manifest };
		const uid = instanceUid(instance);
		const found = manifest.series.flatMap((series) => series.instances).find((one) => one.uid === uid);
		if (found?.kind !== 'image') return { refused: found?.refused?.code ?? 'not-found' };
		const got = await this.#loader.load(
			{ study: manifest.study, instance: found, frame },
			{ signal: new AbortController().signal, priority: () => 0 },
		);
		return got.ok ? { values: got.value, format: found.format } : { refused: got.reason.code };
	}

	async #manifest(study: string): Promise<StudyManifest | string> {
		const open = this.#page.now().study;
		if (open?.study === study) return open;
		const uid = studyUid(study);
		if (uid === null) return 'not-found';
		const got = await this.#loader.source.manifest(uid, new AbortController().signal);
		if (got.ok) return got.value;
		return got.reason.kind === 'refused' ? got.reason.code : got.reason.kind;
	}
}
