/**
 * The picture place beside the first: another study of the same patient, or another series of this one. It comes when it is asked for;
 * it shares the page's loader (one memory budget, one set of decoders, one line) and paints by the same path as the first.
 */
import type { Series, StudyManifest } from '#lib/archive/manifest.ts';
import type { StudySummary } from '#lib/archive/study-summary.ts';
import { studyUid } from '#lib/dicom/uid.ts';
import { failureOf, type FrameLoader } from '#lib/viewer/frames/frame-loader.ts';
import { middleOf } from '../link-target.ts';
import type { Pane } from '../pane.ts';
import { Thumbnails } from '../thumbnails.svelte.ts';
import { Viewport } from '#lib/viewer/viewport.svelte.ts';
import { Linking } from './linking.svelte.ts';
import { neighbourOf, priorOf, seriesLike } from './prior-of.ts';
import { isSamePatient } from './same-patient.ts';

export interface ShownBeside {
	readonly study: StudyManifest;
	readonly series: Series;
	/** 0-based, where it was opened */
	readonly at: number;
}

/** What stands there. `before` stays on the screen while another study is on its way. */
export type BesideState =
	| { readonly kind: 'coming'; readonly study: string; readonly before: ShownBeside | null }
	| { readonly kind: 'shown'; readonly shown: ShownBeside }
	/** `code` is a key of `i18n/areas/beside.ts` refused.CODE; `passing`: asking again may help. */
	| { readonly kind: 'refused'; readonly study: string; readonly code: string; readonly passing: boolean };

export class Beside implements Pane {
	readonly viewport: Viewport;
	readonly linking: Linking;
	/** The place that this one stands beside. */
	readonly #first: Pane;
	readonly #loader: FrameLoader;
	readonly #stop: () => void;
	#state = $state.raw<BesideState>({ kind: 'coming', study: '', before: null });
	#fetching = new AbortController();
	/** Of another study than the first place's. */
	#thumbnails = $state.raw<Thumbnails | null>(null);

	constructor(first: Pane, loader: FrameLoader) {
		this.#first = first;
		this.#loader = loader;
		this.viewport = new Viewport({ position: 1, loader });
		this.viewport.marks = first.viewport.marks;
		this.viewport.sink = first.viewport.sink;
		this.linking = new Linking(first.viewport, this.viewport);
		this.#stop = this.linking.start();
	}

	get state(): BesideState {
		return this.#state;
	}
	/** null: nothing is shown yet, or may be. */
	get shown(): ShownBeside | null {
		switch (this.#state.kind) {
			case 'coming':
				return this.#state.before;
			case 'shown':
				return this.#state.shown;
			case 'refused':
				return null;
		}
	}
	/** The study that was asked for last. */
	get asked(): string {
		return this.#state.kind === 'shown' ? this.#state.shown.study.study : this.#state.study;
	}
	/** The first place's own while there is none here. */
	get study(): StudyManifest {
		return this.shown?.study ?? this.#first.study;
	}
	get series(): Series | null {
		return this.shown?.series ?? null;
	}

	get thumbnails(): Pane['thumbnails'] {
		return this.#thumbnails ?? this.#first.thumbnails;
	}

	/** Once its picture stands. */
	bringThumbnails(): void {
		void this.#thumbnails?.bring();
	}

	/** The prior of what stands in the first place. */
	openPrior(studies: readonly StudySummary[]): Promise<void> {
		const { study, series } = this.#first;
		return this.openStudy(priorOf(studies, study, series?.modality ?? null) ?? study.study);
	}

	/** Another study of this patient, at the series that is most like the first place's. */
	async openStudy(study: string): Promise<void> {
		this.#fetching.abort();
		this.#fetching = new AbortController();
		if (study === this.#first.study.study) {
			const series = neighbourOf(this.#first.study, this.#first.series);
			if (series === null) this.#refuse(study, 'no-pictures', false);
			else this.openAt(this.#first.study, series, middleOf(series));
			return;
		}
		const uid = studyUid(study);
		if (uid === null) {
			this.#refuse(study, 'not-found', false);
			return;
		}
		const { signal } = this.#fetching;
		this.#state = { kind: 'coming', study, before: this.shown };
		const got = await this.#loader.source.manifest(uid, signal, this.#first.study.study);
		if (signal.aborted) return;
		if (!got.ok) {
			const { code, passing } = failureOf(got.reason);
			this.#refuse(study, code, passing);
			return;
		}
		if (!isSamePatient(this.#first.study.patient, got.value.patient)) {
			this.#refuse(study, 'other-patient', false);
			return;
		}
		const series = seriesLike(got.value, this.#first.series);
		if (series === null) this.#refuse(study, 'no-pictures', false);
		else this.openAt(got.value, series, middleOf(series));
	}

	open(series: Series): void {
		this.openAt(this.study, series, middleOf(series));
	}

	/** `at` is 0-based. */
	openAt(study: StudyManifest, series: Series, at: number): void {
		if (study !== this.shown?.study) {
			this.#thumbnails?.drop();
			this.#thumbnails = study === this.#first.study ? null : new Thumbnails(study, this.#loader.source);
		}
		this.#state = { kind: 'shown', shown: { study, series, at } };
		this.viewport.show(study, series, at);
	}

	retry(): void {
		if (this.#state.kind === 'refused') void this.openStudy(this.#state.study);
	}

	close(): void {
		this.#fetching.abort();
		this.#stop();
		this.#thumbnails?.drop();
		this.viewport.clear();
	}

	#refuse(study: string, code: string, passing: boolean): void {
		this.viewport.clear();
		this.#state = { kind: 'refused', study, code, passing };
	}
}
