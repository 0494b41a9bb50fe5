/**
 * A hub with five hospitals' worth of relations, for tests of who may do what: studies that are one's own, another's, given by a
 * consult, allowed by a consent, opened by an emergency, linked, unknown; and everyone who could ask for them.
 */
import type { Dataset } from '../../src/lib/dicom/dataset.ts';
import { studyUid } from '../../src/lib/dicom/uid.ts';
import type { StudyUid } from '../../src/lib/dicom/uid.ts';
import type { Role } from '../../src/lib/access/staff.ts';
import { grantMembership } from '../../src/lib/server/access/membership.ts';
import { putHospital } from '../../src/lib/server/archive/catalogue/hospitals.ts';
import { demoHospitals } from '../../src/lib/server/demo/demo-people.ts';
import { startConsentService } from '../../src/lib/server/demo/consent-service.ts';
import type { ConsentService } from '../../src/lib/server/demo/consent-service.ts';
import { openDatabase } from '../../src/lib/server/store/open-database.ts';
import type { Database } from '../../src/lib/server/store/schema.ts';
import { transaction } from '../../src/lib/server/store/transaction.ts';
import { part10File } from '../fixtures/part10-file.ts';
import { startServer } from '../server.ts';
import type { TestServer } from '../server.ts';
import { signInTo } from '../staff.ts';
import type { StaffOptions } from '../staff.ts';

/** What stands between the acting hospital and a study. */
export const relations = ['own', 'other', 'consult', 'consent', 'emergency', 'linked', 'unknown'] as const;
export type Relation = (typeof relations)[number];

export const acting = '99001';
/** What stands between the acting hospital's people and a consult. */
export const consultRelations = ['asked-here', 'asked-of-us', 'elsewhere', 'unknown'] as const;
export type ConsultRelation = (typeof consultRelations)[number];
export const consultOf: Readonly<Record<ConsultRelation, string>> = {
	'asked-here': 'consult-2',
	'asked-of-us': 'consult-1',
	elsewhere: 'consult-3',
	unknown: 'consult-9',
};

const elsewhere = '99002';
const consenting = '99003';
const agent = 'rights-test';

const owners: Readonly<Record<Exclude<Relation, 'unknown'>, string>> = {
	own: acting,
	other: elsewhere,
	consult: elsewhere,
	consent: consenting,
	emergency: elsewhere,
	linked: elsewhere,
};
const consentedNumber = 'HN-consent';

export interface Caller {
	readonly name: string;
	readonly headers: Readonly<Record<string, string>>;
}

export interface World {
	readonly server: TestServer;
	readonly consents: ConsentService;
	readonly db: Database;
	readonly study: Readonly<Record<Relation, StudyUid>>;
	/** `headers` of a browser in which that person is signed in */
	signIn(role: Role, options?: StaffOptions): Promise<Caller>;
	guest(rights: readonly ('view' | 'annotate' | 'download')[]): Promise<Caller>;
	token(scopes: Parameters<TestServer['createToken']>[0], hospital?: string): Caller;
	/** Every request comes from our own pages unless `headers` say otherwise. */
	ask(caller: Caller, method: string, path: string, body?: unknown): Promise<Response>;
	stop(): Promise<void>;
}

/** Instance 1 is a picture with an overlay, instance 2 a PDF. */
export function instanceOf(study: StudyUid, number: number): string {
	return `${study}.1.${number}`;
}
export function seriesOf(study: StudyUid): string {
	return `${study}.1`;
}

export async function startWorld(): Promise<World> {
	const consents = await startConsentService([
		{ patient: consentedNumber, custodian: consenting, recipients: [], says: 'permit' },
	]);
	const server = await startServer({ env: { CONSENT_URL: consents.url, RATE_LIMIT_FACTOR: '1000' } });
	const db = await openDatabase({ dataDir: server.dataDir, databaseUrl: null });
	for (const hospital of demoHospitals) await putHospital(db, hospital);
	const study = uids();
	for (const [relation, owner] of Object.entries(owners)) {
		const uid = study[relation as Exclude<Relation, 'unknown'>];
		const number = relation === 'consent' ? consentedNumber : `HN-${relation}`;
		await store(server, owner, filesOf(uid, number));
	}
	const by = { who: 'system', from: null, requestId: null, now: Date.now() };
	await transaction(db, (trx) =>
		grantMembership(
			trx,
			{
				through: 'consult',
				id: 'consult-1',
				studies: [study.consult],
				to: { hospital: acting },
				rights: ['view', 'annotate'],
			},
			by,
		),
	);
	await askConsults(db, study);
	return {
		server,
		consents,
		db,
		study,
		signIn: async (role, options = {}) => {
			const session = await signInTo(server, role, { hospital: acting, ...options });
			return { name: role, headers: { cookie: session.cookie } };
		},
		guest: async (rights) => {
			const link = server.createLink({ studies: [study.linked], rights });
			const answer = await fetch(`${server.origin}/api/links/redeem`, {
				method: 'POST',
				headers: { origin: server.origin, 'content-type': 'application/json', 'user-agent': agent },
				body: JSON.stringify({ secret: new URL(link.url).hash.slice(1), pin: link.pin }),
			});
			if (!answer.ok) throw new Error(`the link was refused: ${answer.status} ${await answer.text()}`);
			const cookie = answer.headers.getSetCookie().map((one) => one.split(';')[0]);
			return { name: `guest with ${rights.join(', ')}`, headers: { cookie: cookie.join('; ') } };
		},
		token: (scopes, hospital) => ({
			name: `system with ${scopes.join(', ')}${hospital === undefined ? '' : ` of ${hospital}`}`,
			headers: { authorization: `Bearer ${server.createToken(scopes, hospital)}` },
		}),
		ask: (caller, method, path, body) =>
			fetch(server.origin + path, {
				method,
				redirect: 'manual',
				headers: {
					'user-agent': agent,
					...(method === 'GET' || method === 'HEAD' ? {} : { origin: server.origin }),
					...(body === undefined ? {} : { 'content-type': 'application/json' }),
					...caller.headers,
				},
				...(body === undefined ? {} : { body: JSON.stringify(body) }),
			}),
		stop: async () => {
			await db.destroy();
			await server.stop();
			await consents.stop();
		},
	};
}

