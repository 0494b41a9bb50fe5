import * as v from 'valibot';
import { StudyManifest } from '#lib/archive/manifest.ts';
import { codeAnswer, notFound } from '#lib/server/app/answers.ts';
import { archiveAnswer, askedStudy } from '#lib/server/app/asked-instance.ts';
import { mayKeep } from '#lib/server/app/keeping.ts';
import { bundleHeaders, previewRecords } from '#lib/server/app/previews-answer.ts';
import { isOtherPatient } from '#lib/server/archive/studies/patient-match.ts';
import { streamOf } from '#lib/server/dicomweb/multipart-writer.ts';
import { thumbnailOf, thumbnailsVersion, thumbnailSize } from '#lib/viewer/controls/series-thumbnail.ts';
import type { RequestHandler } from './$types';

const Query = v.object({
	skip: v.optional(v.pipe(v.string(), v.regex(/^\d{1,6}$/), v.transform(Number)), '0'),
	v: v.optional(v.string()),
});

/** The thumbnails of all series in one answer, in the order of the study: on a rural line each would cost a round trip. */
export const GET: RequestHandler = async (event) => {
	const study = await askedStudy(event);
	if (study instanceof Response) return study;
	const { locals, url, request } = event;
	const query = v.safeParse(Query, Object.fromEntries(url.searchParams));
	if (!query.success) return codeAnswer(400, 'bad-request');
	const { studies } = locals.app;
	const prepared = await studies.manifest(study, request.signal);
	if (!prepared.ok) return archiveAnswer(prepared.reason);
	if (prepared.value === null) return notFound();
	const manifest = v.parse(StudyManifest, JSON.parse(prepared.value.json.toString('utf8')));
	const version = thumbnailsVersion(manifest);
	// The study has changed under the page: places may mean other series now.
	if (query.output.v !== undefined && query.output.v !== version) return codeAnswer(409, 'study-changed');

	const asked = manifest.series.map((series, place) => {
		const middle = thumbnailOf(series);
		return { place, instance: middle?.instance.uid ?? null, frame: middle?.frame ?? 1 };
	});
	const whole = await studies.catalogue.study(study);
	const found = await Promise.all(
		asked.map(async ({ instance }) =>
			instance === null ? null : studies.catalogue.instance(study, null, instance),
		),
	);
	// Twice, as for a single frame: what another patient's file holds does not go out under this study (threat 18).
	const own = found.flatMap((row) =>
		row === null ||
		whole === null ||
		isOtherPatient({ id: whole.patientId, birthDate: whole.birthDate }, row.patient)
			? []
			: [row],
	);
	const records = previewRecords(
		(row, frame) => studies.frames.previewBytes(row, frame, thumbnailSize, request.signal),
		new Map(own.map((row) => [row.instance, row])),
		asked.slice(query.output.skip),
	);
	const kept = query.output.v === version && query.output.skip === 0 && mayKeep(locals.principal);
	return new Response(streamOf(records), { headers: bundleHeaders(kept) });
};
