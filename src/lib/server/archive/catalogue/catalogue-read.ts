/** Look-ups of what is known of one study. */
import { sql } from 'kysely';
import * as v from 'valibot';
import type { Dataset } from '#lib/dicom/dataset.ts';
import type { InstanceUid, SeriesUid, StudyUid } from '#lib/dicom/uid.ts';
import type { Derivation } from '#lib/server/pixels/rendition.ts';
import { derivationVersion } from '#lib/server/pixels/rendition.ts';
import type { Database } from '#lib/server/store/schema.ts';
import type { Catalogue, InstanceHeader } from './catalogue.ts';
import {
	instanceRow,
	seriesRow,
	storedInstance,
	storedSeries,
	storedStudy,
	studyRow,
} from './catalogue-rows.ts';
import { searchInstances, searchSeries, searchStudies } from './catalogue-search.ts';
import { unpackJson } from '../studies/packed-json.ts';
import type { InstanceRef } from '../port.ts';

/** What is read at once of a study's headers: a CT series of 300 is three reads. */
const headersAtOnce = 100;

/** Written by us from a parsed file: only its outline is checked again. */
const Header = v.object({
	meta: v.custom<Dataset>((value) => typeof value === 'object' && value !== null),
	dataset: v.custom<Dataset>((value) => typeof value === 'object' && value !== null),
});
const StoredDerivation = v.custom<Derivation>((value) => typeof value === 'object' && value !== null);

export function createCatalogue(db: Database): Catalogue {
	return {
		searchStudies: (search) => searchStudies(db, search),
		searchSeries: (search) => searchSeries(db, search),
		searchInstances: (search) => searchInstances(db, search),
		study: async (study) => {
			const row = await db.selectFrom('study').selectAll().where('uid', '=', study).executeTakeFirst();
			return row === undefined ? null : studyRow(row);
		},
		seriesOf: async (study) => {
			const rows = await db
				.selectFrom('series')
				.selectAll()
				.where('study', '=', study)
				.orderBy(sql`coalesce(number, 2147483647)`)
				.orderBy('uid')
				.execute();
			return rows.map(seriesRow);
		},
		instancesOf: async (study, series) => {
			const rows = await db
				.selectFrom('instance')
				.selectAll()
				.where('study', '=', study)
				.$if(series !== null, (query) => query.where('series', '=', String(series)))
				.orderBy('series')
				.orderBy(sql`coalesce(number, 2147483647)`)
				.orderBy('uid')
				.execute();
			return rows.map(instanceRow);
		},
		instance: async (study, series, instance) => {
			const row = await db
				.selectFrom('instance')
				.selectAll()
				.where('study', '=', study)
				.where('uid', '=', instance)
				.$if(series !== null, (query) => query.where('series', '=', String(series)))
				.executeTakeFirst();
			return row === undefined ? null : instanceRow(row);
		},
		datasets: (study, series, instance) => headers(db, { study, series, instance }),
		derivation: (ref) => readDerivation(db, ref),
	};
}

/** null when there is none of the present version: rules and codecs may have changed since. */
export async function readDerivation(db: Database, ref: InstanceRef): Promise<Derivation | null> {
	const row = await db
		.selectFrom('instance_derivation')
		.select('body')
		.where('study', '=', ref.study)
		.where('instance', '=', ref.instance)
		.where('version', '=', derivationVersion)
		.executeTakeFirst();
	return row === undefined ? null : parseDerivation(row.body);
}

export function parseDerivation(body: Uint8Array): Derivation {
	return v.parse(StoredDerivation, unpackJson(body));
}

interface Part {
	readonly study: StudyUid;
	readonly series: SeriesUid | null;
	readonly instance: InstanceUid | null;
}

async function* headers(db: Database, part: Part): AsyncGenerator<InstanceHeader, void, undefined> {
	let after = '';
	for (;;) {
		const rows = await db
			.selectFrom('instance')
			.innerJoin('instance_header', (join) =>
				join
					.onRef('instance_header.study', '=', 'instance.study')
					.onRef('instance_header.instance', '=', 'instance.uid'),
			)
			.select(['instance.study', 'instance.series', 'instance.uid', 'instance.transfer_syntax', 'header'])
			.where('instance.study', '=', part.study)
			.where('instance.uid', '>', after)
			.$if(part.series !== null, (query) => query.where('instance.series', '=', String(part.series)))
			.$if(part.instance !== null, (query) => query.where('instance.uid', '=', String(part.instance)))
			.orderBy('instance.uid')
			.limit(headersAtOnce)
			.execute();
		for (const row of rows) {
			const ref = {
				study: storedStudy(row.study),
				series: storedSeries(row.series),
				instance: storedInstance(row.uid),
			};
			yield { ref, transferSyntax: row.transfer_syntax, ...v.parse(Header, unpackJson(row.header)) };
			after = row.uid;
		}
		if (rows.length < headersAtOnce) return;
	}
}
