/**
 * What a FHIR R4 Bundle of Consent resources says to one question. A consent counts when it is about this patient, of this
 * custodian, and for this recipient or for every hospital. A refusal that runs beats a permission that runs; a permission that
 * runs beats whatever ended before it. Identifiers carry the coding `system` of their kind: a number alone is nobody.
 */
import * as v from 'valibot';
import type { Consent } from '#lib/access/standing.ts';
import type { ConsentQuestion } from './consent-source.ts';

export const hospitalSystem = 'urn:moph:hcode';
/** Hospital numbers are only numbers within their hospital. */
export function patientSystem(custodian: string): string {
	return `urn:moph:hcode:${custodian}:hn`;
}

const Reference = v.object({
	identifier: v.optional(v.object({ system: v.optional(v.string()), value: v.optional(v.string()) })),
});
const Instant = v.pipe(
	v.string(),
	v.transform((text) => Date.parse(text)),
	v.number(),
	v.check((at) => !Number.isNaN(at)),
);
const ConsentResource = v.object({
	resourceType: v.literal('Consent'),
	/** goes into the audit, so it has to be an id and nothing else */
	id: v.pipe(v.string(), v.regex(/^[A-Za-z0-9.-]{1,64}$/)),
	status: v.picklist(['draft', 'proposed', 'active', 'rejected', 'inactive', 'entered-in-error']),
	patient: Reference,
	organization: v.optional(v.array(Reference), []),
	provision: v.optional(
		v.object({
			type: v.optional(v.picklist(['permit', 'deny'])),
			period: v.optional(v.object({ start: v.optional(Instant), end: v.optional(Instant) })),
			actor: v.optional(v.array(v.object({ reference: Reference })), []),
		}),
	),
});
type ConsentResource = v.InferOutput<typeof ConsentResource>;

export const ConsentBundle = v.object({
	resourceType: v.literal('Bundle'),
	entry: v.optional(v.pipe(v.array(v.object({ resource: ConsentResource })), v.maxLength(200)), []),
});
export type ConsentBundle = v.InferOutput<typeof ConsentBundle>;

type Said = 'no' | 'yes' | 'withdrawn' | 'expired';
const order: readonly Said[] = ['no', 'yes', 'withdrawn', 'expired'];

export function consentIn(bundle: ConsentBundle, question: ConsentQuestion, now: number): Consent {
	const about = bundle.entry.map(({ resource }) => resource).filter((one) => concerns(one, question));
	for (const state of order) {
		const found = about.find((one) => says(one, now) === state);
		if (found !== undefined) return state === 'yes' ? { state, id: found.id } : { state };
	}
	return { state: 'unknown' };
}

function concerns(consent: ConsentResource, question: ConsentQuestion): boolean {
	const { patient, custodian, recipient } = question;
	const actors = consent.provision?.actor ?? [];
	return (
		is(consent.patient, patientSystem(custodian), patient) &&
		consent.organization.some((one) => is(one, hospitalSystem, custodian)) &&
		(actors.length === 0 || actors.some(({ reference }) => is(reference, hospitalSystem, recipient)))
	);
}

/** null: nothing yet, or nothing that counts. */
function says(consent: ConsentResource, now: number): Said | null {
	const { status, provision } = consent;
	if (status === 'rejected') return 'no';
	if (status === 'inactive') return 'withdrawn';
	if (status !== 'active' || provision?.type === undefined) return null;
	const { start = -Infinity, end = Infinity } = provision.period ?? {};
	if (now < start) return null;
	if (now >= end) return 'expired';
	return provision.type === 'permit' ? 'yes' : 'no';
}

function is(reference: v.InferOutput<typeof Reference>, system: string, value: string): boolean {
	return reference.identifier?.system === system && reference.identifier.value === value;
}
