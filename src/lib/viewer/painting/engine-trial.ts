/**
 * Once a page, before any patient's picture: a known picture through the engine, read back. Cheap Androids have shown grey or black
 * instead of a film without any error; such a device gets the 2D painter.
 */
import type { Painter, Painting } from './painter.ts';
import { fitted } from './view.ts';

const side = 16;
const half = side / 2;
/** Top left, top right, bottom left, bottom right: a mirrored or turned picture is as wrong as a grey one. */
const greys = [0, 85, 170, 255];

export async function drawsWhatItIsTold(
	attach: (host: HTMLElement, id: string, options: { lost(): void }) => Painter,
): Promise<boolean> {
	const host = document.createElement('div');
	host.style.cssText = `position:fixed;left:-${side * 2}px;top:0;width:${side}px;height:${side}px`;
	document.body.append(host);
	let lost = false;
	const painter = attach(host, 'trial', { lost: () => (lost = true) });
	try {
		const late = new Promise<false>((resolve) => setTimeout(() => resolve(false), 5000));
		const painted = await Promise.race([
			painter.paint(trialPainting(), fitted, { width: side, height: side }),
			late,
		]);
		return painted && !lost && readBack(host);
	} catch {
		return false;
	} finally {
		painter.dispose();
		host.remove();
	}
}

function quadrant(x: number, y: number): number {
	return greys[(y < half ? 0 : 2) + (x < half ? 0 : 1)] ?? 0;
}

function trialPainting(): Painting {
	const pixels = new Uint8Array(side * side);
	for (let y = 0; y < side; y++) for (let x = 0; x < side; x++) pixels[y * side + x] = quadrant(x, y);
	return {
		stack: ['trial'],
		index: 0,
		modality: 'OT',
		shown: { columns: side, rows: side, samples: 1, pixels },
		picture: { columns: side, rows: side, tallness: 1 },
		plane: { origin: [0, 0, 0], across: [1, 0, 0], down: [0, 1, 0], columnMm: 1, frameOfReference: null },
	};
}

function readBack(host: HTMLElement): boolean {
	const canvas = host.querySelector('canvas');
	const context = canvas?.getContext('2d');
	if (canvas === null || context === null || context === undefined) return false;
	return [0.25, 0.75].every((down) =>
		[0.25, 0.75].every((across) => {
			const [red = -9] = context.getImageData(
				Math.floor(canvas.width * across),
				Math.floor(canvas.height * down),
				1,
				1,
			).data;
			return Math.abs(red - quadrant(across * side, down * side)) <= 2;
		}),
	);
}
