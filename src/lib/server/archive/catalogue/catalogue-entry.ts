/** One file as the catalogue's rows: what is searched stands in columns, the rest is packed. */
import type { Selectable } from 'kysely';
import type { Part10 } from '#lib/dicom/part10/part10.ts';
import type { Dataset, PersonNameGroups } from '#lib/dicom/dataset.ts';
import { number, personName, string } from '#lib/dicom/dataset.ts';
import type { CatalogueTables } from '#lib/server/store/catalogue-tables.ts';
import { idKey, nameSortKey, takenKey } from '#lib/dicom/text/list-keys.ts';
import { describeStudy } from '#lib/dicom/describe-study.ts';
import { describeInstance, kindOf, cardVersion } from '../studies/instance-card.ts';
import { nameKey } from './name-index.ts';
import { packJson } from '../studies/packed-json.ts';
import type { InstanceRef } from '../port.ts';

export interface CatalogueEntry {
	readonly ref: InstanceRef;
	readonly study: Omit<
		Selectable<CatalogueTables['study']>,
		'owner' | 'series_count' | 'instance_count' | 'revision' | 'changed_at' | 'arrived_at' | 'opened_at'
	>;
	readonly series: Omit<CatalogueTables['series'], 'instance_count'>;
	readonly instance: CatalogueTables['instance'];
	readonly header: CatalogueTables['instance_header'];
}

export interface FileFacts {
	readonly ref: InstanceRef;
	readonly part10: Part10;
	readonly size: number;
	readonly sha256: string;
	/** Whether renditions are made now, behind the scenes, or when someone opens the study. */
	readonly derive: 'pending' | 'unasked';
}

export async function catalogueEntry(file: FileFacts): Promise<CatalogueEntry> {
	const { ref, part10 } = file;
	const { dataset } = part10;
	const facts = describeStudy(part10);
	const card = await describeInstance(part10);
	const patientName = personName(dataset, '00100010');
	const referring = personName(dataset, '00080090');
	const kind = kindOf(part10);
	return {
		ref,
		study: {
			uid: ref.study,
			date: string(dataset, '00080020') ?? '',
			time: string(dataset, '00080030'),
			accession: string(dataset, '00080050'),
			modalities: string(dataset, '00080060') ?? '',
			referring: jsonName(referring),
			referring_key: nameKey(referring),
			patient_name: jsonName(patientName),
			patient_key: nameKey(patientName),
			patient_id: string(dataset, '00100020'),
			issuer: facts.patient.issuer,
			birth_date: string(dataset, '00100030'),
			sex: string(dataset, '00100040'),
			study_id: string(dataset, '00200010'),
			description: string(dataset, '00081030'),
			institution: string(dataset, '00080080'),
			timezone: string(dataset, '00080201'),
			facts: JSON.stringify(facts),
			taken: takenKey(facts.date, facts.time),
			name_sort: nameSortKey(facts.patient.name.text),
			patient_id_key: idKey(string(dataset, '00100020')),
			accession_key: idKey(string(dataset, '00080050')),
		},
		series: {
			study: ref.study,
			uid: ref.series,
			modality: string(dataset, '00080060'),
			number: whole(dataset, '00200011'),
			description: string(dataset, '0008103E'),
			body_part: string(dataset, '00180015'),
			start_date: string(dataset, '00400244'),
			start_time: string(dataset, '00400245'),
		},
		instance: {
			study: ref.study,
			uid: ref.instance,
			series: ref.series,
			sop_class: string(dataset, '00080016') ?? '',
			number: whole(dataset, '00200013'),
			content_date: string(dataset, '00080023'),
			content_time: string(dataset, '00080033'),
			rows: whole(dataset, '00280010'),
			columns: whole(dataset, '00280011'),
			bits_allocated: whole(dataset, '00280100'),
			frames: kind === 'image' ? Math.max(1, whole(dataset, '00280008') ?? 1) : null,
			transfer_syntax: part10.transferSyntax,
			size: file.size,
			sha256: file.sha256,
			kind,
			patient_id: string(dataset, '00100020'),
			birth_date: string(dataset, '00100030'),
			derive: kind === 'image' ? file.derive : 'none',
			derive_tries: 0,
		},
		header: {
			study: ref.study,
			instance: ref.instance,
			header: packJson({ meta: part10.meta, dataset }),
			card: packJson(card),
			card_version: cardVersion,
		},
	};
}

function jsonName(groups: PersonNameGroups | null): string | null {
	return groups === null ? null : JSON.stringify(groups);
}

/** The columns are 32 bit: a number that no scanner writes is no number. */
function whole(dataset: Dataset, tag: string): number | null {
	const value = number(dataset, tag);
	return value !== null && Number.isInteger(value) && Math.abs(value) < 2 ** 31 ? value : null;
}
