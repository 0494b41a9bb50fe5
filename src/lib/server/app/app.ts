import { systemClock } from '#lib/base/clock.ts';
import type { Clock } from '#lib/base/clock.ts';
import { createAuthorize } from '#lib/server/access/authorize.ts';
import type { Authorize } from '#lib/server/access/authorize.ts';
import { openDatabase } from '#lib/server/store/open-database.ts';
import type { Database } from '#lib/server/store/schema.ts';
import type { Config } from './config.ts';

/** Everything that lives as long as the process. Built once by `hooks.server.ts`, shared with `serve.ts` (`hand-off.ts`). */
export interface App {
	readonly config: Config;
	readonly clock: Clock;
	readonly db: Database;
	/** Asked by every route before it touches a study. */
	readonly authorize: Authorize;
	/** The demo's share link, to be printed once the server listens. */
	readonly demoLink: { readonly secret: string; readonly pin: string } | null;
	close(): Promise<void>;
}

export async function buildApp(config: Config): Promise<App> {
	const clock = systemClock;
	const db = await openDatabase(config);
	return {
		config,
		clock,
		db,
		authorize: createAuthorize(db, clock),
		demoLink: null,
		close: async () => {
			await db.destroy();
		},
	};
}
