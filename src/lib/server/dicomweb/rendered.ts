/**
 * Pictures for eyes (PS3.18 10.4.1.1.3, 10.4.1.1.4): a frame through its window as JPEG, PNG or WebP. Series and studies answer
 * with their middle image, or with all of them where the reader takes several parts.
 */
import type { Result } from '#lib/base/result.ts';
import { err, ok } from '#lib/base/result.ts';
import type { InstanceRow } from '#lib/server/archive/catalogue.ts';
import type { ImageKind, Viewport } from '#lib/server/pixels/render.ts';
import { negotiate, parseAccept } from './accept.ts';
import type { Offer } from './accept.ts';
import { archiveRefusal, notAcceptable, notFound, refuse, warningHeader } from './answers.ts';
import type { Asked } from './asked.ts';
import { keepsCells, multipartAnswer, singlePart } from './frames.ts';
import type { OutgoingPart } from './multipart-writer.ts';
import { instanceUrl } from './qido-answer.ts';
import { parseRenderedQuery, viewportIn } from './rendered-query.ts';
import type { RenderedQuery } from './rendered-query.ts';
import type { Target } from './resource.ts';

export interface RenderedTarget {
	readonly target: Target;
	/** counted from 1; null: the resource names none */
	readonly frames: readonly number[] | null;
	readonly thumbnail: boolean;
}

interface Picture {
	readonly row: InstanceRow;
	readonly frame: number;
}

interface ImageOffer extends Offer {
	readonly image: ImageKind;
}

const thumbnailSide: Viewport = { width: 192, height: 192, region: null };
const images: readonly ImageKind[] = ['jpeg', 'png', 'webp'];

export async function rendered(asked: Asked, wanted: RenderedTarget): Promise<Response> {
	const query = parseRenderedQuery(asked.url);
	if (!query.ok) return refuse(400, query.reason);
	const known = await asked.studies.adopt(wanted.target.study, asked.signal);
	if (!known.ok) return archiveRefusal(known.reason);
	const rows = await rowsOf(asked, wanted.target);
	if (rows.length === 0) return notFound();
	const pictures = picturesOf(rows, wanted.frames);
	if (pictures === null) return notFound();
	// Reports and documents have no picture; their bytes can be had by other resources.
	if (pictures.length === 0) return refuse(406, 'not-renderable');
	const offer = negotiate(parseAccept(asked.url, asked.headers), offersFor(wanted, pictures.length));
	if (offer === null) return notAcceptable();

	const view = wanted.thumbnail
		? { ...query.value, viewport: query.value.viewport ?? thumbnailSide }
		: query.value;
	const render = (picture: Picture) => renderOne(asked, picture, { view, image: offer.image });
	const headers = warningHeader(asked, query.value.warnings);
	const chosen = offer.multipart ? pictures : representative(pictures, wanted);
	const [firstPicture] = chosen;
	if (firstPicture === undefined) return notFound();
	const first = await render(firstPicture);
	if (!first.ok) return first.reason;
	const answer = offer.multipart
		? multipartAnswer(partsOf(asked, chosen, { first: first.value, render, type: offer.type }), offer.type)
		: singlePart(asked, first.value, offer.type);
	for (const [name, value] of Object.entries(headers)) answer.headers.set(name, value);
	return answer;
}

async function rowsOf(asked: Asked, { study, series, instance }: Target): Promise<InstanceRow[]> {
	if (instance === null) return asked.studies.catalogue.instancesOf(study, series);
	const row = await asked.studies.catalogue.instance(study, series, instance);
	return row === null ? [] : [row];
}

/** null: a frame is named that isn't there */
function picturesOf(rows: readonly InstanceRow[], frames: readonly number[] | null): Picture[] | null {
	const pictures: Picture[] = [];
	for (const row of rows) {
		const count = row.frames ?? 0;
		if (frames?.some((frame) => frame > count)) return null;
		const numbers = frames ?? Array.from({ length: count }, (_, index) => index + 1);
		for (const frame of numbers) pictures.push({ row, frame });
	}
	return pictures;
}

function offersFor({ frames, thumbnail }: RenderedTarget, count: number): ImageOffer[] {
	const offer = (image: ImageKind, multipart: boolean): ImageOffer => ({
		image,
		type: `image/${image}`,
		multipart,
		transferSyntax: null,
		stored: false,
		defaultForType: true,
	});
	const single = images.map((image) => offer(image, false));
	const several = images.map((image) => offer(image, true));
	if (thumbnail) return single;
	// Frames asked for by number all come; one picture can't stand for them.
	return frames !== null && count > 1 ? several : [...single, ...several];
}

/** The middle of a stack shows more than its first slice. */
function representative(pictures: readonly Picture[], { frames, target }: RenderedTarget): Picture[] {
	if (frames !== null || target.instance !== null) return pictures.slice(0, 1);
	const [first] = pictures;
	const series = pictures.filter((picture) => picture.row.series === first?.row.series);
	const middle = Math.floor(series.length / 2);
	return series.slice(middle, middle + 1);
}

async function renderOne(
	asked: Asked,
	{ row, frame }: Picture,
	{ view, image }: { readonly view: RenderedQuery; readonly image: ImageKind },
): Promise<Result<Uint8Array, Response>> {
	const size = { rows: row.rows ?? 0, columns: row.columns ?? 0 };
	const viewport = view.viewport === null ? null : viewportIn(view.viewport, size);
	if (viewport === undefined) return err(refuse(400, 'bad-value'));
	const original = await asked.studies.open(row, asked.signal);
	if (!original.ok) return err(archiveRefusal(original.reason));
	try {
		const keepCells = await keepsCells(asked, row);
		const drawn = await asked.pixels.render(
			{
				path: original.value.path,
				frame: frame - 1,
				keepCells,
				format: image,
				...(view.window === null ? {} : { window: view.window }),
				...(viewport === null ? {} : { viewport }),
				...(view.quality === null ? {} : { quality: view.quality }),
			},
			{ signal: asked.signal, priority: 'visible' },
		);
		return drawn.ok ? ok(drawn.value) : err(refuse(406, drawn.reason.code));
	} finally {
		await original.value.close();
	}
}

/** A picture that can't be drawn is left out of many; its absence shows by its address. */
async function* partsOf(
	asked: Asked,
	pictures: readonly Picture[],
	making: {
		readonly first: Uint8Array;
		readonly render: (picture: Picture) => Promise<Result<Uint8Array, Response>>;
		readonly type: string;
	},
): AsyncGenerator<OutgoingPart, void, undefined> {
	for (const [index, picture] of pictures.entries()) {
		const drawn = index === 0 ? ok(making.first) : await making.render(picture);
		if (!drawn.ok) continue;
		const location = `${instanceUrl(asked.roots, picture.row)}/frames/${picture.frame}/rendered`;
		yield { contentType: making.type, location, length: drawn.value.byteLength, body: drawn.value };
	}
}
