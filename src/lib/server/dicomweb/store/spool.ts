/**
 * The parts of a STOW body, one at a time, each in a temporary file that is gone when the next one is asked for: memory holds
 * one network chunk, the disk one part. A part over its limit is read past, not kept: it must not sink the others.
 */
import { mkdtemp, open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Result } from '#lib/base/result.ts';
import { err, ok } from '#lib/base/result.ts';
import { MultipartParser } from './multipart-parser.ts';
import type { MultipartEvent, MultipartReason } from './multipart-parser.ts';

export interface SpooledPart {
	readonly headers: ReadonlyMap<string, string>;
	readonly size: number;
	/** null: over the limit, its bytes were not kept */
	readonly path: string | null;
}

export interface SpoolLimits {
	readonly part: number;
	readonly body: number;
}

export type SpoolReason = MultipartReason | 'body-too-large' | 'aborted';

/** Yields each complete part; returns why the body was not complete, if so. */
export async function* spoolParts(
	body: ReadableStream<Uint8Array>,
	boundary: string,
	limits: SpoolLimits,
): AsyncGenerator<SpooledPart, Result<null, SpoolReason>, undefined> {
	const folder = await mkdtemp(join(tmpdir(), 'hub-stow-'));
	const parser = new MultipartParser(boundary);
	const spool = new PartFile(join(folder, 'part'), limits.part);
	const reader = body.getReader();
	let seen = 0;
	try {
		for (;;) {
			const chunk = await readChunk(reader);
			if (!chunk.ok) return chunk;
			if (chunk.value === null) break;
			seen += chunk.value.byteLength;
			if (seen > limits.body) return err('body-too-large');
			for (const event of parser.push(chunk.value)) {
				const done = await spool.take(event);
				if (done !== null) yield done;
			}
		}
		const reason = parser.finish();
		return reason === null ? ok(null) : err(reason);
	} finally {
		await spool.close();
		await rm(folder, { recursive: true, force: true });
		await reader.cancel().catch(() => undefined);
	}
}

/** A sender that goes away is no bug: its stream errors. */
async function readChunk(
	reader: ReadableStreamDefaultReader<Uint8Array>,
): Promise<Result<Uint8Array | null, SpoolReason>> {
	try {
		const { done, value } = await reader.read();
		return ok(done ? null : value);
	} catch {
		return err('aborted');
	}
}

class PartFile {
	readonly #path: string;
	readonly #limit: number;
	#file: FileHandle | null = null;
	#headers: ReadonlyMap<string, string> = new Map();
	#size = 0;

	constructor(path: string, limit: number) {
		this.#path = path;
		this.#limit = limit;
	}

	async take(event: MultipartEvent): Promise<SpooledPart | null> {
		switch (event.kind) {
			case 'part':
				await this.close();
				this.#file = await open(this.#path, 'w', 0o600);
				this.#headers = event.headers;
				this.#size = 0;
				return null;
			case 'data':
				this.#size += event.bytes.byteLength;
				if (this.#size > this.#limit) await this.close();
				else await this.#file?.appendFile(event.bytes);
				return null;
			case 'part-end':
				await this.close();
				return {
					headers: this.#headers,
					size: this.#size,
					path: this.#size > this.#limit ? null : this.#path,
				};
		}
	}

	async close(): Promise<void> {
		const file = this.#file;
		this.#file = null;
		await file?.close();
	}
}
