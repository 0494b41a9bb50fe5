/**
 * `node scripts/restore.ts --from FOLDER [--keep-links]`: puts a backup into the empty DATA_DIR (and empty DATABASE_URL) of this
 * configuration and proves it: every file by its hash, the audit chain by the head noted in the backup. All sessions end; links
 * end too unless kept, because a link revoked after the backup would live again.
 */
import { parseArgs } from 'node:util';
import { restoreBackup } from '../src/lib/server/app/backup/restore-backup.ts';
import { configOrExit } from '../src/lib/server/app/config.ts';

const { values } = parseArgs({
	options: {
		from: { type: 'string' },
		tools: { type: 'string', default: '' },
		'keep-links': { type: 'boolean', default: false },
	},
});
if (values.from === undefined) {
	process.stderr.write('--from is missing\n');
	process.exit(2);
}
const { dataDir, databaseUrl } = configOrExit(process.env);
const { from, tools } = values;
const keepLinks = values['keep-links'];
const restored = await restoreBackup({ dataDir, databaseUrl, from, tools, keepLinks, now: Date.now() });
if (!restored.ok) {
	process.stderr.write(`not restored: ${restored.reason}\n`);
	process.exit(1);
}
const { head, files, sessionsEnded, linksEnded } = restored.value;
process.stdout.write(
	`restored ${files} files; the audit passes through ${head.seq}:${head.hash}; ` +
		`${sessionsEnded} sessions and ${linksEnded} links ended\n`,
);
