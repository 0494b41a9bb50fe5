/**
 * An operator's way to make and end a share link from the shell, until people make them from the study itself:
 *   node scripts/link.ts create --studies UID,UID [--rights view,download] [--hours 72] [--origin https://...]
 *   node scripts/link.ts revoke --link ID
 */
import { parseArgs } from 'node:util';
import { systemClock } from '#lib/base/clock.ts';
import { studyUid } from '#lib/dicom/uid.ts';
import { configOrExit } from '#lib/server/app/config.ts';
import type { Actor } from '#lib/server/identity/actor.ts';
import { createShareLink, revokeShareLink } from '#lib/server/identity/share-link.ts';
import { openDatabase } from '#lib/server/store/open-database.ts';

const rights = ['view', 'annotate', 'download'] as const;

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		studies: { type: 'string', default: '' },
		rights: { type: 'string', default: 'view' },
		hours: { type: 'string', default: '72' },
		origin: { type: 'string' },
		link: { type: 'string', default: '' },
	},
});

function stop(problem: string): never {
	process.stderr.write(`${problem}\n`);
	process.exit(1);
}

const config = configOrExit(process.env);
const db = await openDatabase(config);
const actor: Actor = { who: 'operator', from: null, requestId: null, now: systemClock() };
try {
	if (positionals[0] === 'create') {
		const asked = values.studies.split(',').flatMap((text) => studyUid(text) ?? []);
		const wanted = values.rights.split(',');
		const made = await createShareLink(
			db,
			{
				studies: asked,
				rights: rights.filter((right) => wanted.includes(right)),
				target: null,
				lifetimeMs: Number(values.hours) * 3_600_000,
				maxUses: null,
			},
			actor,
		);
		if (!made.ok) stop(`No link was made: ${made.reason}`);
		process.stdout.write(
			`${values.origin ?? config.origin}/s#${made.value.secret}\nPIN ${made.value.pin}\nlink ${made.value.id}\n`,
		);
	} else if (positionals[0] === 'revoke') {
		const ended = await revokeShareLink(db, values.link, actor);
		process.stdout.write(ended ? 'revoked\n' : 'unknown, or ended already\n');
	} else {
		stop('Usage: link.ts create --studies UID,... | link.ts revoke --link ID');
	}
} finally {
	await db.destroy();
}
