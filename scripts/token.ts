/**
 * Tokens of other systems, for the database of this configuration:
 *   node scripts/token.ts create --name NAME --scopes search,read,store,consent [--hospital HCODE] [--days 365]
 *   node scripts/token.ts list
 *   node scripts/token.ts revoke --id ID
 * The token stands alone on the last line and can't be shown again.
 */
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { configOrExit } from '../src/lib/server/app/config.ts';
import { createServiceToken, revokeServiceToken } from '../src/lib/server/identity/service-token.ts';
import { openDatabase } from '../src/lib/server/store/open-database.ts';

const { positionals, values } = parseArgs({
	allowPositionals: true,
	options: {
		name: { type: 'string' },
		scopes: { type: 'string' },
		hospital: { type: 'string' },
		days: { type: 'string', default: '365' },
		id: { type: 'string' },
	},
});
const Order = v.object({
	name: v.pipe(v.string(), v.nonEmpty()),
	scopes: v.pipe(
		v.string(),
		v.transform((text) => text.split(',')),
		v.array(v.picklist(['search', 'read', 'store', 'consent'])),
	),
	hospital: v.optional(v.pipe(v.string(), v.regex(/^\d{5}$/)), undefined),
	days: v.pipe(v.string(), v.transform(Number), v.minValue(1), v.maxValue(3650)),
});

function usage(problem: string): never {
	process.stderr.write(
		`${problem}\nUse: create --name NAME --scopes search,read,store,consent [--hospital HCODE] [--days 365] | list | revoke --id ID\n`,
	);
	process.exit(2);
}

const db = await openDatabase(configOrExit(process.env));
const now = Date.now();
const actor = { who: 'operator', from: null, requestId: null, now };
switch (positionals[0]) {
	case 'create': {
		const order = v.safeParse(Order, values);
		if (!order.success) usage(`--${v.getDotPath(order.issues[0]) ?? '?'} is missing or wrong`);
		const { name, scopes, hospital = null, days } = order.output;
		const made = await createServiceToken(
			db,
			{ name, scopes, hospital, lifetimeMs: days * 86_400_000 },
			actor,
		);
		process.stdout.write(`id ${made.id}\n${made.token}\n`);
		break;
	}
	case 'list': {
		const rows = await db.selectFrom('service_token').selectAll().orderBy('created_at').execute();
		for (const row of rows) {
			const state = row.revoked_at !== null ? 'revoked' : row.expires_at <= now ? 'expired' : 'live';
			process.stdout.write(`${row.id}\t${state}\t${row.scopes}\t${row.name}\n`);
		}
		break;
	}
	case 'revoke':
		if (values.id === undefined) usage('--id is missing');
		process.stdout.write(
			(await revokeServiceToken(db, values.id, actor)) ? 'revoked\n' : 'unknown or already revoked\n',
		);
		break;
	default:
		usage('What to do is missing');
}
await db.destroy();
