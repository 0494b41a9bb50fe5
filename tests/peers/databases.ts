/** Both databases for one suite of tests: `describe.each(databases)`, `beforeAll(() => peer.start())`, `peer.open()` for each test. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../src/lib/server/store/open-database.ts';
import type { StoreConfig } from '../../src/lib/server/store/open-database.ts';
import type { Database } from '../../src/lib/server/store/schema.ts';
import { startPostgres } from './postgres.ts';
import type { PostgresPeer } from './postgres.ts';

export interface DatabasePeer {
	readonly name: 'sqlite' | 'postgres';
	start(): Promise<void>;
	/** Where a new, empty database will be. */
	place(): Promise<StoreConfig>;
	/** A new database with all tables, closed by `stop`. */
	open(): Promise<Database>;
	stop(): Promise<void>;
}

export const databases: readonly (() => DatabasePeer)[] = [sqlite, postgres];

function sqlite(): DatabasePeer {
	const root = mkdtempSync(join(tmpdir(), 'hub-store-'));
	let made = 0;
	return peer('sqlite', {
		start: async () => undefined,
		place: async () => ({ dataDir: join(root, String(++made)), databaseUrl: null }),
		stop: async () => rmSync(root, { recursive: true, force: true }),
	});
}

function postgres(): DatabasePeer {
	let server: PostgresPeer | null = null;
	return peer('postgres', {
		start: async () => {
			server = await startPostgres();
		},
		place: async () => {
			if (server === null) throw new Error('not started');
			return { dataDir: tmpdir(), databaseUrl: await server.createDatabase() };
		},
		stop: async () => server?.stop(),
	});
}

function peer(
	name: DatabasePeer['name'],
	place: Pick<DatabasePeer, 'start' | 'place' | 'stop'>,
): DatabasePeer {
	const opened: Database[] = [];
	return {
		name,
		start: () => place.start(),
		place: () => place.place(),
		open: async () => {
			const db = await openDatabase(await place.place());
			opened.push(db);
			return db;
		},
		stop: async () => {
			for (const db of opened) await db.destroy();
			await place.stop();
		},
	};
}
