/**
 * The live line's server as `serve.ts` puts it together, without the pages: the real door, gateway, store and sessions on a port of
 * their own, and one consult with an asker, a consultant and somebody who has nothing to do with it.
 */
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { systemClock } from '../../src/lib/base/clock.ts';
import type { Clock } from '../../src/lib/base/clock.ts';
import { studyUid } from '../../src/lib/dicom/uid.ts';
import type { Role } from '../../src/lib/access/staff.ts';
import { grantMembership } from '../../src/lib/server/access/membership.ts';
import { createLimits } from '../../src/lib/server/app/limits.ts';
import { elsewhere, judgeDoor, mountLive } from '../../src/lib/server/app/live-door.ts';
import type { DoorApp } from '../../src/lib/server/app/live-door.ts';
import { credentialsOf, identify } from '../../src/lib/server/app/identify.ts';
import { ConsultGateway } from '../../src/lib/server/consult/live/gateway.ts';
import { recordPage } from '../../src/lib/server/consult/live/record-page.ts';
import { seatOf } from '../../src/lib/server/consult/request/seat.ts';
import { readHubKeys } from '../../src/lib/server/identity/hub-keys.ts';
import type { OpenedStaffSession } from '../../src/lib/server/identity/staff-session.ts';
import { LiveHub } from '../../src/lib/server/live/live-hub.ts';
import { openDatabase } from '../../src/lib/server/store/open-database.ts';
import type { Database } from '../../src/lib/server/store/schema.ts';
import { transaction } from '../../src/lib/server/store/transaction.ts';
import { openStaff } from '../staff.ts';
import type { StaffOptions } from '../staff.ts';

export const askingHospital = '99001';
export const askedHospital = '99002';

export interface LiveApp {
	readonly origin: string;
	readonly db: Database;
	readonly live: LiveHub;
	readonly gateway: ConsultGateway;
	readonly server: Server;
	stop(): Promise<void>;
}

export interface LiveAppOptions {
	readonly dataDir: string;
	readonly databaseUrl?: string;
	readonly port?: number;
	readonly clock?: Clock;
	readonly beatMs?: number;
	readonly aliveMs?: number;
}

export async function startLiveApp(options: LiveAppOptions): Promise<LiveApp> {
	const { dataDir, databaseUrl, port, beatMs, aliveMs } = options;
	const clock = options.clock ?? systemClock;
	const db = await openDatabase({ dataDir, databaseUrl: databaseUrl ?? null }, { serving: true });
	const live = new LiveHub();
	const seat: DoorApp['seatOf'] = (staff, id, now) => seatOf(db, staff, id, now);
	const gateway = new ConsultGateway({
		...{ db, clock, live, seatOf: seat },
		...(beatMs === undefined ? {} : { beatMs }),
		...(aliveMs === undefined ? {} : { aliveMs }),
	});
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(port ?? 0, '127.0.0.1', resolve));
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('no port');
	const origin = `http://127.0.0.1:${address.port}`;
	const config = { origin, rateLimitFactor: 1000 };
	const app: DoorApp = {
		...{ db, config, consults: gateway, seatOf: seat, clock },
		limits: createLimits(config.rateLimitFactor),
	};
	mountLive(server, app);
	// As the two routes do it.
	server.on('request', (request, response) => {
		const url = new URL(request.url ?? '', origin);
		const cookie = request.headers.cookie ?? '';
		const credentials = credentialsOf(
			{
				request: new Request(url),
				url,
				cookies: { get: (name) => cookie.split(`${name}=`)[1]?.split(';')[0] },
			},
			config,
		);
		const [, , , consult = '', what] = url.pathname.split('/');
		const answer = async (): Promise<void> => {
			const principal = await identify(db, credentials, Date.now());
			const door = await judgeDoor(app, principal, { consult, as: url.searchParams.get('as') });
			if (!door.open) response.writeHead(door.status).end();
			else if (what === 'record') {
				const draft = url.searchParams.get('draft');
				const who = { seat: door.seat, person: door.staff.personId };
				const asked = { since: url.searchParams.get('since'), draft: draft === null ? null : Number(draft) };
				response.end(JSON.stringify(await recordPage(db, who, asked)));
			} else if (await gateway.elsewhere(consult))
				response.writeHead(elsewhere.status).end(JSON.stringify({ code: elsewhere.code }));
			else response.writeHead(426).end();
		};
		void answer();
	});
	return {
		...{ origin, db, live, gateway, server },
		stop: async () => {
			await gateway.drain();
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
			await db.destroy();
		},
	};
}

/** A consult in session between two people who are signed in. */
export interface SeededConsult {
	readonly consult: string;
	readonly study: string;
	readonly asker: OpenedStaffSession;
	readonly consultant: OpenedStaffSession;
	/** of another hospital */
	readonly stranger: OpenedStaffSession;
}

export async function seedConsult(db: Database, dataDir: string, id: string): Promise<SeededConsult> {
	const study = `2.25.${Buffer.from(id).reduce((sum, byte) => sum * 31 + byte, 7) % 1e9}`;
	const uid = studyUid(study);
	if (uid === null) throw new Error('not a UID');
	const now = Date.now();
	await db
		.insertInto('study')
		.values({
			...{ uid, owner: askingHospital, date: '', time: null, accession: null, modalities: 'CT' },
			...{ referring: null, referring_key: null, patient_name: null, patient_key: null },
			...{ patient_id: null, issuer: null, birth_date: null, sex: null, study_id: null },
			...{ description: null, institution: null, timezone: null, facts: '{}' },
			...{ series_count: 0, instance_count: 0, revision: 1, changed_at: now, patient_id_key: null },
			...{ accession_key: null, opened_at: null },
		})
		.execute();
	const as = async (role: Role, hospital: string, subject: string): Promise<OpenedStaffSession> =>
		signInHere(db, dataDir, role, { hospital, subject: `${id} ${subject}`, name: subject });
	const asker = await as('rural-doctor', askingHospital, 'asker');
	const consultant = await as('specialist', askedHospital, 'consultant');
	const stranger = await as('specialist', '99003', 'stranger');
	await db
		.insertInto('consult')
		.values({
			...{ id, state: 'in-session', revision: 3, news: 3, urgency: 'urgent', question: 'คำถามทดสอบ' },
			...{ background: '', study, place: null, patient_key: null, patient_id_key: null },
			...{ accession_key: null, to_specialty: null, to_hospital: askedHospital, to_person: null },
			...{ asked_by: asker.personId, asking_hospital: askingHospital, consultant: consultant.personId },
			...{ consultant_hospital: askedHospital, created_at: now, asked_at: now, due_at: now + 1e7 },
			...{ opened_at: now, first_picture_at: null, accepted_at: now, answered_at: null },
			...{ closed_at: null, changed_at: now },
		})
		.execute();
	await db.insertInto('consult_study').values({ consult: id, study, place: 0 }).execute();
	await transaction(db, (trx) =>
		grantMembership(
			trx,
			{
				...{ through: 'consult', id, studies: [uid], to: { hospital: askedHospital } },
				rights: ['view', 'annotate'],
			},
			{ who: 'system', from: null, requestId: null, now },
		),
	);
	return { consult: id, study, asker, consultant, stranger };
}

export async function signInHere(
	db: Database,
	dataDir: string,
	role: Role,
	options: StaffOptions,
): Promise<OpenedStaffSession> {
	return openStaff(db, await readHubKeys(dataDir, null), role, options);
}

export const cookieOf = ({ token }: { readonly token: string }): string => `hub-staff=${token}`;
