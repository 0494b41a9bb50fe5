/**
 * Whole instances (PS3.18 10.4.1.1.1): the sender's own bytes unless Explicit VR Little Endian is asked for, each part naming
 * its transfer syntax. Streamed from disk: a study of any size costs one chunk of memory.
 */
import { createReadStream } from 'node:fs';
import { explicitLittleEndian } from '#lib/dicom/transfer-syntax.ts';
import type { InstanceRow } from '#lib/server/archive/catalogue/catalogue.ts';
import type { OpenInstance } from '#lib/server/archive/port.ts';
import { negotiate, parseAccept } from '../accept.ts';
import type { Offer, Wish } from '../accept.ts';
import { archiveRefusal, notAcceptable, notFound, privateHeaders, refuse } from '../answers.ts';
import type { Asked } from '../asked.ts';
import { decoderOf, multipartAnswer, singlePart } from './frames.ts';
import { streamOf } from '../multipart-writer.ts';
import type { OutgoingPart } from '../multipart-writer.ts';
import { openInstance } from './opened-instance.ts';
import { instanceUrl } from '../search/qido-answer.ts';
import type { Target } from '../resource.ts';
import { toExplicitLittleEndian } from './transcode.ts';

const dicom = 'application/dicom';

interface Planned {
	readonly row: InstanceRow;
	readonly offer: Offer & { readonly transferSyntax: string };
}

export async function retrieve(asked: Asked, target: Target): Promise<Response> {
	const known = await asked.studies.adopt(target.study, asked.signal);
	if (!known.ok) return archiveRefusal(known.reason);
	const rows = await rowsOf(asked, target);
	const [first] = rows;
	if (first === undefined) return notFound();
	const plan = planOf(parseAccept(asked.url, asked.headers), rows, target.instance !== null);
	if (plan === null) return notAcceptable();
	if (target.instance === null) return multipartAnswer(partsOf(asked, plan), dicom);
	return oneInstance(asked, plan);
}

async function rowsOf(asked: Asked, { study, series, instance }: Target): Promise<InstanceRow[]> {
	if (instance === null) return asked.studies.catalogue.instancesOf(study, series);
	const row = await asked.studies.catalogue.instance(study, series, instance);
	return row === null ? [] : [row];
}

/** null when there is an instance that can't come in any form asked for: none is left out silently. */
function planOf(wishes: readonly Wish[], rows: readonly InstanceRow[], single: boolean): Planned[] | null {
	const plan: Planned[] = [];
	for (const row of rows) {
		const offer = negotiate(wishes, offersOf(row, single));
		if (offer === null) return null;
		plan.push({ row, offer });
	}
	return plan;
}

function offersOf(row: InstanceRow, single: boolean): Planned['offer'][] {
	const form = { type: dicom, multipart: true } as const;
	const offers = [{ ...form, transferSyntax: row.transferSyntax, stored: true, defaultForType: true }];
	if (row.transferSyntax !== explicitLittleEndian) {
		offers.push({ ...form, transferSyntax: explicitLittleEndian, stored: false, defaultForType: false });
	}
	return single ? [...offers, ...offers.map((offer) => ({ ...offer, multipart: false }))] : offers;
}

/** Of one instance a status can still tell what went wrong. */
async function oneInstance(asked: Asked, [planned]: readonly Planned[]): Promise<Response> {
	if (planned === undefined) return notFound();
	const { row, offer } = planned;
	const type = partType(offer.transferSyntax);
	if (!offer.stored) {
		const made = await transcoded(asked, row);
		if (made === null) return refuse(406, 'cannot-decode');
		if (!offer.multipart) return singlePart(asked, made, type);
		return multipartAnswer(onePart(part(asked, row, { type, length: made.byteLength, body: made })), dicom);
	}
	const original = await asked.studies.open(row, asked.signal);
	if (!original.ok) return archiveRefusal(original.reason);
	const { size: length, path } = original.value;
	if (offer.multipart) {
		const body = fileChunks(path);
		return multipartAnswer(closing(part(asked, row, { type, length, body }), original.value), dicom);
	}
	return new Response(streamOf(chunksOf(original.value)), {
		headers: { ...privateHeaders, 'content-type': type, 'content-length': String(length) },
	});
}

async function* closing(
	only: OutgoingPart,
	original: OpenInstance,
): AsyncGenerator<OutgoingPart, void, undefined> {
	try {
		yield only;
	} finally {
		await original.close();
	}
}

async function* chunksOf(original: OpenInstance): AsyncGenerator<Uint8Array, void, undefined> {
	try {
		yield* fileChunks(original.path);
	} finally {
		await original.close();
	}
}

async function* onePart(only: OutgoingPart): AsyncGenerator<OutgoingPart, void, undefined> {
	yield only;
}

/**
 * Of many, one that can't be decoded after all comes as stored, and its part says so: a whole study must not fail for it. One
 * that can't be had at all breaks the answer off, so that nobody takes it for complete.
 */
async function* partsOf(
	asked: Asked,
	plan: readonly Planned[],
): AsyncGenerator<OutgoingPart, void, undefined> {
	for (const { row, offer } of plan) {
		const made = offer.stored ? null : await transcoded(asked, row);
		if (made !== null) {
			yield part(asked, row, { type: partType(explicitLittleEndian), length: made.byteLength, body: made });
			continue;
		}
		const original = await asked.studies.open(row, asked.signal);
		if (!original.ok) throw new Error(`instance not to be had: ${original.reason}`);
		const { size: length, path } = original.value;
		const type = partType(row.transferSyntax);
		yield* closing(part(asked, row, { type, length, body: fileChunks(path) }), original.value);
	}
}

interface Form {
	readonly type: string;
	readonly length: number;
	readonly body: OutgoingPart['body'];
}

function part(asked: Asked, row: InstanceRow, { type, length, body }: Form): OutgoingPart {
	return { contentType: type, location: instanceUrl(asked.roots, row), length, body };
}

function partType(transferSyntax: string): string {
	return `${dicom}; transfer-syntax=${transferSyntax}`;
}

async function transcoded(asked: Asked, row: InstanceRow): Promise<Uint8Array | null> {
	const opened = await openInstance(asked, row);
	if (!opened.ok) return null;
	try {
		const { part10, path } = opened.value;
		const made = await toExplicitLittleEndian(part10, decoderOf(asked, row, path));
		return made.ok ? made.value : null;
	} finally {
		await opened.value.close();
	}
}

async function* fileChunks(path: string): AsyncGenerator<Uint8Array, void, undefined> {
	for await (const chunk of createReadStream(path, { highWaterMark: 256 * 1024 })) {
		if (chunk instanceof Uint8Array) yield chunk;
	}
}
