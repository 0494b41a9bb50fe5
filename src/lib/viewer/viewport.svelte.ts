/**
 * One picture place: which series, which frame, how it is seen, and how much of it may be believed. Several can stand side by side
 * over one FrameLoader. Each change of frame begins a new generation: an answer that belongs to an older one is dropped, the
 * old picture is off the screen before the new one is asked for, and every failure ends in an empty place with a reason.
 */
import { untrack } from 'svelte';
import { again } from '#lib/base/again.ts';
import type { ImageInstance, Series, StudyManifest } from '#lib/archive/manifest.ts';
import { isMetered } from '#lib/archive/line-cost.ts';
import { previewBitmap } from './frames/shown-preview.ts';
import { Appearance } from './appearance.svelte.ts';
import { Looked } from './looked.ts';
import { Cine } from './cine.svelte.ts';
import type { FrameFailure, FrameLoader, FrameWanted, PreviewStack } from './frames/frame-loader.ts';
import type { FirstHost } from './first/first-hand.ts';
import { FrameMarks, type FrameMark, type LineCost } from './frames/frame-marks.svelte.ts';
import { followPointers } from './controls/gestures.ts';
import { writeHooks } from './hooks.ts';
import { HubReader, type HubElement } from './hub-reader.ts';
import type { MarkHand } from './marks/mark-hand.ts';
import type { MarkSink, ShownMark, ShownPointer } from './marks/mark.ts';
import { followPage } from './painting/page-events.ts';
import { OverlayGraphics, type GraphicsState } from './overlays/overlay-graphics.svelte.ts';
import { Motion } from './painting/motion.ts';
import type { Painting } from './painting/painter.ts';
import { paintingOf } from './painting/painting-of.ts';
import type { Seen } from './painting/seen.ts';
import { probeAt, type Probe } from './probe.ts';
import { ReadAhead } from './frames/read-ahead.ts';
import { refusalOf, stackOf, type StackFrame } from './frames/stack.ts';
import type { StoredValues } from './stored-values.ts';
import { Surface, type SurfaceEngine } from './painting/surface.ts';
import type { PointerTool, Quality, ViewportOptions, ViewportState } from './viewport-state.ts';
import { pictureAt, pictureOf } from './painting/view.ts';

export type { PointerTool, Quality, ViewportState } from './viewport-state.ts';

/** One for all: what watches the state is not woken by each slice. */
const diagnostic: ViewportState = { kind: 'diagnostic' };

export class Viewport extends Looked {
	readonly position: number;
	readonly #loader: FrameLoader;
	readonly #startEngine: () => Promise<SurfaceEngine | null>;

	/** What is on the screen now. */
	state = $state.raw<ViewportState>({ kind: 'empty' });
	quality = $state.raw<Quality | null>(null);
	/** 'first': the small 2D painter, before the engine has come; 'cpu': the same for good, there is no trustworthy WebGL2. */
	renderer = $state.raw<'first' | 'gpu' | 'cpu'>('first');
	/** The picture is painted with fewer pixels than it has, since nothing here can hold it. */
	downsampled = $state.raw(false);

	study = $state.raw<StudyManifest | null>(null);
	series = $state.raw<Series | null>(null);
	/** Every image frame of the series, in reading order. */
	stack = $state.raw<readonly StackFrame[]>([]);
	/** 0-based place in the stack. */
	index = $state.raw(0);

	tool = $state.raw<PointerTool>('window');
	/** The line is paid by the megabyte: only what is looked at comes, until the reader asks for all of it. */
	thrifty = $state.raw(false);
	overlays = $state.raw(true);
	/** What lies under the pointer, from the stored values and never from the screen. */
	probe = $state.raw<Probe | null>(null);
	/** Set from outside: every mark and pointer that may be shown. Only those of the shown frame are painted. */
	marks = $state.raw<readonly ShownMark[]>([]);
	/** Written by other systems: beside the others, never changed here. */
	foreign = $state.raw<readonly ShownMark[]>([]);
	pointers = $state.raw<readonly ShownPointer[]>([]);
	/** Who keeps what is drawn; null: nothing can be drawn. */
	sink = $state.raw<MarkSink | null>(null);
	/** What draws them: it comes after the first picture. */
	hand = $state.raw<MarkHand | null>(null);
	/** How it is seen: view, window, inversion. */
	protected readonly look: Appearance;
	readonly #marks: FrameMarks;
	readonly #graphics: OverlayGraphics;

