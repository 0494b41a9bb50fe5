/**
 * Runs inside every measured page, before its own scripts: looks at the pixels of each picture and canvas that can be seen, and
 * says when one shows a slice code. Pixels, never events: what a page believes of itself is not asked.
 */
import { readSliceCode } from '../data/slice-code.ts';

export interface Seen {
	readonly number: number;
	/** Unix ms */
	readonly at: number;
	/** The page's own claim, which the harness then checks against the truth: every stored pixel is there. */
	readonly complete: boolean;
}

interface Watched {
	__seen(seen: Seen): void;
	__scroll(on: boolean): { at: number; number: number }[];
	__now(): number;
	__rest(): void;
}

/** The source text for `addInitScript`. */
export function detectorSource(): string {
	return `(${install.toString()})(${readSliceCode.toString()});`;
}

function install(read: (grey: number[]) => number): void {
	const page = window as unknown as Watched;
	/** Heights at which the code lies when the picture fits its box. */
	const heights = [0.028, 0.039, 0.05, 0.07];
	const readOn = (willReadFrequently: boolean) => {
		const canvas = document.createElement('canvas');
		return { canvas, context: canvas.getContext('2d', { willReadFrequently }) };
	};
	/** Stays where the pages' canvases are: only its one row comes over, or each look would fetch a whole picture from the GPU. */
	const beside = readOn(false);
	/** A picture that the GPU has not painted must not pay for its beginning: where a processor plays its part that takes half a second. */
	const apart = readOn(true);
	const inMemory = new WeakSet<Element>();
	const own = Reflect.get(HTMLCanvasElement.prototype, 'getContext') as (
		this: HTMLCanvasElement,
		...more: unknown[]
	) => unknown;
	Object.assign(HTMLCanvasElement.prototype, {
		getContext(this: HTMLCanvasElement, ...more: [string, CanvasRenderingContext2DSettings?]) {
			if (more[1]?.willReadFrequently === true) inMemory.add(this);
			return own.apply(this, more);
		},
	});
	let last = { number: 0, complete: false };
	let best: { element: HTMLCanvasElement | HTMLImageElement; height: number } | null = null;

	function numberIn(element: HTMLCanvasElement | HTMLImageElement, height: number): number {
		const [width, tall] =
			element instanceof HTMLImageElement
				? [element.naturalWidth, element.naturalHeight]
				: [element.width, element.height];
		const { canvas, context } = element instanceof HTMLImageElement || inMemory.has(element) ? apart : beside;
		if (context === null || width < 200 || tall < 200) return 0;
		if (canvas.width !== width) canvas.width = width;
		context.clearRect(0, 0, width, 1);
		context.drawImage(element, 0, Math.floor(tall * height), width, 1, 0, 0, width, 1);
		const { data } = context.getImageData(0, 0, width, 1);
		const grey: number[] = [];
		for (let i = 0; i < data.length; i += 4) grey.push((data[i] ?? 0) * ((data[i + 3] ?? 0) / 255));
		return read(grey);
	}

	function visible(element: HTMLCanvasElement | HTMLImageElement): boolean {
		const box = element.getBoundingClientRect();
		if (box.width < 200 || box.height < 200) return false;
		if (element instanceof HTMLImageElement && !(element.complete && element.naturalWidth > 0)) return false;
		return element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
	}

	function look(): { number: number; complete: boolean } | null {
		for (const element of document.querySelectorAll<HTMLCanvasElement | HTMLImageElement>('canvas, img')) {
			if (!visible(element)) continue;
			for (const height of heights) {
				const number = numberIn(element, height);
				// Twice: a row of the page's own drawing may look like a number, two seldom do.
				if (number === 0 || numberIn(element, height + 0.006) !== number) continue;
				best = { element, height };
				const told = element.closest<HTMLElement>('[data-viewport], [data-first]')?.dataset;
				const claim = told?.['state'] === 'diagnostic' || told?.['first'] === 'lossless';
				return { number, complete: claim && element instanceof HTMLCanvasElement };
			}
		}
		return null;
	}

	let sampling = false;
	/** Each look waits for the GPU: while a stack comes, or is sampled frame by frame, nobody asks for it. */
	let resting = false;
	page.__rest = () => (resting = true);
	setInterval(() => {
		if (resting || sampling) return;
		const found = look();
		if (found === null || (found.number === last.number && found.complete === last.complete)) return;
		last = found;
		page.__seen({ ...found, at: Date.now() });
	}, 50);
	page.__now = () => look()?.number ?? 0;

	// While scrolling: which slice stands there at each animation frame.
	let samples: { at: number; number: number }[] = [];
	page.__scroll = (on) => {
		sampling = on;
		if (!on) return samples;
		samples = [];
		let before = 0;
		let blind = 0;
		const frame = (): void => {
			if (!sampling) return;
			if (best === null || !best.element.isConnected || !visible(best.element)) look();
			const number = best === null ? 0 : numberIn(best.element, best.height);
			// Another canvas may have taken its place; looked for seldom, since it costs the page time.
			blind = number === 0 ? blind + 1 : 0;
			if (blind > 0 && blind % 15 === 0) look();
			if (number !== 0 && number !== before) {
				before = number;
				samples.push({ at: performance.now(), number });
			}
			requestAnimationFrame(frame);
		};
		frame();
		return [];
	};
}
