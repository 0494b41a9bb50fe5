/** What stands beside a series when the reader asks for "beside" and no more: what a radiologist would hang there. */
import type { Series, StudyManifest } from '#lib/archive/manifest.ts';
import type { StudySummary } from '#lib/archive/study-summary.ts';
import { refusalOf, stackOf } from '#lib/viewer/frames/stack.ts';

/** Kinds of series that hold no picture (PS3.3 C.7.3.1.1.1). */
const paper = ['DOC', 'SR', 'KO', 'PR', 'PLAN', 'AU', 'REG', 'FID'];

/** May stand beside what is open: the same patient's, with pictures in it. */
export function mayStandBeside({ samePatient, images, modalities }: StudySummary): boolean {
	return samePatient && images > 0 && modalities.some((modality) => !paper.includes(modality));
}

/** The newest earlier study of this patient of the same kind; else any earlier, else any later one. null: there is no other. */
export function priorOf(
	studies: readonly StudySummary[],
	{ study, date }: Pick<StudyManifest, 'study' | 'date'>,
	modality: string | null,
): string | null {
	const others = studies.filter((one) => one.study !== study && mayStandBeside(one));
	const alike = others.filter((one) => modality !== null && one.modalities.includes(modality));
	const earlier = (one: StudySummary): boolean => one.date !== null && date !== null && one.date < date;
	for (const among of [alike.filter(earlier), others.filter(earlier), alike, others]) {
		const newest = among.toSorted((a, b) => (b.date ?? '').localeCompare(a.date ?? ''))[0];
		if (newest !== undefined) return newest.study;
	}
	return null;
}

/** The series of a study that is most like another: same modality, then as much said alike, then the most pictures. */
export function seriesLike(study: StudyManifest, like: Series | null): Series | null {
	const scored = study.series
		.filter(hasPictures)
		.map((series) => ({ series, score: likeness(series, like) }))
		.toSorted((a, b) => b.score - a.score);
	return scored[0]?.series ?? null;
}

/** Another series of the same study to stand beside this one: the next with pictures, or the same once more. */
export function neighbourOf(study: StudyManifest, series: Series | null): Series | null {
	const all = study.series.filter(hasPictures);
	const here = series === null ? -1 : all.indexOf(series);
	return all[here + 1] ?? all[here - 1] ?? all[0] ?? null;
}

/** Whether anything can stand beside it but the very same picture once more. */
export function hasCompany(
	studies: readonly StudySummary[],
	study: StudyManifest,
	series: Series | null,
): boolean {
	if (priorOf(studies, study, series?.modality ?? null) !== null) return true;
	const next = neighbourOf(study, series);
	return next !== null && (next !== series || stackOf(next).length > 1);
}

export function hasPictures(series: Series): boolean {
	return stackOf(series).some((place) => refusalOf(place) === null);
}

function likeness(series: Series, like: Series | null): number {
	if (like === null) return 0;
	const modality = series.modality === like.modality ? 100 : 0;
	const part = series.bodyPart !== null && series.bodyPart === like.bodyPart ? 10 : 0;
	const words = wordsOf(like);
	const shared = [...wordsOf(series)].filter((word) => words.has(word)).length;
	// Between two that are called alike the fuller one: never more than a word counts.
	return modality + part + shared * 2 + Math.min(1, stackOf(series).length / 1000);
}

function wordsOf({ description }: Series): Set<string> {
	return new Set(
		(description ?? '')
			.toLowerCase()
			.split(/[\s,_/-]+/)
			.filter((word) => word.length > 1),
	);
}
