import { systemClock } from '#lib/base/clock.ts';
import type { Clock } from '#lib/base/clock.ts';
import { errorFields, log } from '#lib/base/log.ts';
import type { Archive } from '#lib/server/archive/port.ts';
import { createStudyService } from '#lib/server/archive/studies/study-service.ts';
import type { StudyService } from '#lib/server/archive/studies/study-service.ts';
import { createPixelPool } from '#lib/server/pixels/pool/pixel-pool.ts';
import type { PixelPool } from '#lib/server/pixels/pool/pixel-pool.ts';
import { Answers } from '#lib/server/consult/answer/answers.ts';
import { createAuthorize } from '#lib/server/access/authorize.ts';
import type { Authorize } from '#lib/server/access/authorize.ts';
import type { Staff } from '#lib/access/staff.ts';
import type { Consents } from '#lib/server/access/consent/consents.ts';
import { tidyAccess } from '#lib/server/access/tidy.ts';
import { fillAuditIndex } from '#lib/server/audit/audit-index.ts';
import { auditHead } from '#lib/server/audit/head.ts';
import { readHubKeys } from '#lib/server/identity/hub-keys.ts';
import type { HubKeys } from '#lib/server/identity/hub-keys.ts';
import { LandingVisits } from '#lib/server/identity/landing-visits.ts';
import { createRedeemLimits } from '#lib/server/identity/redeem-limits.ts';
import type { RedeemLimits } from '#lib/server/identity/redeem-limits.ts';
import { seedDemo } from '#lib/server/demo/seed.ts';
import type { DemoLink } from '#lib/server/demo/seed.ts';
import { KeptMetadata } from '#lib/server/dicomweb/retrieve/kept-metadata.ts';
import { LiveHub } from '#lib/server/live/live-hub.ts';
import { ConsultGateway } from '#lib/server/consult/live/gateway.ts';
import { seatOf } from '#lib/server/consult/request/seat.ts';
import type { Seat } from '#lib/server/consult/request/seat.ts';
import { Uploads } from '#lib/server/upload/uploads.ts';
import { openDatabase } from '#lib/server/store/open-database.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { seedDemoConsults } from './consults/demo-consults.ts';
import { AuditCare } from './audit-care.ts';
import type { Config } from './config.ts';
import { tellAnswer } from './consults/answer-news.ts';
import { createLimits } from './limits.ts';
import type { Limits } from './limits.ts';
import { createEmergencyLimit } from './emergency/emergency-limit.ts';
import type { EmergencyLimit } from './emergency/emergency-limit.ts';
import { openSignIn } from './identity-providers.ts';
import type { SignIn } from './identity-providers.ts';
import { Metrics } from './metrics.ts';
import { startIdleLocks } from './idle-locks.ts';
import { openArchive } from './open-archive.ts';
import { openConsents } from './open-consents.ts';
import { StudyNews } from './study-news.ts';
import { StartProblem, faultCode } from './start-problem.ts';

/** Everything that lives as long as the process. Built once by `hooks.server.ts`, shared with `serve.ts` (`hand-off.ts`). */
export interface App {
	readonly config: Config;
	readonly clock: Clock;
	readonly db: Database;
	readonly keys: HubKeys;
	/** Asked by every route before it touches a study (by `refusal` of `answers.ts`). */
	readonly authorize: Authorize;
	/** Patients' consents; null: no service that keeps them is known. */
	readonly consents: Consents | null;
	/** In front of every use of emergency access. */
	readonly emergencyLimit: EmergencyLimit;
	/** Who may be asked who somebody is. */
	readonly signIn: SignIn;
	/** In front of every redemption of a link. */
	readonly redeemLimits: RedeemLimits;
	/** Of every request, in the hooks. */
	readonly limits: Limits;
	readonly metrics: Metrics;
	/** Programs that preview links, for the audit. */
	readonly landing: LandingVisits;
	/** What open screens are told at once. */
	readonly live: LiveHub;
	/** Consults' live lines. */
	readonly consults: ConsultGateway;
	/** null: no such consult for this person */
	readonly seatOf: (staff: Staff, consult: string, now: number) => Promise<Seat | null>;
	readonly archive: Archive;
	readonly pixels: PixelPool;
	readonly studies: StudyService;
	/** Series' headers as DICOMweb last sent them. */
	readonly metadata: KeptMetadata;
	/** Signed answers of consults, their letters and their way back into the archive. */
	readonly answers: Answers;
	/** What people send in, until it's confirmed and filed. */
	readonly uploads: Uploads;
	/** The demo's share links, each printed as soon as it leads somewhere; null: it could not be made. */
	readonly demoLinks: readonly Promise<DemoLink | null>[];
	close(): Promise<void>;
}

