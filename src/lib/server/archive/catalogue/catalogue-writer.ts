/**
 * Puts entries into the catalogue. Whoever waits for one shares a transaction with the others that wait: one fsync and one
 * audit row per study for the lot, and nobody hears of success before the commit.
 */
import { sql } from 'kysely';
import type { Clock } from '#lib/base/clock.ts';
import { errorFields, log } from '#lib/base/log.ts';
import { append } from '#lib/server/audit/append.ts';
import type { Database, Transaction } from '#lib/server/store/schema.ts';
import { transaction } from '#lib/server/store/transaction.ts';
import type { CatalogueEntry } from './catalogue-entry.ts';
import { institutionKey } from './institution-key.ts';
import { indexName } from './name-index.ts';
import type { InstanceRef } from '../port.ts';

export type WriteResult = 'added' | 'known' | 'in-other-study' | 'of-other-hospital';

interface Waiting {
	readonly entry: CatalogueEntry;
	readonly actor: string;
	readonly owner: string | null;
	resolve(result: WriteResult): void;
	reject(error: unknown): void;
}

const maxBatch = 64;

export class CatalogueWriter {
	readonly #db: Database;
	readonly #now: Clock;
	#waiting: Waiting[] = [];
	#working: Promise<void> | null = null;

	constructor(db: Database, now: Clock) {
		this.#db = db;
		this.#now = now;
	}

	/** `owner`: hcode of the hospital that a new study will belong to; null: told by its institution name. */
	write(
		entry: CatalogueEntry,
		{ actor, owner }: { readonly actor: string; readonly owner: string | null },
	): Promise<WriteResult> {
		const { promise, resolve, reject } = Promise.withResolvers<WriteResult>();
		this.#waiting.push({ entry, actor, owner, resolve, reject });
		this.#working ??= this.#work().finally(() => {
			this.#working = null;
		});
		return promise;
	}

	/** Asked before the archive takes a file; the write itself asks again. */
	isInOtherStudy(ref: InstanceRef): Promise<boolean> {
		return isInOtherStudy(this.#db, ref);
	}

	isOfOtherHospital(study: string, sender: string | null): Promise<boolean> {
		return isOfOtherHospital(this.#db, study, sender);
	}

	async #work(): Promise<void> {
		while (this.#waiting.length > 0) {
			const batch = this.#waiting.splice(0, maxBatch);
			try {
				await this.#commit(batch);
			} catch (error) {
				log('warn', 'catalogue-batch-failed', { size: batch.length, ...errorFields(error) });
				// One bad entry must not sink the others.
				for (const one of batch) await this.#commit([one]).catch((reason: unknown) => one.reject(reason));
			}
		}
	}

	async #commit(batch: readonly Waiting[]): Promise<void> {
		const results = await transaction(this.#db, async (trx) => {
			const written: WriteResult[] = [];
			// Always in one order, so that two processes can't wait for each other's rows.
			for (const { entry, owner } of batch)
				written.push(await writeEntry(trx, entry, { owner, now: this.#now() }));
			await this.#audit(trx, batch, written);
			return written;
		});
		batch.forEach((one, index) => one.resolve(results[index] ?? 'known'));
	}

	async #audit(trx: Transaction, batch: readonly Waiting[], results: readonly WriteResult[]): Promise<void> {
		const counts = new Map<string, { actor: string; ref: InstanceRef; stored: number }>();
		batch.forEach(({ entry, actor }, index) => {
			if (results[index] !== 'added') return;
			const key = `${actor} ${entry.ref.study}`;
			const count = counts.get(key) ?? { actor, ref: entry.ref, stored: 0 };
			counts.set(key, { ...count, stored: count.stored + 1 });
		});
		for (const { actor, ref, stored } of counts.values()) {
			await append(
				trx,
				{
					kind: 'instances-stored',
					who: actor,
					from: null,
					requestId: null,
					study: ref.study,
					stored,
					refused: 0,
				},
				this.#now(),
			);
		}
	}
}

async function writeEntry(
	trx: Transaction,
	entry: CatalogueEntry,
	{ owner, now }: { readonly owner: string | null; readonly now: number },
): Promise<WriteResult> {
	const { study, series, instance, header } = entry;
	if (await isInOtherStudy(trx, entry.ref)) return 'in-other-study';
	if (await isOfOtherHospital(trx, study.uid, owner)) return 'of-other-hospital';

	await trx
		.insertInto('study')
		.values({
			...study,
			owner: owner ?? (await ownerByName(trx, study.institution)),
			series_count: 0,
			instance_count: 0,
			revision: 0,
			changed_at: now,
			arrived_at: now,
			opened_at: null,
		})
		.onConflict((conflict) => conflict.column('uid').doNothing())
		.execute();
	const newSeries = await trx
		.insertInto('series')
		.values({ ...series, instance_count: 0 })
		.onConflict((conflict) => conflict.columns(['study', 'uid']).doNothing())
		.executeTakeFirst();
	const newInstance = await trx
		.insertInto('instance')
		.values(instance)
		.onConflict((conflict) => conflict.columns(['study', 'uid']).doNothing())
		.executeTakeFirst();
	if (newInstance.numInsertedOrUpdatedRows === 0n) return 'known';

	await trx.insertInto('instance_header').values(header).execute();
	await indexName(trx, study.patient_key);
	await indexName(trx, study.referring_key);
	await trx
		.updateTable('series')
		.set({ instance_count: sql<number>`instance_count + 1` })
		.where('study', '=', series.study)
		.where('uid', '=', series.uid)
		.execute();
	const addsSeries = newSeries.numInsertedOrUpdatedRows === 0n ? 0 : 1;
	await trx
		.updateTable('study')
		.set({
			series_count: sql<number>`series_count + ${addsSeries}`,
			instance_count: sql<number>`instance_count + 1`,
			revision: sql<number>`revision + 1`,
			changed_at: now,
			...(addsSeries === 1 ? { modalities: await modalitiesOf(trx, study.uid) } : {}),
		})
		.where('uid', '=', study.uid)
		.execute();
	return 'added';
}

async function ownerByName(trx: Transaction, institution: string | null): Promise<string | null> {
	if (institution === null) return null;
	const row = await trx
		.selectFrom('hospital_institution')
		.select('hospital')
		.where('institution', '=', institutionKey(institution))
		.executeTakeFirst();
	return row?.hospital ?? null;
}

/** SOP Instance UIDs are unique in the world (PS3.5 section 9): one that turns up in a second study is a fault or an attack. */
async function isInOtherStudy(db: Database, ref: InstanceRef): Promise<boolean> {
	const row = await db
		.selectFrom('instance')
		.select('study')
		.where('uid', '=', ref.instance)
		.where('study', '<>', ref.study)
		.executeTakeFirst();
	return row !== undefined;
}

/** Nothing is slipped into another hospital's study. A sender that is no hospital (the demo, an upstream archive) speaks for all. */
async function isOfOtherHospital(db: Database, study: string, sender: string | null): Promise<boolean> {
	if (sender === null) return false;
	const row = await db.selectFrom('study').select('owner').where('uid', '=', study).executeTakeFirst();
	return row !== undefined && row.owner !== sender;
}

async function modalitiesOf(trx: Transaction, study: string): Promise<string> {
	const rows = await trx
		.selectFrom('series')
		.select('modality')
		.distinct()
		.where('study', '=', study)
		.execute();
	return rows
		.flatMap((row) => row.modality ?? [])
		.sort()
		.join('\\');
}
