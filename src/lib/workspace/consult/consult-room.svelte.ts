/**
 * A live consult on this page: the only place where the consult's line and the pictures meet. It outlives the pictures (another
 * study of the consult is another page of them) and is brought in when the first picture stands.
 */
import { AnswerClient } from '#lib/answering/answer-client.ts';
import type { StudyManifest } from '#lib/archive/manifest.ts';
import { previewUrl, previewVersion } from '#lib/archive/preview-url.ts';
import { LiveConsult } from '#lib/consult/live/live-consult.ts';
import type { LiveConsultOptions } from '#lib/consult/live/live-consult.ts';
import type { Look } from '#lib/consult/record/event.ts';
import type { Item, Mark } from '#lib/consult/record/fold.ts';
import type { Desk, Pin, PictureName } from '#lib/together/desk.ts';
import type { SeatView } from '#lib/together/seat-view.ts';
import { Together } from '#lib/together/together.svelte.ts';
import type { Pane } from '../pane.ts';
import type { ReadingSession } from '../reading-session.svelte.ts';
import { AnnotationSync } from './annotation-sync.svelte.ts';
import { LookSync } from './look-sync.svelte.ts';
import { placeIn } from './look-place.ts';
import { PointerSync } from './pointer-sync.svelte.ts';

export interface ConsultRoomParts {
	readonly seat: SeatView;
	readonly keep: NonNullable<LiveConsultOptions['keep']>;
	/** Shows that study of the consult; false: it could not be opened. */
	readonly openStudy: (study: string) => Promise<boolean>;
	readonly words: ConsultWords;
}

/** What the room says by itself, in the reader's language. */
export interface ConsultWords {
	reason(code: string): string;
	seriesName(series: ReadingSession['study']['series'][number]): string;
	measure(mark: Mark): string;
}

type Where = Pick<Pin, 'study' | 'series' | 'instance' | 'frame'>;

export class ConsultRoom implements Desk {
	readonly together: Together;
	readonly #looks: LookSync;
	readonly #marks: AnnotationSync;
	readonly #pointers: PointerSync;
	readonly #words: ConsultWords;
	#reading = $state.raw<ReadingSession | null>(null);
	#picking = $state.raw<((pin: Pin | null) => void) | null>(null);

