import * as v from 'valibot';
import { StudyManifest } from '#lib/archive/manifest.ts';
import { bundleVersion, outwards } from '#lib/archive/preview-bundle.ts';
import { codeAnswer, notFound } from '#lib/server/app/answers.ts';
import { archiveAnswer, askedStudy } from '#lib/server/app/asked-instance.ts';
import { mayKeep } from '#lib/server/app/keeping.ts';
import { bundleHeaders, bundleSize, previewRecords } from '#lib/server/app/previews-answer.ts';
import type { AskedPreview } from '#lib/server/app/previews-answer.ts';
import { isOtherPatient } from '#lib/server/archive/studies/patient-match.ts';
import { streamOf } from '#lib/server/dicomweb/multipart-writer.ts';
import { refusalOf, stackOf } from '#lib/viewer/frames/stack.ts';
import type { RequestHandler } from './$types';

const place = v.pipe(v.string(), v.regex(/^\d{1,6}$/), v.transform(Number));
const Query = v.object({
	from: v.optional(place, '0'),
	skip: v.optional(place, '0'),
	v: v.optional(v.string()),
});

/** All previews of a series in one answer, from the place the reader is at outwards. */
export const GET: RequestHandler = async (event) => {
	const study = await askedStudy(event);
	if (study instanceof Response) return study;
	const { locals, params, url, request } = event;
	const query = v.safeParse(Query, Object.fromEntries(url.searchParams));
	if (!query.success) return codeAnswer(400, 'bad-request');
	const { studies } = locals.app;
	const prepared = await studies.manifest(study, request.signal);
	if (!prepared.ok) return archiveAnswer(prepared.reason);
	const manifest =
		prepared.value === null ? null : v.parse(StudyManifest, JSON.parse(prepared.value.json.toString('utf8')));
	const series = manifest?.series.find((one) => one.uid === params.series);
	if (manifest === null || series === undefined) return notFound();
	const stack = stackOf(series);
	const version = bundleVersion(manifest.revision, stack);
	// The study has changed under the page: places may mean other frames now.
	if (query.output.v !== undefined && query.output.v !== version) return codeAnswer(409, 'study-changed');

	const whole = await studies.catalogue.study(study);
	const rows = await studies.catalogue.instancesOf(study, series.uid);
	// Twice, as for a single frame: what another patient's file holds does not go out under this study (threat 18).
	const own = rows.filter(
		(row) =>
			whole !== null && !isOtherPatient({ id: whole.patientId, birthDate: whole.birthDate }, row.patient),
	);
	const { from, skip } = query.output;
	const order = [...outwards(from, stack.length)].slice(skip);
	const asked = order.flatMap((index): AskedPreview[] => {
		const one = stack[index];
		if (one === undefined) return [];
		return [{ place: index, frame: one.frame, instance: refusalOf(one) === null ? one.instance.uid : null }];
	});
	const records = previewRecords(
		(row, frame) => studies.frames.heldPreview(row, frame, bundleSize),
		new Map(own.map((row) => [row.instance, row])),
		asked,
	);
	const kept = query.output.v === version && skip === 0 && mayKeep(locals.principal);
	return new Response(streamOf(records), { headers: bundleHeaders(kept) });
};
