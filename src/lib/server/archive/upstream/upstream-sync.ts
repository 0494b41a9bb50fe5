/**
 * Makes an upstream archive's studies known here: when someone asks for one, and, if so configured, by looking through its
 * list now and then. Names are read from the files' own bytes, because archives' JSON loses Thai ones (thai.md 4.2). A file
 * that isn't the one asked for is not believed (threat 23).
 */
import { readFile } from 'node:fs/promises';
import { bytesInMemory } from '#lib/base/bytes.ts';
import type { Clock } from '#lib/base/clock.ts';
import { errorFields, log } from '#lib/base/log.ts';
import type { Result } from '#lib/base/result.ts';
import { err, ok } from '#lib/base/result.ts';
import { identityOf } from '#lib/dicom/instance-identity.ts';
import { readPart10 } from '#lib/dicom/part10/part10-reader.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { inTurns } from '../studies/in-turns.ts';
import type { IngestParts } from '../ingest.ts';
import { catalogue } from '../ingest.ts';
import type { Archive, ArchiveReason, InstanceRef } from '../port.ts';

export interface UpstreamSyncOptions extends IngestParts {
	readonly catalogue: Catalogue;
	readonly archive: Archive;
	readonly now: Clock;
	/** 0: only when asked */
	readonly pollSeconds: number;
}

/** An archive is asked again whether a study has grown after this. */
const freshMs = 60_000;
const fetchesAtOnce = 4;
const pageSize = 200;
/** A poll must not copy a whole archive at once. */
const studiesPerPoll = 50;

export class UpstreamSync {
	readonly #options: UpstreamSyncOptions;
	readonly #checked = new Map<StudyUid, number>();
	readonly #adopting = new Map<StudyUid, Promise<Result<boolean, ArchiveReason>>>();
	readonly #closing = new AbortController();
	#timer: NodeJS.Timeout | null = null;
	#offset = 0;

	constructor(options: UpstreamSyncOptions) {
		this.#options = options;
	}

	start(): void {
		const { pollSeconds } = this.#options;
		if (pollSeconds === 0) return;
		this.#timer = setTimeout(() => {
			this.poll()
				.catch((error: unknown) => log('error', 'upstream-poll-failed', errorFields(error)))
				.finally(() => {
					if (!this.#closing.signal.aborted) this.start();
				});
		}, pollSeconds * 1000);
		this.#timer.unref();
	}

	async close(): Promise<void> {
		this.#closing.abort();
		if (this.#timer !== null) clearTimeout(this.#timer);
		await Promise.allSettled(this.#adopting.values());
	}

	/** True when the study is known afterwards. One that is known already is looked at again behind the caller's back. */
	async adopt(study: StudyUid, signal: AbortSignal): Promise<Result<boolean, ArchiveReason>> {
		const known = (await this.#options.catalogue.study(study)) !== null;
		const fresh = this.#options.now() - (this.#checked.get(study) ?? -Infinity) < freshMs;
		if (fresh) return ok(known);
		const adopting = this.#adoptOnce(study);
		if (!known) return untilAborted(adopting, signal);
		adopting.catch((error: unknown) => log('error', 'upstream-refresh-failed', errorFields(error)));
		return ok(true);
	}

	/** Adopts studies not known yet, going on in the archive's list where the last poll ended. */
	async poll(): Promise<number> {
		const { archive, catalogue: known } = this.#options;
		const { signal } = this.#closing;
		let adopted = 0;
		while (adopted < studiesPerPoll) {
			const page = await archive.listStudies({ offset: this.#offset, limit: pageSize }, signal);
			if (!page.ok) return adopted;
			for (const study of page.value) {
				if ((await known.study(study)) !== null) continue;
				const result = await this.#adoptOnce(study);
				if (result.ok && result.value) adopted += 1;
			}
			this.#offset = page.value.length < pageSize ? 0 : this.#offset + pageSize;
			if (this.#offset === 0) return adopted;
		}
		return adopted;
	}

	#adoptOnce(study: StudyUid): Promise<Result<boolean, ArchiveReason>> {
		let adopting = this.#adopting.get(study);
		if (adopting === undefined) {
			adopting = this.#adopt(study).finally(() => this.#adopting.delete(study));
			this.#adopting.set(study, adopting);
		}
		return adopting;
	}

	async #adopt(study: StudyUid): Promise<Result<boolean, ArchiveReason>> {
		const { archive, catalogue: known, now } = this.#options;
		const { signal } = this.#closing;
		const listed = await archive.listInstances(study, signal);
		if (!listed.ok) return listed;
		const held = new Set((await known.instancesOf(study, null)).map((row) => row.instance));
		const missing = listed.value.filter((ref) => !held.has(ref.instance));
		const turns = { atOnce: fetchesAtOnce, signal };
		const results = await inTurns(missing, turns, (ref) => this.#take(ref, signal));
		const failures = results.flatMap((result) => (result.ok ? [] : [result.reason]));
		const reason = failures[0];
		if (reason === undefined) this.#remember(study, now());
		const exists = (await known.study(study)) !== null;
		return exists || reason === undefined ? ok(exists) : err(reason);
	}

	/** A file that can't be read or isn't what was asked for is left out, not a reason to lose the rest of the study. */
	async #take(ref: InstanceRef, signal: AbortSignal): Promise<Result<null, ArchiveReason>> {
		const opened = await this.#options.archive.open(ref, signal);
		if (!opened.ok) return opened.reason === 'not-found' ? ok(null) : opened;
		const { path, size, sha256 } = opened.value;
		try {
			const read = await readPart10(bytesInMemory(await readFile(path)));
			if (!read.ok) {
				log('warn', 'upstream-file-unreadable', { code: read.reason });
				return ok(null);
			}
			const identity = identityOf(read.value);
			const same =
				identity.ok &&
				identity.value.study === ref.study &&
				identity.value.series === ref.series &&
				identity.value.instance === ref.instance;
			if (!same) {
				log('warn', 'upstream-file-is-another', {});
				return ok(null);
			}
			await catalogue(
				this.#options,
				{ ref, part10: read.value, size, sha256, derive: 'unasked' },
				{ actor: 'system', owner: null },
			);
			return ok(null);
		} finally {
			await opened.value.close();
		}
	}

	#remember(study: StudyUid, at: number): void {
		this.#checked.delete(study);
		this.#checked.set(study, at);
		if (this.#checked.size > 10_000)
			for (const oldest of this.#checked.keys()) return void this.#checked.delete(oldest);
	}
}

async function untilAborted<T>(
	work: Promise<Result<T, ArchiveReason>>,
	signal: AbortSignal,
): Promise<Result<T, ArchiveReason>> {
	const { promise, resolve } = Promise.withResolvers<Result<T, ArchiveReason>>();
	const stop = (): void => resolve(err('aborted'));
	signal.addEventListener('abort', stop, { once: true });
	if (signal.aborted) stop();
	try {
		return await Promise.race([work, promise]);
	} finally {
		signal.removeEventListener('abort', stop);
	}
}