const studyLimits = {
	/** The largest file taken in; a part of a send is held in memory while it is read. */
	maxInstanceBytes: 1024 ** 3,
	/** Frames of lossy originals, several times the size of the original: made again when needed. */
	madeBytes: 4 * 1024 ** 3,
	pollSeconds: 300,
	patienceMs: 15_000,
};

export async function buildApp(config: Config): Promise<App> {
	const clock = systemClock;
	const live = new LiveHub();
	const db = await database(config);
	const keys = await readHubKeys(config.dataDir, config.hubKey);
	const signIn = await openSignIn(config, keys);
	await tidyAccess(db, clock());
	await fillAuditIndex(db);
	await logAuditHead(db);
	const care = new AuditCare({
		db,
		clock,
		dataDir: config.dataDir,
		headUrl: config.auditHeadUrl,
		keptDays: config.auditDays,
	});
	const idleLocks = startIdleLocks(db, clock, live);
	const consent = await openConsents(config, clock);
	const seat = (staff: Staff, id: string, now: number): Promise<Seat | null> =>
		seatOf(db, staff, id, now, consent.consents);
	const consults = new ConsultGateway({ db, clock, live, seatOf: seat });
	const landing = new LandingVisits(db, clock);
	const archive = await openArchive(config, db, clock);
	const pixels = createPixelPool();
	const news = new StudyNews(db, live);
	const studies = await createStudyService({
		db,
		now: clock,
		dataDir: config.dataDir,
		archive,
		pool: pixels,
		...studyLimits,
		changed: (study) => news.changed(study),
	});
	// In the background: what an earlier process left half done must not keep the door shut.
	const closing = new AbortController();
	const uploads = new Uploads({
		...{ db, now: clock, dataDir: config.dataDir, pixels, origin: config.origin },
		ingest: (bytes, options, signal) => studies.ingest(bytes, options, signal),
	});
	const answers = await Answers.open({
		...{ db, now: clock, keys, dataDir: config.dataDir, origin: config.origin, studies, pixels },
		changed: (consult) =>
			void tellAnswer({ db, live }, consult).catch((error: unknown) =>
				log('error', 'answer-not-told', errorFields(error)),
			),
	});
	const started = studies
		.start(closing.signal)
		.then(() => uploads.start())
		.then(() => answers.start())
		.catch((error: unknown) => log('error', 'studies-start-failed', errorFields(error)));
	const demo = config.demo
		? seedDemo({
				db,
				clock,
				dataDir: config.dataDir,
				ingest: (bytes, signal) =>
					studies.ingest(bytes, { expectedStudy: null, actor: 'demo', owner: null }, signal),
				signal: closing.signal,
			})
		: null;
	const demoConsults =
		demo?.names
			.then(() =>
				config.signIn.kind === 'local'
					? seedDemoConsults({ db, keys, origin: config.origin, now: clock() })
					: undefined,
			)
			.catch((error: unknown) => log('error', 'demo-consults-failed', errorFields(error))) ?? null;
	return {
		config,
		clock,
		db,
		keys,
		authorize: createAuthorize(db, clock, consent.consents, (study) => news.changed(study)),
		consents: consent.consents,
		emergencyLimit: createEmergencyLimit(config.rateLimitFactor),
		signIn,
		redeemLimits: createRedeemLimits(),
		limits: createLimits(config.rateLimitFactor),
		metrics: new Metrics(),
		landing,
		live,
		consults,
		seatOf: seat,
		archive,
		pixels,
		studies,
		answers,
		metadata: new KeptMetadata(),
		uploads,
		demoLinks: demo === null ? [] : [demo.referral, demo.names],
		close: async () => {
			closing.abort();
			await consults.drain();
			await started;
			await demo?.names;
			await demoConsults;
			await idleLocks.stop();
			await consent.stop();
			await uploads.close();
			await answers.close();
			await studies.close();
			await news.close();
			await pixels.close();
			await landing.write();
			await care.close();
			await logAuditHead(db);
			await db.destroy();
		},
	};
}

async function database(config: Config): Promise<Database> {
	try {
		return await openDatabase(config, { serving: true });
	} catch (error) {
		const variable = config.databaseUrl === null ? 'DATA_DIR' : 'DATABASE_URL';
		throw new StartProblem(variable, `names a database that can't be opened (${faultCode(error)})`, error);
	}
}

/** The log leaves this machine: a chain made anew would not pass through the heads noted there (`audit-verify --head`). */
async function logAuditHead(db: Database): Promise<void> {
	const { seq, hash } = await auditHead(db);
	log('info', 'audit-head', { head: `${seq}:${hash}` });
}
