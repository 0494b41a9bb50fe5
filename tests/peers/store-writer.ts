/** A process that commits one row after another and says so, until it's killed: `store-writer.ts DATA_DIR FIRST`. */
import { openDatabase } from '../../src/lib/server/store/open-database.ts';
import { transaction } from '../../src/lib/server/store/transaction.ts';

const [dataDir = '', first = '0'] = process.argv.slice(2);
const db = await openDatabase({ dataDir, databaseUrl: null });
for (let n = Number(first); ; n++) {
	await transaction(db, async (trx) => {
		const row = { principal: 'writer', action: 'view', study: String(n), opened_at: n };
		await trx.insertInto('study_opening').values(row).execute();
		await trx.updateTable('audit_head').set({ seq: n }).execute();
	});
	process.stdout.write(`${n}\n`);
}
