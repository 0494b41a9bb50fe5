/** Fetches what a document needs beside the manifest. Every outcome is a value with a code the screen has a sentence for. */
import * as v from 'valibot';
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import type { Dataset } from '#lib/dicom/dataset.ts';
import type { InstanceUid, StudyUid } from '#lib/dicom/uid.ts';
import { DatasetSchema } from './dataset-schema.ts';

export interface DocumentFailure {
	readonly code: string;
	readonly detail: string | null;
}

const Problem = v.object({ code: v.string() });

export function documentUrl(study: StudyUid, instance: InstanceUid): string {
	return `/api/studies/${study}/instances/${instance}/document`;
}

export async function loadTree(
	study: StudyUid,
	instance: InstanceUid,
	signal: AbortSignal,
): Promise<Result<Dataset, DocumentFailure>> {
	const answer = await get(`/api/studies/${study}/instances/${instance}/tree`, signal);
	if (!answer.ok) return answer;
	const parsed = v.safeParse(DatasetSchema, await json(answer.value));
	return parsed.success ? ok(parsed.output) : err({ code: 'damaged-structure', detail: null });
}

/** A PDF as a blob of our own with a type of our own: whatever the server was made to say, it is never HTML (threat 12). */
export async function loadPdf(
	study: StudyUid,
	instance: InstanceUid,
	signal: AbortSignal,
): Promise<Result<Blob, DocumentFailure>> {
	const answer = await get(documentUrl(study, instance), signal);
	if (!answer.ok) return answer;
	try {
		const bytes = new Uint8Array(await answer.value.arrayBuffer());
		const head = new TextDecoder('latin1').decode(bytes.subarray(0, 1024));
		// ISO 32000-1 7.5.2, and readers' tolerance of up to 1024 bytes before it.
		if (!head.includes('%PDF-')) return err({ code: 'damaged-structure', detail: null });
		return ok(new Blob([bytes], { type: 'application/pdf' }));
	} catch {
		return err({ code: signal.aborted ? 'aborted' : 'offline', detail: null });
	}
}

async function get(url: string, signal: AbortSignal): Promise<Result<Response, DocumentFailure>> {
	try {
		const response = await fetch(url, { signal });
		if (response.ok) return ok(response);
		const problem = v.safeParse(Problem, await json(response));
		const code = response.status === 401 ? 'sign-in' : problem.success ? problem.output.code : 'unavailable';
		return err({ code, detail: null });
	} catch {
		// fetch throws for exactly two things: we stopped it, or the line did.
		return err({ code: signal.aborted ? 'aborted' : 'offline', detail: null });
	}
}

async function json(response: Response): Promise<unknown> {
	try {
		return await response.json();
	} catch {
		// Not JSON: the schema refuses it.
		return null;
	}
}
