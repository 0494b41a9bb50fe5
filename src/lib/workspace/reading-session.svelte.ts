/**
 * One sitting with one study: what is open, in which viewport, and the words that go with it. It joins the manifest, the frames'
 * source and the viewports; nothing else may know all three.
 */
import { createContext } from 'svelte';
import type { LinkPlace } from '#lib/access/link-view.ts';
import type { StudySummary } from '#lib/archive/study-summary.ts';
import { HttpFrameSource } from '#lib/archive/http-frame-source.ts';
import type { DocumentInstance, Series, StudyManifest } from '#lib/archive/manifest.ts';
import { FrameLoader } from '#lib/viewer/frames/frame-loader.ts';
import { firstFrameOf } from '#lib/viewer/first/first-hand.ts';
import { stackOf } from '#lib/viewer/frames/stack.ts';
import type { MarkSink, ShownMark } from '#lib/viewer/marks/mark.ts';
import { Viewport } from '#lib/viewer/viewport.svelte.ts';
import { firstPlace, pictureInPage } from './first-picture.ts';
import { middleOf } from './link-target.ts';
import type { Opening } from './link-target.ts';
import type { Beside } from './beside/beside.svelte.ts';
import type { Pane } from './pane.ts';
import { Thumbnails } from './thumbnails.svelte.ts';

export type Stage =
	| { readonly kind: 'nothing' }
	| { readonly kind: 'pictures'; readonly series: Series; readonly at: number }
	| { readonly kind: 'document'; readonly series: Series; readonly document: DocumentInstance };

export class ReadingSession implements Pane {
	readonly study: StudyManifest;
	readonly viewport: Viewport;
	readonly thumbnails: Thumbnails;
	readonly #loader: FrameLoader;
	readonly #opening: Opening | null;
	#stage = $state.raw<Stage>({ kind: 'nothing' });
	/** The picture that came with the page is only right where the page opened. */
	#atFirst = $state(true);
	#beside = $state.raw<Beside | null>(null);
	/** The second place is the one that is worked in. */
	#inSecond = $state(false);
	#ended = false;

