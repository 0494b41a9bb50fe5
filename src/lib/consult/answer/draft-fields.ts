/**
 * The opinion while it is being written: fields of the consult's draft document, edited by several people at once. Choices are
 * text too, so that one kind of field serves all: the urgency is its word, picked events are one id a line.
 */
import { EventId } from '../record/event.ts';
import { mostKeyImages, mostMeasurements, urgencies } from './opinion.ts';
import type { Opinion, Urgency } from './opinion.ts';
import * as v from 'valibot';

export const draftFields = [
	'findings',
	'impression',
	'recommendation',
	'urgency',
	'key-images',
	'measurements',
] as const;
export type DraftField = (typeof draftFields)[number];

/** As LiveConsult's `draft` has it: places and lengths in UTF-16 units. */
export interface Draft {
	text(field: string): string;
	edit(field: string, at: number, removed: number, inserted: string): void;
}

/** What the fields say now, as it would be signed. */
export function opinionOf(draft: Pick<Draft, 'text'>): Opinion {
	return {
		findings: draft.text('findings'),
		impression: draft.text('impression'),
		recommendation: draft.text('recommendation'),
		urgency: urgencyOf(draft.text('urgency')),
		keyImages: picked(draft.text('key-images')).slice(0, mostKeyImages),
		measurements: picked(draft.text('measurements')).slice(0, mostMeasurements),
	};
}

/** Two people may have chosen at once: what was written last stands. Nothing chosen is no urgency. */
export function urgencyOf(text: string): Urgency {
	const found = text.split('\n').findLast((line) => line !== '');
	return urgencies.find((one) => one === found) ?? 'none';
}

export function picked(text: string): string[] {
	const ids = text.split('\n').filter((line) => v.is(EventId, line));
	return [...new Set(ids)];
}

export function chooseUrgency(draft: Draft, urgency: Urgency): void {
	draft.edit('urgency', 0, draft.text('urgency').length, `${urgency}\n`);
}

/** In at the end, or out wherever it stands. */
export function togglePick(draft: Draft, field: 'key-images' | 'measurements', id: string): void {
	const text = draft.text(field);
	const at = text.indexOf(id);
	if (at === -1)
		draft.edit(field, text.length, 0, `${text === '' || text.endsWith('\n') ? '' : '\n'}${id}\n`);
	else draft.edit(field, at, id.length + (text[at + id.length] === '\n' ? 1 : 0), '');
}

export interface Splice {
	readonly at: number;
	readonly removed: number;
	readonly inserted: string;
}

/** How one text became the other, as one edit; null: not at all. Never cuts a pair of surrogates. */
export function spliceOf(before: string, after: string): Splice | null {
	if (before === after) return null;
	const most = Math.min(before.length, after.length);
	let start = 0;
	while (start < most && before[start] === after[start]) start++;
	if (isSecondHalf(before, start) || isSecondHalf(after, start)) start--;
	let end = 0;
	while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
	if (end > 0 && (isSecondHalf(before, before.length - end) || isSecondHalf(after, after.length - end)))
		end--;
	return {
		at: start,
		removed: before.length - start - end,
		inserted: after.slice(start, after.length - end),
	};
}

function isSecondHalf(text: string, at: number): boolean {
	const unit = text.charCodeAt(at);
	return unit >= 0xdc00 && unit <= 0xdfff;
}