	#surface: Surface | null = null;
	#generation = 0;
	#direction: 1 | -1 = 1;
	#visible = new AbortController();
	#readAhead: ReadAhead | null = null;
	/** For the series that is open. */
	#engineAsked = false;
	/** Stored values of the frame on the screen: with #generation they are the truth about the picture. */
	#values: StoredValues | null = null;
	#wanted: readonly FrameWanted[] = [];
	#keys: readonly string[] = [];
	#passing = false;
	#repaint: number | null = null;
	readonly #motion = new Motion(() => this.#paintSoon());
	readonly cine: Cine;

	constructor(options: ViewportOptions) {
		super();
		this.position = options.position;
		this.#loader = options.loader;
		this.#startEngine =
			options.startEngine ?? (async () => (await again(() => import('./painting/engine.ts'))).startEngine());
		this.#marks = new FrameMarks(options.loader);
		this.#graphics = new OverlayGraphics(options.loader.source, (planes) => {
			if (this.look.picture !== null) this.#surface?.drawOver(planes, this.look.picture);
		});
		this.look = new Appearance({
			place: () => this.stack[this.index] ?? null,
			series: () => this.series,
			luts: () => this.study?.luts ?? {},
			values: () => this.#values,
			moved: (view) => this.#surface?.move(view),
			repaint: () => this.#paintSoon(),
		});
		this.cine = new Cine({
			count: () => this.count,
			index: () => this.index,
			state: (index) => {
				const state = this.#underway ? 'wait' : this.#marks.playable(index);
				return state === 'ready' && this.#readAhead?.decoded(index) !== true ? 'wait' : state;
			},
			show: (index) => this.#go(index),
			paused: () => this.#paintSoon(),
		});
	}

	get count(): number {
		return this.stack.length;
	}
	get instance(): ImageInstance | null {
		return this.stack[this.index]?.instance ?? null;
	}
	get framesReady(): readonly FrameMark[] {
		return this.#marks.all;
	}
	/** Overlay planes of the shown frame. */
	get graphics(): GraphicsState {
		return this.#graphics.state;
	}
	get readyCount(): number {
		return this.#marks.readyCount;
	}
	/** Frames that can be scrolled to at least as previews. */
	get previewCount(): number {
		return this.#marks.previewCount;
	}
	/** What the line has carried and the rest of the series would cost, in bytes. */
	get cost(): LineCost {
		return this.#marks.cost;
	}
	/** 1-based frame number inside the instance; 0 without a picture. */
	get frame(): number {
		return this.stack[this.index]?.frame ?? 0;
	}
	/** A first picture (preview or full) of the shown frame is on screen: an SSR `<img>` under it may go. */
	get painted(): boolean {
		return this.state.kind === 'preview' || this.state.kind === 'diagnostic';
	}

	/** Every stored value of the frame on the screen; null until they are here and painted. */
	get exact(): StoredValues | null {
		return this.quality === null || this.quality === 'preview' ? null : this.#values;
	}

	/** Clears at once, then shows the series from place `at` (0-based). */
	show(study: StudyManifest, series: Series, at = 0): void {
		this.clear();
		const stack = stackOf(series);
		this.study = study;
		this.series = series;
		this.stack = stack;
		const frames = stack.map((place): FrameWanted => ({ study: study.study, ...place }));
		this.#wanted = frames;
		this.#keys = frames.map((wanted) => this.#loader.keyOf(wanted));
		this.#marks.begin(frames);
		this.#engineAsked = false;
		this.cine.begin(stack[at]?.instance.rate ?? null);
		this.tool = stack.length > 1 && matchMedia('(pointer: coarse)').matches ? 'scroll' : 'window';
		this.thrifty = isMetered();
		this.#readAhead = this.#reading({ study, series, frames });
		this.#go(Math.max(0, Math.min(stack.length - 1, at)));
	}

	#reading(of: PreviewStack): ReadAhead {
		return new ReadAhead(this.#loader, {
			frames: of.frames,
			at: () => ({ index: this.index, direction: this.#direction }),
			failed: (place, failure) => this.#marks.failed(place, failure),
			previews: (signal) => this.#loader.previews(of, { signal, from: this.index }),
			asked: !this.thrifty,
		});
	}

	/** Nothing shown, nothing on its way. */
	clear(): void {
		this.cine.pause();
		this.#motion.stop();
		this.#readAhead?.stop();
		this.#readAhead = null;
		this.#begin();
		this.study = null;
		this.series = null;
		this.stack = [];
		this.#marks.begin([]);
		this.#wanted = [];
		this.#keys = [];
		this.index = 0;
		this.look.forget();
		this.state = { kind: 'empty' };
	}

	/** All of the series, though the reader pays by the megabyte. */
	fetchAll(): void {
		this.thrifty = false;
		this.#readAhead?.ask();
	}

	/** Tries the shown frame again after a failure. */
	retry(): void {
		if (this.state.kind === 'failed') this.#go(this.index);
	}

	scrollTo(index: number): void {
		const target = Math.max(0, Math.min(this.count - 1, Math.round(index)));
		if (target === this.index || this.count === 0) return;
		this.#direction = target > this.index ? 1 : -1;
		this.#motion.step();
		this.#go(target);
	}
	scrollBy(steps: number): void {
		this.scrollTo(this.index + steps);
	}

	/** Place in the stack and look at once: what somebody else sees, or a picture that was kept. */
	wear(index: number, seen: Seen): void {
		this.scrollTo(index);
		this.look.wear(seen);
	}
	/** View, window and inversion as the file wants them. */
	reset(): void {
		this.look.reset();
		this.retry();
	}

	setTool(tool: PointerTool): void {
		this.tool = tool;
	}
	toggleOverlays(): void {
		this.overlays = !this.overlays;
		this.#surface?.hideOver(!this.overlays);
	}

	/** `<div {@attach viewport.mount}>`: an empty element that fills its box; the viewport owns what is inside. */
	readonly mount = (element: HubElement & FirstHost): (() => void) => untrack(() => this.#mount(element));

	#mount(element: HubElement & FirstHost): () => void {
		this.#dropFirst = element.dropFirst ?? null;
		delete element.dataset['first'];
		const surface = new Surface(element, this.view, {
			id: `viewport-${this.position}`,
			startEngine: this.#startEngine,
			changed: ({ renderer, downsampled }) => {
				this.renderer = renderer;
				this.downsampled = downsampled;
			},
		});
		this.#surface = surface;
		this.#engineAsked = false;
		surface.hideOver(!this.overlays);
		const resized = new ResizeObserver(() => this.#resize(element));
		resized.observe(element);
		this.#resize(element);
		const unlisten = followPointers(element, this, {
			remember: () => this.look.remember(),
			hover: (point) => this.#hover(point),
			hand: () => this.hand,
		});
		const stopReady = this.#marks.follow();
		const stopHooks = $effect.root(() => {
			$effect(() => writeHooks(element, this));
		});
		const stopPage = followPage({
			lineBack: () => this.#passing && this.retry(),
			hidden: () => this.#loader.rest(),
		});
		element.hub = new HubReader(this.#loader, {
			now: () => ({ study: this.study, shown: this.#shown() }),
			loseContext: () => surface.loseContext(),
		});
		const [{ study, series }, frames] = [this, this.#wanted];
		// It had left the page (a document took its place): the rest of its series comes on.
		if (this.#readAhead?.stopped && study !== null && series !== null)
			this.#readAhead = this.#reading({ study, series, frames });
		if (this.count > 0) this.#go(this.index);
		return () => {
			stopPage();
			stopHooks();
			stopReady();
			unlisten();
			resized.disconnect();
			this.cine.pause();
			this.#motion.stop();
			this.#readAhead?.stop();
			this.#begin();
			delete element.hub;
			surface.dispose();
			this.#surface = null;
		};
	}

	/** Picture or graphics are on their way: a film waits, or it would run ahead of what is seen. */
	get #underway(): boolean {
		return this.state.kind === 'loading' || this.state.kind === 'preview' || this.graphics === 'loading';
	}

	/** Takes away what the page painted before this viewport came, in the moment that it paints itself. */
	#dropFirst: (() => void) | null = null;

	/** A new generation: what was shown is off the screen, what was on its way counts no more. */
	#begin(): number {
		this.#visible.abort();
		this.#visible = new AbortController();
		this.#dropFirst?.();
		this.#dropFirst = null;
		this.hand?.away();
		this.#surface?.clear();
		this.#graphics.begin();
		this.#values = null;
		this.#passing = false;
		this.quality = null;
		this.probe = null;
		return ++this.#generation;
	}

	#go(index: number): void {
		const mine = this.#begin();
		this.index = index;
		const place = this.stack[index];
		const { study } = this;
		if (place === undefined || study === null) {
			this.state = { kind: 'empty' };
			return;
		}
		const refused = refusalOf(place);
		if (refused !== null) {
			this.#fail({ ...refused, passing: false });
			return;
		}
		this.look.adopt();
		const wanted: FrameWanted = { study: study.study, ...place };
		if (this.#surface !== null) void this.#graphics.load(wanted, this.#visible.signal);
		const known = this.#loader.peek(wanted);
		if (known !== null) {
			void this.#accept(known, mine);
			return;
		}
		const promised = place.instance.renditions[place.frame - 1];
		const total = promised?.state === 'ready' ? promised.bytes : null;
		this.state = { kind: 'loading', received: 0, total };
		if (this.#surface === null) return;
		void this.#fetch(wanted, mine);
		if (!this.#loader.isReady(wanted)) void this.#preview(wanted, mine);
	}

	async #fetch(wanted: FrameWanted, mine: number): Promise<void> {
		const got = await this.#loader.load(wanted, {
			signal: this.#visible.signal,
			priority: () => -1,
			onProgress: (received, total) => {
				if (mine !== this.#generation) return;
				const { kind } = this.state;
				if (kind === 'loading' || kind === 'preview') this.state = { kind, received, total };
			},
		});
		if (mine !== this.#generation) return;
		if (got.ok) await this.#accept(got.value, mine);
		else this.#fail(got.reason);
	}

	async #preview(wanted: FrameWanted, mine: number): Promise<void> {
		const image = await previewBitmap(this.#loader, wanted, this.#visible.signal);
		// The full picture may already be on its way to the screen.
		if (image === null || mine !== this.#generation || this.#values !== null) return;
		this.#surface?.preview(image, pictureOf(wanted.instance, wanted.frame), this.view);
		this.quality = 'preview';
		if (this.state.kind === 'loading') this.state = { ...this.state, kind: 'preview' };
	}

	async #accept(values: StoredValues, mine: number): Promise<void> {
		this.#values = values;
		const [painting, surface] = [this.#painting(values), this.#surface];
		if (painting === null || surface === null) return;
		// Going through a stack: within the same moment, so that the page around the picture changes once a step, not to nothing and back.
		if (this.cine.playing || this.#motion.moving) surface.paintFilm(painting, this.view);
		else if (!(await surface.paint(painting, this.view)) || mine !== this.#generation) return;
		this.quality = this.instance?.lossy === null ? 'lossless' : 'lossy';
		this.state = diagnostic;
		this.#graphics.draw();
		this.#readAhead?.pump();
		if (this.#engineAsked || this.#readAhead === null) return;
		this.#engineAsked = true;
		// Half a megabyte, and a second of a small processor: the pictures go first, and the 2D painter shows the same.
		void this.#readAhead.whole.then(() => this.#surface?.bringEngine());
	}

	#fail(failure: FrameFailure): void {
		this.#begin();
		this.state = { kind: 'failed', code: failure.code, detail: failure.detail };
		this.#passing = failure.passing;
		this.#marks.failed(this.index, failure);
		this.#readAhead?.pump();
	}

	/** Null: there is nothing to paint it on, or its colours can't be told. */
	#painting(values: StoredValues): Painting | null {
		const [place, { study }] = [this.stack[this.index], this];
		if (place === undefined || study === null || this.#surface === null) return null;
		const painting = paintingOf({
			stack: this.#keys,
			index: this.index,
			modality: this.series?.modality ?? 'OT',
			place,
			values,
			luts: study.luts,
			look: this.look,
		});
		if (painting === null) this.#fail({ code: 'palette', detail: null, passing: false });
		return painting;
	}

	/** Once a screen frame, however fast the pointer moves. */
	#paintSoon(): void {
		if (this.#values === null || this.#repaint !== null) return;
		this.#repaint = requestAnimationFrame(() => {
			this.#repaint = null;
			// A first painting that this one overtakes leaves it to say that the picture is there.
			if (this.#values !== null) void this.#accept(this.#values, this.#generation);
		});
	}

	#resize(element: HTMLElement): void {
		this.look.resize({ width: element.clientWidth, height: element.clientHeight });
		this.#surface?.resize(this.box, this.view);
		// It had no room to be painted in.
		if (this.#values !== null && this.state.kind !== 'diagnostic')
			void this.#accept(this.#values, this.#generation);
	}

	/** The frame on the screen with its stored values. */
	#shown(): (StackFrame & { values: StoredValues }) | null {
		const place = this.stack[this.index];
		return this.#values === null || place === undefined ? null : { ...place, values: this.#values };
	}

	#hover(point: { x: number; y: number } | null): void {
		this.hand?.hover(point);
		const [shown, { picture, box, view }] = [this.#shown(), this.look];
		const seen = shown === null ? null : { ...shown, luts: this.study?.luts ?? {} };
		const at = point === null || picture === null ? null : pictureAt(view, { picture, box }, point);
		this.probe = at === null || seen === null ? null : probeAt(at, seen);
	}
}
