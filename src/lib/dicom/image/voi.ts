/** VOI transformations (PS3.3 C.11.2.1): modality values to 0..1, where 0 is the darkest the display can show. */
import type { VoiWindow } from './image-facts.ts';

type Shape = Pick<VoiWindow, 'center' | 'width' | 'function'>;

/** One value through a window, as the formulas are printed, with ymin 0 and ymax 1. */
export function throughWindow(x: number, { center: c, width: w, function: kind }: Shape): number {
	switch (kind) {
		case 'LINEAR': {
			// C.11.2.1.2.1: width 1 is a threshold; the half pixel and the 1 make integer values exact
			if (x <= c - 0.5 - (w - 1) / 2) return 0;
			if (x > c - 0.5 + (w - 1) / 2) return 1;
			return (x - (c - 0.5)) / (w - 1) + 0.5;
		}
		case 'LINEAR_EXACT': {
			// C.11.2.1.3.2
			if (x <= c - w / 2) return 0;
			if (x > c + w / 2) return 1;
			return (x - c) / w + 0.5;
		}
		case 'SIGMOID':
			// C.11.2.1.3.1
			return 1 / (1 + Math.exp((-4 * (x - c)) / w));
	}
}

/** The window that shows a range of values whole; for files that bring none. */
export function windowOfRange(min: number, max: number): VoiWindow {
	const width = max > min ? max - min : 1;
	return { center: (min + max) / 2, width, function: 'LINEAR_EXACT', label: null };
}
