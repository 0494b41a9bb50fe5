/**
 * How many requests a minute: by address and in all for whatever can be tried before signing in, by principal for everything
 * after. Generous where a finger scrolls through slices, tight where a search costs work or could be used to list people.
 * Counted in this process: two servers beside each other allow twice as much.
 */
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { Principal } from '#lib/access/principal.ts';
import { whoIs } from '#lib/server/access/authorize.ts';

export type LimitAnswer =
	{ readonly pass: true } | { readonly pass: false; readonly retryAfterSeconds: number };

export interface Limits {
	/** Before anything is looked up. */
	beforeSignIn(path: string, address: string): Promise<LimitAnswer>;
	/** Once it's known who asks. */
	afterSignIn(principal: Principal, request: Asked): Promise<LimitAnswer>;
	/** null: this principal has as many streams open as anyone may. Otherwise the way to give it back. */
	openStream(principal: Principal): (() => void) | null;
}

export interface Asked {
	readonly path: string;
	readonly method: string;
	readonly address: string;
}

type Kind = 'pictures' | 'search' | 'change' | 'other';
type Asker = 'person' | 'system' | 'stranger';

/** A minute. A whole hospital may stand behind one address: a stranger's limit is for robots. */
const perMinute: Record<Asker, Record<Kind, number>> = {
	person: { pictures: 12_000, search: 240, change: 900, other: 2400 },
	system: { pictures: 60_000, search: 6000, change: 12_000, other: 12_000 },
	stranger: { pictures: 3000, search: 300, change: 900, other: 3000 },
};
const signIn = { address: 300, everybody: 3000 };
const streams = 24;

const seconds = 60;
const watched = new Set(['/health', '/ready', '/metrics']);

/** `factor` multiplies every limit of requests. */
export function createLimits(factor: number): Limits {
	const limiter = (points: number): RateLimiterMemory =>
		new RateLimiterMemory({ points: points * factor, duration: seconds });
	const signInBy = { address: limiter(signIn.address), everybody: limiter(signIn.everybody) };
	const after = {
		person: limitersOf(perMinute.person, limiter),
		system: limitersOf(perMinute.system, limiter),
		stranger: limitersOf(perMinute.stranger, limiter),
	};
	const open = new Map<string, number>();
	return {
		beforeSignIn: async (path, address) => {
			if (!isSignIn(path)) return { pass: true };
			const own = await consume(signInBy.address, address);
			return own.pass ? consume(signInBy.everybody, 'everybody') : own;
		},
		afterSignIn: async (principal, asked) => {
			if (watched.has(asked.path)) return { pass: true };
			const key = principal.kind === 'anonymous' ? asked.address : whoIs(principal);
			return consume(after[askerOf(principal)][kindOf(asked)], key);
		},
		openStream: (principal) => {
			const key = whoIs(principal);
			const now = open.get(key) ?? 0;
			if (now >= streams) return null;
			open.set(key, now + 1);
			let held = true;
			return () => {
				if (!held) return;
				held = false;
				const left = (open.get(key) ?? 1) - 1;
				if (left === 0) open.delete(key);
				else open.set(key, left);
			};
		},
	};
}

function limitersOf(
	points: Record<Kind, number>,
	limiter: (points: number) => RateLimiterMemory,
): Record<Kind, RateLimiterMemory> {
	return {
		pictures: limiter(points.pictures),
		search: limiter(points.search),
		change: limiter(points.change),
		other: limiter(points.other),
	};
}

async function consume(limiter: RateLimiterMemory, key: string): Promise<LimitAnswer> {
	try {
		await limiter.consume(key);
		return { pass: true };
	} catch (refused) {
		if (!(refused instanceof RateLimiterRes)) throw refused;
		return { pass: false, retryAfterSeconds: Math.max(1, Math.ceil(refused.msBeforeNext / 1000)) };
	}
}

function isSignIn(path: string): boolean {
	return /^\/(sign-in|idp|oidc|api\/sign-in)(\/|$)/.test(path);
}

function askerOf(principal: Principal): Asker {
	switch (principal.kind) {
		case 'anonymous':
			return 'stranger';
		case 'guest':
		case 'staff':
			return 'person';
		case 'service':
			return 'system';
	}
}

const searches =
	/^\/(dicom-web\/(studies|series|instances)(\/[^/]+\/(series|instances))?\/?$|api\/(worklist|oversight|patients|search)(\/|$))/;
const pictures =
	/\/(frames|preview|overlays|rendered|thumbnail|bulkdata)(\/|$)|^\/dicom-web\/studies\/[^/]+\//;

/** By the address alone: what isn't known counts as `other`, never as nothing. */
export function kindOf({ path, method }: Pick<Asked, 'path' | 'method'>): Kind {
	const reads = method === 'GET' || method === 'HEAD';
	if (searches.test(path) && (reads || path.startsWith('/api/'))) return 'search';
	if (reads && pictures.test(path)) return 'pictures';
	return reads ? 'other' : 'change';
}
