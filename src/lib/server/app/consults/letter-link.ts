/**
 * Where a letter's QR code leads: a link for the hospital that asked, opened by its own people after sign-in, to be withdrawn by
 * its signer and by that hospital's officers, over after 30 days at most. Only when the pictures are that hospital's own: a letter
 * never widens who may see them. Signing is not sharing, whatever right to share the signer has: nobody is asked whether a whole
 * hospital shall see them, and such a link would outlive the consent or the consult by which that hospital sees them
 * (access.md 3.4 rule 3, threat 6). Without it the code leads to the consult itself, which ends with its seat.
 */
import type { Staff } from '#lib/access/staff.ts';
import type { Statement } from '#lib/consult/answer/statement.ts';
import { studyUid } from '#lib/dicom/uid.ts';
import type { Actor } from '#lib/server/identity/actor.ts';
import { readSetting } from '#lib/server/identity/settings.ts';
import type { App } from '../app.ts';
import { tellLinkChanged } from '../link-news.ts';
import { makeLink } from '../make-link.ts';

const longestDays = 30;

export interface LetterLinkApp extends Pick<App, 'db' | 'live' | 'studies'> {
	readonly config: Pick<App['config'], 'origin'>;
}

/** null: the code leads to the consult. */
export async function letterLink(
	app: LetterLinkApp,
	staff: Staff,
	statement: Statement,
	actor: Actor,
): Promise<{ readonly address: string; readonly id: string; readonly until: number } | null> {
	const study = studyUid(statement.studies[0]?.study ?? '');
	if (study === null) return null;
	const { hospital } = statement.asked;
	const owner = (await app.studies.catalogue.study(study))?.owner ?? null;
	if (owner !== hospital) return null;
	const days = await readSetting(app.db, 'link-days-max', staff.hospital.hcode);
	const [first] = statement.images;
	const made = await makeLink(
		app,
		staff,
		{
			study,
			place:
				first === undefined || first.place.study !== study
					? null
					: {
							series: first.place.series,
							instance: first.place.instance,
							frame: first.place.frame,
							window: first.look.window,
						},
			annotate: false,
			download: false,
			hours: Math.min(days, longestDays) * 24,
			maxUses: null,
			oneTime: false,
			to: { kind: 'hospital', hcode: hospital },
		},
		actor,
	);
	if (!made.ok) return null;
	tellLinkChanged(app.live, made.value.owners);
	return { address: made.value.url, id: made.value.id, until: made.value.expiresAt };
}
