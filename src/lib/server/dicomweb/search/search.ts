/** QIDO-RS (PS3.18 10.6) over the catalogue: the same answers whichever archive holds the bytes. */
import { shows } from '#lib/access/visibility.ts';
import type { Visibility } from '#lib/access/visibility.ts';
import type { Dataset } from '#lib/dicom/dataset.ts';
import type { SeriesUid, StudyUid } from '#lib/dicom/uid.ts';
import type { InstanceHeader, Match, Search } from '#lib/server/archive/catalogue/catalogue.ts';
import {
	archiveRefusal,
	jsonAnswer,
	jsonType,
	notAcceptable,
	notFound,
	refuse,
	warningHeader,
} from '../answers.ts';
import type { Asked } from '../asked.ts';
import { needsHeader, refusedFields, sorted, withIncluded } from './included-fields.ts';
import { withOwnAddresses } from '../retrieve/metadata.ts';
import { instanceAnswer, seriesAnswer, studyAnswer } from './qido-answer.ts';
import { parseQuery } from './qido-query.ts';
import type { QidoQuery } from './qido-query.ts';
import type { Level } from '../resource.ts';
import { isSeriesKey, isStudyKey } from './search-keys.ts';
import type { SearchKey } from './search-keys.ts';

export interface Scope {
	readonly level: Level;
	readonly study: StudyUid | null;
	readonly series: SeriesUid | null;
}

const rowsOnly =
	'Further fields are given to callers who may open the studies; only the usual ones are returned';
const cut = 'There are more results than were returned; ask for the next with offset';

export async function search(asked: Asked, scope: Scope): Promise<Response> {
	const type = jsonType(asked);
	if (type === null) return notAcceptable();
	const query = parseQuery(asked.url, scope.level);
	if (!query.ok) return refuse(400, query.reason);
	const missing = await missingScope(asked, scope);
	if (missing !== null) return missing;
	const adopted = await adoptVisible(asked, scope);
	if (adopted !== null) return adopted;

	const found = await rows(asked, scope, query.value);
	const page = found.slice(0, query.value.limit);
	const answers: Dataset[] = [];
	for (const row of page) answers.push(sorted(await withHeader(row, asked, scope, query.value)));
	const warnings = [...query.value.warnings];
	const ignored = refusedFields(query.value, scope.level);
	if (!asked.readsHeaders && asksHeaders(query.value)) warnings.push(rowsOnly);
	if (ignored.length > 0) warnings.push(`These fields are not given at this level: ${ignored.join(', ')}`);
	if (found.length > page.length) warnings.push(cut);
	return jsonAnswer(answers, type, warningHeader(asked, warnings));
}

/** A study outside the caller's reach and one that doesn't exist are answered alike. */
async function missingScope(asked: Asked, scope: Scope): Promise<Response | null> {
	if (scope.study === null) return null;
	if (!(await visible(asked, scope.study))) return notFound();
	const known = await asked.studies.adopt(scope.study, asked.signal);
	if (!known.ok) return archiveRefusal(known.reason);
	if (!known.value) return notFound();
	if (scope.series === null) return null;
	const series = await asked.studies.catalogue.seriesOf(scope.study);
	return series.some((row) => row.series === scope.series) ? null : notFound();
}

async function visible({ within, studies }: Asked, uid: StudyUid): Promise<boolean> {
	// Whose it is matters to a hospital only: its studies are those it has been given and those it owns.
	const row = within.kind === 'hospital' ? await studies.catalogue.study(uid) : null;
	return shows(within, { uid, owner: row?.owner ?? null });
}

/** A guest's few studies may not be catalogued yet when they lie in an upstream archive. */
async function adoptVisible(asked: Asked, scope: Scope): Promise<Response | null> {
	if (scope.study !== null || asked.within.kind !== 'studies') return null;
	for (const study of asked.within.studies) {
		const adopted = await asked.studies.adopt(study, asked.signal);
		if (!adopted.ok && adopted.reason !== 'not-found') return archiveRefusal(adopted.reason);
	}
	return null;
}

interface Row {
	readonly answer: Dataset;
	readonly header: () => AsyncIterable<InstanceHeader>;
}

/** One more than asked for, to know whether there are more. */
async function rows(asked: Asked, scope: Scope, query: QidoQuery): Promise<Row[]> {
	const { catalogue } = asked.studies;
	const within: Visibility =
		scope.study === null ? asked.within : { kind: 'studies', studies: [scope.study] };
	const keys = keysIn(scope, query.keys);
	if (keys === null) return [];
	const page = { within, offset: query.offset, limit: query.limit + 1 };
	switch (scope.level) {
		case 'study':
			return (await catalogue.searchStudies({ ...page, keys: narrowed(keys, isStudyKey) })).map((row) => ({
				answer: studyAnswer(row, asked.roots),
				header: () => catalogue.datasets(row.study, null, null),
			}));
		case 'series':
			return (await catalogue.searchSeries({ ...page, keys: narrowed(keys, isSeriesKey) })).map((row) => ({
				answer: seriesAnswer(row, scope.study === null ? row.inStudy : null, asked.roots),
				header: () => catalogue.datasets(row.study, row.series, null),
			}));
		case 'instance':
			return (await catalogue.searchInstances({ ...page, keys })).map((row) => ({
				answer: instanceAnswer(
					row,
					{
						study: scope.study === null ? row.inStudy : null,
						series: scope.series === null ? row.inSeries : null,
					},
					asked.roots,
				),
				header: () => catalogue.datasets(row.study, row.series, row.instance),
			}));
	}
}

/** The series of the path as a key; null when the query's own key excludes it. */
function keysIn(scope: Scope, keys: ReadonlyMap<SearchKey, Match>): ReadonlyMap<SearchKey, Match> | null {
	if (scope.series === null) return keys;
	const asked = keys.get('SeriesInstanceUID');
	if (asked?.kind === 'exact' && asked.value !== scope.series) return null;
	if (asked?.kind === 'list' && !asked.values.includes(scope.series)) return null;
	return new Map(keys).set('SeriesInstanceUID', { kind: 'exact', value: scope.series });
}

function narrowed<Key extends SearchKey>(
	keys: ReadonlyMap<SearchKey, Match>,
	belongs: (key: SearchKey) => key is Key,
): Search<Key>['keys'] {
	const out = new Map<Key, Match>();
	for (const [key, match] of keys) if (belongs(key)) out.set(key, match);
	return out;
}

/** Of each row's own making or not, which doesn't matter here: the Warning is for a client that misses something. */
function asksHeaders(query: QidoQuery): boolean {
	return query.includeAll || query.include.size > 0;
}

async function withHeader(row: Row, asked: Asked, scope: Scope, query: QidoQuery): Promise<Dataset> {
	if (!asked.readsHeaders || asked.signal.aborted) return row.answer;
	if (!needsHeader(query, row.answer, scope.level)) return row.answer;
	for await (const header of row.header()) {
		return withIncluded(row.answer, withOwnAddresses(header.dataset, null), query, scope.level);
	}
	return row.answer;
}
