/**
 * Another system's archive behind DICOMweb (PS3.18): QIDO-RS lists, WADO-RS gives originals in their stored transfer syntax,
 * STOW-RS takes new ones. Its JSON is used for UIDs only; names and pixels come from the bytes.
 */
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { InstanceUid, StudyUid } from '#lib/dicom/uid.ts';
import { instanceUid, seriesUid, studyUid } from '#lib/dicom/uid.ts';
import type { Result } from '#lib/base/result.ts';
import { err, ok } from '#lib/base/result.ts';
import { errorFields, log } from '#lib/base/log.ts';
import { answerRows, answerText } from './dicom-json-answer.ts';
import { FileCache } from '../studies/file-cache.ts';
import { readFirstPart } from './multipart-part.ts';
import type { Archive, ArchiveReason, InstanceRef, OpenInstance, StoreOutcome } from '../port.ts';
import { storeResponse } from './store-response.ts';
import type { UpstreamHttpOptions } from './upstream-http.ts';
import { reasonOfStatus, UpstreamHttp } from './upstream-http.ts';

export interface UpstreamArchiveOptions extends UpstreamHttpOptions {
	readonly cacheFolder: string;
	readonly cacheBytes: number;
	readonly maxInstanceBytes: number;
}

const maxJson = 64 * 1024 * 1024;
const pageSize = 1000;
/** A study of more instances than this is cut: an endless answer must not keep us busy for ever. */
const maxInstances = 100_000;
const maxHashes = 50_000;
const acceptJson = 'application/dicom+json';
/** `*`: in whatever syntax it is stored, never transcoded (PS3.18 section 8.7.3.5.2). */
const acceptOriginal = 'multipart/related; type="application/dicom"; transfer-syntax=*';

export class UpstreamArchive implements Archive {
	readonly kind = 'upstream';
	readonly #http: UpstreamHttp;
	readonly #cache: FileCache<ArchiveReason>;
	readonly #maxInstanceBytes: number;
	/** Hashes of cached files, by cache key; worked out while fetching, or again after a restart. */
	readonly #hashes = new Map<string, string>();
	/** One store at a time for one UID, so that looking first and storing then can't be overtaken from here. */
	readonly #storing = new Map<InstanceUid, Promise<unknown>>();

	private constructor(http: UpstreamHttp, cache: FileCache<ArchiveReason>, maxInstanceBytes: number) {
		this.#http = http;
		this.#cache = cache;
		this.#maxInstanceBytes = maxInstanceBytes;
	}

	static async open(options: UpstreamArchiveOptions): Promise<UpstreamArchive> {
		const cache = await FileCache.open<ArchiveReason>(options.cacheFolder, options.cacheBytes);
		return new UpstreamArchive(new UpstreamHttp(options), cache, options.maxInstanceBytes);
	}

	async check(signal: AbortSignal): Promise<Result<null, ArchiveReason>> {
		const answer = await this.#search('/studies', { offset: 0, limit: 1 }, signal);
		return answer.ok ? ok(null) : answer;
	}

	async listStudies(
		page: { offset: number; limit: number },
		signal: AbortSignal,
	): Promise<Result<readonly StudyUid[], ArchiveReason>> {
		const answer = await this.#search('/studies', page, signal);
		if (!answer.ok) return answer;
		return ok(answer.value.flatMap((row) => studyUid(answerText(row, '0020000D')) ?? []));
	}

	async listInstances(
		study: StudyUid,
		signal: AbortSignal,
	): Promise<Result<readonly InstanceRef[], ArchiveReason>> {
		const refs = new Map<InstanceUid, InstanceRef>();
		for (let offset = 0; offset < maxInstances; offset += pageSize) {
			const page = { offset, limit: pageSize };
			const answer = await this.#search(`/studies/${study}/instances`, page, signal);
			if (!answer.ok) return answer.reason === 'not-found' ? ok([]) : answer;
			const before = refs.size;
			for (const row of answer.value) {
				const series = seriesUid(answerText(row, '0020000E'));
				const instance = instanceUid(answerText(row, '00080018'));
				if (series !== null && instance !== null) refs.set(instance, { study, series, instance });
			}
			// An archive that ignores `offset` sends the same page again and again.
			if (answer.value.length < pageSize || refs.size === before) break;
		}
		return ok([...refs.values()]);
	}

