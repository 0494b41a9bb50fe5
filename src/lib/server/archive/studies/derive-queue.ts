/**
 * Makes renditions behind the scenes. What is to be done stands in the database (`instance.derive` = pending), so a restart
 * goes on where the last process ended; someone who looks first is served first, and nothing is made twice at a time. An
 * instance whose derivation has ended the process three times is refused for good rather than tried for ever.
 */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { sql } from 'kysely';
import type { Result } from '#lib/base/result.ts';
import { err, ok } from '#lib/base/result.ts';
import { errorFields, log } from '#lib/base/log.ts';
import type { Priority } from '#lib/server/pixels/pool/job-queue.ts';
import type { Derivation } from '#lib/server/pixels/rendition.ts';
import { derivationVersion } from '#lib/server/pixels/rendition.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { transaction } from '#lib/server/store/transaction.ts';
import { readDerivation } from '../catalogue/catalogue-read.ts';
import { storedInstance, storedSeries, storedStudy } from '../catalogue/catalogue-rows.ts';
import { inTurns } from './in-turns.ts';
import { packJson } from './packed-json.ts';
import type { ArchiveReason, InstanceRef, OpenInstance } from '../port.ts';

/** The pixel room's part: decode, verify, write the container, all in a worker. */
export type Derive = (
	files: { readonly path: string; readonly container: string },
	options: { readonly signal: AbortSignal; readonly priority: Priority },
) => Promise<Derivation>;

export interface DeriveQueueOptions {
	readonly db: Database;
	readonly open: (ref: InstanceRef, signal: AbortSignal) => Promise<Result<OpenInstance, ArchiveReason>>;
	readonly derive: Derive;
	readonly containerOf: (ref: InstanceRef) => string;
	/** how many at a time behind the scenes */
	readonly atOnce: number;
	/** One more of its instances is done. */
	readonly changed: (study: InstanceRef['study']) => void;
}

const maxTries = 3;
/** After an archive that didn't answer. */
const pauseMs = 5_000;

export class DeriveQueue {
	readonly #options: DeriveQueueOptions;
	readonly #running = new Map<string, Promise<Result<Derivation, ArchiveReason>>>();
	readonly #closing = new AbortController();
	#loop: Promise<void> | null = null;
	#woken = false;

	constructor(options: DeriveQueueOptions) {
		this.#options = options;
	}

