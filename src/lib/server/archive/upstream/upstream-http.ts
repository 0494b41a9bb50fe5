/**
 * The one way out to the upstream archive. Every address is built here from the configured root and validated UIDs: nothing
 * that an answer says (RetrieveURL, BulkDataURI, Location) is ever followed (threat 3), and the credentials go nowhere else.
 */
import type { Result } from '#lib/base/result.ts';
import { err, ok } from '#lib/base/result.ts';
import { errorFields, log } from '#lib/base/log.ts';
import type { ArchiveReason } from '../port.ts';

export type UpstreamAuth =
	| { readonly kind: 'none' }
	| { readonly kind: 'bearer'; readonly token: string }
	| { readonly kind: 'basic'; readonly user: string; readonly password: string };

export interface UpstreamHttpOptions {
	/** e.g. https://archive.example/dicom-web */
	readonly root: string;
	readonly auth: UpstreamAuth;
	/** To the answer's headers, and between two chunks of its body. */
	readonly timeoutMs: number;
}

export interface UpstreamAnswer {
	readonly status: number;
	readonly contentType: string;
	/** Stops with an error when the archive stalls or the caller aborts. */
	readonly body: AsyncIterable<Uint8Array>;
	/** For answers whose body isn't read. */
	discard(): Promise<void>;
}

export interface UpstreamCall {
	readonly method: 'GET' | 'POST';
	/** below the root, begins with a slash; UIDs in it are already checked */
	readonly path: string;
	readonly query?: readonly (readonly [string, string])[];
	readonly accept: string;
	readonly contentType?: string;
	readonly body?: Uint8Array<ArrayBuffer>;
}

export class UpstreamHttp {
	readonly #root: string;
	readonly #authorization: string | null;
	readonly #timeoutMs: number;

	constructor(options: UpstreamHttpOptions) {
		this.#root = options.root.replace(/\/+$/, '');
		this.#authorization = authorization(options.auth);
		this.#timeoutMs = options.timeoutMs;
	}

	async call(call: UpstreamCall, signal: AbortSignal): Promise<Result<UpstreamAnswer, ArchiveReason>> {
		const url = new URL(this.#root + call.path);
		for (const [key, value] of call.query ?? []) url.searchParams.append(key, value);
		const stalled = new AbortController();
		const clock = setTimeout(() => stalled.abort(), this.#timeoutMs);
		try {
			const response = await fetch(url, {
				method: call.method,
				headers: this.#headers(call),
				body: call.body ?? null,
				// A redirect would carry the credentials to an address that we did not choose.
				redirect: 'manual',
				signal: AbortSignal.any([signal, stalled.signal]),
			});
			const chunks = response.body;
			return ok({
				status: response.status,
				contentType: response.headers.get('content-type') ?? '',
				body: this.#watched(chunks, stalled),
				discard: async () => chunks?.cancel(),
			});
		} catch (error) {
			if (signal.aborted) return err('aborted');
			log('warn', 'upstream-unreachable', errorFields(error));
			return err('unavailable');
		} finally {
			clearTimeout(clock);
		}
	}

	/** A JSON answer of limited size; 204 and an empty body are null. */
	async json(
		call: UpstreamCall,
		limit: number,
		signal: AbortSignal,
	): Promise<Result<unknown, ArchiveReason>> {
		const answer = await this.call(call, signal);
		if (!answer.ok) return answer;
		const { status } = answer.value;
		if (status === 204) {
			await answer.value.discard();
			return ok(null);
		}
		if (status !== 200 && status !== 202 && status !== 409) {
			await answer.value.discard();
			return err(reasonOfStatus(status));
		}
		try {
			const chunks: Uint8Array[] = [];
			let size = 0;
			for await (const chunk of answer.value.body) {
				size += chunk.byteLength;
				if (size > limit) return err('too-large');
				chunks.push(chunk);
			}
			const text = Buffer.concat(chunks).toString('utf8');
			const value: unknown = text.trim() === '' ? null : JSON.parse(text);
			return ok(value);
		} catch (error) {
			if (signal.aborted) return err('aborted');
			log('warn', 'upstream-answer-unreadable', errorFields(error));
			return err('unavailable');
		}
	}

	#headers(call: UpstreamCall): Record<string, string> {
		const headers: Record<string, string> = { accept: call.accept };
		if (call.contentType !== undefined) headers['content-type'] = call.contentType;
		if (this.#authorization !== null) headers['authorization'] = this.#authorization;
		return headers;
	}

	async *#watched(
		body: ReadableStream<Uint8Array> | null,
		stalled: AbortController,
	): AsyncGenerator<Uint8Array, void, undefined> {
		if (body === null) return;
		let clock = setTimeout(() => stalled.abort(), this.#timeoutMs);
		try {
			for await (const chunk of body) {
				clearTimeout(clock);
				yield chunk;
				clock = setTimeout(() => stalled.abort(), this.#timeoutMs);
			}
		} finally {
			clearTimeout(clock);
		}
	}
}

export function reasonOfStatus(status: number): ArchiveReason {
	if (status === 404 || status === 410) return 'not-found';
	if (status === 413) return 'too-large';
	if (status >= 500 || status === 408 || status === 429) return 'unavailable';
	return 'refused-by-archive';
}

function authorization(auth: UpstreamAuth): string | null {
	switch (auth.kind) {
		case 'none':
			return null;
		case 'bearer':
			return `Bearer ${auth.token}`;
		case 'basic':
			return `Basic ${Buffer.from(`${auth.user}:${auth.password}`, 'utf8').toString('base64')}`;
	}
}
