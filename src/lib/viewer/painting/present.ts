/**
 * Stored values to what the screen shows, by the one formula that the server's previews use too (`dicom/display-values.ts`), eight
 * bits out. Whoever paints (2D canvas, GPU) paints these and nothing else, so that every window function, every LUT and every data
 * type looks the same on every device; cornerstone's own path knows no LUT sequences, and its CPU form no sigmoid.
 */
import type { ImageInstance, ModalityTransform, StudyManifest } from '#lib/archive/manifest.ts';
import { displayValues, type Voi } from '#lib/dicom/image/display-values.ts';
import type { Presentation } from './presentation.ts';
import type { StoredValues } from '../stored-values.ts';

export interface Shown {
	readonly columns: number;
	readonly rows: number;
	/** 1 grey, 3 red-green-blue */
	readonly samples: 1 | 3;
	readonly pixels: Uint8Array<ArrayBuffer>;
}

export interface PresentInput {
	readonly instance: ImageInstance;
	readonly frame: number;
	readonly luts: StudyManifest['luts'];
	readonly presentation: Presentation;
	/** by the reader */
	readonly inverted: boolean;
}

export function modalityOf(instance: ImageInstance, frame: number): ModalityTransform {
	return instance.perFrame?.[frame - 1]?.modality ?? instance.modality;
}

/** Null when a table that the picture needs is missing or damaged: a picture without it would be wrong. */
export function present(values: StoredValues, input: PresentInput): Shown | null {
	const { instance, luts, inverted } = input;
	const { rows, columns, samples, photometric } = instance.format;
	const facts = { ...instance, modality: modalityOf(instance, input.frame) };
	const voi = voiOf(input.presentation);
	const displayed = displayValues({ values, samples, photometric }, facts, { luts, voi, invert: inverted });
	if (displayed === null) return null;
	const { buffer, byteOffset, byteLength } = displayed.bytes;
	// The bytes were made just now, in memory of this page alone.
	const own =
		buffer instanceof ArrayBuffer
			? new Uint8Array(buffer, byteOffset, byteLength)
			: new Uint8Array(displayed.bytes);
	return { rows, columns, samples: displayed.channels, pixels: own };
}

function voiOf(presentation: Presentation): Voi | null {
	switch (presentation.kind) {
		case 'window':
			return presentation;
		case 'lut':
			return { kind: 'lut', lut: presentation.key };
		case 'colour':
			return null;
	}
}
