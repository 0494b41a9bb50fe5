import type { LinkMade, LinkRequest } from '#lib/access/link-view.ts';
import type { Right } from '#lib/access/principal.ts';
import type { Staff } from '#lib/access/staff.ts';
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import type { Actor } from '#lib/server/identity/actor.ts';
import { linkOwners } from '#lib/server/identity/link-book.ts';
import { senderOf } from '#lib/server/identity/link-sender.ts';
import { readSetting } from '#lib/server/identity/settings.ts';
import { createNamedLink, createShareLink } from '#lib/server/identity/share-link.ts';
import type { LinkOrder, LinkOwners, LinkRefusal } from '#lib/server/identity/share-link.ts';
import type { App } from './app.ts';

const hourMs = 3_600_000;

/** Who opens it must be named by a letter before the secret: the landing then asks for a sign-in instead of a PIN. */
const namedMark = 'n.';

export interface WantedLink extends LinkRequest {
	readonly study: StudyUid;
}

/** The right to share was asked for already. The longest life is the hospital's setting or the hub's, the shorter, whatever the form allowed. */
export async function makeLink(
	app: Pick<App, 'db'> & { readonly config: Pick<App['config'], 'origin'> },
	staff: Staff,
	wanted: WantedLink,
	actor: Actor,
): Promise<Result<LinkMade & { readonly owners: LinkOwners }, LinkRefusal>> {
	const { db, config } = app;
	const longestDays = await readSetting(db, 'link-days-max', staff.hospital.hcode);
	if (wanted.hours > longestDays * 24) return err('bad-lifetime');
	const rights: Right[] = ['view'];
	if (wanted.annotate) rights.push('annotate');
	if (wanted.download) rights.push('download');
	const order: LinkOrder = {
		studies: [wanted.study],
		rights,
		target: wanted.place === null ? null : { study: wanted.study, ...wanted.place },
		lifetimeMs: wanted.hours * hourMs,
		maxUses: wanted.maxUses,
		oneTime: wanted.oneTime,
		makerHospital: staff.hospital.hcode,
	};
	const made =
		wanted.to.kind === 'pin'
			? await createShareLink(db, order, actor)
			: await createNamedLink(db, order, wanted.to, actor);
	if (!made.ok) return made;
	const { id, secret, expiresAt } = made.value;
	const mark = wanted.to.kind === 'pin' ? '' : namedMark;
	const owners = await linkOwners(db, id);
	if (owners === null) throw new Error('a link that was just made is not there');
	return ok({
		id,
		url: `${config.origin}/s#${mark}${secret}`,
		pin: 'pin' in made.value && typeof made.value.pin === 'string' ? made.value.pin : null,
		expiresAt,
		sender: await senderOf(db, owners),
		owners,
	});
}