	async open(ref: InstanceRef, signal: AbortSignal): Promise<Result<OpenInstance, ArchiveReason>> {
		const key = `${ref.study}/${ref.series}/${ref.instance}`;
		const leased = await this.#cache.lease(
			key,
			(path, stop) => this.#fetch(ref, key, { path, signal: stop }),
			signal,
		);
		if (!leased.ok) return leased;
		const { path, size } = leased.value;
		let sha256 = this.#hashes.get(key);
		if (sha256 === undefined) {
			sha256 = await hashFile(path);
			this.#hashes.set(key, sha256);
		}
		return ok({ path, size, sha256, close: async () => leased.value.release() });
	}

	async store(ref: InstanceRef, bytes: Uint8Array, signal: AbortSignal): Promise<StoreOutcome> {
		const before = this.#storing.get(ref.instance) ?? Promise.resolve();
		const mine = before.then(() => this.#storeAlone(ref, bytes, signal));
		const settled = mine.catch(() => undefined);
		this.#storing.set(ref.instance, settled);
		try {
			return await mine;
		} finally {
			if (this.#storing.get(ref.instance) === settled) this.#storing.delete(ref.instance);
		}
	}

	async close(): Promise<void> {
		await Promise.all(this.#storing.values());
	}

	/** Archives differ in what they do with a UID they hold already (Orthanc keeps the old bytes and says "stored"): look first. */
	async #storeAlone(ref: InstanceRef, bytes: Uint8Array, signal: AbortSignal): Promise<StoreOutcome> {
		const held = await this.open(ref, signal);
		if (held.ok) {
			const same = held.value.sha256 === createHash('sha256').update(bytes).digest('hex');
			await held.value.close();
			return { kind: same ? 'already-there' : 'conflict' };
		}
		if (held.reason !== 'not-found') return { kind: 'failed', reason: held.reason };

		const boundary = `part-${randomBytes(12).toString('hex')}`;
		const head = `--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`;
		const body = Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]);
		const answer = await this.#http.json(
			{
				method: 'POST',
				path: '/studies',
				accept: acceptJson,
				contentType: `multipart/related; type="application/dicom"; boundary=${boundary}`,
				body,
			},
			maxJson,
			signal,
		);
		if (!answer.ok) return { kind: 'failed', reason: answer.reason };
		const said = storeResponse(answer.value, ref.instance);
		if (said.kind === 'stored') return { kind: 'stored' };
		log('warn', 'upstream-refused-store', { failure: said.failure });
		return { kind: 'failed', reason: 'refused-by-archive' };
	}

	async #search(path: string, page: { offset: number; limit: number }, signal: AbortSignal) {
		const query = [
			['limit', String(page.limit)],
			['offset', String(page.offset)],
		] as const;
		const answer = await this.#http.json({ method: 'GET', path, query, accept: acceptJson }, maxJson, signal);
		return answer.ok ? ok(answerRows(answer.value)) : answer;
	}

	async #fetch(
		ref: InstanceRef,
		key: string,
		{ path, signal }: { path: string; signal: AbortSignal },
	): Promise<Result<null, ArchiveReason>> {
		// What is fetched now may differ from what was fetched under this UID before.
		this.#hashes.delete(key);
		if (this.#hashes.size > maxHashes) this.#hashes.clear();
		const answer = await this.#http.call(
			{
				method: 'GET',
				path: `/studies/${ref.study}/series/${ref.series}/instances/${ref.instance}`,
				accept: acceptOriginal,
			},
			signal,
		);
		if (!answer.ok) return answer;
		if (answer.value.status !== 200) {
			await answer.value.discard();
			return err(reasonOfStatus(answer.value.status));
		}
		const hash = createHash('sha256');
		const file = await open(path, 'wx', 0o600);
		try {
			const { contentType, body } = answer.value;
			const part = await readFirstPart(
				{ contentType, body, limit: this.#maxInstanceBytes },
				async (bytes) => {
					hash.update(bytes);
					await file.writeFile(bytes);
				},
			);
			if (part.ok) {
				this.#hashes.set(key, hash.digest('hex'));
				return ok(null);
			}
			return err(part.reason === 'too-large' ? 'too-large' : 'unavailable');
		} catch (error) {
			if (signal.aborted) return err('aborted');
			log('warn', 'upstream-fetch-broken', errorFields(error));
			return err('unavailable');
		} finally {
			await file.close();
		}
	}
}

async function hashFile(path: string): Promise<string> {
	const hash = createHash('sha256');
	const chunks: AsyncIterable<Uint8Array> = createReadStream(path);
	for await (const chunk of chunks) hash.update(chunk);
	return hash.digest('hex');
}
