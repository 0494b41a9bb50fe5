import { isIP } from 'node:net';
import { resolve } from 'node:path';
import * as v from 'valibot';
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import { leastKeptDays, usualKeptDays } from '#lib/server/audit/retention.ts';
import { signInConfig, signInEnvironment } from './sign-in-config.ts';
import type { SignInConfig } from './sign-in-config.ts';

export interface Config {
	readonly port: number;
	readonly host: string;
	/** How browsers reach us; decides `Secure` cookies and HSTS. No slash at the end. */
	readonly origin: string;
	/** absolute */
	readonly dataDir: string;
	/** PostgreSQL; null means the embedded database. */
	readonly databaseUrl: string | null;
	/** The archive behind us; null means the embedded archive. */
	readonly dicomweb: UpstreamConfig | null;
	/** The service that keeps patients' consents (FHIR R4); null: none is asked, so none gives anything. */
	readonly consent: { readonly url: string; readonly token: string | null } | null;
	/** Seeds invented demo studies and prints a link to them. */
	readonly demo: boolean;
	/** The server's own secret; null: kept in a file of `dataDir`. */
	readonly hubKey: string | null;
	/** Where the audit's daily head is sent; null: kept in `dataDir` and the log only. */
	readonly auditHeadUrl: string | null;
	/** How long the audit is kept. */
	readonly auditDays: number;
	/** mailto: or https: address for those who found a hole; null: there is no security.txt. */
	readonly securityContact: string | null;
	/** Multiplies every limit of requests a minute: for machines behind one address, and for tests that hammer. */
	readonly rateLimitFactor: number;
	readonly signIn: SignInConfig;
	readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
}

export interface UpstreamConfig {
	/** No slash at the end. */
	readonly url: string;
	readonly auth:
		| { readonly kind: 'none' }
		| { readonly kind: 'bearer'; readonly token: string }
		| { readonly kind: 'basic'; readonly user: string; readonly password: string };
}

export interface ConfigProblem {
	readonly variable: string;
	readonly problem: string;
}

const url = (protocols: readonly string[], problem: string) =>
	v.pipe(
		v.string(),
		v.check((text) => URL.canParse(text) && protocols.includes(new URL(text).protocol), problem),
	);
const httpUrl = (problem: string) =>
	v.pipe(
		url(['http:', 'https:'], problem),
		v.transform((text) => text.replace(/\/+$/, '')),
	);
const filled = v.pipe(v.string(), v.nonEmpty('must not be empty'));

const port = v.pipe(
	v.string(),
	v.regex(/^\d{1,5}$/, 'must be a number from 1 to 65535'),
	v.transform(Number),
	v.check((n) => n >= 1 && n <= 65_535, 'must be a number from 1 to 65535'),
);

const wholeNumber = (least: number, most: number, problem: string) =>
	v.pipe(
		v.string(),
		v.regex(/^\d{1,9}$/, problem),
		v.transform(Number),
		v.check((n) => n >= least && n <= most, problem),
	);

/** Plain http only to this machine itself. */
function isSafeTarget(url: URL): boolean {
	return url.protocol === 'https:' || ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname);
}

const Environment = v.object({
	...signInEnvironment,
	PORT: v.optional(port, '3000'),
	HOST: v.optional(
		v.pipe(
			v.string(),
			v.check((text) => isIP(text) !== 0 || /^[a-z0-9.-]+$/i.test(text), 'must be an address or a host name'),
		),
		'127.0.0.1',
	),
	ORIGIN: v.optional(
		v.pipe(
			httpUrl('must be an address such as https://hub.example.go.th'),
			v.check((text) => new URL(text).origin === text, 'must have no path'),
		),
	),
	DATA_DIR: v.optional(filled, './data'),
	DATABASE_URL: v.optional(url(['postgres:', 'postgresql:'], 'must start with postgres://')),
	DICOMWEB_URL: v.optional(httpUrl('must be an address such as http://archive:8042/dicom-web')),
	DICOMWEB_TOKEN: v.optional(filled),
	DICOMWEB_USER: v.optional(filled),
	DICOMWEB_PASSWORD: v.optional(filled),
	CONSENT_URL: v.optional(httpUrl('must be an address such as https://consent.example/fhir')),
	CONSENT_TOKEN: v.optional(filled),
	DEMO: v.optional(v.picklist(['0', '1'], 'must be 0 or 1')),
	HUB_KEY: v.optional(
		v.pipe(
			v.string(),
			v.regex(/^[\w-]{43,}=*(,[\w-]{43,}=*)*$/, 'must be 32 random bytes or more in base64url'),
		),
	),
	AUDIT_HEAD_URL: v.optional(
		v.pipe(
			httpUrl('must be an https address'),
			v.check((text) => isSafeTarget(new URL(text)), 'must be an https address'),
		),
	),
	AUDIT_DAYS: v.optional(
		wholeNumber(leastKeptDays, 36_525, `must be a number of days, ${leastKeptDays} at least`),
		String(usualKeptDays),
	),
	SECURITY_CONTACT: v.optional(
		v.pipe(
			v.string(),
			v.regex(
				/^(mailto:[^\s@<>]+@[^\s@<>]+|https:\/\/\S+)$/,
				'must be mailto:somebody@example.go.th or https://...',
			),
		),
	),
	RATE_LIMIT_FACTOR: v.optional(wholeNumber(1, 1000, 'must be a number from 1 to 1000'), '1'),
	LOG_LEVEL: v.optional(
		v.picklist(['debug', 'info', 'warn', 'error'], 'must be debug, info, warn or error'),
		'info',
	),
});
type Environment = v.InferOutput<typeof Environment>;

