import type { FrameMark } from '../frames/frame-marks.svelte.ts';

const colours: Readonly<Record<Exclude<FrameMark, 'absent'>, string>> = {
	preview: '#2c5566',
	ready: '#4cb3d4',
	refused: '#e5705f',
	failed: '#e0b04a',
};

/** 0-based place in a stack of `count` under a share of the bar's height. */
export function placeAt(share: number, count: number): number {
	return Math.min(count - 1, Math.max(0, Math.floor(share * count)));
}

export interface Drawn {
	readonly marks: readonly FrameMark[];
	readonly count: number;
	/** Only to draw again when the picture's box changes. */
	readonly height: number;
}

export function drawMarks(canvas: HTMLCanvasElement, { marks, count }: Drawn): void {
	const context = canvas.getContext('2d');
	if (context === null || count === 0) return;
	const ratio = devicePixelRatio;
	canvas.width = Math.max(1, Math.round(canvas.clientWidth * ratio));
	canvas.height = Math.max(1, Math.round(canvas.clientHeight * ratio));
	const step = canvas.height / count;
	// A hair between marks while there is room: frames can be counted, not only guessed.
	const gap = step > 4 * ratio ? ratio : 0;
	marks.forEach((mark, place) => {
		if (mark === 'absent') return;
		context.fillStyle = colours[mark];
		// Trouble is at least two pixels high, or one bad frame of a thousand would vanish.
		const least = mark === 'ready' || mark === 'preview' ? 0 : 2 * ratio;
		context.fillRect(0, place * step, canvas.width, Math.max(step - gap, least));
	});
}
