import { join } from 'node:path';
import type { Clock } from '#lib/base/clock.ts';
import { EmbeddedArchive } from '#lib/server/archive/embedded-archive.ts';
import type { Archive } from '#lib/server/archive/port.ts';
import { UpstreamArchive } from '#lib/server/archive/upstream/upstream-archive.ts';
import type { Database } from '#lib/server/store/schema.ts';
import type { Config } from './config.ts';

/** Originals of an upstream archive kept on disk. */
const cacheBytes = 8 * 1024 ** 3;
const maxInstanceBytes = 1024 ** 3;

/** Which of both it is, is said by the configuration and known nowhere else. */
export async function openArchive(config: Config, db: Database, now: Clock): Promise<Archive> {
	if (config.dicomweb === null) {
		return EmbeddedArchive.open({ db, folder: join(config.dataDir, 'archive'), now });
	}
	return UpstreamArchive.open({
		root: config.dicomweb.url,
		auth: config.dicomweb.auth,
		timeoutMs: 30_000,
		cacheFolder: join(config.dataDir, 'upstream'),
		cacheBytes,
		maxInstanceBytes,
	});
}
