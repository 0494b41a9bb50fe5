/**
 * `node scripts/backup.ts --to FOLDER`: backs up the database and every original of this configuration while the server runs.
 * The folder must not exist. PostgreSQL is copied by pg_dump (by PATH, or --tools FOLDER). Keep the result where this machine
 * can't delete it, and try `restore.ts` with it (docs/operations.md).
 */
import { parseArgs } from 'node:util';
import { makeBackup } from '../src/lib/server/app/backup/make-backup.ts';
import { configOrExit } from '../src/lib/server/app/config.ts';

const { values } = parseArgs({
	options: { to: { type: 'string' }, tools: { type: 'string', default: '' } },
});
if (values.to === undefined) {
	process.stderr.write('--to is missing\n');
	process.exit(2);
}
const { dataDir, databaseUrl } = configOrExit(process.env);
const note = await makeBackup({ dataDir, databaseUrl, to: values.to, tools: values.tools, now: Date.now() });
process.stdout.write(
	`${note.files} files, ${note.bytes} bytes, audit head ${note.head.seq}:${note.head.hash}\n`,
);
