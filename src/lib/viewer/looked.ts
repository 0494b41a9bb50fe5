/** What a reader may ask and change of how a picture is seen, whatever picture it is: the part of a viewport that is its look. */
import type { Appearance } from './appearance.svelte.ts';
import type { Presentation, Preset } from './painting/presentation.ts';
import type { Seen } from './painting/seen.ts';
import type { Box, View } from './painting/view.ts';

export abstract class Looked {
	protected abstract readonly look: Appearance;

	get view(): View {
		return this.look.view;
	}
	get presentation(): Presentation {
		return this.look.presentation;
	}
	/** Chosen by the reader, on top of MONOCHROME1 and the file's own inversion. */
	get inverted(): boolean {
		return this.look.inverted;
	}
	get presets(): readonly Preset[] {
		return this.look.presets;
	}
	/** The preset now in force, if the reader has not moved the window since. */
	get presetId(): string | null {
		return this.look.presetId;
	}
	/** In CSS pixels. */
	get box(): Box {
		return this.look.box;
	}
	/** CSS pixels per picture column: 1 when one stored pixel is one CSS pixel. */
	get scale(): number {
		return this.look.scale;
	}
	/** In numbers that mean the same on another screen. */
	get seen(): Seen | null {
		return this.look.seen;
	}

	/** By a drag: dx widens, dy moves the centre, in CSS pixels. */
	dragWindow(dx: number, dy: number): void {
		this.look.dragWindow(dx, dy);
	}
	setWindow(center: number, width: number): void {
		this.look.setWindow(center, width);
	}
	applyPreset(id: string): void {
		this.look.applyPreset(id);
	}
	toggleInvert(): void {
		this.look.toggleInvert();
	}
	/** `anchor` in CSS pixels from the box's corner: what lies under it stays there. */
	zoomBy(factor: number, anchor?: { x: number; y: number }): void {
		this.look.zoomBy(factor, anchor ?? null);
	}
	panBy(dx: number, dy: number): void {
		this.look.panBy(dx, dy);
	}
	fit(): void {
		this.look.fit();
	}
	/** One stored pixel on one device pixel. */
	oneToOne(): void {
		this.look.oneToOne();
	}
	rotate(degrees: 90 | -90 = 90): void {
		this.look.rotate(degrees);
	}
	flip(axis: 'horizontal' | 'vertical'): void {
		this.look.flip(axis);
	}
}
