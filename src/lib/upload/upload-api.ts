/** The page's requests about a batch. Every answer is parsed; every failure is a code that the words have a sentence for. */
import * as v from 'valibot';
import { Declared, FoundPatients, ShownBatch } from '#lib/archive/upload-contract.ts';
import type { DeclaredFiles, FilingRequest, PictureRequest } from '#lib/archive/upload-contract.ts';
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';

/** `offline`: nobody answered. `sign-in`: the session is over or locked. Else the server's own code. */
export type ApiReason = string;

const batches = '/api/upload-batches';

export const openBatch = (): Promise<Result<ShownBatch, ApiReason>> => asked(ShownBatch, batches, 'POST');

export const readBatch = (batch: string): Promise<Result<ShownBatch, ApiReason>> =>
	asked(ShownBatch, `${batches}/${batch}`, 'GET');

export const declareFiles = (
	batch: string,
	files: DeclaredFiles,
): Promise<Result<v.InferOutput<typeof Declared>, ApiReason>> =>
	asked(Declared, `${batches}/${batch}/files`, 'POST', files);

export const removeFile = (batch: string, file: string): Promise<Result<null, ApiReason>> =>
	told(`${batches}/${batch}/files/${file}`, 'DELETE');

export const describePictures = (batch: string, request: PictureRequest): Promise<Result<null, ApiReason>> =>
	told(`${batches}/${batch}/pictures`, 'POST', request);

export const decidePatient = (batch: string, request: FilingRequest): Promise<Result<null, ApiReason>> =>
	told(`${batches}/${batch}/filings`, 'POST', request);

export const endBatch = (batch: string): Promise<Result<null, ApiReason>> =>
	told(`${batches}/${batch}`, 'DELETE');

export const findPatients = (text: string): Promise<Result<FoundPatients, ApiReason>> =>
	asked(FoundPatients, '/api/upload-patients', 'POST', { text });

export function picturePath(batch: string, file: string): string {
	return `${batches}/${batch}/files/${file}/picture`;
}

async function asked<T>(
	schema: v.GenericSchema<unknown, T>,
	path: string,
	method: string,
	body?: unknown,
): Promise<Result<T, ApiReason>> {
	const answer = await send(path, method, body);
	if (!answer.ok) return answer;
	const parsed = v.safeParse(schema, await answer.value.json().catch(() => null));
	return parsed.success ? ok(parsed.output) : err('unknown');
}

async function told(path: string, method: string, body?: unknown): Promise<Result<null, ApiReason>> {
	const answer = await send(path, method, body);
	return answer.ok ? ok(null) : answer;
}

const Code = v.object({ code: v.string() });

async function send(path: string, method: string, body: unknown): Promise<Result<Response, ApiReason>> {
	const init = body === undefined ? {} : { body: JSON.stringify(body) };
	let answer: Response;
	try {
		answer = await fetch(path, { method, headers: { 'content-type': 'application/json' }, ...init });
	} catch {
		return err('offline');
	}
	if (answer.ok) return ok(answer);
	if (answer.status === 401) return err('sign-in');
	if (answer.status === 404) return err('gone');
	if (answer.status === 429) return err('too-many-requests');
	const code = v.safeParse(Code, await answer.json().catch(() => null));
	return err(code.success ? code.output.code : 'unknown');
}
