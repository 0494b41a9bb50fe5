/**
 * Kysely over Node's own SQLite. Two connections to one file in WAL mode: one reader and one writer. A statement outside a
 * transaction runs at once (node:sqlite is synchronous): reads on the reader, so they see the last commit and never what a
 * transaction has half done; writes on the writer, after any open transaction. Transactions take the writer in turn, whatever
 * their callers await in between.
 */
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue, StatementSync } from 'node:sqlite';
import {
	CompiledQuery,
	SelectQueryNode,
	SqliteAdapter,
	SqliteIntrospector,
	SqliteQueryCompiler,
} from 'kysely';
import type { DatabaseConnection, Dialect, Driver, Kysely, QueryResult } from 'kysely';
import { CheckpointThread } from './checkpoint-thread.ts';
import { Turnstile } from './turnstile.ts';
import type { WriterStep } from './writer-message.ts';
import { WriterThread } from './writer-thread.ts';

export interface SqliteStore {
	readonly dialect: Dialect;
	/** Another number after every commit, by this process or any other; the same as long as there was none. */
	readonly changeMark: () => number;
	/** A transaction whose steps are all known, written by a thread; null: there is none. */
	readonly aside: (() => Aside | null) | null;
}

/** All of the steps, durable when it resolves, or nothing. */
export type Aside = (steps: readonly WriterStep[]) => Promise<void>;

/** `thread`: of a program that runs for long; flushes to the disk happen in threads beside its work. */
export function sqliteStore(path: string, { thread }: { readonly thread: boolean }): SqliteStore {
	const driver = new SqliteDriver(path, thread);
	return {
		dialect: {
			createAdapter: () => new HubSqliteAdapter(),
			createDriver: () => driver,
			createIntrospector: (db: Kysely<unknown>) => new SqliteIntrospector(db),
			createQueryCompiler: () => new SqliteQueryCompiler(),
		},
		changeMark: () => driver.changeMark(),
		aside: thread ? () => driver.aside() : null,
	};
}

/** Kysely's own adapter would serialise everything, reads included, and migrate outside a transaction. */
class HubSqliteAdapter extends SqliteAdapter {
	override get supportsMultipleConnections(): boolean {
		return true;
	}
	override get supportsTransactionalDdl(): boolean {
		return true;
	}
}

class SqliteDriver implements Driver {
	readonly #path: string;
	readonly #turnstile = new Turnstile();
	readonly #threaded: boolean;
	#files: Files | null = null;
	#version: StatementSync | null = null;
	#checkpoints: CheckpointThread | null = null;
	#thread: WriterThread | null = null;

	constructor(path: string, threaded: boolean) {
		this.#path = path;
		this.#threaded = threaded;
	}

