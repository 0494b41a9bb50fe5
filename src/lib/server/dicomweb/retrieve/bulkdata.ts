/** Bulk data by the addresses that our metadata gave (PS3.18 10.4.1.1.5), and pixel data as a whole: see `frames.ts`. */
import { readBulk } from '#lib/dicom/part10/bulk-value.ts';
import { negotiate, parseAccept } from '../accept.ts';
import type { Offer } from '../accept.ts';
import { maxFrames } from '#lib/server/pixels/frame/pixel-header.ts';
import { archiveRefusal, notAcceptable, notFound, refuse } from '../answers.ts';
import type { Asked } from '../asked.ts';
import { frames, multipartAnswer, singlePart } from './frames.ts';
import type { OutgoingPart } from '../multipart-writer.ts';
import { openInstance } from './opened-instance.ts';
import type { OpenedInstance } from './opened-instance.ts';
import type { InstanceTarget } from '../resource.ts';

const octets = 'application/octet-stream';
const offers: readonly Offer[] = [true, false].map((multipart) => ({
	type: octets,
	multipart,
	transferSyntax: null,
	stored: true,
	defaultForType: true,
}));

const pixelTags = ['7FE00010', '7FE00008', '7FE00009'];

export async function bulkdata(asked: Asked, target: InstanceTarget, path: string): Promise<Response> {
	const known = await asked.studies.adopt(target.study, asked.signal);
	if (!known.ok) return archiveRefusal(known.reason);
	const row = await asked.studies.catalogue.instance(target.study, target.series, target.instance);
	if (row === null) return notFound();
	if (pixelTags.includes(path)) return allFrames(asked, target, row.frames);
	const opened = await openInstance(asked, row);
	if (!opened.ok) return opened.reason === 'unreadable' ? notFound() : archiveRefusal(opened.reason);
	try {
		return await bulkAnswer(asked, path, opened.value);
	} finally {
		await opened.value.close();
	}
}

/** A part for each frame, as PS3.18 8.7.3.3 wants it for encapsulated pixel data. */
async function allFrames(asked: Asked, target: InstanceTarget, count: number | null): Promise<Response> {
	if (count === null) return notFound();
	// A header may claim any number; the list of them must not become the harm.
	if (count > maxFrames) return refuse(406, 'too-many-frames');
	return frames(
		asked,
		target,
		Array.from({ length: count }, (_, index) => index + 1),
	);
}

async function bulkAnswer(asked: Asked, path: string, { part10 }: OpenedInstance): Promise<Response> {
	const place = part10.bulk.get(path);
	if (place === undefined) return notFound();
	// A stored value needs no transfer syntax; asking for one must not refuse it.
	const wishes = parseAccept(asked.url, asked.headers).map((wish) => ({ ...wish, transferSyntax: null }));
	const offer = negotiate(wishes, offers);
	if (offer === null) return notAcceptable();
	const bytes = await readBulk({ vr: place.vr, BulkDataURI: path }, part10);
	if (bytes === null) return notFound();
	return offer.multipart
		? multipartAnswer(onePart(bytes, asked.url.href), octets)
		: singlePart(asked, bytes, octets);
}

async function* onePart(body: Uint8Array, location: string): AsyncGenerator<OutgoingPart, void, undefined> {
	yield { contentType: octets, location, length: body.byteLength, body };
}
