/**
 * The export against R4's own required fields, cardinalities and required bindings of AuditEvent, and BALP's patterns as far as
 * a rule list can say them (aligned with, not conformant: the profile package isn't at hand).
 */
import * as v from 'valibot';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Database } from '#lib/server/store/schema.ts';
import { databases } from '../../../../../tests/peers/databases.ts';
import { begin, minute, own, settle, uid, viewed, write } from '../reading/audit-town.fixture.ts';
import { chainHash } from '../append.ts';
import { exportLines } from './export-lines.ts';

const uri = v.pipe(v.string(), v.regex(/^(https?:\/\/|urn:)\S+$/));
const code = v.pipe(v.string(), v.regex(/^\S+( \S+)*$/));
const Coding = v.strictObject({ system: uri, code, display: v.optional(v.pipe(v.string(), v.minLength(1))) });
const Concept = v.strictObject({ coding: v.pipe(v.array(Coding), v.minLength(1)) });
const coded = (system: string, codes: readonly string[]) =>
	v.pipe(
		Coding,
		v.check((coding) => coding.system === system && codes.includes(coding.code)),
	);
const Identifier = v.strictObject({ system: v.optional(uri), value: v.pipe(v.string(), v.minLength(1)) });
const SimpleExtension = v.pipe(
	v.looseObject({ url: v.string() }),
	v.check(
		(each) => Object.keys(each).filter((key) => key.startsWith('value') || key === 'extension').length === 1,
	),
);
const Reference = v.strictObject({
	identifier: Identifier,
	type: v.optional(v.picklist(['Patient', 'ImagingStudy'])),
	extension: v.optional(v.array(SimpleExtension)),
});
const Purpose = v.strictObject({
	coding: v.tuple([coded('http://terminology.hl7.org/CodeSystem/v3-ActReason', ['TREAT', 'BTG'])]),
});
const dicomTypes = ['110100', '110101', '110103', '110104', '110106', '110112', '110113', '110114'];

const AuditEvent = v.strictObject({
	resourceType: v.literal('AuditEvent'),
	id: v.pipe(v.string(), v.regex(/^[A-Za-z0-9\-.]{1,64}$/)),
	extension: v.array(SimpleExtension),
	type: coded('http://dicom.nema.org/resources/ontology/DCM', dicomTypes),
	subtype: v.pipe(v.array(Coding), v.minLength(1)),
	// required binding audit-event-action
	action: v.picklist(['C', 'R', 'U', 'D', 'E']),
	// an instant: with seconds and a zone
	recorded: v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/)),
	// required binding audit-event-outcome
	outcome: v.picklist(['0', '4', '8', '12']),
	outcomeDesc: v.optional(v.string()),
	purposeOfEvent: v.optional(v.tuple([Purpose])),
	agent: v.pipe(
		v.array(
			v.strictObject({
				type: Concept,
				who: Reference,
				requestor: v.boolean(),
				// required binding network-type: 2 is an address
				network: v.optional(
					v.strictObject({ address: v.string(), type: v.picklist(['1', '2', '3', '4', '5']) }),
				),
				purposeOfUse: v.optional(v.tuple([Purpose])),
			}),
		),
		v.check((agents) => agents.filter((agent) => agent.requestor).length === 1, 'one requestor'),
	),
	source: v.strictObject({
		observer: v.strictObject({ identifier: Identifier }),
		type: v.tuple([coded('http://terminology.hl7.org/CodeSystem/security-source-type', ['4'])]),
	}),
	entity: v.optional(
		v.pipe(
			v.array(
				v.strictObject({
					what: Reference,
					type: coded('http://terminology.hl7.org/CodeSystem/audit-entity-type', ['1', '2']),
					role: coded('http://terminology.hl7.org/CodeSystem/object-role', ['1', '3']),
				}),
			),
			v.minLength(1),
		),
	),
});