	async init(): Promise<void> {
		const writer = new Connection(this.#path);
		// The first connection makes the file WAL for all later ones.
		writer.db.exec('pragma journal_mode = wal');
		if (this.#threaded) {
			this.#checkpoints = new CheckpointThread(this.#path);
			this.#thread = new WriterThread(this.#path);
		}
		const reader = new Connection(this.#path);
		reader.db.exec('pragma query_only = on');
		this.#files = { writer, reader };
		this.#version = reader.db.prepare('pragma data_version');
	}

	/** Asked of the reader: it moves when any other connection commits, and the reader itself never does. */
	changeMark(): number {
		const row = this.#version?.get();
		if (row === undefined) throw new Error('database not open');
		return Number(row['data_version']);
	}

	aside(): Aside | null {
		const thread = this.#thread;
		if (thread === null || !thread.alive) return null;
		return async (steps) => {
			const leave = await this.#turnstile.enter();
			try {
				await thread.write(steps);
			} finally {
				leave();
			}
		};
	}

	async acquireConnection(): Promise<DatabaseConnection> {
		if (this.#files === null) throw new Error('database not open');
		return new SqliteLease(this.#files, this.#turnstile);
	}

	async beginTransaction(connection: DatabaseConnection): Promise<void> {
		await lease(connection).begin();
	}

	async commitTransaction(connection: DatabaseConnection): Promise<void> {
		lease(connection).end('commit');
	}

	async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
		lease(connection).end('rollback');
	}

	async releaseConnection(): Promise<void> {
		// A lease owns nothing outside its transaction.
	}

	async destroy(): Promise<void> {
		await this.#turnstile.enter();
		await this.#thread?.end();
		await this.#checkpoints?.end();
		this.#thread = null;
		this.#checkpoints = null;
		this.#files?.reader.db.close();
		this.#files?.writer.db.close();
		this.#files = null;
		this.#version = null;
	}
}

interface Files {
	readonly writer: Connection;
	readonly reader: Connection;
}

interface Prepared {
	readonly statement: StatementSync;
	readonly givesRows: boolean;
}

/** Queries of a program are few and asked again and again: preparing one takes longer than running it. */
const mostPrepared = 400;

class Connection {
	readonly db: DatabaseSync;
	readonly #prepared = new Map<string, Prepared>();

	constructor(path: string) {
		this.db = open(path);
	}

	run<R>(query: CompiledQuery): QueryResult<R> {
		const { statement, givesRows } = this.#prepare(query.sql);
		const values = query.parameters.map(bindable);
		// Kysely's row type is a promise of the query's author; SQLite can't confirm it.
		if (givesRows) return { rows: statement.all(...values) as R[] };
		const { changes } = statement.run(...values);
		return { rows: [], numAffectedRows: BigInt(changes) };
	}

	#prepare(text: string): Prepared {
		const known = this.#prepared.get(text);
		if (known !== undefined) return known;
		const statement = this.db.prepare(text);
		const made = { statement, givesRows: statement.columns().length > 0 };
		// What changes the schema runs once, and statements of before would keep their old columns.
		if (!/^\s*(select|insert|update|delete|with)\b/i.test(text)) {
			this.#prepared.clear();
			return made;
		}
		this.#prepared.set(text, made);
		if (this.#prepared.size > mostPrepared) {
			const [oldest] = this.#prepared.keys();
			if (oldest !== undefined) this.#prepared.delete(oldest);
		}
		return made;
	}
}

function open(path: string): DatabaseSync {
	const db = new DatabaseSync(path, { timeout: 5000, enableForeignKeyConstraints: true });
	// FULL: an acknowledged commit survives a power cut, not only a crash.
	db.exec('pragma synchronous = full');
	return db;
}

function lease(connection: DatabaseConnection): SqliteLease {
	if (connection instanceof SqliteLease) return connection;
	throw new Error('a connection of another driver');
}

class SqliteLease implements DatabaseConnection {
	readonly #files: Files;
	readonly #turnstile: Turnstile;
	#leave: (() => void) | null = null;

	constructor(files: Files, turnstile: Turnstile) {
		this.#files = files;
		this.#turnstile = turnstile;
	}

	async begin(): Promise<void> {
		const leave = await this.#turnstile.enter();
		try {
			// IMMEDIATE: the write lock is taken now, so that another process can't make the first write fail half-way.
			this.#files.writer.db.exec('begin immediate');
			this.#leave = leave;
		} catch (error) {
			leave();
			throw error;
		}
	}

	end(how: 'commit' | 'rollback'): void {
		// A commit that fails leaves the transaction open: Kysely then calls rollback, which ends the turn.
		if (how === 'commit') this.#files.writer.db.exec('commit');
		else if (this.#files.writer.db.isTransaction) this.#files.writer.db.exec('rollback');
		this.#leave?.();
		this.#leave = null;
	}

	async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
		if (this.#leave !== null) return this.#files.writer.run<R>(query);
		if (SelectQueryNode.is(query.query)) return this.#files.reader.run<R>(query);
		const leave = await this.#turnstile.enter();
		try {
			return this.#files.writer.run<R>(query);
		} finally {
			leave();
		}
	}

	async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
		yield await this.executeQuery<R>(query);
	}
}

function bindable(value: unknown): SQLInputValue {
	if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')
		return value;
	if (value instanceof Uint8Array) return value;
	throw new TypeError(`a ${typeof value} can't be stored: use text, a number, bytes or null`);
}
