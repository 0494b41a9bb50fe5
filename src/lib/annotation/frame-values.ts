/** A frame's stored values as measuring wants them: modality values, padding left out; null for colour, which measures nothing. */
import type { ImageFacts, Lut, ModalityTransform } from '#lib/dicom/image/image-facts.ts';
import { modalityFunction } from '#lib/dicom/image/modality-values.ts';
import type { PixelValues } from './pixels-inside.ts';

export interface FrameFacts extends Pick<ImageFacts, 'modality' | 'padding'> {
	readonly format: {
		readonly rows: number;
		readonly columns: number;
		readonly samples: number;
		readonly photometric: string;
	};
	readonly perFrame: readonly { readonly modality?: ModalityTransform | undefined }[] | null;
}

/** `frame` from 1; `stored` in C order, row and column. */
export function frameValues(
	stored: ArrayLike<number>,
	{ format, modality, perFrame, padding }: FrameFacts,
	{ frame, luts }: { readonly frame: number; readonly luts: Readonly<Record<string, Lut>> },
): PixelValues | null {
	const { rows, columns, samples, photometric } = format;
	if (samples !== 1 || photometric === 'PALETTE COLOR') return null;
	const transform = perFrame?.[frame - 1]?.modality ?? modality;
	const measured = modalityFunction(transform, luts);
	if (measured === null) return null;
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
