/** The rows of one page, read whole: at most a page's number of them, by their UIDs. */
import { sql } from 'kysely';
import * as v from 'valibot';
import { Patient } from '#lib/archive/manifest.ts';
import type { WorklistRow } from '#lib/archive/worklist.ts';
import type { Database } from '#lib/server/store/schema.ts';

/** `study.facts` as describeStudy wrote it; only what a row shows. */
const Facts = v.pipe(
	v.string(),
	v.parseJson(),
	v.object({
		patient: Patient,
		date: v.nullable(v.string()),
		dateWasBuddhist: v.boolean(),
		time: v.nullable(v.string()),
		description: v.nullable(v.string()),
	}),
);

export interface Looking {
	readonly person: string;
	readonly lastVisit: number;
}

/** In the order of `uids`; one that went away meanwhile is left out. */
export async function listRows(
	db: Database,
	uids: readonly string[],
	looking: Looking,
): Promise<WorklistRow[]> {
	if (uids.length === 0) return [];
	const rows = await db
		.selectFrom('study as s')
		.leftJoin('hospital', 'hospital.hcode', 's.owner')
		.leftJoin('study_viewer as viewer', (join) =>
			join
				.onRef('viewer.study', '=', 's.uid')
				.on('viewer.person', '=', (eb) =>
					eb
						.selectFrom('study_viewer as last')
						.select('last.person')
						.whereRef('last.study', '=', 's.uid')
						.orderBy('last.last_at', 'desc')
						.orderBy('last.person')
						.limit(1),
				),
		)
		.leftJoin('person', 'person.id', 'viewer.person')
		.where('s.uid', 'in', uids)
		.select([
			's.uid',
			's.facts',
			's.modalities',
			's.instance_count',
			's.arrived_at',
			's.owner',
			'hospital.name_th as hospital_th',
			'hospital.name_en as hospital_en',
			'viewer.person as viewer',
			'viewer.last_at as viewed_at',
			'person.name_th as viewer_th',
			'person.name_en as viewer_en',
		])
		.select((eb) => [
			// The word itself, not a parameter: the index of what waits is for this value alone.
			eb
				.selectFrom('instance')
				.select((count) => count.fn.countAll<number>().as('n'))
				.whereRef('instance.study', '=', 's.uid')
				.where('instance.derive', '=', sql.lit('pending'))
				.as('pending'),
			sql<number>`case when exists (select 1 from instance as i where i.study = s.uid and i.kind = 'image')
				then 1 else 0 end`.as('pictures'),
		])
		.execute();
	const byUid = new Map(rows.map((row) => [row.uid, row]));
	return uids.flatMap((uid): WorklistRow[] => {
		const row = byUid.get(uid);
		if (row === undefined) return [];
		const { patient, ...facts } = v.parse(Facts, row.facts);
		return [
			{
				study: uid,
				patient: patient.name,
				hn: patient.id,
				sex: patient.sex,
				age: patient.age,
				birthDate: patient.birthDate,
				...facts,
				modalities: row.modalities === '' ? [] : row.modalities.split('\\'),
				images: row.instance_count,
				pending: row.pending ?? 0,
				hospital:
					row.owner === null
						? null
						: { hcode: row.owner, th: row.hospital_th ?? row.owner, en: row.hospital_en ?? row.owner },
				arrivedAt: row.arrived_at,
				fresh: row.arrived_at > looking.lastVisit,
				opened:
					row.viewer === null || row.viewed_at === null
						? null
						: {
								at: row.viewed_at,
								me: row.viewer === looking.person,
								th: row.viewer_th,
								en: row.viewer_en ?? row.viewer_th,
							},
				picture: row.pictures === 1,
			},
		];
	});
}