	constructor({ seat, keep, openStudy, words }: ConsultRoomParts) {
		this.#words = words;
		const live = new LiveConsult({ consult: seat.consult, person: seat.person, keep });
		this.#looks = new LookSync(
			() => this.together,
			async (look) => {
				const opened = await openStudy(look.study);
				if (!opened) this.together.panel.problem = 'elsewhere';
				return opened;
			},
		);
		this.together = new Together({ live, seat, desk: this, resting: () => this.#looks.resting() });
		this.#pointers = new PointerSync(this.together);
		this.#marks = new AnnotationSync({
			together: this.together,
			reason: (code) => words.reason(code),
			pointing: (place, laser) => this.#pointers.tell(place, laser),
			busy: () => this.#looks.busy(),
		});
	}

	/** Comes into the room; returns the way to leave. */
	start(): () => void {
		const ends = [this.#looks.start(), this.#marks.start(), this.#pointers.start(), this.together.start()];
		return () => ends.reverse().forEach((end) => end());
	}

	/** Joins the page's pictures to the room; returns the way to let them go. */
	attach(reading: ReadingSession): () => void {
		const { viewport } = reading;
		this.#reading = reading;
		const stop = $effect.root(() => {
			// The picture is outside of what these know: it is shown what they say.
			$effect(() => {
				for (const { viewport: each } of panesOf(reading)) each.marks = this.#marks.shown;
			});
			$effect(() => {
				for (const { viewport: each } of panesOf(reading)) each.pointers = this.#pointers.shown;
			});
			$effect(() => {
				const now = this.together.view.past === null ? this.#marks : null;
				for (const { viewport: each, study } of panesOf(reading))
					each.sink = this.covers(study.study) ? now : null;
			});
		});
		const detach = this.#looks.attach(reading);
		return () => {
			detach();
			stop();
			this.#picking?.(null);
			viewport.marks = [];
			viewport.pointers = [];
			viewport.sink = null;
			if (this.#reading === reading) this.#reading = null;
		};
	}

	/** The followed picture is on its way, or isn't here. */
	get load(): number | 'gone' | null {
		return this.#looks.load;
	}
	get reading(): ReadingSession | null {
		return this.#reading;
	}
	/** A place on the picture is being asked for. */
	get picking(): boolean {
		return this.#picking !== null;
	}

	/** The consult is about that study: what is written on it can be kept. */
	covers(study: string): boolean {
		return this.together.seat.studies.includes(study);
	}

	/** Of the place that is worked in, unless its study isn't the consult's. */
	look(): Look | null {
		const { now, second } = this.#looks;
		const here = this.#reading?.inSecond === true ? second : null;
		return here !== null && this.covers(here.study) ? here : now;
	}
	whole(): boolean {
		return this.#reading !== null && this.#reading.viewport.exact !== null;
	}
	show(look: Look): void {
		this.#leave();
		if (!this.#looks.show(look)) this.together.panel.problem = 'no-picture';
	}
	find(where: Where): void {
		const now = this.look();
		const plain = { window: null, inverted: false, zoom: 1, middle: [0.5, 0.5] as [number, number] };
		const kept =
			now !== null && now.series === where.series ? now : { ...plain, mirrored: false, turn: 0 as const };
		const { study, series, instance, frame } = where;
		this.show({ ...kept, study, series, instance, frame });
	}

	pick(): Promise<Pin | null> {
		this.#picking?.(null);
		return new Promise((resolve) => {
			this.#picking = (pin) => {
				this.#picking = null;
				resolve(pin);
			};
		});
	}
	/** The place that was asked for, in pixels of that pane's picture; null: none. */
	picked(at: readonly [number, number] | null, pane: Pane): void {
		const { viewport, series } = pane;
		const place = viewport.stack[viewport.index];
		if (at === null || series === null || place === undefined) {
			this.#picking?.(null);
			return;
		}
		const { study } = pane.study;
		this.#picking?.({
			study,
			series: series.uid,
			instance: place.instance.uid,
			frame: place.frame,
			at: [at[0], at[1]],
		});
	}

	nameOf(where: Where): PictureName {
		const study = this.#studyOf(where.study);
		if (study === null) return { study: where.study, series: '', image: null };
		const place = placeIn(study, where);
		const series = study.series.find(({ uid }) => uid === where.series);
		return {
			study: null,
			series: series === undefined ? '' : this.#words.seriesName(series),
			image: place === null ? null : place.at + 1,
		};
	}

	thumbnails({ id, stored, event: { look } }: Item<'key'>): readonly string[] {
		const seen = stored ? [new AnswerClient(this.together.seat.consult).thumbnail(id)] : [];
		return [...seen, ...this.#previews(look)];
	}
	#previews({ study, instance, frame }: Look): readonly string[] {
		const manifest = this.#studyOf(study);
		if (manifest === null) return [];
		for (const { instances } of manifest.series)
			for (const one of instances)
				if (one.kind === 'image' && one.uid === instance) {
					const version = previewVersion(manifest, one, frame);
					return [previewUrl(manifest.study, { instance: one.uid, frame, size: 256 }, version)];
				}
		return [];
	}

	marksHere(): readonly Mark[] {
		const now = this.look();
		return this.together.view.consultation.marks.filter(
			({ event: { mark } }) => now !== null && mark.instance === now.instance && mark.frame === now.frame,
		);
	}
	removeMark(mark: Mark): void {
		this.#marks.remove(mark.id);
	}
	measureOf(mark: Mark): string {
		return this.#words.measure(mark);
	}

	/** null: it stands in neither place. */
	#studyOf(study: string): StudyManifest | null {
		const reading = this.#reading;
		const panes = reading === null ? [] : panesOf(reading);
		return panes.find((pane) => pane.study.study === study)?.study ?? null;
	}

	/** To go somewhere is an act of one's own. */
	#leave(): void {
		this.together.presence.acted();
	}
}

function panesOf(reading: ReadingSession): readonly Pane[] {
	return reading.beside === null ? [reading] : [reading, reading.beside];
}
