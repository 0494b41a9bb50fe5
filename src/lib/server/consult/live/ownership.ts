/**
 * One process has a consult's room, so that everybody in it sees the same. A process says every few seconds that it is alive; a room
 * whose process has said nothing for a while may be taken by another, under a new epoch. Each append asks within its transaction
 * whether its room's epoch still stands (`stillOwns`) and holds the row meanwhile: whoever takes the room reads what is stored
 * afterwards, so a process that slept stores nothing more and its people come back to the room's new place.
 *
 * The embedded database is one process's: the last one started counts, and a process that was killed is waited for by nobody.
 */
import { sql } from 'kysely';
import { errorFields, log } from '#lib/base/log.ts';
import { databaseTime } from '#lib/server/store/database-time.ts';
import { isPostgres } from '#lib/server/store/is-postgres.ts';
import type { Database, Transaction } from '#lib/server/store/schema.ts';
import type { WriterStep } from '#lib/server/store/writer-message.ts';
import { stepOf } from '#lib/server/store/writer-step.ts';

/** Alive for so long after its last word; told three times as often. */
export const aliveMs = 10_000;

export interface Owner {
	/** a process, for its life */
	readonly process: string;
	/** grows with each taking of the room */
	readonly epoch: number;
}

export interface OwnershipParts {
	readonly db: Database;
	/** These rooms are another process's now. */
	readonly lost: (consults: readonly string[]) => void;
	/** tests are less patient */
	readonly aliveMs?: number;
}

export class Ownership {
	readonly #parts: OwnershipParts;
	readonly #process = crypto.randomUUID();
	readonly #aliveMs: number;
	readonly #epochs = new Map<string, number>();
	#begun: Promise<void> | null = null;
	#timer: NodeJS.Timeout | null = null;

	constructor(parts: OwnershipParts) {
		this.#parts = parts;
		this.#aliveMs = parts.aliveMs ?? aliveMs;
	}

