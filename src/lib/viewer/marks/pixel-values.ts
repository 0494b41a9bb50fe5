/** The stored values of the shown frame as measuring wants them: modality values, padding left out; null for colour, which measures nothing. */
import type { StudyManifest } from '#lib/archive/manifest.ts';
import type { PixelValues } from '#lib/annotation/pixels-inside.ts';
import { modalityFunction } from '#lib/dicom/image/modality-values.ts';
import { isGrey } from '../controls/presets.ts';
import type { StackFrame } from '../frames/stack.ts';
import { modalityOf } from '../painting/present.ts';
import type { StoredValues } from '../stored-values.ts';

export function pixelValues(
	{ instance, frame }: StackFrame,
	stored: StoredValues,
	luts: StudyManifest['luts'],
): PixelValues | null {
	const { rows, columns } = instance.format;
	const transform = modalityOf(instance, frame);
	const measured = isGrey(instance) ? modalityFunction(transform, luts) : null;
	if (measured === null) return null;
	const { padding } = instance;
	return {
		rows,
		columns,
		unit: transform.unit ?? '',
		at: (column, row) => {
			const value = stored[row * columns + column];
			if (value === undefined || (padding !== null && value >= padding.from && value <= padding.to))
				return null;
			return measured(value);
		},
	};
}
