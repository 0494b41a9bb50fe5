/**
 * Share links, until people make them on screen:
 *   node scripts/link.ts create --studies UID[,UID] [--rights view,annotate,download] [--hours 72] [--uses N]
 *                               [--series UID] [--instance UID] [--frame N] [--window CENTER,WIDTH] [--origin URL]
 *   node scripts/link.ts revoke --id ID
 * Give the link and the PIN by different channels. Neither can be shown again.
 */
import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { studyUid } from '../src/lib/dicom/uid.ts';
import { configOrExit } from '../src/lib/server/app/config.ts';
import { createShareLink, revokeShareLink } from '../src/lib/server/identity/share-link.ts';
import { openDatabase } from '../src/lib/server/store/open-database.ts';

const { positionals, values } = parseArgs({
	allowPositionals: true,
	options: {
		studies: { type: 'string' },
		rights: { type: 'string', default: 'view' },
		hours: { type: 'string', default: '72' },
		uses: { type: 'string' },
		series: { type: 'string' },
		instance: { type: 'string' },
		frame: { type: 'string' },
		window: { type: 'string' },
		origin: { type: 'string' },
		id: { type: 'string' },
	},
});
const list = v.pipe(
	v.string(),
	v.transform((text) => text.split(',')),
);
const number = v.pipe(v.string(), v.transform(Number), v.number());
const Order = v.object({
	studies: v.pipe(
		list,
		v.transform((texts) => texts.flatMap((text) => studyUid(text) ?? [])),
		v.minLength(1),
	),
	rights: v.pipe(list, v.array(v.picklist(['view', 'annotate', 'download']))),
	hours: v.pipe(number, v.minValue(0.001), v.maxValue(720)),
	uses: v.optional(number),
	series: v.optional(v.string()),
	instance: v.optional(v.string()),
	frame: v.optional(number),
	window: v.optional(
		v.pipe(
			list,
			v.transform((texts) => texts.map(Number)),
			v.tuple([v.number(), v.number()]),
		),
	),
});
type Order = v.InferOutput<typeof Order>;

function usage(problem: string): never {
	process.stderr.write(`${problem}\nUse: create --studies UID[,UID] ... | revoke --id ID\n`);
	process.exit(2);
}

/** A link opens at the beginning of its first study unless a place is named. */
function targetOf(order: Order) {
	const { studies, series, instance, frame, window } = order;
	if (series === undefined && instance === undefined && frame === undefined && window === undefined)
		return null;
	return {
		study: studies[0] ?? '',
		series: series ?? null,
		instance: instance ?? null,
		frame: frame ?? null,
		window: window === undefined ? null : { center: window[0], width: window[1] },
	};
}

const config = configOrExit(process.env);
const db = await openDatabase(config);
const actor = { who: 'operator', from: null, requestId: null, now: Date.now() };
switch (positionals[0]) {
	case 'create': {
		const parsed = v.safeParse(Order, values);
		if (!parsed.success) usage(`--${v.getDotPath(parsed.issues[0]) ?? '?'} is missing or wrong`);
		const order = parsed.output;
		const made = await createShareLink(
			db,
			{
				studies: order.studies,
				rights: order.rights,
				target: targetOf(order),
				lifetimeMs: order.hours * 3_600_000,
				maxUses: order.uses ?? null,
			},
			actor,
		);
		if (!made.ok) usage(made.reason);
		const { id, secret, pin } = made.value;
		process.stdout.write(`id ${id}\n${values.origin ?? config.origin}/s#${secret}\nPIN ${pin}\n`);
		break;
	}
	case 'revoke':
		if (values.id === undefined) usage('--id is missing');
		process.stdout.write(
			(await revokeShareLink(db, values.id, actor)) ? 'revoked\n' : 'unknown or already revoked\n',
		);
		break;
	default:
		usage('What to do is missing');
}
await db.destroy();
