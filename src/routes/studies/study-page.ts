/**
 * Everything that a page of a study needs in its first answer: the picture's address is in its markup, the study in its data. Whoever
 * calls has asked for the right to see it.
 */
import { error } from '@sveltejs/kit';
import type { RequestEvent } from '@sveltejs/kit';
import * as v from 'valibot';
import { keptToken } from '#lib/archive/kept-token.ts';
import { StudyManifest } from '#lib/archive/manifest.ts';
import { packedStudy } from '#lib/archive/packed-study.ts';
import { previewSize } from '#lib/archive/preview-url.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { en } from '#lib/i18n/en.ts';
import { th } from '#lib/i18n/th.ts';
import { emergencyHere } from '#lib/server/app/emergency/emergency-here.ts';
import { firstLookOf } from '#lib/server/app/first-look.ts';
import { guestPage, maySharePage } from '#lib/server/app/guest-page.ts';
import { isKept, keptCookie, mayKeep } from '#lib/server/app/keeping.ts';
import { staffSessionView } from '#lib/server/app/session-view.ts';
import { studySummaries } from '#lib/server/app/study-summaries.ts';
import { firstScriptUrl } from '#lib/viewer/frames/codec-modules.ts';
import { askedSoon, firstFacts, firstPictureUrl, firstPlace } from '#lib/workspace/first-picture.ts';
import { openingOf } from '#lib/workspace/link-target.ts';

export async function studyPage(event: RequestEvent, study: StudyUid) {
	const { app, principal } = event.locals;
	const manifest = await app.studies.manifest(study, event.request.signal);
	if (!manifest.ok) {
		const known = manifest.reason === 'not-found';
		error(known ? 404 : 503, { message: manifest.reason, code: manifest.reason });
	}
	if (manifest.value === null) error(404, { message: 'not-found', code: 'not-found' });
	event.setHeaders({ 'cache-control': 'private, no-store' });
	const parsed = v.parse(StudyManifest, JSON.parse(manifest.value.json.toString('utf8')));
	await lookAhead(event, parsed);
	const emergency = await emergencyHere(app, principal, study);
	return {
		packed: packedStudy(parsed),
		// What an emergency opened stays nowhere (access.md 3.5).
		keeps: emergency === null && mayKeep(principal),
		studies: await studySummaries(event, study),
		emergency,
		session: principal.kind === 'staff' ? await staffSessionView(app, principal) : null,
		guest: principal.kind === 'guest' ? await guestPage(app, principal, study) : null,
		mayShare: await maySharePage(event, study),
	};
}

/** The picture that the page opens at goes out inside it (`server/app/first-look.ts`). */
async function lookAhead(event: RequestEvent, study: StudyManifest): Promise<void> {
	const opening = openingOf(study, event.url.searchParams);
	if (opening === null || opening.document !== null) return;
	const place = firstPlace(opening.series, opening.at);
	const url = firstPictureUrl(study, opening.series, opening.at);
	if (place === null || url === null) return;
	const { app } = event.locals;
	const kept = isKept(event.cookies.get(keptCookie), keptToken(url));
	const soon = askedSoon(study, place);
	const { lossless } = { th, en }[event.locals.language].quality;
	const facts = firstFacts(study, place, { window: opening.window, lossless });
	const first = facts === null ? null : { facts, script: firstScriptUrl };
	const look = { study, ...place, url, size: previewSize(place.instance), kept, soon, first };
	event.locals.firstLook = await firstLookOf(app, look, event.request.signal);
}
