/** The VOI windows that a data set offers (PS3.3 C.11.2.1.2), without those that can't be applied. */
import type { Dataset } from '../dataset.ts';
import { string, strings } from '../dataset.ts';
import { displayText } from '../text/display-text.ts';
import type { VoiWindow } from './image-facts.ts';

export function windowsOf(set: Dataset): VoiWindow[] {
	const centers = strings(set, '00281050').map(Number);
	const widths = strings(set, '00281051').map(Number);
	const labels = strings(set, '00281055');
	const declared = string(set, '00281056');
	const out: VoiWindow[] = [];
	for (const [index, center] of centers.entries()) {
		const width = widths[index];
		if (width === undefined || !Number.isFinite(center) || !Number.isFinite(width) || width <= 0) continue;
		const label = displayText(labels[index] ?? '').trim();
		out.push({ center, width, function: functionOf(declared, width), label: label === '' ? null : label });
	}
	return out;
}

/** LINEAR is defined from width 1 up (C.11.2.1.2.1); narrower windows, found on fractional rescales, can only mean the exact form. */
function functionOf(declared: string | null, width: number): VoiWindow['function'] {
	if (declared === 'SIGMOID' || declared === 'LINEAR_EXACT') return declared;
	return width < 1 ? 'LINEAR_EXACT' : 'LINEAR';
}
