import { error } from '@sveltejs/kit';
import * as v from 'valibot';
import type { Principal } from '#lib/access/decide.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { StudyManifest } from '#lib/archive/manifest.ts';
import { sessionStudies } from '#lib/server/access/session-studies.ts';
import { askedStudy } from '#lib/server/app/asked-instance.ts';
import { studySummaries } from '#lib/server/app/study-summaries.ts';
import type { PageServerLoad } from './$types';

const Refused = v.object({ code: v.string() });

/** Everything the first screen needs in the first answer: the picture's address is in its markup, the study in its data. */
export const load: PageServerLoad = async (event) => {
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
		expiresAt: endOf(principal, study, app.clock()),
	};
};

/** When the link that opens this very study ends; a session may hold several. */
function endOf(principal: Principal, study: StudyUid, now: number): number | null {
	if (principal.kind !== 'guest') return null;
	return sessionStudies(principal, now).find((one) => one.study === study)?.endsAt ?? null;
}
