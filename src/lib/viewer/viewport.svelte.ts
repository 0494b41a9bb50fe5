/** Skeleton with the public surface; filled in the commits that follow. */
import type { ImageInstance, Series, StudyManifest } from '#lib/archive/manifest.ts';
import type { FrameLoader } from './frame-loader.ts';
import type { Presentation, Preset } from './presentation.ts';
import type { StackFrame } from './stack.ts';
import type { View } from './view.ts';

export type ViewportState =
	| { readonly kind: 'empty' }
	| { readonly kind: 'loading'; readonly received: number; readonly total: number | null }
	| { readonly kind: 'preview'; readonly received: number; readonly total: number | null }
	| { readonly kind: 'diagnostic' }
	/** `code` is a key of `i18n` refusal.CODE */
	| { readonly kind: 'failed'; readonly code: string; readonly detail: string | null };

export type Quality = 'preview' | 'lossy' | 'lossless';
export type PointerTool = 'window' | 'pan' | 'zoom' | 'scroll';
/** One mark per frame of the stack, for the scrollbar. */
export type FrameMark = 'absent' | 'ready' | 'refused' | 'failed';

/** What lies under the pointer, from the stored values and never from the screen. */
export interface Probe {
	readonly column: number;
	readonly row: number;
	readonly stored: readonly number[];
	readonly modality: number | null;
	readonly unit: string | null;
}

export class Viewport {
	readonly position: number;
	readonly #loader: FrameLoader;

	/** What is on the screen now. */
	state = $state.raw<ViewportState>({ kind: 'empty' });
	quality = $state.raw<Quality | null>(null);
	/** 'gpu' and 'cpu' are the engine's; 'first' is the small painter that shows a picture before the engine has come. */
	renderer = $state.raw<'first' | 'gpu' | 'cpu'>('first');
	/** The picture is shown with fewer pixels than it has, since no texture can hold it. */
	downsampled = $state.raw(false);

	study = $state.raw<StudyManifest | null>(null);
	series = $state.raw<Series | null>(null);
	/** Every image frame of the series, in reading order. */
	stack = $state.raw<readonly StackFrame[]>([]);
	/** 0-based place in the stack. */
	index = $state.raw(0);
	framesReady = $state.raw<readonly FrameMark[]>([]);

	view = $state.raw<View>({ zoom: 1, pan: { x: 0, y: 0 }, rotation: 0, flipH: false, flipV: false });
	presentation = $state.raw<Presentation>({ kind: 'colour' });
	/** Chosen by the reader, on top of MONOCHROME1 and the file's own inversion. */
	inverted = $state.raw(false);
	tool = $state.raw<PointerTool>('window');
	overlays = $state.raw(true);
	cine = $state.raw<{ readonly playing: boolean; readonly rate: number }>({ playing: false, rate: 10 });
	probe = $state.raw<Probe | null>(null);
	/** The box in CSS pixels. */
	box = $state.raw({ width: 0, height: 0 });

	constructor(options: { position: number; loader: FrameLoader }) {
		this.position = options.position;
		this.#loader = options.loader;
	}

	get count(): number {
		return this.stack.length;
	}
	get instance(): ImageInstance | null {
		return this.stack[this.index]?.instance ?? null;
	}
	/** 1-based frame number inside the instance; 0 without a picture. */
	get frame(): number {
		return this.stack[this.index]?.frame ?? 0;
	}
	get readyCount(): number {
		return this.framesReady.filter((mark) => mark === 'ready').length;
	}
	/** CSS pixels per picture column: 1 when one stored pixel is one CSS pixel. */
	get scale(): number {
		return 1;
	}
	/** A first picture (preview or full) of the shown frame is on screen: an SSR `<img>` under it may go. */
	get painted(): boolean {
		return this.state.kind === 'preview' || this.state.kind === 'diagnostic';
	}
	get presets(): readonly Preset[] {
		return [];
	}
	/** The preset now in force, if the reader has not moved the window since. */
	get presetId(): string | null {
		return null;
	}

	/** Clears at once, then shows the series from place `at` (0-based). */
	show(study: StudyManifest, series: Series, at = 0): void {
		this.study = study;
		this.series = series;
		this.index = at;
	}
	clear(): void {}
	/** Tries the shown frame again after a failure. */
	retry(): void {}
	scrollTo(index: number): void {
		this.index = index;
	}
	scrollBy(steps: number): void {
		this.scrollTo(this.index + steps);
	}
	/** By a drag: dx widens, dy moves the centre, in CSS pixels. */
	dragWindow(_dx: number, _dy: number): void {}
	setWindow(_center: number, _width: number): void {}
	applyPreset(_id: string): void {}
	zoomBy(_factor: number, _anchor?: { x: number; y: number }): void {}
	panBy(_dx: number, _dy: number): void {}
	fit(): void {}
	/** One stored pixel on one device pixel. */
	oneToOne(): void {}
	toggleInvert(): void {}
	rotate(_degrees: 90 | -90 = 90): void {}
	flip(_axis: 'horizontal' | 'vertical'): void {}
	/** View, window and inversion as the file wants them. */
	reset(): void {}
	play(): void {}
	pause(): void {}
	toggleCine(): void {}
	setRate(_framesPerSecond: number): void {}
	setTool(tool: PointerTool): void {
		this.tool = tool;
	}
	toggleOverlays(): void {
		this.overlays = !this.overlays;
	}

	/** `<div {@attach viewport.mount}>`: an empty element that fills its box; the viewport owns what is inside. */
	mount = (element: HTMLElement): (() => void) => {
		element.dataset['viewport'] = String(this.position);
		return () => {};
	};
}
