/**
 * `node scripts/audit-verify.ts [--head SEQ:HASH] [--heads FOLDER]`: reads the whole audit chain of the configured database and
 * names the first broken line. It compares with every head under DATA_DIR/audit-heads; with a head from the log (--head) or
 * the copies kept on another machine (--heads), also finds a chain that was made anew together with those of this machine.
 */
import { existsSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { configOrExit } from '../src/lib/server/app/config.ts';
import type { AuditHead } from '../src/lib/server/audit/append.ts';
import { headsFolder, readHeads } from '../src/lib/server/audit/exported-heads.ts';
import { verify } from '../src/lib/server/audit/verify.ts';
import { openDatabase } from '../src/lib/server/store/open-database.ts';

const { values } = parseArgs({ options: { head: { type: 'string' }, heads: { type: 'string' } } });
const noted = /^(\d+):([0-9a-f]{64})$/.exec(values.head ?? '');
if (values.head !== undefined && noted === null) {
	process.stderr.write('--head must be SEQ:HASH as the log has it\n');
	process.exit(2);
}
const config = configOrExit(process.env);
const heads: AuditHead[] = noted === null ? [] : [{ seq: Number(noted[1]), hash: noted[2] ?? '' }];
const folders = [headsFolder(config.dataDir), ...(values.heads === undefined ? [] : [values.heads])];
for (const folder of folders) if (existsSync(folder)) heads.push(...(await readHeads(folder)));
if (values.heads !== undefined && !existsSync(values.heads)) {
	process.stderr.write('--heads names no folder\n');
	process.exit(2);
}
const db = await openDatabase(config);
const verdict = await verify(db, heads);
await db.destroy();
if (verdict.kind === 'whole') {
	const { head, from } = verdict;
	const since = from > 1 ? ` (lines before ${from} were deleted for their age)` : '';
	process.stdout.write(`whole: ${head.seq} lines, head ${head.seq}:${head.hash}${since}\n`);
	process.stdout.write(`compared with ${heads.length} noted heads\n`);
} else {
	process.stdout.write(`broken at line ${verdict.line}: ${verdict.why}\n`);
	process.exitCode = 1;
}
