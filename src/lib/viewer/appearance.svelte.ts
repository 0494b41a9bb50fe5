/** How a picture is seen: where it lies in its box and which grey curve is laid over it. Chosen by the file until the reader chooses. */
import type { Series, StudyManifest, VoiWindow } from '#lib/archive/manifest.ts';
import type { Presentation, Preset } from './painting/presentation.ts';
import { autoWindow, defaultPresentation, presetsOf } from './controls/presets.ts';
import type { StackFrame } from './frames/stack.ts';
import type { StoredValues } from './stored-values.ts';
import { seenView, viewOf } from './painting/seen.ts';
import type { Seen } from './painting/seen.ts';
import {
	fitScale,
	fitted,
	mirrored,
	panned,
	pictureOf,
	scaleOf,
	turned,
	zoomedAbout,
	type Box,
	type Picture,
	type View,
} from './painting/view.ts';

/** What is being looked at, asked for each time. */
export interface Subject {
	place(): StackFrame | null;
	series(): Series | null;
	luts(): StudyManifest['luts'];
	values(): StoredValues | null;
	moved(view: View): void;
	repaint(): void;
}

/** Below 1 the LINEAR function is not defined (PS3.3 C.11.2.1.2.1); at 1 it divides by zero. */
const leastLinearWidth = 1.0001;

export class Appearance {
	view = $state.raw<View>(fitted);
	presentation = $state.raw<Presentation>({ kind: 'colour' });
	inverted = $state.raw(false);
	box = $state.raw<Box>({ width: 0, height: 0 });
	/** False while the file's own presentation is in force and may differ from frame to frame. */
	#chosen = $state.raw(false);
	readonly #subject: Subject;

