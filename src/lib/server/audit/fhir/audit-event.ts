/**
 * One line of the audit as a FHIR R4 AuditEvent, aligned with IHE BALP: who asked (the agent with `requestor`), through which
 * server, which study of which patient, for which purpose, with what outcome. Ids only, ours: the person's, an opaque one for
 * the patient, the study's UID. The line's place in our hash chain goes along as an extension.
 */
import { auditMeaning } from './audit-codes.ts';
import type { AuditCode } from './audit-codes.ts';

export interface ExportedLine {
	readonly seq: number;
	readonly at: number;
	readonly hash: string;
	readonly prevHash: string;
	readonly kind: string;
	readonly action: string;
	readonly who: string;
	readonly hospital: string | null;
	readonly from: string | null;
	readonly because: string | null;
	readonly reason: string | null;
	readonly studies: readonly { readonly uid: string; readonly patient: string | null }[];
}

const systems = {
	dicom: 'http://dicom.nema.org/resources/ontology/DCM',
	entityType: 'http://terminology.hl7.org/CodeSystem/audit-entity-type',
	entityRole: 'http://terminology.hl7.org/CodeSystem/object-role',
	participation: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType',
	purpose: 'http://terminology.hl7.org/CodeSystem/v3-ActReason',
	source: 'http://terminology.hl7.org/CodeSystem/security-source-type',
	/** ours */
	kind: 'urn:imaging-hub:audit-kind',
	who: 'urn:imaging-hub:principal',
	actingFor: 'urn:imaging-hub:acting-for',
	hospital: 'https://terms.sil-th.org/id/th-moph-hcode',
	patient: 'urn:imaging-hub:patient',
	chain: 'urn:imaging-hub:audit-chain',
} as const;

type Json = string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

/** `observer`: how this server is reached. */
export function auditEvent(line: ExportedLine, observer: string): Json {
	const meaning = auditMeaning(line.kind, line.action);
	const purpose = purposeOf(line);
	return {
		resourceType: 'AuditEvent',
		id: `line-${line.seq}`,
		extension: [
			{
				url: systems.chain,
				extension: [
					{ url: 'sequence', valuePositiveInt: line.seq },
					{ url: 'previousHash', valueString: line.prevHash },
					{ url: 'hash', valueString: line.hash },
				],
			},
		],
		type: coding(systems.dicom, meaning.type),
		subtype: [{ system: systems.kind, code: line.action === '' ? line.kind : `${line.kind}.${line.action}` }],
		action: meaning.action,
		recorded: new Date(line.at).toISOString(),
		outcome: meaning.outcome,
		...(line.reason === null ? {} : { outcomeDesc: line.reason }),
		...(purpose === null ? {} : { purposeOfEvent: [{ coding: [purpose] }] }),
		agent: [requestor(line, purpose), application(observer)],
		source: {
			observer: { identifier: { value: observer } },
			type: [{ system: systems.source, code: '4', display: 'Application Server' }],
		},
		...(line.studies.length === 0 ? {} : { entity: line.studies.flatMap(entities) }),
	};
}

function requestor(line: ExportedLine, purpose: Json | null): Json {
	return {
		type: { coding: [{ system: systems.participation, code: 'IRCP', display: 'information recipient' }] },
		who: {
			identifier: { system: systems.who, value: line.who },
			...(line.hospital === null ? {} : { extension: [actingFor(line.hospital)] }),
		},
		requestor: true,
		...(line.from === null ? {} : { network: { address: line.from, type: '2' } }),
		...(purpose === null ? {} : { purposeOfUse: [{ coding: [purpose] }] }),
	};
}

function actingFor(hcode: string): Json {
	return {
		url: systems.actingFor,
		valueIdentifier: { system: systems.hospital, value: hcode },
	};
}

function application(observer: string): Json {
	return {
		type: { coding: [{ system: systems.dicom, code: '110153', display: 'Source Role ID' }] },
		who: { identifier: { value: observer } },
		requestor: false,
	};
}

function entities(study: ExportedLine['studies'][number]): Json[] {
	const patient: Json[] =
		study.patient === null
			? []
			: [
					{
						what: { identifier: { system: systems.patient, value: study.patient }, type: 'Patient' },
						type: { system: systems.entityType, code: '1', display: 'Person' },
						role: { system: systems.entityRole, code: '1', display: 'Patient' },
					},
				];
	return [
		...patient,
		{
			what: {
				identifier: { system: 'urn:dicom:uid', value: `urn:oid:${study.uid}` },
				type: 'ImagingStudy',
			},
			type: { system: systems.entityType, code: '2', display: 'System Object' },
			role: { system: systems.entityRole, code: '3', display: 'Report' },
		},
	];
}

/** Emergency access by its own code; looking at, marking and passing on a study serve treatment; the rest has no purpose of use. */
function purposeOf(line: ExportedLine): Json | null {
	if (line.because?.startsWith('break-glass:') === true || line.kind.startsWith('break-glass'))
		return { system: systems.purpose, code: 'BTG', display: 'break the glass' };
	const treats =
		line.kind === 'access-granted' && ['view', 'annotate', 'download', 'share'].includes(line.action);
	return treats ? { system: systems.purpose, code: 'TREAT', display: 'treatment' } : null;
}

function coding(system: string, { code, display }: AuditCode): Json {
	return { system, code, display };
}
