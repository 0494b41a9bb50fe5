/**
 * What the manifest needs of one instance, worked out once when the file comes in and kept beside its row: a study page is then
 * put together without opening a single file.
 */
import * as v from 'valibot';
import { describeImage } from '#lib/dicom/image/describe-image.ts';
import { items, string } from '#lib/dicom/dataset.ts';
import type { Dataset } from '#lib/dicom/dataset.ts';
import type { ImageFacts, Lut } from '#lib/dicom/image/image-facts.ts';
import type { Part10 } from '#lib/dicom/part10/part10.ts';

/** Raised when a card holds something new, so that no manifest kept from before is served. */
export const cardVersion = 1;

export type InstanceKind = 'image' | 'pdf' | 'report' | 'tree';

export type InstanceCard =
	| { readonly kind: 'image'; readonly facts: ImageFacts; readonly luts: Readonly<Record<string, Lut>> }
	/** An image whose header can't be followed. */
	| { readonly kind: 'refused'; readonly code: string }
	| { readonly kind: 'document'; readonly title: string | null };

const StoredCard = v.custom<InstanceCard>(
	(value) => typeof value === 'object' && value !== null && 'kind' in value,
);

export function parseCard(value: unknown): InstanceCard {
	return v.parse(StoredCard, value);
}

export async function describeInstance(part10: Part10): Promise<InstanceCard> {
	if (kindOf(part10) !== 'image') return { kind: 'document', title: titleOf(part10.dataset) };
	const described = await describeImage(part10);
	return described.ok
		? { kind: 'image', facts: described.value.facts, luts: described.value.luts }
		: { kind: 'refused', code: described.reason };
}

const encapsulatedPdf = '1.2.840.10008.5.1.4.1.1.104.1';
const structuredReports = '1.2.840.10008.5.1.4.1.1.88.';
/** Pixels that are no picture by themselves: segmentations (PS3.3 A.51). */
const segmentations = ['1.2.840.10008.5.1.4.1.1.66.4', '1.2.840.10008.5.1.4.1.1.66.7'];

export function kindOf(part10: Part10): InstanceKind {
	const { dataset } = part10;
	const sopClass = string(dataset, '00080016') ?? '';
	if (sopClass === encapsulatedPdf) return 'pdf';
	if (sopClass.startsWith(structuredReports)) return 'report';
	if (segmentations.includes(sopClass)) return 'tree';
	// A header that speaks of rows belongs to a picture, even when the pixels themselves are missing: that is then said.
	const picture =
		part10.pixelData !== null || (dataset['00280010'] !== undefined && dataset['00280100'] !== undefined);
	return picture ? 'image' : 'tree';
}

/** Document Title, a report's or key object's concept name, a presentation's label or description. */
function titleOf(set: Dataset): string | null {
	const concept = items(set, '0040A043')[0];
	return (
		string(set, '00420010') ??
		(concept === undefined ? null : string(concept, '00080104')) ??
		string(set, '00700081') ??
		string(set, '00700080') ??
		string(set, '30060002')
	);
}
