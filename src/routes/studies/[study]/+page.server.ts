import { error } from '@sveltejs/kit';
import * as v from 'valibot';
import { StudyManifest } from '#lib/archive/manifest.ts';
import { askedStudy } from '#lib/server/app/asked-instance.ts';
import { guestEnters, guestPage, maySharePage } from '#lib/server/app/guest-page.ts';
import { staffSessionView } from '#lib/server/app/session-view.ts';
import { studySummaries } from '#lib/server/app/study-summaries.ts';
import type { PageServerLoad } from './$types';

const Refused = v.object({ code: v.string() });

/** Everything the first screen needs in the first answer: the picture's address is in its markup, the study in its data. */
export const load: PageServerLoad = async (event) => {
	await guestEnters(event);
	const study = await askedStudy(event);
	if (study instanceof Response) {
		const { code } = v.parse(Refused, await study.json());
		error(study.status, { message: code, code });
	}
	const { app, principal } = event.locals;
	const manifest = await app.studies.manifest(study, event.request.signal);
	if (!manifest.ok) {
		const known = manifest.reason === 'not-found';
		error(known ? 404 : 503, { message: manifest.reason, code: manifest.reason });
	}
	if (manifest.value === null) error(404, { message: 'not-found', code: 'not-found' });
	event.setHeaders({ 'cache-control': 'private, no-store' });
	return {
		manifest: v.parse(StudyManifest, JSON.parse(manifest.value.json.toString('utf8'))),
		studies: await studySummaries(event),
		session: principal.kind === 'staff' ? await staffSessionView(app, principal) : null,
		guest: principal.kind === 'guest' ? await guestPage(app, principal, study) : null,
		mayShare: await maySharePage(event, study),
	};
};
