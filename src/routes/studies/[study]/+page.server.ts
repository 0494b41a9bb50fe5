import { error } from '@sveltejs/kit';
import * as v from 'valibot';
import { StudyManifest } from '#lib/archive/manifest.ts';
import { askedStudy } from '#lib/server/app/asked-instance.ts';
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
		expiresAt: principal.kind === 'guest' ? principal.expiresAt : null,
	};
};
