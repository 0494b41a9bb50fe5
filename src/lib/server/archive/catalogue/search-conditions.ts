/**
 * Match keys as SQL over `study`, `series` and `instance` (PS3.4 C.2.2.2), alike on both databases. Values are always bound,
 * never part of the text.
 */
import type { RawBuilder, SqlBool } from 'kysely';
import { PostgresAdapter, sql } from 'kysely';
import type { Database } from '#lib/server/store/schema.ts';
import type { InstanceKey, Match, SeriesKey, StudyKey } from './catalogue.ts';
import { nameCondition } from './name-index.ts';
import type { GlobSyntax } from './wild-card.ts';
import { globCondition } from './wild-card.ts';

export type Condition = RawBuilder<SqlBool>;
export type AnyKey = StudyKey | SeriesKey | InstanceKey;

type Column =
	| { readonly kind: 'text' | 'date' | 'time' | 'number' | 'name'; readonly column: string }
	/** matches when any series of the study does */
	| { readonly kind: 'modalities' };

const columns: Record<AnyKey, Column> = {
	StudyInstanceUID: { kind: 'text', column: 'study.uid' },
	StudyDate: { kind: 'date', column: 'study.date' },
	StudyTime: { kind: 'time', column: 'study.time' },
	AccessionNumber: { kind: 'text', column: 'study.accession' },
	ModalitiesInStudy: { kind: 'modalities' },
	ReferringPhysicianName: { kind: 'name', column: 'study.referring_key' },
	PatientName: { kind: 'name', column: 'study.patient_key' },
	PatientID: { kind: 'text', column: 'study.patient_id' },
	IssuerOfPatientID: { kind: 'text', column: 'study.issuer' },
	PatientBirthDate: { kind: 'date', column: 'study.birth_date' },
	PatientSex: { kind: 'text', column: 'study.sex' },
	StudyID: { kind: 'text', column: 'study.study_id' },
	StudyDescription: { kind: 'text', column: 'study.description' },
	InstitutionName: { kind: 'text', column: 'study.institution' },
	SeriesInstanceUID: { kind: 'text', column: 'series.uid' },
	Modality: { kind: 'text', column: 'series.modality' },
	SeriesNumber: { kind: 'number', column: 'series.number' },
	SeriesDescription: { kind: 'text', column: 'series.description' },
	BodyPartExamined: { kind: 'text', column: 'series.body_part' },
	PerformedProcedureStepStartDate: { kind: 'date', column: 'series.start_date' },
	PerformedProcedureStepStartTime: { kind: 'time', column: 'series.start_time' },
	SOPInstanceUID: { kind: 'text', column: 'instance.uid' },
	SOPClassUID: { kind: 'text', column: 'instance.sop_class' },
	InstanceNumber: { kind: 'number', column: 'instance.number' },
	ContentDate: { kind: 'date', column: 'instance.content_date' },
	ContentTime: { kind: 'time', column: 'instance.content_time' },
};

export function globSyntaxOf(db: Database): GlobSyntax {
	return db.getExecutor().adapter instanceof PostgresAdapter ? 'like' : 'glob';
}

/** Everything that must hold; a key that matches anything adds nothing. */
export function conditionsOf(keys: ReadonlyMap<AnyKey, Match>, syntax: GlobSyntax): Condition[] {
	return [...keys].flatMap(([key, match]) => conditionOf(columns[key], match, syntax) ?? []);
}

export function allOf(conditions: readonly Condition[]): Condition {
	return conditions.length === 0 ? sql<SqlBool>`1 = 1` : sql<SqlBool>`(${sql.join(conditions, sql` and `)})`;
}

function conditionOf(column: Column, match: Match, syntax: GlobSyntax): Condition | null {
	switch (column.kind) {
		case 'modalities': {
			const inner = textCondition(sql.ref('s.modality'), match, syntax);
			return inner && sql<SqlBool>`exists (select 1 from series as s where s.study = study.uid and ${inner})`;
		}
		case 'name':
			return nameCondition(sql.ref(column.column), asName(match), syntax);
		case 'number':
			return numberCondition(sql.ref(column.column), match);
		case 'time':
			return timeCondition(sql.ref(column.column), match, syntax);
		case 'text':
		case 'date':
			return textCondition(sql.ref(column.column), match, syntax);
	}
}

function textCondition(column: RawBuilder<unknown>, match: Match, syntax: GlobSyntax): Condition | null {
	switch (match.kind) {
		case 'exact':
			return match.value === '' ? null : sql<SqlBool>`${column} = ${match.value}`;
		case 'list':
			return match.values.length === 0 ? null : sql<SqlBool>`${column} in (${sql.join(match.values)})`;
		case 'wildcard':
			return globCondition(column, match.pattern, syntax);
		case 'range':
			return range(column, match.from, match.to);
		case 'name':
			return globCondition(column, match.text, syntax);
	}
}

/** Unknown dates are stored as '': no range holds them. */
function range(column: RawBuilder<unknown>, from: string | null, to: string | null): Condition | null {
	if (from === null && to === null) return null;
	const parts = [sql<SqlBool>`${column} <> ''`];
	if (from !== null) parts.push(sql<SqlBool>`${column} >= ${from}`);
	if (to !== null) parts.push(sql<SqlBool>`${column} <= ${to}`);
	return allOf(parts);
}

/** `1015` means the whole minute: times are cut where the sender's precision ended. '~' sorts after digits and the dot. */
function timeCondition(column: RawBuilder<unknown>, match: Match, syntax: GlobSyntax): Condition | null {
	if (match.kind === 'exact' && match.value !== '') return range(column, match.value, `${match.value}~`);
	if (match.kind === 'range') return range(column, match.from, match.to === null ? null : `${match.to}~`);
	return textCondition(column, match, syntax);
}

function numberCondition(column: RawBuilder<unknown>, match: Match): Condition | null {
	const never = sql<SqlBool>`1 = 0`;
	switch (match.kind) {
		case 'exact':
			if (match.value === '') return null;
			return /^\s*[+-]?\d{1,9}\s*$/.test(match.value)
				? sql<SqlBool>`${column} = ${Number(match.value)}`
				: never;
		case 'list': {
			const values = match.values.map(Number).filter((value) => Number.isSafeInteger(value));
			return values.length === 0 ? never : sql<SqlBool>`${column} in (${sql.join(values)})`;
		}
		case 'wildcard':
		case 'name':
		case 'range':
			return never;
	}
}

function asName(match: Match): { text: string; fuzzy: boolean } {
	switch (match.kind) {
		case 'name':
			return match;
		case 'exact':
			return { text: match.value, fuzzy: false };
		case 'wildcard':
			return { text: match.pattern, fuzzy: false };
		case 'list':
			return { text: match.values.join(' '), fuzzy: false };
		case 'range':
			return { text: '', fuzzy: false };
	}
}
