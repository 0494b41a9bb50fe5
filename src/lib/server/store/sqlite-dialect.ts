/**
 * Kysely over Node's own SQLite. Two connections to one file in WAL mode: one reader and one writer. A statement outside a
 * transaction runs at once (node:sqlite is synchronous): reads on the reader, so they see the last commit and never what a
 * transaction has half done; writes on the writer, after any open transaction. Transactions take the writer in turn, whatever
 * their callers await in between.
 */
import { DatabaseSync } from 'node:sqlite';
import type { SQLInputValue } from 'node:sqlite';
import {
	CompiledQuery,
	SelectQueryNode,
	SqliteAdapter,
	SqliteIntrospector,
	SqliteQueryCompiler,
} from 'kysely';
import type { DatabaseConnection, Dialect, Driver, Kysely, QueryResult } from 'kysely';
import { Turnstile } from './turnstile.ts';

export function sqliteDialect(path: string): Dialect {
	return {
		createAdapter: () => new HubSqliteAdapter(),
		createDriver: () => new SqliteDriver(path),
		createIntrospector: (db: Kysely<unknown>) => new SqliteIntrospector(db),
		createQueryCompiler: () => new SqliteQueryCompiler(),
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
	#files: Files | null = null;

	constructor(path: string) {
		this.#path = path;
	}

	async init(): Promise<void> {
		const writer = open(this.#path);
		// The first connection makes the file WAL for all later ones.
		writer.exec('pragma journal_mode = wal');
		const reader = open(this.#path);
		reader.exec('pragma query_only = on');
		this.#files = { writer, reader };
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
		this.#files?.reader.close();
		this.#files?.writer.close();
		this.#files = null;
	}
}

interface Files {
	readonly writer: DatabaseSync;
	readonly reader: DatabaseSync;
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
			this.#files.writer.exec('begin immediate');
			this.#leave = leave;
		} catch (error) {
			leave();
			throw error;
		}
	}

	end(how: 'commit' | 'rollback'): void {
		// A commit that fails leaves the transaction open: Kysely then calls rollback, which ends the turn.
		if (how === 'commit') this.#files.writer.exec('commit');
		else if (this.#files.writer.isTransaction) this.#files.writer.exec('rollback');
		this.#leave?.();
		this.#leave = null;
	}

	async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
		if (this.#leave !== null) return run<R>(this.#files.writer, query);
		if (SelectQueryNode.is(query.query)) return run<R>(this.#files.reader, query);
		const leave = await this.#turnstile.enter();
		try {
			return run<R>(this.#files.writer, query);
		} finally {
			leave();
		}
	}

	async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
		yield await this.executeQuery<R>(query);
	}
}

function run<R>(db: DatabaseSync, query: CompiledQuery): QueryResult<R> {
	const statement = db.prepare(query.sql);
	const values = query.parameters.map(bindable);
	// Kysely's row type is a promise of the query's author; SQLite can't confirm it.
	if (statement.columns().length > 0) return { rows: statement.all(...values) as R[] };
	const { changes } = statement.run(...values);
	return { rows: [], numAffectedRows: BigInt(changes) };
}

function bindable(value: unknown): SQLInputValue {
	if (value === null || typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint')
		return value;
	if (value instanceof Uint8Array) return value;
	throw new TypeError(`a ${typeof value} can't be stored: use text, a number, bytes or null`);
}
