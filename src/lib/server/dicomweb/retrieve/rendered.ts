/**
 * Pictures for eyes (PS3.18 10.4.1.1.3, 10.4.1.1.4): a frame through its window as JPEG, PNG or WebP. Series and studies answer
 * with their middle image, or with all of them where the reader takes several parts.
 */
import type { Result } from '#lib/base/result.ts';
import { err, ok } from '#lib/base/result.ts';
import type { InstanceRow } from '#lib/server/archive/catalogue/catalogue.ts';
import type { ImageKind, Viewport } from '#lib/server/pixels/render.ts';
import { negotiate, parseAccept } from '../accept.ts';
import type { Offer } from '../accept.ts';
import { archiveRefusal, notAcceptable, notFound, refuse, warningHeader } from '../answers.ts';
import type { Asked } from '../asked.ts';
import { keepsCells, multipartAnswer, singlePart } from './frames.ts';
import type { OutgoingPart } from '../multipart-writer.ts';
import { instanceUrl } from '../search/qido-answer.ts';
import { parseRenderedQuery, viewportIn } from './rendered-query.ts';
import type { RenderedQuery } from './rendered-query.ts';
import type { Target } from '../resource.ts';

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
const kinds: readonly ImageKind[] = ['jpeg', 'png', 'webp'];

export async function rendered(asked: Asked, wanted: RenderedTarget): Promise<Response> {
	const query = parseRenderedQuery(asked.url);
	if (!query.ok) return refuse(400, query.reason);
	const known = await asked.studies.adopt(wanted.target.study, asked.signal);
	if (!known.ok) return archiveRefusal(known.reason);
	const rows = await rowsOf(asked, wanted.target);
	if (rows.length === 0) return notFound();
	const images = rows.filter((row) => (row.frames ?? 0) > 0);
	// Reports and documents have no picture; their bytes can be had by other resources.
	if (images.length === 0) return wanted.frames === null ? refuse(406, 'not-renderable') : notFound();
	if (wanted.frames?.some((frame) => images.some((row) => frame > (row.frames ?? 0)))) return notFound();
	const offer = negotiate(parseAccept(asked.url, asked.headers), offersFor(wanted));
	if (offer === null) return notAcceptable();

	const view = wanted.thumbnail
		? { ...query.value, viewport: query.value.viewport ?? thumbnailSide }
		: query.value;
	const render = (picture: Picture) => renderOne(asked, picture, { view, image: offer.image });
	const headers = warningHeader(asked, query.value.warnings);
	const pictures = offer.multipart ? picturesOf(images, wanted.frames) : representative(images, wanted);
	const start = pictures.next();
	if (start.done === true) return notFound();
	const first = await render(start.value);
	if (!first.ok) return first.reason;
	const answer = offer.multipart
		? multipartAnswer(
				partsOf(asked, pictures, { first: { ...start.value, bytes: first.value }, render, type: offer.type }),
				offer.type,
			)
		: singlePart(asked, first.value, offer.type);
	for (const [name, value] of Object.entries(headers)) answer.headers.set(name, value);
	return answer;
}

async function rowsOf(asked: Asked, { study, series, instance }: Target): Promise<InstanceRow[]> {
	if (instance === null) return asked.studies.catalogue.instancesOf(study, series);
	const row = await asked.studies.catalogue.instance(study, series, instance);
	return row === null ? [] : [row];
}

/** One after another: a header may claim any number of frames. */
function* picturesOf(
	images: readonly InstanceRow[],
	frames: readonly number[] | null,
): Generator<Picture, void, undefined> {
	for (const row of images) {
		if (frames !== null) for (const frame of frames) yield { row, frame };
		else for (let frame = 1; frame <= (row.frames ?? 0); frame += 1) yield { row, frame };
	}
}

function offersFor({ frames, thumbnail }: RenderedTarget): ImageOffer[] {
	const offer = (image: ImageKind, multipart: boolean): ImageOffer => ({
		image,
		type: `image/${image}`,
		multipart,
		transferSyntax: null,
		stored: false,
		defaultForType: true,
	});
	const single = kinds.map((image) => offer(image, false));
	const several = kinds.map((image) => offer(image, true));
	if (thumbnail) return single;
	// Frames asked for by number all come; one picture can't stand for them.
	return frames !== null && frames.length > 1 ? several : [...single, ...several];
}

/** The middle of a stack shows more than its first slice. */
function* representative(
	images: readonly InstanceRow[],
	{ frames }: RenderedTarget,
): Generator<Picture, void, undefined> {
	const series = images.filter((row) => row.series === images[0]?.series);
	const row = series[Math.floor(series.length / 2)];
	if (row !== undefined) yield { row, frame: frames?.[0] ?? 1 };
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
	rest: Iterable<Picture>,
	making: {
		readonly first: Picture & { readonly bytes: Uint8Array };
		readonly render: (picture: Picture) => Promise<Result<Uint8Array, Response>>;
		readonly type: string;
	},
): AsyncGenerator<OutgoingPart, void, undefined> {
	const part = ({ row, frame }: Picture, body: Uint8Array): OutgoingPart => {
		const location = `${instanceUrl(asked.roots, row)}/frames/${frame}/rendered`;
		return { contentType: making.type, location, length: body.byteLength, body };
	};
	yield part(making.first, making.first.bytes);
	for (const picture of rest) {
		const drawn = await making.render(picture);
		if (drawn.ok) yield part(picture, drawn.value);
	}
}
