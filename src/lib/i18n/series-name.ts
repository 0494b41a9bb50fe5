import { textFor } from './sentence.ts';
import type { Words } from './th.ts';

interface Named {
	readonly description: string | null;
	readonly bodyPart: string | null;
	readonly modality: string;
	readonly number: number | null;
}

/** What a series is called on screen: its own words, else the modality's and its number. */
export function seriesName(series: Named, words: Words): string {
	if (series.description !== null && series.description.trim() !== '') return series.description;
	const modality = textFor(words.modality, series.modality) ?? series.modality;
	return [modality, series.bodyPart, series.number === null ? null : String(series.number)]
		.filter(Boolean)
		.join(' ');
}
