/**
 * `node scripts/audit-verify.ts [--head SEQ:HASH]`: reads the whole audit chain of the configured database and names the first
 * broken line. With a head noted earlier (the server logs it at its start and end), also finds a chain that was made anew.
 */
import { parseArgs } from 'node:util';
import { configOrExit } from '../src/lib/server/app/config.ts';
import { verify } from '../src/lib/server/audit/verify.ts';
import { openDatabase } from '../src/lib/server/store/open-database.ts';

const { values } = parseArgs({ options: { head: { type: 'string' } } });
const noted = /^(\d+):([0-9a-f]{64})$/.exec(values.head ?? '');
if (values.head !== undefined && noted === null) {
	process.stderr.write('--head must be SEQ:HASH as the log has it\n');
	process.exit(2);
}
const db = await openDatabase(configOrExit(process.env));
const verdict = await verify(db, noted === null ? null : { seq: Number(noted[1]), hash: noted[2] ?? '' });
await db.destroy();
if (verdict.kind === 'whole') {
	process.stdout.write(`whole: ${verdict.head.seq} lines, head ${verdict.head.seq}:${verdict.head.hash}\n`);
} else {
	process.stdout.write(`broken at line ${verdict.line}: ${verdict.why}\n`);
	process.exitCode = 1;
}
