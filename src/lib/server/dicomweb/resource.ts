/**
 * The resources of PS3.18 chapter 10 that this server has, read from the raw path: an allow-list, so that whatever isn't one
 * of them (encoded slashes, dot segments, an archive's own API) is simply not there (threat 2).
 */
import { instanceUid, seriesUid, studyUid } from '#lib/dicom/uid.ts';
import type { InstanceUid, SeriesUid, StudyUid } from '#lib/dicom/uid.ts';

export interface Target {
	readonly study: StudyUid;
	readonly series: SeriesUid | null;
	readonly instance: InstanceUid | null;
}

export interface InstanceTarget extends Target {
	readonly series: SeriesUid;
	readonly instance: InstanceUid;
}

export type Level = 'study' | 'series' | 'instance';

export type Resource =
	| {
			readonly kind: 'search';
			readonly level: Level;
			readonly study: StudyUid | null;
			readonly series: SeriesUid | null;
	  }
	/** `/studies`: search and store */
	| { readonly kind: 'studies' }
	/** `/studies/{study}`: retrieve and store */
	| { readonly kind: 'study'; readonly target: Target }
	| { readonly kind: 'retrieve'; readonly target: Target }
	| { readonly kind: 'metadata'; readonly target: Target }
	| { readonly kind: 'rendered'; readonly target: Target; readonly frames: readonly number[] | null }
	| { readonly kind: 'thumbnail'; readonly target: Target; readonly frames: readonly number[] | null }
	| { readonly kind: 'frames'; readonly target: InstanceTarget; readonly frames: readonly number[] }
	| { readonly kind: 'bulkdata'; readonly target: InstanceTarget; readonly path: string };

const longestPath = 2048;
const mostFrames = 10_000;

/** `path`: what follows `/dicom-web/`, not decoded. */
export function parseResource(path: string): Resource | null {
	if (path.length > longestPath) return null;
	// No resource needs an escape; some clients escape the comma of a frame list all the same.
	const plain = path.replaceAll(/%2c/gi, ',');
	if (!/^[A-Za-z0-9.,/_-]+$/.test(plain)) return null;
	const segments = plain.split('/');
	if (segments.some((segment) => segment === '' || segment === '.' || segment === '..')) return null;
	return parseSegments(segments);
}

function parseSegments(segments: readonly string[]): Resource | null {
	const [first, study, ...rest] = segments;
	if (study === undefined) return parseRoot(first);
	const uid = studyUid(study);
	if (first !== 'studies' || uid === null) return null;
	const target: Target = { study: uid, series: null, instance: null };
	if (rest.length === 0) return { kind: 'study', target };
	if (rest.length === 1 && (rest[0] === 'series' || rest[0] === 'instances')) {
		const level = rest[0] === 'series' ? 'series' : 'instance';
		return { kind: 'search', level, study: uid, series: null };
	}
	if (rest[0] === 'series') return parseInSeries(target, rest.slice(1));
	return parseView(target, rest);
}

function parseRoot(first: string | undefined): Resource | null {
	if (first === 'studies') return { kind: 'studies' };
	if (first === 'series') return { kind: 'search', level: 'series', study: null, series: null };
	if (first === 'instances') return { kind: 'search', level: 'instance', study: null, series: null };
	return null;
}

function parseInSeries(inStudy: Target, segments: readonly string[]): Resource | null {
	const [name = '', ...rest] = segments;
	const series = seriesUid(name);
	if (series === null) return null;
	const target: Target = { ...inStudy, series };
	if (rest.length === 0) return { kind: 'retrieve', target };
	if (rest[0] !== 'instances') return parseView(target, rest);
	if (rest.length === 1) return { kind: 'search', level: 'instance', study: target.study, series };
	return parseInInstance({ study: target.study, series }, rest.slice(1));
}

function parseInInstance(
	inSeries: { readonly study: StudyUid; readonly series: SeriesUid },
	segments: readonly string[],
): Resource | null {
	const [name = '', ...rest] = segments;
	const instance = instanceUid(name);
	if (instance === null) return null;
	const target: InstanceTarget = { ...inSeries, instance };
	if (rest.length === 0) return { kind: 'retrieve', target };
	const [kind, ...tail] = rest;
	if (kind === 'frames') return parseFrames(target, tail);
	if (kind === 'bulkdata' && tail.length > 0) return { kind: 'bulkdata', target, path: tail.join('/') };
	return parseView(target, rest);
}

function parseFrames(target: InstanceTarget, segments: readonly string[]): Resource | null {
	const [list = '', view, ...more] = segments;
	const frames = parseFrameList(list);
	if (frames === null || more.length > 0) return null;
	if (view === undefined) return { kind: 'frames', target, frames };
	if (view === 'rendered' || view === 'thumbnail') return { kind: view, target, frames };
	return null;
}

function parseView(target: Target, segments: readonly string[]): Resource | null {
	const [view] = segments;
	if (segments.length !== 1) return null;
	if (view === 'metadata') return { kind: view, target };
	if (view === 'rendered' || view === 'thumbnail') return { kind: view, target, frames: null };
	return null;
}

/** `1,2,5`, from 1. */
function parseFrameList(text: string): number[] | null {
	if (!/^\d{1,6}(,\d{1,6})*$/.test(text)) return null;
	const frames = text.split(',').map(Number);
	return frames.length <= mostFrames && frames.every((frame) => frame > 0) ? frames : null;
}

/** Verbs of each resource; the rest is 405. */
export function allowedMethods(resource: Resource): readonly string[] {
	const reading = ['GET', 'HEAD', 'OPTIONS'];
	return resource.kind === 'studies' || resource.kind === 'study' ? [...reading, 'POST'] : reading;
}
