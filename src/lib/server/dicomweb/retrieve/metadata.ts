/** An instance's header as `/metadata` gives it (PS3.18 10.4.1.1.2, annex F): bulk values by addresses of our own. */
import type { Dataset, DicomElement, DicomValue } from '#lib/dicom/dataset.ts';
import { isDataset } from '#lib/dicom/dataset.ts';
import type { InstanceHeader } from '#lib/server/archive/catalogue/catalogue.ts';
import {
	archiveRefusal,
	isUnchanged,
	jsonType,
	notAcceptable,
	notFound,
	privateHeaders,
} from '../answers.ts';
import type { Asked } from '../asked.ts';
import { takesCoding } from '../content-coding.ts';
import { sorted } from '../search/included-fields.ts';
import { streamOf } from '../multipart-writer.ts';
import { instanceUrl, seriesUrl } from '../search/qido-answer.ts';
import type { Roots } from '../search/qido-answer.ts';
import type { Target } from '../resource.ts';
import { KeptMetadata, longestKept } from './kept-metadata.ts';
import type { Kept } from './kept-metadata.ts';

/** A series' headers are prepared once for whoever asks; a study's are streamed instance by instance, since they may be many megabytes. */
export async function metadata(asked: Asked, target: Target): Promise<Response> {
	const type = jsonType(asked);
	if (type === null) return notAcceptable();
	const known = await asked.studies.adopt(target.study, asked.signal);
	if (!known.ok) return archiveRefusal(known.reason);
	if (!known.value) return notFound();
	const { study, series, instance } = target;
	const row = series !== null && instance === null ? await asked.studies.catalogue.study(study) : null;
	const keeping =
		row === null || series === null
			? null
			: { address: seriesUrl(asked.roots, study, series), revision: row.revision };
	const kept = keeping === null ? null : asked.metadata.get(keeping.address, keeping.revision);
	if (kept !== null) return keptAnswer(asked, kept, type);
	const headers = asked.studies.catalogue.datasets(study, series, instance)[Symbol.asyncIterator]();
	const first = await headers.next();
	if (first.done === true) return notFound();
	const list = jsonList(first.value, headers, asked.roots);
	if (keeping === null) return streamed(list, type);
	const { parts, whole } = await collected(list);
	if (!whole) return streamed(resumed(parts, list), type);
	const made = await asked.metadata.put(keeping.address, keeping.revision, Buffer.concat(parts));
	return keptAnswer(asked, made, type);
}

function streamed(list: AsyncGenerator<Uint8Array, void, undefined>, type: string): Response {
	return new Response(streamOf(list), { headers: { ...privateHeaders, 'content-type': type } });
}

/** ETags differ by coding (RFC 9110 8.8.3). */
async function keptAnswer({ headers }: Asked, kept: Kept, type: string): Promise<Response> {
	const accepted = headers.get('accept-encoding');
	const coding = takesCoding(accepted, 'br') ? 'br' : takesCoding(accepted, 'gzip') ? 'gzip' : null;
	const etag = `"${kept.etag}${coding === null ? '' : `-${coding}`}"`;
	const fields = {
		...privateHeaders,
		vary: 'accept, accept-encoding',
		'content-type': type,
		etag,
		...(coding === null ? {} : { 'content-encoding': coding }),
	};
	if (isUnchanged(headers, etag)) return new Response(null, { status: 304, headers: fields });
	const body = coding === 'br' ? kept.brotli : coding === 'gzip' ? kept.gzip : await KeptMetadata.plain(kept);
	return new Response(body, { headers: { ...fields, 'content-length': String(body.byteLength) } });
}

/** `whole`: there is no more of it. */
async function collected(
	list: AsyncGenerator<Uint8Array, void, undefined>,
): Promise<{ readonly parts: readonly Uint8Array[]; readonly whole: boolean }> {
	const parts: Uint8Array[] = [];
	for (let length = 0; length <= longestKept;) {
		const next = await list.next();
		if (next.done === true) return { parts, whole: true };
		parts.push(next.value);
		length += next.value.byteLength;
	}
	return { parts, whole: false };
}

async function* resumed(
	parts: readonly Uint8Array[],
	rest: AsyncGenerator<Uint8Array, void, undefined>,
): AsyncGenerator<Uint8Array, void, undefined> {
	try {
		yield* parts;
		yield* rest;
	} finally {
		await rest.return();
	}
}

async function* jsonList(
	first: InstanceHeader,
	rest: AsyncIterator<InstanceHeader>,
	roots: Roots,
): AsyncGenerator<Uint8Array, void, undefined> {
	const encoder = new TextEncoder();
	yield encoder.encode(`[${JSON.stringify(metadataOf(first, roots))}`);
	for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
		yield encoder.encode(`,${JSON.stringify(metadataOf(next.value, roots))}`);
	}
	yield encoder.encode(']');
}

export function metadataOf(header: InstanceHeader, roots: Roots): Dataset {
	const bulkRoot = `${instanceUrl(roots, header.ref)}/bulkdata`;
	return sorted({
		...withOwnAddresses(header.dataset, bulkRoot),
		// JSON is UTF-8 whatever the file was (annex F.2.1); clients that decode again must not.
		'00080005': { vr: 'CS', Value: ['ISO_IR 192'] },
		'00083002': { vr: 'UI', Value: [header.transferSyntax] },
	});
}

/** Group 0002 and group lengths belong to the file, not to the data set. */
function isKept(tag: string): boolean {
	return !tag.startsWith('0002') && !tag.endsWith('0000');
}

/** `bulkRoot` null: without large values, for answers that only carry text. */
export function withOwnAddresses(set: Dataset, bulkRoot: string | null): Dataset {
	const out: Record<string, DicomElement> = {};
	for (const [tag, element] of Object.entries(set)) {
		if (!isKept(tag)) continue;
		const own = ownElement(element, bulkRoot);
		if (own !== null) out[tag] = own;
	}
	return out;
}

function ownElement(element: DicomElement, bulkRoot: string | null): DicomElement | null {
	if (element.BulkDataURI !== undefined) {
		return bulkRoot === null ? null : { vr: element.vr, BulkDataURI: `${bulkRoot}/${element.BulkDataURI}` };
	}
	if (element.Value === undefined || element.vr !== 'SQ') return element;
	return { ...element, Value: element.Value.map((value) => ownItem(value, bulkRoot)) };
}

function ownItem(value: DicomValue, bulkRoot: string | null): DicomValue {
	if (!isDataset(value)) return value;
	const item = withOwnAddresses(value, bulkRoot);
	return item['00080005'] === undefined ? item : { ...item, '00080005': { vr: 'CS', Value: ['ISO_IR 192'] } };
}
