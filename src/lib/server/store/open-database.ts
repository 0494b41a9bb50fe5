import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Kysely, PostgresDialect } from 'kysely';
import type { Dialect } from 'kysely';
import pg from 'pg';
import { migrate } from './migrate.ts';
import type { Database, Schema } from './schema.ts';
import { sqliteStore } from './sqlite-dialect.ts';
import type { Aside } from './sqlite-dialect.ts';

export interface StoreConfig {
	readonly dataDir: string;
	/** PostgreSQL; null means the embedded database under `dataDir`. */
	readonly databaseUrl: string | null;
}

export interface StoreOptions {
	/** A program that answers people while it writes: the embedded database is flushed to the disk by threads of its own. */
	readonly serving?: boolean;
}

/** Opens the database, bringing its tables up to date. Throws when it can't be reached. */
export async function openDatabase(
	config: StoreConfig,
	{ serving = false }: StoreOptions = {},
): Promise<Database> {
	const { dialect, changeMark, aside } = await storeOf(config, serving);
	const db = new Kysely<Schema>({ dialect });
	if (changeMark !== null) marks.set(db, changeMark);
	if (aside !== null) asides.set(db, aside);
	try {
		await migrate(db);
		return db;
	} catch (error) {
		await db.destroy();
		throw error;
	}
}

const marks = new WeakMap<Database, () => number>();

/**
 * Tells whether anything was committed in between, by anybody: the number is another then. null: this database can't say so without
 * being asked over the network (PostgreSQL), and what was read a moment ago may be old.
 */
export function changeMarkOf(db: Database): (() => number) | null {
	return marks.get(db) ?? null;
}

const asides = new WeakMap<Database, () => Aside | null>();

/** The way to write a transaction without holding up the program meanwhile; null: by the program itself. */
export function asideOf(db: Database): Aside | null {
	return asides.get(db)?.() ?? null;
}

interface Store {
	readonly dialect: Dialect;
	readonly changeMark: (() => number) | null;
	readonly aside: (() => Aside | null) | null;
}

async function storeOf(config: StoreConfig, serving: boolean): Promise<Store> {
	if (config.databaseUrl !== null)
		return { dialect: postgresDialect(config.databaseUrl), changeMark: null, aside: null };
	await mkdir(config.dataDir, { recursive: true, mode: 0o700 });
	return sqliteStore(join(config.dataDir, 'hub.sqlite'), { thread: serving });
}

function postgresDialect(url: string): Dialect {
	const types = new pg.TypeOverrides();
	// Times and counts are bigint and stay far below 2^53.
	types.setTypeParser(pg.types.builtins.INT8, Number);
	const pool = new pg.Pool({ connectionString: url, max: 10, connectionTimeoutMillis: 5000, types });
	// An idle connection that breaks is replaced by the pool; without a listener it would end the process.
	pool.on('error', () => undefined);
	return new PostgresDialect({ pool });
}