/** By one who never signs in here; nobody has taken them. The membership of each is as asking gives it. */
async function askConsults(db: Database, study: Readonly<Record<Relation, StudyUid>>): Promise<void> {
	const asked = [
		{ relation: 'asked-here', about: study.own, from: acting, to: elsewhere },
		{ relation: 'asked-of-us', about: study.consult, from: elsewhere, to: acting },
		{ relation: 'elsewhere', about: study.other, from: consenting, to: elsewhere },
	] as const;
	for (const { relation, about, from, to } of asked) {
		const id = consultOf[relation];
		await db
			.insertInto('consult')
			.values({
				id,
				state: 'requested',
				revision: 1,
				news: 1,
				urgency: 'urgent',
				question: 'คำถามทดสอบ',
				background: '',
				study: about,
				place: null,
				patient_key: null,
				patient_id_key: null,
				accession_key: null,
				to_specialty: null,
				to_hospital: to,
				to_person: null,
				asked_by: `asker-of-${id}`,
				asking_hospital: from,
				consultant: null,
				consultant_hospital: null,
				created_at: 1,
				asked_at: 1,
				due_at: 2,
				opened_at: null,
				first_picture_at: null,
				accepted_at: null,
				answered_at: null,
				closed_at: null,
				changed_at: 1,
			})
			.execute();
		await db.insertInto('consult_study').values({ consult: id, study: about, place: 0 }).execute();
	}
}

function uids(): Record<Relation, StudyUid> {
	const made: Partial<Record<Relation, StudyUid>> = {};
	for (const [n, relation] of relations.entries()) {
		const uid = studyUid(`2.25.7700.${n + 1}`);
		if (uid !== null) made[relation] = uid;
	}
	return made as Record<Relation, StudyUid>;
}

function filesOf(study: StudyUid, patient: string): Uint8Array[] {
	const identity = (number: number) => ({
		study,
		series: seriesOf(study),
		instance: instanceOf(study, number),
		number,
	});
	const who: Dataset = { '00100020': { vr: 'LO', Value: [patient] } };
	return [
		part10File({ ...identity(1), more: { ...who, ...overlay } }),
		part10File({ ...identity(2), more: { ...who, ...pdf } }),
	];
}

const overlay: Dataset = {
	'60000010': { vr: 'US', Value: [2] },
	'60000011': { vr: 'US', Value: [2] },
	'60000040': { vr: 'CS', Value: ['G'] },
	'60000050': { vr: 'SS', Value: [3, 4] },
	'60000100': { vr: 'US', Value: [1] },
	'60000102': { vr: 'US', Value: [0] },
	'60003000': { vr: 'OW', InlineBinary: Buffer.from([9, 0]).toString('base64') },
};
const pdfText = '%PDF-1.4\nbody\n';
const pdf: Dataset = {
	'00080016': { vr: 'UI', Value: ['1.2.840.10008.5.1.4.1.1.104.1'] },
	'00420011': { vr: 'OB', InlineBinary: Buffer.from(pdfText).toString('base64') },
	'00420012': { vr: 'LO', Value: ['application/pdf'] },
	'00420015': { vr: 'UL', Value: [pdfText.length] },
};

async function store(server: TestServer, hospital: string, files: readonly Uint8Array[]): Promise<void> {
	const boundary = 'rights';
	const answer = await fetch(`${server.origin}/dicom-web/studies`, {
		method: 'POST',
		headers: {
			authorization: `Bearer ${server.createToken(['store'], hospital)}`,
			accept: 'application/dicom+json',
			'content-type': `multipart/related; type="application/dicom"; boundary=${boundary}`,
		},
		body: Buffer.concat([
			...files.flatMap((file) => [
				Buffer.from(`--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`),
				file,
				Buffer.from('\r\n'),
			]),
			Buffer.from(`--${boundary}--\r\n`),
		]),
	});
	if (answer.status !== 200) throw new Error(`not stored: ${answer.status} ${await answer.text()}`);
}