	/** There may be something pending. */
	wake(): void {
		this.#woken = true;
		if (this.#closing.signal.aborted) return;
		this.#loop ??= this.#work()
			.catch((error: unknown) => log('error', 'derive-queue-failed', errorFields(error)))
			.finally(() => {
				this.#loop = null;
				// Woken between the last look and here.
				if (this.#woken) this.wake();
			});
	}

	/** Resolves when nothing is pending any more (or what is can't be had now). */
	async idle(): Promise<void> {
		while (this.#loop !== null) await this.#loop;
	}

	/** The derivation that there is, or a new one made now, shared with whoever else waits for it. */
	async derive(ref: InstanceRef, priority: Priority): Promise<Result<Derivation, ArchiveReason>> {
		const held = await readDerivation(this.#options.db, ref);
		return held === null ? this.remake(ref, priority) : ok(held);
	}

	/** For a container that went missing. */
	remake(ref: InstanceRef, priority: Priority): Promise<Result<Derivation, ArchiveReason>> {
		const key = `${ref.study}/${ref.instance}`;
		let running = this.#running.get(key);
		if (running === undefined) {
			running = this.#make(ref, priority).finally(() => this.#running.delete(key));
			this.#running.set(key, running);
		}
		return running;
	}

	/** Derivations made by an earlier version of the rules are made again. */
	async renew(): Promise<void> {
		await this.#options.db
			.updateTable('instance')
			.set({ derive: 'pending', derive_tries: 0 })
			.where('derive', '=', 'done')
			.where((eb) =>
				eb.exists(
					eb
						.selectFrom('instance_derivation')
						.select('instance_derivation.instance')
						.whereRef('instance_derivation.study', '=', 'instance.study')
						.whereRef('instance_derivation.instance', '=', 'instance.uid')
						.where('version', '<>', derivationVersion),
				),
			)
			.execute();
		this.wake();
	}

	async close(): Promise<void> {
		this.#closing.abort();
		this.#woken = false;
		await this.#loop;
		await Promise.allSettled(this.#running.values());
	}

	async #work(): Promise<void> {
		const { signal } = this.#closing;
		while (this.#woken && !signal.aborted) {
			this.#woken = false;
			for (;;) {
				const refs = await this.#pending();
				if (refs.length === 0 || signal.aborted) break;
				const turns = { atOnce: this.#options.atOnce, signal };
				const results = await inTurns(refs, turns, (ref) => this.remake(ref, 'background'));
				// What failed is still pending: without a pause the loop would spin on an archive that is down.
				if (results.some((result) => !result.ok)) await pause(pauseMs, signal);
			}
		}
	}

	async #pending(): Promise<InstanceRef[]> {
		const rows = await this.#options.db
			.selectFrom('instance')
			.select(['study', 'series', 'uid'])
			.where('derive', '=', 'pending')
			.orderBy('study')
			.orderBy('series')
			.orderBy('number')
			.limit(64)
			.execute();
		return rows.map((row) => ({
			study: storedStudy(row.study),
			series: storedSeries(row.series),
			instance: storedInstance(row.uid),
		}));
	}

	async #make(ref: InstanceRef, priority: Priority): Promise<Result<Derivation, ArchiveReason>> {
		const { signal } = this.#closing;
		const original = await this.#options.open(ref, signal);
		if (!original.ok) {
			// Gone from the archive for good: tried a few times, then given up like any other.
			const lost = original.reason === 'not-found' && (await this.#countTry(ref, 1)) > maxTries;
			return lost ? ok(await this.#keep(ref, refused('original-unreadable'))) : original;
		}
		try {
			if ((await this.#countTry(ref, 1)) > maxTries)
				return ok(await this.#keep(ref, refused('decoder-crashed')));
			const container = this.#options.containerOf(ref);
			await mkdir(dirname(container), { recursive: true, mode: 0o700 });
			const derivation = await this.#options.derive(
				{ path: original.value.path, container },
				{ signal, priority },
			);
			return ok(await this.#keep(ref, derivation));
		} catch (error) {
			if (signal.aborted) {
				await this.#countTry(ref, -1);
				return err('aborted');
			}
			log('error', 'derive-failed', errorFields(error));
			return err('unavailable');
		} finally {
			await original.value.close();
		}
	}

	/** Written down before the attempt: one that ends the process has been counted. */
	async #countTry(ref: InstanceRef, by: 1 | -1): Promise<number> {
		const row = await this.#options.db
			.updateTable('instance')
			.set({ derive_tries: sql<number>`derive_tries + ${by}` })
			.where('study', '=', ref.study)
			.where('uid', '=', ref.instance)
			.returning('derive_tries')
			.executeTakeFirst();
		return row?.derive_tries ?? 0;
	}

	async #keep(ref: InstanceRef, derivation: Derivation): Promise<Derivation> {
		const body = packJson(derivation);
		await transaction(this.#options.db, async (trx) => {
			await trx
				.insertInto('instance_derivation')
				.values({ study: ref.study, instance: ref.instance, version: derivationVersion, body })
				.onConflict((conflict) =>
					conflict.columns(['study', 'instance']).doUpdateSet({ version: derivationVersion, body }),
				)
				.execute();
			await trx
				.updateTable('instance')
				.set({ derive: 'done', derive_tries: 0 })
				.where('study', '=', ref.study)
				.where('uid', '=', ref.instance)
				.execute();
			await trx
				.updateTable('study')
				.set({ revision: sql<number>`revision + 1` })
				.where('uid', '=', ref.study)
				.execute();
		});
		this.#options.changed(ref.study);
		return derivation;
	}
}

function refused(code: string): Derivation {
	return { format: null, frames: [], flags: [], refused: { code, detail: null }, range: null, previews: [] };
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
	if (signal.aborted) return;
	const { promise, resolve } = Promise.withResolvers<null>();
	const clock = setTimeout(() => resolve(null), ms);
	signal.addEventListener('abort', () => resolve(null), { once: true });
	await promise;
	clearTimeout(clock);
}
