import { expect, it } from 'vitest';
import * as v from 'valibot';
import { imageInstance, studyOf } from '#lib/archive/manifest.fixture.ts';
import { StudyManifest } from '#lib/archive/manifest.ts';
import type { StudySummary } from '#lib/archive/study-summary.ts';
import { hasCompany, neighbourOf, priorOf, seriesLike } from './prior-of.ts';

const summary = (study: string, date: string | null, modality: string, more = {}): StudySummary => ({
	...{ study, date, modalities: [modality], patient: null, hn: '1', description: null, images: 9 },
	samePatient: true,
	...more,
});
const series = (uid: string, modality: string, description: string, instances = 2): unknown => ({
	...{ uid, number: 1, modality, description, bodyPart: null, geometryNotes: [] },
	instances: Array.from({ length: instances }, (_, i) => ({ ...imageInstance(), uid: `${uid}.${i + 1}` })),
});
const manifest = (all: unknown[]): StudyManifest =>
	v.parse(StudyManifest, { ...studyOf('1.1', all), date: '2025-01-30' });
const open = manifest([]);

it('the newest earlier study of the same kind comes first', () => {
	const ct = [summary('1.2', '2023-05-01', 'CT'), summary('1.3', '2024-01-26', 'CT')];
	const rest = [
		summary('1.4', '2025-01-29', 'DX'),
		summary('1.5', '2025-03-01', 'CT'),
		summary('1.1', '2025-01-30', 'CT'),
	];
	expect(priorOf([...ct, ...rest], open, 'CT')).toBe('1.3');
	expect(priorOf(rest, open, 'CT')).toBe('1.4');
	expect(priorOf([summary('1.5', '2025-03-01', 'CT')], open, 'CT')).toBe('1.5');
	expect(priorOf([summary('1.1', '2025-01-30', 'CT')], open, 'CT')).toBeNull();
});

it('threat-18 another patient’s study is never chosen, nor one without pictures', () => {
	const others = [
		summary('1.2', '2024-01-26', 'CT', { samePatient: false }),
		summary('1.3', '2024-01-26', 'CT', { images: 0 }),
		summary('1.4', '2024-01-26', 'DOC'),
	];
	expect(priorOf(others, open, 'CT')).toBeNull();
});

it('the series that is called alike, and of those the fuller', () => {
	const now = manifest([series('2.1', 'CT', 'ทรวงอก 2.5 mm')]).series[0]!;
	const before = manifest([
		series('3.1', 'DX', 'ทรวงอก'),
		series('3.2', 'CT', 'ช่องท้อง 5 mm', 90),
		series('3.3', 'CT', 'ทรวงอก 5 mm', 2),
		series('3.4', 'CT', 'ทรวงอก 5 mm', 40),
		series('3.5', 'CT', 'ทรวงอก 2.5 mm', 0),
	]);
	expect(seriesLike(before, now)?.uid).toBe('3.4');
	expect(seriesLike(manifest([]), now)).toBeNull();
});

it('beside a series of its own study stands the next one', () => {
	const study = manifest([series('2.1', 'MR', 't2'), series('2.2', 'MR', 't1'), series('2.3', 'SR', '', 0)]);
	const [first, second] = study.series;
	expect(neighbourOf(study, first!)).toBe(second);
	expect(neighbourOf(study, second!)).toBe(first);
	const alone = manifest([series('2.1', 'MR', 't2')]);
	expect(neighbourOf(alone, alone.series[0]!)).toBe(alone.series[0]);
});

it('one picture alone is not compared with itself', () => {
	const film = manifest([series('2.1', 'DX', 'ทรวงอก', 1)]);
	expect(hasCompany([summary('1.1', '2025-01-30', 'DX')], film, film.series[0]!)).toBe(false);
	expect(hasCompany([summary('1.2', '2024-01-26', 'DX')], film, film.series[0]!)).toBe(true);
	expect(
		hasCompany([summary('1.2', '2024-01-26', 'DX', { samePatient: false })], film, film.series[0]!),
	).toBe(false);
	const stack = manifest([series('2.1', 'CT', 'ทรวงอก', 2)]);
	expect(hasCompany([], stack, stack.series[0]!)).toBe(true);
});
