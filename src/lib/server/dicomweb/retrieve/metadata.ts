/** An instance's header as `/metadata` gives it (PS3.18 10.4.1.1.2, annex F): bulk values by addresses of our own. */
import type { Dataset, DicomElement, DicomValue } from '#lib/dicom/dataset.ts';
import { isDataset } from '#lib/dicom/dataset.ts';
import type { InstanceHeader } from '#lib/server/archive/catalogue/catalogue.ts';
import { archiveRefusal, jsonType, notAcceptable, notFound, privateHeaders } from '../answers.ts';
import type { Asked } from '../asked.ts';
import { takesCoding } from '../content-coding.ts';
import { sorted } from '../search/included-fields.ts';
import { streamOf } from '../multipart-writer.ts';
import { instanceUrl, seriesUrl } from '../search/qido-answer.ts';
import type { Roots } from '../search/qido-answer.ts';
import type { Target } from '../resource.ts';
import { KeptMetadata, longestKept } from './kept-metadata.ts';

/** Streamed instance by instance: a study's headers may come to many megabytes. A series' are kept for whoever asks next. */
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
	return new Response(streamOf(keeping === null ? list : keepingAll(list, asked.metadata, keeping)), {
		headers: { ...privateHeaders, 'content-type': type },
	});
}

async function keptAnswer(
	{ headers }: Asked,
	kept: NonNullable<ReturnType<KeptMetadata['get']>>,
	type: string,
): Promise<Response> {
	const packed = takesCoding(headers.get('accept-encoding'), 'gzip');
	const body = packed ? kept.gzip : await KeptMetadata.plain(kept);
	return new Response(body, {
		headers: {
			...privateHeaders,
			vary: 'accept, accept-encoding',
			'content-type': type,
			'content-length': String(body.byteLength),
			...(packed ? { 'content-encoding': 'gzip' } : {}),
		},
	});
}

/** Passes all on and keeps it when it came to its end whole. */
async function* keepingAll(
	list: AsyncGenerator<Uint8Array, void, undefined>,
	store: KeptMetadata,
	at: { readonly address: string; readonly revision: number },
): AsyncGenerator<Uint8Array, void, undefined> {
	let parts: Uint8Array[] | null = [];
	let length = 0;
	for await (const part of list) {
		length += part.byteLength;
		if (length > longestKept) parts = null;
		parts?.push(part);
		yield part;
	}
	if (parts !== null) await store.put(at.address, at.revision, Buffer.concat(parts));
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
