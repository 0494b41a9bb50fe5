/**
 * `node scripts/rotate-key.ts`: puts a new key before those in DATA_DIR/hub.key and ends every person's session, so that they
 * sign in again under it. Start the server anew right after. With HUB_KEY, put the new key before the old ones there, commas
 * between, and run this for the sessions. A retired key is dropped by hand once everyone worth knowing has signed in again.
 */
import { configOrExit } from '../src/lib/server/app/config.ts';
import { rotateKeyFile } from '../src/lib/server/identity/hub-keys.ts';
import { endSessionByAdmin } from '../src/lib/server/identity/staff-session.ts';
import { openDatabase } from '../src/lib/server/store/open-database.ts';

const config = configOrExit(process.env);
if (config.hubKey === null) await rotateKeyFile(config.dataDir);
const db = await openDatabase(config);
const actor = { who: 'operator', from: null, requestId: null, now: Date.now() };
const open = await db.selectFrom('staff_session').select('id').where('ended_at', 'is', null).execute();
for (const { id } of open) await endSessionByAdmin(db, id, actor);
await db.destroy();
const keys = config.hubKey === null ? 'a new key is in force' : 'the keys of HUB_KEY are in force';
process.stdout.write(`${keys} when the server has started again; ${open.length} sessions ended\n`);
