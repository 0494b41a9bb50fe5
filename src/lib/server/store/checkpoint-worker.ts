/**
 * Carries what was committed from the log (WAL) into the database file, in a thread and on a connection of its own. PASSIVE takes no
 * lock that a writer or a reader wants: they go on while it copies and flushes. Run from source by Node itself.
 */
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import * as v from 'valibot';

/** Often enough that little waits, seldom enough that a burst is carried once. */
const everyMs = 500;

const port = parentPort;
if (port === null) throw new Error('checkpoint-worker runs in a worker thread only');
const { path } = v.parse(v.object({ path: v.string() }), workerData);
const Outcome = v.object({ log: v.number(), checkpointed: v.number() });

const db = new DatabaseSync(path, { timeout: 5000 });
// What was carried is on the disk before the log's place is written again.
db.exec('pragma synchronous = full');
const version = db.prepare('pragma data_version');
const carry = db.prepare('pragma wal_checkpoint(passive)');

let carriedTo: unknown = null;
const timer = setInterval(() => {
	const now = version.get()?.['data_version'];
	if (now === carriedTo) return;
	const { log, checkpointed } = v.parse(Outcome, carry.get());
	// Something was committed meanwhile, or a reader stands on an older page: the next time.
	carriedTo = log === checkpointed ? now : null;
}, everyMs);

port.once('message', () => {
	clearInterval(timer);
	db.close();
	port.close();
});
