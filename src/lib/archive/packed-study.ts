/**
 * A study as a page carries it. The slices of a series tell nearly the same of themselves forty times over: written out, three
 * hundred of them are a quarter of a megabyte of script that server and browser go through before anything can begin. Each instance
 * is written as what differs from the last one that stands there whole.
 */
import type { ImageInstance, Instance, Series, StudyManifest } from './manifest.ts';

/** Without a `kind`: as the last whole picture of the series, but for this. */
export type PackedInstance = Instance | (Partial<ImageInstance> & { readonly kind?: never });

export interface PackedSeries extends Omit<Series, 'instances'> {
	readonly instances: readonly PackedInstance[];
}

export interface PackedStudy extends Omit<StudyManifest, 'series'> {
	readonly series: readonly PackedSeries[];
}

export function packedStudy(study: StudyManifest): PackedStudy {
	return { ...study, series: study.series.map(packedSeries) };
}

/** What is the same in several slices is one object of theirs all. */
export function unpackedStudy(packed: PackedStudy): StudyManifest {
	return { ...packed, series: packed.series.map(unpackedSeries) };
}

function packedSeries(series: Series): PackedSeries {
	let last: ImageInstance | null = null;
	const instances: PackedInstance[] = [];
	for (const one of series.instances) {
		const changes = one.kind === 'image' && last !== null ? changesOf(last, one) : null;
		if (changes === null && one.kind === 'image') last = one;
		instances.push(changes ?? one);
	}
	return { ...series, instances };
}

/** null: hardly anything is the same. */
function changesOf(
	last: ImageInstance,
	one: ImageInstance,
): (Partial<ImageInstance> & { kind?: never }) | null {
	const names = Object.entries(one);
	const changed = names.filter(
		([name, value]) => JSON.stringify(value) !== JSON.stringify(Reflect.get(last, name)),
	);
	return changed.length * 2 > names.length ? null : Object.fromEntries(changed);
}

function unpackedSeries({ instances, ...series }: PackedSeries): Series {
	let last: ImageInstance | null = null;
	const whole: Instance[] = [];
	for (const one of instances) {
		if (isWhole(one)) {
			if (one.kind === 'image') last = one;
			whole.push(one);
		} else if (last !== null) whole.push({ ...last, ...one, kind: 'image' });
	}
	return { ...series, instances: whole };
}

function isWhole(one: PackedInstance): one is Instance {
	return one.kind !== undefined;
}
