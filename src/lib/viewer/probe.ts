/** The value under a point of the picture: what was stored, and what it means after the modality transform. */
import type { StudyManifest } from '#lib/archive/manifest.ts';
import { modalityFunction } from '#lib/dicom/image/modality-values.ts';
import { modalityOf } from './painting/present.ts';
import { isGrey } from './controls/presets.ts';
import type { StackFrame } from './frames/stack.ts';
import type { StoredValues } from './stored-values.ts';

export interface Probe {
	/** 0-based */
	readonly column: number;
	readonly row: number;
	readonly stored: readonly number[];
	/** null for colour, and for pixel padding, which is no measurement */
	readonly modality: number | null;
	readonly unit: string | null;
}

export function probeAt(
	point: { x: number; y: number },
	shown: StackFrame & { values: StoredValues; luts: StudyManifest['luts'] },
): Probe | null {
	const { rows, columns, samples } = shown.instance.format;
	const [column, row] = [Math.floor(point.x), Math.floor(point.y)];
	if (column < 0 || row < 0 || column >= columns || row >= rows) return null;
	const at = (row * columns + column) * samples;
	const stored = [...shown.values.subarray(at, at + samples)];
	const transform = modalityOf(shown.instance, shown.frame);
	const [first = 0] = stored;
	const { padding } = shown.instance;
	const padded = padding !== null && first >= padding.from && first <= padding.to;
	const measured = isGrey(shown.instance) && !padded;
	return {
		column,
		row,
		stored,
		modality: measured ? (modalityFunction(transform, shown.luts)?.(first) ?? null) : null,
		unit: measured ? transform.unit : null,
	};
}
