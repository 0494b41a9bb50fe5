import type { Brand } from '#lib/base/brand.ts';

export type StudyUid = Brand<string, 'StudyUid'>;
export type SeriesUid = Brand<string, 'SeriesUid'>;
export type InstanceUid = Brand<string, 'InstanceUid'>;

/** PS3.5 section 9.1: digits and dots, at most 64 characters. Leading zeros in a component are illegal but common: accepted. */
const pattern = /^[0-9]+(\.[0-9]+)*$/;

export function isUid(text: string): boolean {
	return text.length <= 64 && pattern.test(text);
}

export function studyUid(text: string): StudyUid | null {
	return isUid(text) ? (text as StudyUid) : null;
}

export function seriesUid(text: string): SeriesUid | null {
	return isUid(text) ? (text as SeriesUid) : null;
}

export function instanceUid(text: string): InstanceUid | null {
	return isUid(text) ? (text as InstanceUid) : null;
}