	readonly presets: readonly Preset[] = $derived.by(() => {
		const [place, series] = [this.#subject.place(), this.#subject.series()];
		return place === null || series === null ? [] : presetsOf(place, { series, luts: this.#subject.luts() });
	});
	readonly presetId: string | null = $derived.by(() => {
		const { presentation } = this;
		const found = this.presets.find((preset) => same(preset.presentation, presentation));
		return found?.id ?? (presentation.kind === 'window' && !this.#chosen ? 'auto' : null);
	});

	constructor(subject: Subject) {
		this.#subject = subject;
	}

	get picture(): Picture | null {
		const place = this.#subject.place();
		return place === null ? null : pictureOf(place.instance, place.frame);
	}

	get scale(): number {
		const { picture } = this;
		return picture === null ? 1 : scaleOf(this.view, picture, this.box);
	}

	/** Another series: nothing that was chosen for the last one holds. */
	forget(): void {
		this.view = fitted;
		this.inverted = false;
		this.#chosen = false;
	}

	/** The file's own for this frame, until the reader has chosen. */
	adopt(): void {
		const place = this.#subject.place();
		if (place === null) return;
		const own = defaultPresentation(place, this.#subject.luts());
		const keep = this.#chosen && own.kind !== 'colour' && this.presentation.kind !== 'colour';
		// The same again is no change: a whole page hangs on it, and slices of a series have one window.
		if (!keep && !isStill(own, this.presentation)) this.presentation = own;
	}

	reset(): void {
		this.inverted = false;
		this.#chosen = false;
		this.adopt();
		this.look(fitted);
		this.#subject.repaint();
	}

	/** By a drag: dx widens, dy moves the centre, in CSS pixels. Relative, so that floats and 16 bits feel the same. */
	dragWindow(dx: number, dy: number): void {
		const window = this.#window();
		if (window === null) return;
		this.setWindow(window.center + (dy * window.width) / 350, window.width * Math.exp(dx / 220));
	}

	/** `curve`: another than the one in force */
	setWindow(center: number, width: number, curve?: VoiWindow['function']): void {
		const now = this.#window();
		if (now === null || !Number.isFinite(center) || !(width > 0)) return;
		const window = curve === undefined ? now : { ...now, function: curve };
		const least = window.function === 'LINEAR' ? leastLinearWidth : 1e-9;
		this.#choose({
			kind: 'window',
			window: { ...window, center, width: Math.max(least, width), label: null },
		});
	}

	applyPreset(id: string): void {
		const preset = this.presets.find((one) => one.id === id);
		const [place, values] = [this.#subject.place(), this.#subject.values()];
		if (preset === undefined || place === null) return;
		if (preset.presentation.kind !== 'auto') this.#choose(preset.presentation);
		else if (values !== null) {
			this.#choose({ kind: 'window', window: autoWindow(values, place, this.#subject.luts()) });
		}
	}

	toggleInvert(): void {
		this.inverted = !this.inverted;
		this.#subject.repaint();
	}

	zoomBy(factor: number, anchor: { x: number; y: number } | null): void {
		const at = anchor ?? { x: this.box.width / 2, y: this.box.height / 2 };
		this.look(zoomedAbout(this.view, factor, { ...at, box: this.box }));
	}
	panBy(dx: number, dy: number): void {
		this.look(panned(this.view, dx, dy));
	}
	fit(): void {
		this.look({ ...this.view, zoom: 1, pan: { x: 0, y: 0 } });
	}
	oneToOne(): void {
		const { picture } = this;
		if (picture === null) return;
		const wanted = 1 / (globalThis.devicePixelRatio || 1) / fitScale(picture, this.box, this.view.rotation);
		this.zoomBy(wanted / this.view.zoom, null);
	}
	rotate(degrees: 90 | -90): void {
		this.look(turned(this.view, degrees));
	}
	flip(axis: 'horizontal' | 'vertical'): void {
		this.look(mirrored(this.view, axis));
	}

	look(view: View): void {
		this.view = view;
		this.#subject.moved(view);
	}

	/** As others can be told; null while there is nothing or no room to see it in. */
	get seen(): Seen | null {
		const { picture, box, view, presentation } = this;
		if (picture === null || !(box.width > 0 && box.height > 0)) return null;
		const window =
			presentation.kind === 'window'
				? {
						center: presentation.window.center,
						width: presentation.window.width,
						function: presentation.window.function,
					}
				: null;
		const lut = presentation.kind === 'lut' ? { lut: presentation.key } : {};
		return { window, ...lut, inverted: this.inverted, ...seenView(view, picture, box) };
	}

	/** As somebody else sees it. Without a window of theirs: as the file wants it. */
	wear(seen: Seen): void {
		const { picture, box } = this;
		this.inverted = seen.inverted;
		if (seen.lut !== undefined && this.#offers(seen.lut)) {
			this.#choose({ kind: 'lut', key: seen.lut });
		} else if (seen.window === null) {
			this.#chosen = false;
			this.adopt();
		} else this.setWindow(seen.window.center, seen.window.width, seen.window.function);
		if (picture !== null) this.look(viewOf(seen, picture, box));
		this.#subject.repaint();
	}

	/** Another box: the same part of the picture stays in the middle. */
	resize(box: Box): void {
		const { picture, view } = this;
		if (picture !== null && this.box.width > 0 && box.width > 0) {
			const ratio = fitScale(picture, box, view.rotation) / fitScale(picture, this.box, view.rotation);
			this.view = { ...view, pan: { x: view.pan.x * ratio, y: view.pan.y * ratio } };
		}
		this.box = box;
	}

	/** To take back what the first finger of a pinch began. */
	remember(): () => void {
		const { view, presentation } = this;
		const chosen = this.#chosen;
		return () => {
			this.presentation = presentation;
			this.#chosen = chosen;
			this.look(view);
			this.#subject.repaint();
		};
	}

	/** The shown picture brings this table, and it is here. */
	#offers(lut: string): boolean {
		const place = this.#subject.place();
		return place !== null && place.instance.voiLuts.includes(lut) && this.#subject.luts()[lut] !== undefined;
	}

	#choose(presentation: Presentation): void {
		this.#chosen = true;
		this.presentation = presentation;
		this.#subject.repaint();
	}

	#window(): VoiWindow | null {
		const { presentation } = this;
		if (presentation.kind === 'window') return presentation.window;
		const lut = presentation.kind === 'lut' ? this.#subject.luts()[presentation.key] : undefined;
		if (lut === undefined) return null;
		return { center: lut.first + lut.count / 2, width: lut.count, function: 'LINEAR', label: null };
	}
}

function same(a: Preset['presentation'], b: Presentation): boolean {
	if (a.kind === 'lut' && b.kind === 'lut') return a.key === b.key;
	if (a.kind !== 'window' || b.kind !== 'window') return false;
	const [one, other] = [a.window, b.window];
	return one.center === other.center && one.width === other.width && one.function === other.function;
}

/** With the file's own name of the window. */
function isStill(own: Presentation, now: Presentation): boolean {
	const named = own.kind !== 'window' || now.kind !== 'window' || own.window.label === now.window.label;
	return named && same(own, now);
}