const peers = databases.map((make) => make());
const [sqlite] = peers;
let db: Database;
beforeAll(async () => {
	await sqlite!.start();
	db = await sqlite!.open();
	await settle(db);
});
afterAll(() => sqlite!.stop());

async function exported(throughSeq: number): Promise<unknown[]> {
	const question = {
		scope: { kind: 'hospital', hcodes: [own] },
		since: null,
		until: null,
		who: null,
		kinds: null,
		studies: null,
	} as const;
	let text = '';
	for await (const chunk of exportLines(db, question, {
		observer: 'https://hub.example',
		patientId: (owner, hn) => `opaque-${owner.length}-${hn.length}`,
		throughSeq,
	}))
		text += chunk;
	return text
		.split('\n')
		.filter(Boolean)
		.map((line): unknown => JSON.parse(line));
}

it('threat-24: is an AuditEvent of R4 for every kind of line, ids only, with the chain', async () => {
	const link = {
		kind: 'link-created',
		link: 'L',
		studies: [uid(1), uid(3)],
		rights: ['view'],
		expiresAt: 1,
		who: 'staff:d1',
		hospital: own,
	};
	await write(db, begin, viewed('d1', 1, own));
	await write(db, begin + 1, viewed('d2', 3, '11111', 'break-glass:B'));
	await write(db, begin + 2, {
		...viewed('d2', 1, '11111'),
		kind: 'access-refused',
		reason: 'not-yours',
		unrecorded: 0,
	});
	await write(db, begin + 3, link);
	await write(db, begin + 4, {
		kind: 'signed-in',
		session: 'S',
		hospital: own,
		roles: ['specialist'],
		device: 'D',
		who: 'staff:d1',
	});
	await write(db, begin + 5, { kind: 'a-kind-of-tomorrow', who: 'system', hospital: own, from: null });
	await write(db, begin + minute, viewed('d1', 1, own)); // after the export began
	const events = await exported(6);
	expect(events).toHaveLength(6);
	const read = events.map((event) => v.parse(AuditEvent, event)).reverse();
	expect(read.map((event) => [event.type.code, event.action, event.outcome])).toEqual([
		['110103', 'R', '0'],
		['110103', 'R', '0'],
		['110113', 'R', '8'],
		['110106', 'C', '0'],
		['110114', 'E', '0'],
		['110100', 'E', '0'],
	]);
	const [view, emergency, , shared] = read;
	expect(view!.agent[0]).toMatchObject({
		requestor: true,
		who: { identifier: { value: 'staff:d1' } },
		network: { address: '192.0.2.9' },
	});
	expect(view!.purposeOfEvent?.[0].coding[0].code).toBe('TREAT');
	expect(emergency!.agent[0]?.purposeOfUse?.[0].coding[0].code).toBe('BTG');
	// BALP's patient pattern: the patient and what was read about them, two entities a study
	expect(view!.entity?.map((entity) => [entity.type.code, entity.what.identifier.value])).toEqual([
		['1', 'opaque-5-4'],
		['2', `urn:oid:${uid(1)}`],
	]);
	expect(shared!.entity).toHaveLength(4);
	const text = JSON.stringify(events);
	for (const word of ['สมมุติ', 'Patient^', 'HN-1', 'CT chest']) expect(text).not.toContain(word);
});

it('carries what the chain can be checked with', async () => {
	const [newest] = await exported(1e9);
	const { extension } = v.parse(
		v.looseObject({
			extension: v.array(v.looseObject({ extension: v.array(v.looseObject({ url: v.string() })) })),
		}),
		newest,
	);
	const facts = Object.fromEntries(
		extension[0]!.extension.map((each) => [each.url, each['valueString'] ?? each['valuePositiveInt']]),
	);
	const row = await db.selectFrom('audit_row').selectAll().orderBy('seq', 'desc').executeTakeFirstOrThrow();
	expect(facts).toEqual({ sequence: row.seq, previousHash: row.prev_hash, hash: row.hash });
	expect(chainHash(row.prev_hash, row.body)).toBe(facts['hash']);
});
