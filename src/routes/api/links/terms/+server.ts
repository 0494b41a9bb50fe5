import { json } from '@sveltejs/kit';
import type { LinkTerms } from '#lib/access/link-view.ts';
import { refusal } from '#lib/server/app/answers.ts';
import { knownHospitals } from '#lib/server/identity/link-recipients.ts';
import { readSettings } from '#lib/server/identity/settings.ts';
import type { RequestHandler } from './$types';

/** What a new link may be, for its form. */
export const GET: RequestHandler = async (event) => {
	const no = await refusal(event, { action: 'manage-links', of: 'own' });
	if (no !== null) return no;
	const { app, principal } = event.locals;
	const { db } = app;
	const settings = await readSettings(db, principal.kind === 'staff' ? principal.hospital.hcode : null);
	const maxHours = settings['link-days-max'] * 24;
	const terms: LinkTerms = {
		defaultHours: Math.min(settings['link-hours-default'], maxHours),
		maxHours,
		hospitals: await knownHospitals(db),
	};
	return json(terms);
};