	/** null: another process has it, and lives. */
	async take(consult: string): Promise<Owner | null> {
		await this.#begin();
		const { db } = this.#parts;
		const taken = await db
			.insertInto('consult_owner')
			.values({ consult, process: this.#process, epoch: 1 })
			.onConflict((conflict) =>
				conflict
					.column('consult')
					.doUpdateSet({
						process: this.#process,
						epoch: sql<number>`consult_owner.epoch + 1`,
					})
					.where((where) =>
						where.or([
							where('consult_owner.process', '=', this.#process),
							where.not(
								where.exists(
									this.#living(db).where('hub_process.id', '=', sql.ref<string>('consult_owner.process')),
								),
							),
						]),
					),
			)
			.returning('epoch')
			.executeTakeFirst();
		if (taken === undefined) return null;
		this.#epochs.set(consult, taken.epoch);
		return { process: this.#process, epoch: taken.epoch };
	}

	/** Whether another process has it now. */
	async elsewhere(consult: string): Promise<boolean> {
		if (this.#epochs.has(consult)) return false;
		await this.#begin();
		const { db } = this.#parts;
		const owner = await db
			.selectFrom('consult_owner')
			.innerJoin('hub_process', 'hub_process.id', 'consult_owner.process')
			.select('consult_owner.process')
			.where('consult_owner.consult', '=', consult)
			.where('hub_process.alive_until', '>', databaseTime(db))
			.executeTakeFirst();
		return owner !== undefined && owner.process !== this.#process;
	}

	/** The room is empty: any process may have it. */
	async give(consult: string, { epoch }: Owner): Promise<void> {
		if (this.#epochs.get(consult) === epoch) this.#epochs.delete(consult);
		await this.#parts.db
			.updateTable('consult_owner')
			.set({ process: '' })
			.where('consult', '=', consult)
			.where('process', '=', this.#process)
			.where('epoch', '=', epoch)
			.execute();
	}

	/** The process stops: its rooms are free at once. */
	async end(): Promise<void> {
		if (this.#timer !== null) clearInterval(this.#timer);
		this.#timer = null;
		if (this.#begun === null) return;
		await this.#begun.catch(() => undefined);
		await this.#parts.db.deleteFrom('hub_process').where('id', '=', this.#process).execute();
	}

	#begin(): Promise<void> {
		this.#begun ??= this.#live().then(
			() => {
				this.#timer = setInterval(() => void this.#beat(), this.#aliveMs / 3);
				this.#timer.unref();
			},
			(error: unknown) => {
				this.#begun = null;
				throw error;
			},
		);
		return this.#begun;
	}

	async #live(): Promise<void> {
		const { db } = this.#parts;
		const until = sql<number>`${databaseTime(db)} + ${this.#aliveMs}`;
		// PostgreSQL takes a parameter beside an expression for text unless told.
		const alive_until = isPostgres(db) ? sql<number>`${databaseTime(db)} + ${this.#aliveMs}::bigint` : until;
		if (this.#begun === null && !isPostgres(db)) await db.deleteFrom('hub_process').execute();
		await db
			.insertInto('hub_process')
			.values({ id: this.#process, alive_until })
			.onConflict((conflict) => conflict.column('id').doUpdateSet({ alive_until }))
			.execute();
	}

	/** Says that this process lives, and hears what it has lost meanwhile (it slept, or the database was out of reach). */
	async #beat(): Promise<void> {
		const { db, lost } = this.#parts;
		try {
			await this.#live();
			const had = [...this.#epochs];
			if (had.length === 0) return;
			const rows = await db
				.selectFrom('consult_owner')
				.select(['consult', 'epoch'])
				.where('process', '=', this.#process)
				.execute();
			const have = new Map(rows.map(({ consult, epoch }) => [consult, epoch]));
			const gone = had.flatMap(([consult, epoch]) =>
				this.#epochs.get(consult) === epoch && (have.get(consult) ?? 0) < epoch ? [consult] : [],
			);
			for (const consult of gone) this.#epochs.delete(consult);
			if (gone.length > 0) lost(gone);
		} catch (error) {
			log('error', 'ownership-not-told', errorFields(error));
		}
	}

	#living(db: Database) {
		return db
			.selectFrom('hub_process')
			.select('hub_process.id')
			.where('hub_process.alive_until', '>', databaseTime(db));
	}
}

type Owned = { readonly consult: string; readonly owner: Owner | null };

/** The same question as a step of a transaction that is written aside. */
export function ownershipSteps(db: Database, rooms: readonly Owned[]): readonly WriterStep[] {
	const owned = new Map(
		rooms.flatMap(({ consult, owner }) => (owner === null ? [] : [[consult, owner] as const])),
	);
	if (owned.size === 0) return [];
	const consults = [...owned.keys()].sort();
	const asked = db
		.selectFrom('consult_owner')
		.select(['consult', 'process', 'epoch'])
		.where('consult', 'in', consults)
		.orderBy('consult');
	return [
		stepOf(
			asked,
			consults.map((consult) => ({ consult, ...owned.get(consult) })),
		),
	];
}

/**
 * Throws unless each room is still whose it was when it was opened; from here to the end of the transaction nobody takes it. null: of
 * no process, as tests have it.
 */
export async function stillOwns(trx: Transaction, rooms: readonly Owned[]): Promise<void> {
	const owned = rooms.filter(({ owner }) => owner !== null);
	if (owned.length === 0) return;
	const asked = trx
		.selectFrom('consult_owner')
		.select(['consult', 'process', 'epoch'])
		.where(
			'consult',
			'in',
			owned.map(({ consult }) => consult),
		);
	// SQLite has one writer at a time: within a transaction that writes nobody else does.
	const rows = await (isPostgres(trx) ? asked.forShare() : asked).execute();
	const owners = new Map(rows.map((row) => [row.consult, row]));
	for (const { consult, owner } of owned) {
		const now = owners.get(consult);
		if (now?.process !== owner?.process || now?.epoch !== owner?.epoch)
			throw new Error('the room is another process’s now');
	}
}
