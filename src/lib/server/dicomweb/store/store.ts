/**
 * STOW-RS (PS3.18 10.5): parts come one at a time through a temporary file and are durable before the answer names them as
 * stored. A part that can't be stored gets a reason and never sinks the others.
 */
import { readFile } from 'node:fs/promises';
import type { StudyUid } from '#lib/dicom/uid.ts';
import type { IngestOutcome } from '#lib/server/archive/ingest.ts';
import { jsonAnswer, jsonType, notAcceptable, refuse } from '../answers.ts';
import type { Asked } from '../asked.ts';
import { parseMediaType } from '../media-type.ts';
import { isBoundary } from './multipart-parser.ts';
import { instanceUrl, studyUrl } from '../search/qido-answer.ts';
import { spoolParts } from './spool.ts';
import type { SpooledPart, SpoolReason } from './spool.ts';
import { failureReasons, stowResponse } from './stow-response.ts';
import type { StoredPart } from './stow-response.ts';

/** A part is held in memory while it is read; a body is bounded by what one send may reasonably be. */
const limits = { part: 1024 ** 3, body: 64 * 1024 ** 3 };

export async function store(asked: Asked, study: StudyUid | null): Promise<Response> {
	const type = jsonType(asked);
	if (type === null) return notAcceptable();
	const media = parseMediaType(asked.headers.get('content-type') ?? '');
	const partType = media?.parameters.get('type') ?? 'application/dicom';
	// JSON with bulk data parts (PS3.18 8.7.3.2) isn't taken: what is stored is a file whose every byte the sender wrote.
	if (media?.type !== 'multipart/related' || partType !== 'application/dicom') {
		return refuse(415, 'unsupported-media-type', {
			'accept-post': 'multipart/related; type="application/dicom"',
		});
	}
	const boundary = media.parameters.get('boundary') ?? '';
	if (!isBoundary(boundary) || asked.body === null) return refuse(400, 'bad-multipart');

	const parts: StoredPart[] = [];
	const spool = spoolParts(asked.body, boundary, limits);
	for (;;) {
		const next = await spool.next();
		if (next.done === true) {
			if (!next.value.ok && parts.length === 0) return incomplete(next.value.reason);
			// What was stored before the line broke stays stored, and the answer says so; the rest counts as failed.
			if (!next.value.ok) parts.push(failed(failureReasons.processingFailure));
			break;
		}
		parts.push(await storePart(asked, study, next.value));
	}
	if (parts.length === 0) return refuse(400, 'bad-multipart');
	const { status, dataset } = stowResponse(parts, study === null ? null : studyUrl(asked.roots, study));
	return jsonAnswer(dataset, type, { 'cache-control': 'private, no-store' }, status);
}

function incomplete(reason: SpoolReason): Response {
	return reason === 'body-too-large' ? refuse(413, 'too-large') : refuse(400, 'bad-multipart');
}

async function storePart(asked: Asked, study: StudyUid | null, part: SpooledPart): Promise<StoredPart> {
	const declared = parseMediaType(part.headers.get('content-type') ?? 'application/dicom');
	if (
		declared !== null &&
		declared.type !== 'application/dicom' &&
		declared.type !== 'application/octet-stream'
	) {
		return failed(failureReasons.cannotUnderstand);
	}
	if (part.path === null) return failed(failureReasons.outOfResources);
	const bytes = await readFile(part.path);
	const outcome = await asked.studies.ingest(
		bytes,
		{ expectedStudy: study, actor: asked.actor, owner: asked.owner },
		asked.signal,
	);
	return storedPart(asked, outcome);
}

function storedPart(asked: Asked, outcome: IngestOutcome): StoredPart {
	if (outcome.kind !== 'refused') {
		const { ref, sopClass } = outcome;
		return { kind: 'stored', sopClass, instance: ref.instance, retrieveUrl: instanceUrl(asked.roots, ref) };
	}
	return {
		kind: 'failed',
		reason: reasonOf(outcome.code),
		sopClass: outcome.sopClass,
		instance: outcome.ref?.instance ?? null,
	};
}

function failed(reason: number): StoredPart {
	return { kind: 'failed', reason, sopClass: null, instance: null };
}

/** Codes of the ingest as PS3.18 table I.2-2 has them. */
function reasonOf(code: string): number {
	switch (code) {
		case 'conflict':
			return failureReasons.duplicateInstance;
		case 'other-study':
			return failureReasons.otherStudy;
		case 'other-hospital':
			return failureReasons.notAuthorized;
		case 'too-large':
		case 'unavailable':
			return failureReasons.outOfResources;
		case 'refused-by-archive':
		case 'aborted':
			return failureReasons.processingFailure;
		default:
			return failureReasons.cannotUnderstand;
	}
}
