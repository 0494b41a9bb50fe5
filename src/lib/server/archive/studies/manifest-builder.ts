/**
 * The study as the browser gets it: cards made at ingest, derivations made behind the scenes, put together in reading order.
 * Pure: rows in, manifest out.
 */
import type {
	DocumentInstance,
	FrameFormat,
	ImageInstance,
	Instance,
	Lut,
	Refusal,
	Series,
	StudyManifest,
} from '#lib/archive/manifest.ts';
import type { StudyFacts } from '#lib/dicom/describe-study.ts';
import type { ImageFacts } from '#lib/dicom/image/image-facts.ts';
import { orderSlices } from '#lib/dicom/geometry/slice-order.ts';
import type { Derivation, FrameIndex } from '#lib/server/pixels/rendition.ts';
import type { InstanceRow, SeriesRow, StudyRow } from '../catalogue/catalogue.ts';
import type { InstanceCard } from './instance-card.ts';
import { isOtherPatient } from './patient-match.ts';

export interface ManifestInstance {
	readonly row: InstanceRow;
	readonly card: InstanceCard;
	/** null: not made yet */
	readonly derivation: Derivation | null;
}

export interface ManifestParts {
	readonly study: StudyRow;
	readonly facts: StudyFacts;
	readonly revision: string;
	readonly series: readonly SeriesRow[];
	readonly instances: readonly ManifestInstance[];
}

/** Renditions aren't there yet: asked for again a little later. */
const stillPreparing: Refusal = { code: 'still-preparing', detail: null };

export function buildManifest(parts: ManifestParts): StudyManifest {
	const luts: Record<string, Lut> = {};
	for (const { card } of parts.instances) if (card.kind === 'image') Object.assign(luts, card.luts);
	const { patient, ...facts } = parts.facts;
	return {
		version: 1,
		study: parts.study.study,
		revision: parts.revision,
		patient,
		...facts,
		series: [...parts.series].sort(byNumber).map((row) => buildSeries(parts, row)),
		luts,
	};
}

function byNumber(a: SeriesRow, b: SeriesRow): number {
	return (a.number ?? Infinity) - (b.number ?? Infinity) || (a.series < b.series ? -1 : 1);
}

function buildSeries({ study, instances }: ManifestParts, row: SeriesRow): Series {
	const mine = instances.filter((instance) => instance.row.series === row.series);
	const { slices, notes } = orderSlices(mine.map(asSlice), row.modality ?? 'OT');
	return {
		uid: row.series,
		number: row.number,
		modality: row.modality ?? 'OT',
		description: row.description,
		bodyPart: row.bodyPart,
		instances: slices.map(({ instance }) => buildInstance(instance, study)),
		geometryNotes: [...notes],
	};
}

function asSlice(instance: ManifestInstance) {
	const { row, card } = instance;
	const plane = card.kind === 'image' && card.facts.frames === 1 ? card.facts : null;
	return {
		instance,
		uid: row.instance,
		number: row.number,
		position: plane?.position ?? null,
		orientation: plane?.orientation ?? null,
	};
}

function buildInstance(instance: ManifestInstance, study: StudyRow): Instance {
	const { row, card } = instance;
	const patientMismatch = isOtherPatient({ id: study.patientId, birthDate: study.birthDate }, row.patient);
	if (row.kind !== 'image') {
		const { kind, instance: uid, sopClass, number } = row;
		const title = card.kind === 'document' ? card.title : null;
		return { kind, uid, sopClass, number, title, refused: null, patientMismatch } satisfies DocumentInstance;
	}
	return buildImage(instance, patientMismatch);
}

function buildImage({ row, card, derivation }: ManifestInstance, patientMismatch: boolean): ImageInstance {
	const facts = card.kind === 'image' ? card.facts : blankFacts(row);
	const refused = refusalOf(card, derivation);
	const flags = new Set([...facts.flags, ...(derivation?.flags ?? [])]);
	return {
		kind: 'image',
		uid: row.instance,
		...facts,
		sopClass: row.sopClass,
		format: derivation?.format ?? unknownFormat(row),
		flags: [...flags],
		patientMismatch,
		refused,
		renditions: refused === null ? (derivation?.frames ?? []).map(rendition) : [],
		range: derivation?.range === null || derivation === null ? null : [...derivation.range],
	};
}

function refusalOf(card: InstanceCard, derivation: Derivation | null): Refusal | null {
	if (card.kind === 'refused') return { code: card.code, detail: null };
	if (derivation === null) return stillPreparing;
	return derivation.refused;
}

function rendition(index: FrameIndex): ImageInstance['renditions'][number] {
	switch (index.state) {
		case 'ready':
			return { state: 'ready', codec: index.codec, bytes: index.length, sha256: index.sha256 };
		case 'later':
			// Made when it is asked for; the answer itself names its codec and digest.
			return { state: 'ready', codec: 'htj2k', bytes: null, sha256: null };
		case 'refused':
			return { state: 'refused', ...index.refusal };
	}
}

/** Stands beside a refusal only: nothing is drawn by it. */
function unknownFormat(row: InstanceRow): FrameFormat {
	const { rows, columns } = row;
	return { rows: rows ?? 0, columns: columns ?? 0, samples: 1, dtype: 'uint8', photometric: 'MONOCHROME2' };
}

function blankFacts(row: InstanceRow): ImageFacts {
	return {
		sopClass: row.sopClass,
		number: row.number,
		frames: row.frames ?? 1,
		modality: { kind: 'linear', slope: 1, intercept: 0, unit: null },
		voi: [],
		voiLuts: [],
		palette: null,
		inverse: false,
		padding: null,
		spacing: null,
		aspect: null,
		position: null,
		orientation: null,
		frameOfReference: null,
		patientOrientation: [],
		rate: null,
		regions: [],
		overlays: [],
		lossy: null,
		flags: [],
		perFrame: null,
	};
}