	constructor(study: StudyManifest, opening: Opening | null) {
		this.study = study;
		this.#opening = opening;
		this.#loader = new FrameLoader({ source: new HttpFrameSource() });
		this.viewport = new Viewport({ position: 0, loader: this.#loader });
		this.thumbnails = new Thumbnails(study, this.#loader.source);
		if (opening !== null) this.#stage = stageOf(opening.series, opening.at, opening.document);
	}

	get stage(): Stage {
		return this.#stage;
	}

	get series(): Series | null {
		return this.#stage.kind === 'nothing' ? null : this.#stage.series;
	}

	/** The second picture place; null: there is one. */
	get beside(): Beside | null {
		return this.#beside;
	}

	/** The place that keys, tools and the strip act on. */
	get active(): Pane {
		return this.inSecond && this.#beside !== null ? this.#beside : this;
	}
	get inSecond(): boolean {
		const shown = this.#beside?.shown ?? null;
		return this.#inSecond && shown !== null && this.#stage.kind === 'pictures';
	}

	/** On a phone, which shows one of two. */
	get secondInFront(): boolean {
		return this.#inSecond && this.#beside !== null;
	}

	/** Work goes on in that place, with the tool that is in the hand. */
	activate(second: boolean): void {
		if (second === this.#inSecond || (second && this.#beside === null)) return;
		const { tool } = this.active.viewport;
		this.#inSecond = second;
		const { viewport } = this.active;
		const draws = tool === 'point' || tool.startsWith('mark-');
		viewport.setTool(draws && viewport.sink === null ? 'window' : tool);
	}

	/** Lays a study beside, or the prior among several (this one's own next series if there is none). Rejects when that part of the page can't be brought. */
	async lay(what: string | readonly StudySummary[]): Promise<void> {
		if (this.#beside === null) {
			const { Beside } = await import('./beside/beside.svelte.ts');
			if (this.#ended) return;
			this.#beside ??= new Beside(this, this.#loader);
			// A phone shows one at a time: the one that was asked for.
			if (matchMedia('(width < 700px)').matches) this.activate(true);
		}
		await (typeof what === 'string' ? this.#beside.openStudy(what) : this.#beside.openPrior(what));
	}

	/** What is drawn on either picture is kept in one place, and shown on both. */
	keepMarks(keeper: (both: { marks: readonly ShownMark[] }) => MarkSink): void {
		const { viewport } = this;
		const shown = (): readonly ShownMark[] => viewport.marks;
		const show = (marks: readonly ShownMark[]): void => {
			viewport.marks = marks;
			if (this.#beside !== null) this.#beside.viewport.marks = marks;
		};
		viewport.sink = keeper({
			get marks() {
				return shown();
			},
			set marks(marks) {
				show(marks);
			},
		});
	}

	/** The place that is not worked in joins the other. */
	toggleLink(): void {
		this.#beside?.linking.toggle(this.inSecond ? 'first' : 'second');
	}

	/** One picture again: the first. */
	unlay(): void {
		this.activate(false);
		this.#beside?.close();
		this.#beside = null;
	}

	/** Whether the preview inside the page is the one for what is open now. */
	get atFirstPicture(): boolean {
		return this.#atFirst;
	}

	/** The very picture on the screen, for whoever is sent here; null when there is none. */
	get place(): LinkPlace | null {
		const stage = this.#stage;
		if (stage.kind === 'nothing') return null;
		const nowhere = { series: stage.series.uid, frame: null, window: null };
		if (stage.kind === 'document') return { ...nowhere, instance: stage.document.uid };
		const { instance, frame, presentation } = this.viewport;
		if (instance === null) return { ...nowhere, instance: null };
		const window =
			presentation.kind === 'window' && presentation.window.width >= 1
				? { center: shortened(presentation.window.center), width: shortened(presentation.window.width) }
				: null;
		return { series: stage.series.uid, instance: instance.uid, frame, window };
	}

	/** Called once in the browser; gives back the teardown. */
	start(): () => void {
		const stage = this.#stage;
		if (stage.kind === 'pictures') {
			this.#useFirstPicture(stage.series, stage.at);
			this.viewport.show(this.study, stage.series, stage.at);
			const window = this.#opening?.window ?? null;
			if (window !== null) this.viewport.setWindow(window.center, window.width);
		}
		return () => {
			this.#ended = true;
			this.unlay();
			this.viewport.clear();
			this.thumbnails.drop();
			this.#loader.close();
		};
	}

	/** What came inside the page is not asked for again, and the decoder makes itself ready while the frame is on its way. */
	#useFirstPicture(series: Series, at: number): void {
		const place = firstPlace(series, at);
		if (place === null) return;
		const wanted = { study: this.study.study, ...place };
		const promised = place.instance.renditions[place.frame - 1];
		const first = promised?.state === 'ready' ? firstFrameOf(document, promised.sha256) : null;
		if (first !== null) this.#loader.keepFrame(wanted, first);
		else this.#loader.warm(wanted);
		const preview = pictureInPage(document);
		if (preview !== null) this.#loader.keepPreview(wanted, preview);
	}

	open(series: Series): void {
		this.#atFirst = false;
		const at = middleOf(series);
		this.#stage = stageOf(series, at, null);
		if (this.#stage.kind === 'pictures') this.viewport.show(this.study, series, at);
		else this.viewport.clear();
	}

	/** A picture of a series by its place in the stack, 0-based. */
	openAt(series: Series, at: number): void {
		this.#atFirst = false;
		this.#stage = { kind: 'pictures', series, at };
		this.viewport.show(this.study, series, at);
	}

	openDocument(series: Series, document: DocumentInstance): void {
		this.#atFirst = false;
		this.#stage = { kind: 'document', series, document };
		this.viewport.clear();
	}

	/** The picture a report speaks of, when it belongs to this study. */
	openImage(uid: string): void {
		for (const series of this.study.series) {
			const at = stackOf(series).findIndex((place) => place.instance.uid === uid);
			if (at < 0) continue;
			this.openAt(series, at);
			return;
		}
	}

	/** The neighbour in the strip, of the place that is worked in; stays at the ends. */
	openNeighbour(step: 1 | -1): void {
		const { active } = this;
		const all = shelfOf(active, this);
		const here = active.series === null ? -1 : all.indexOf(active.series);
		const next = all[here + step];
		if (next !== undefined) active.open(next);
	}

	/** What may be opened where work goes on: a document has the whole screen, so only the first place takes one. */
	get shelf(): readonly Series[] {
		return shelfOf(this.active, this);
	}
}

function shelfOf(active: Pane, first: Pane): readonly Series[] {
	return active === first ? active.study.series : active.study.series.filter(isPictures);
}

function isPictures(series: Series): boolean {
	return series.instances.some(({ kind }) => kind === 'image');
}

/** As an address can carry it (`link-target.ts`). */
function shortened(value: number): number {
	return Number(value.toFixed(3));
}

function stageOf(series: Series, at: number, document: DocumentInstance | null): Stage {
	if (document !== null) return { kind: 'document', series, document };
	const only = series.instances[0];
	// A series of nothing but documents opens at its first.
	if (only !== undefined && only.kind !== 'image' && !series.instances.some((one) => one.kind === 'image')) {
		return { kind: 'document', series, document: only };
	}
	return { kind: 'pictures', series, at };
}

export const [useSession, provideSession] = createContext<ReadingSession>();
