/**
 * Where a link opens: `?series=UID&instance=UID&frame=N&wc=CENTRE&ww=WIDTH`. Every part is optional and each must fit the study:
 * what doesn't is left out, since an address is hostile input and a wrong guess would show another picture than the sender meant.
 * `series` alone opens its middle; `instance` alone finds its series; `frame` is 1-based and needs `instance` or a
 * single-instance series; `wc` and `ww` come together, in modality units, with
 * `ww` at least 1.
 */
import type { DocumentInstance, ImageInstance, Series, StudyManifest } from '#lib/archive/manifest.ts';
import { refusalOf, stackOf } from '#lib/viewer/frames/stack.ts';

export interface Opening {
	readonly series: Series;
	/** 0-based place in the series' stack */
	readonly at: number;
	readonly window: { readonly center: number; readonly width: number } | null;
	/** Set when the link names a document. */
	readonly document: DocumentInstance | null;
}

export function openingOf(study: StudyManifest, query: URLSearchParams): Opening | null {
	const series = namedSeries(study, query) ?? firstSeries(study);
	if (series === null) return null;
	const instance = series.instances.find((one) => one.uid === query.get('instance')) ?? null;
	const document = instance === null || instance.kind === 'image' ? null : instance;
	const image = instance !== null && instance.kind === 'image' ? instance : null;
	return { series, at: placeOf(series, image, query), window: windowOf(query), document };
}

function namedSeries(study: StudyManifest, query: URLSearchParams): Series | null {
	const instance = query.get('instance');
	const named = query.get('series');
	const series = named === null ? null : (study.series.find((one) => one.uid === named) ?? null);
	if (instance === null) return series;
	const holder = study.series.find((one) => one.instances.some((each) => each.uid === instance)) ?? null;
	// Both named and they disagree: the series is what the sender saw in the list.
	return series === null || holder === series ? (holder ?? series) : series;
}

/** The first series that has a picture to show; else the first that has anything. */
function firstSeries(study: StudyManifest): Series | null {
	const showable = study.series.find((series) => stackOf(series).some((place) => refusalOf(place) === null));
	return showable ?? study.series[0] ?? null;
}

function placeOf(series: Series, image: ImageInstance | null, query: URLSearchParams): number {
	const stack = stackOf(series);
	const frame = wholeNumber(query.get('frame'));
	if (image !== null) {
		const wanted = stack.findIndex((place) => place.instance === image && place.frame === (frame ?? 1));
		return Math.max(0, wanted >= 0 ? wanted : stack.findIndex((place) => place.instance === image));
	}
	const only = series.instances.length === 1;
	if (only && frame !== null && frame <= stack.length) return frame - 1;
	return middleOf(series);
}

/** A cine starts at its beginning; a stack of slices in its middle, where the organ is. */
export function middleOf(series: Series): number {
	const stack = stackOf(series);
	const cine = stack.some((place) => place.instance.rate !== null);
	const middle = cine ? 0 : Math.floor((stack.length - 1) / 2);
	return Math.max(0, middle);
}

function wholeNumber(text: string | null): number | null {
	return text !== null && /^[1-9]\d{0,5}$/.test(text) ? Number(text) : null;
}

function windowOf(query: URLSearchParams): Opening['window'] {
	const [center, width] = [decimal(query.get('wc')), decimal(query.get('ww'))];
	return center === null || width === null || width < 1 ? null : { center, width };
}

function decimal(text: string | null): number | null {
	return text !== null && /^-?\d{1,7}(\.\d{1,6})?$/.test(text) ? Number(text) : null;
}