/** Never quotes a value: an environment holds passwords. */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Result<Config, ConfigProblem> {
	// An empty variable, as compose files leave them, counts as absent.
	const given = Object.fromEntries(
		Object.entries(env).filter(([, value]) => value !== undefined && value !== ''),
	);
	const parsed = v.safeParse(Environment, given);
	if (!parsed.success) {
		const [issue] = parsed.issues;
		return err({ variable: v.getDotPath(issue)?.split('.')[0] ?? '?', problem: issue.message });
	}
	const read = parsed.output;
	const dicomweb = upstream(read);
	if (!dicomweb.ok) return dicomweb;
	if (read.CONSENT_TOKEN !== undefined && read.CONSENT_URL === undefined)
		return err({ variable: 'CONSENT_TOKEN', problem: 'needs CONSENT_URL' });
	const origin = read.ORIGIN ?? `http://${isIP(read.HOST) === 6 ? `[${read.HOST}]` : read.HOST}:${read.PORT}`;
	const signIn = signInConfig(read, { host: read.HOST, origin });
	if (!signIn.ok) return signIn;
	return ok({
		port: read.PORT,
		host: read.HOST,
		origin,
		dataDir: resolve(read.DATA_DIR),
		databaseUrl: read.DATABASE_URL ?? null,
		dicomweb: dicomweb.value,
		consent:
			read.CONSENT_URL === undefined ? null : { url: read.CONSENT_URL, token: read.CONSENT_TOKEN ?? null },
		// Left alone, a first start shows something; with a database or an archive of one's own, nothing is put into them unasked.
		demo:
			read.DEMO === undefined
				? read.DATABASE_URL === undefined && dicomweb.value === null
				: read.DEMO === '1',
		hubKey: read.HUB_KEY ?? null,
		auditHeadUrl: read.AUDIT_HEAD_URL ?? null,
		auditDays: read.AUDIT_DAYS,
		securityContact: read.SECURITY_CONTACT ?? null,
		rateLimitFactor: read.RATE_LIMIT_FACTOR,
		signIn: signIn.value,
		logLevel: read.LOG_LEVEL,
	});
}

function upstream(env: Environment): Result<UpstreamConfig | null, ConfigProblem> {
	const { DICOMWEB_URL: at, DICOMWEB_TOKEN: token, DICOMWEB_USER: user, DICOMWEB_PASSWORD: password } = env;
	if (at === undefined) {
		const stray = token !== undefined ? 'DICOMWEB_TOKEN' : user !== undefined ? 'DICOMWEB_USER' : null;
		return stray === null ? ok(null) : err({ variable: stray, problem: 'needs DICOMWEB_URL' });
	}
	if (token !== undefined && user !== undefined) {
		return err({ variable: 'DICOMWEB_TOKEN', problem: 'and DICOMWEB_USER exclude each other' });
	}
	if (token !== undefined) return ok({ url: at, auth: { kind: 'bearer', token } });
	if (user === undefined) return ok({ url: at, auth: { kind: 'none' } });
	if (password === undefined)
		return err({ variable: 'DICOMWEB_PASSWORD', problem: 'is missing beside DICOMWEB_USER' });
	return ok({ url: at, auth: { kind: 'basic', user, password } });
}

/** For entries: a wrong value stops the start with one line that names it. */
export function configOrExit(env: Readonly<Record<string, string | undefined>>): Config {
	const config = readConfig(env);
	if (config.ok) return config.value;
	process.stderr.write(`${config.reason.variable} ${config.reason.problem}\n`);
	process.exit(1);
}
