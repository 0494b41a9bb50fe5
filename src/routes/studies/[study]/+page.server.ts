import { error, redirect } from '@sveltejs/kit';
import * as v from 'valibot';
import { decide } from '#lib/access/decide.ts';
import type { Principal } from '#lib/access/decide.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { StudyManifest } from '#lib/archive/manifest.ts';
import { sessionStudies } from '#lib/server/access/session-studies.ts';
import { askedStudy } from '#lib/server/app/asked-instance.ts';
import { staffSessionView } from '#lib/server/app/session-view.ts';
import { studySummaries } from '#lib/server/app/study-summaries.ts';
import { sessionCookieName } from '#lib/server/app/session-cookie.ts';
import { takeEntry } from '#lib/server/identity/guest-token.ts';
import type { PageServerLoad, PageServerLoadEvent } from './$types';

const Refused = v.object({ code: v.string() });

/** Everything the first screen needs in the first answer: the picture's address is in its markup, the study in its data. */
export const load: PageServerLoad = async (event) => {
	await entered(event);
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
		session: principal.kind === 'staff' ? await staffSessionView(app, principal) : null,
		guest: principal.kind === 'guest' ? { bound: principal.device === 'bound' } : null,
	};
};

/**
 * A guest's page opens only for the device that opened the link: where it hasn't just proved itself, the landing asks it to sign
 * and comes back here. A copied cookie gets no further than that (threat 5).
 */
async function entered(event: PageServerLoadEvent): Promise<void> {
	const { app, principal } = event.locals;
	if (principal.kind !== 'guest' || principal.device === 'unbound' || event.isDataRequest) return;
	// Who has nothing left is told so instead.
	const may = decide(principal, { action: 'search' }, app.clock());
	if (!may.allow && may.reason !== 'device-unproved') return;
	const token = event.cookies.get(sessionCookieName(app.config)) ?? '';
	if (principal.device === 'bound' && (await takeEntry(app.db, token, app.clock()))) return;
	redirect(303, `/s?to=${encodeURIComponent(event.url.pathname + event.url.search)}`);
}

/** When the link that opens this very study ends; a session may hold several. */
function endOf(principal: Principal, study: StudyUid, now: number): number | null {
	if (principal.kind !== 'guest') return null;
	return sessionStudies(principal, now).find((one) => one.study === study)?.endsAt ?? null;
}
