/**
 * `node scripts/answer-verify.ts`: reads every signed answer of the configured database and names each that is not what was signed:
 * text, signature, order of versions, the record under it, the audit row of its signing. Ends with 1 when there is one.
 */
import { configOrExit } from '../src/lib/server/app/config.ts';
import { openSigningKeys } from '../src/lib/server/consult/answer/signing-key.ts';
import { verifyAnswers } from '../src/lib/server/consult/answer/verify-answers.ts';
import { readHubKeys } from '../src/lib/server/identity/hub-keys.ts';
import { openDatabase } from '../src/lib/server/store/open-database.ts';

const config = configOrExit(process.env);
const keys = await openSigningKeys(config.dataDir, await readHubKeys(config.dataDir, config.hubKey));
const db = await openDatabase(config);
const { answers, faults } = await verifyAnswers(db, keys);
await db.destroy();
for (const { consult, version, why } of faults)
	process.stdout.write(`broken: consult ${consult} version ${version}: ${why}\n`);
process.stdout.write(`${answers} signed answers read, ${faults.length} broken\n`);
if (faults.length > 0) process.exitCode = 1;
