/**
 * The door of a consult's live line. The socket carries the browser's cookies, so only our own pages may ask for it (Origin);
 * who asks is found by the same code as at any request; everything is decided before the upgrade. Asked without an upgrade the
 * same address says what the answer would be, since browsers don't tell a page why its socket wasn't opened.
 */
import type { IncomingMessage, Server } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { errorFields, log } from '#lib/base/log.ts';
import { decide } from '#lib/access/decide.ts';
import type { Principal } from '#lib/access/principal.ts';
import type { Staff } from '#lib/access/staff.ts';
import type { Seat } from '#lib/server/consult/request/seat.ts';
import type { App } from './app.ts';
import { clientAddress } from './client-address.ts';
import { isOwnOrigin } from './gate.ts';
import { credentialsIn, identify, studyIn } from './identify.ts';

/** A minute, by address: a hospital that comes back together after a break stands behind one. */
const triesByAddress = 600;

/** What of the App the door needs. */
export type DoorApp = Pick<App, 'clock' | 'db' | 'limits' | 'consults' | 'seatOf'> & {
	readonly config: Pick<App['config'], 'origin' | 'rateLimitFactor'>;
};

export type DoorAnswer =
	| { readonly open: true; readonly staff: Staff; readonly seat: Seat }
	| { readonly open: false; readonly status: number; readonly code: string };

/** `as`: the person the page was made for; another may have signed in on this browser since. */
export async function judgeDoor(
	app: Pick<DoorApp, 'clock' | 'seatOf'>,
	principal: Principal,
	{ consult, as }: { readonly consult: string; readonly as: string | null },
): Promise<DoorAnswer> {
	const now = app.clock();
	switch (principal.kind) {
		case 'anonymous':
			return shut(401, 'sign-in-needed');
		case 'guest':
		case 'service':
			return shut(404, 'not-found');
		case 'staff': {
			if (now >= principal.expiresAt) return shut(401, 'expired');
			if (principal.locked) return shut(401, 'locked');
			if (as !== null && as !== principal.personId) return shut(409, 'somebody-else');
			// Told like at every other door: it depends on the caller alone.
			const may = decide(principal, { action: 'search' }, now);
			if (!may.allow && may.reason === 'licence-needed') return shut(403, may.reason);
			const seat = await app.seatOf(principal, consult, now);
			return seat === null ? shut(404, 'not-found') : { open: true, staff: principal, seat };
		}
	}
}

/** Answers upgrades of `/api/consults/{id}/live`; false: not that address. */
export function liveDoor(app: DoorApp): (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean {
	const tries = new RateLimiterMemory({ points: triesByAddress * app.config.rateLimitFactor, duration: 60 });
	return (request, socket, head) => {
		const url = URL.canParse(request.url ?? '', app.config.origin)
			? new URL(request.url ?? '', app.config.origin)
			: null;
		const consult = url === null ? null : consultIn(url.pathname);
		if (url === null || consult === null) return false;
		// Until the socket is ws's own: a caller who goes away must not end the process.
		socket.on('error', () => socket.destroy());
		void admit(app, tries, { request, socket, head, url, consult }).catch((error: unknown) => {
			log('error', 'live-door-failed', errorFields(error));
			answer(socket, shut(500, 'internal'));
		});
		return true;
	};
}

/** In production nothing else is ever upgraded. */
export function mountLive(server: Server, app: DoorApp): void {
	const door = liveDoor(app);
	server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
		if (!door(request, socket, head)) answer(socket, shut(404, 'not-found'));
	});
}

interface Knock {
	readonly request: IncomingMessage;
	readonly socket: Duplex;
	readonly head: Buffer;
	readonly url: URL;
	readonly consult: string;
}

async function admit(app: DoorApp, tries: RateLimiterMemory, knock: Knock): Promise<void> {
	const { request, socket, head, url, consult } = knock;
	const { origin, host } = request.headers;
	const refuse = (status: number, code: string): void => answer(socket, shut(status, code));
	if (app.consults.draining) {
		refuse(503, 'stopping');
		return;
	}
	if (!isOwnOrigin(origin ?? null, url, host ?? null)) {
		refuse(403, 'foreign-origin');
		return;
	}
	const from = clientAddress(request);
	const principal = (await passes(tries, from)) ? await whoAsks(app, knock, from) : null;
	if (principal === null) {
		refuse(429, 'too-many-requests');
		return;
	}
	const door = await judgeDoor(app, principal, { consult, as: url.searchParams.get('as') });
	if (!door.open) {
		answer(socket, door);
		return;
	}
	const release = app.limits.openStream(principal);
	if (release === null) {
		refuse(429, 'too-many-requests');
		return;
	}
	const { staff, seat } = door;
	const since = url.searchParams.get('since');
	const opened = await app.consults.open(
		{ request, socket, head },
		{ ...{ staff, seat, since, from, release }, requestId: crypto.randomUUID() },
	);
	if (!opened) answer(socket, elsewhere);
}

/** The room is another process's: a proxy that sends a consult's people to one place brings them there. */
export const elsewhere = shut(503, 'elsewhere');

/** null: who asks has asked too often. */
async function whoAsks(app: DoorApp, { request, url }: Knock, from: string): Promise<Principal | null> {
	const credentials = credentialsIn(request.headers, studyIn(url), app.config);
	const principal = await identify(app.db, credentials, app.clock());
	const asked = { path: url.pathname, method: 'GET', address: from };
	return (await app.limits.afterSignIn(principal, asked)).pass ? principal : null;
}

function consultIn(path: string): string | null {
	return /^\/api\/consults\/([\w-]{1,64})\/live$/.exec(path)?.[1] ?? null;
}

async function passes(tries: RateLimiterMemory, address: string): Promise<boolean> {
	try {
		await tries.consume(address);
		return true;
	} catch (refused) {
		if (refused instanceof RateLimiterRes) return false;
		throw refused;
	}
}

function shut(status: number, code: string): DoorAnswer & { open: false } {
	return { open: false, status, code };
}

function answer(socket: Duplex, { status, code }: DoorAnswer & { open: false }): void {
	const body = JSON.stringify({ code });
	const wait = status === 429 || status === 503 ? 'retry-after: 5\r\n' : '';
	socket.end(
		`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\nconnection: close\r\ncontent-type: application/json\r\n` +
			`cache-control: private, no-store\r\n${wait}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
	);
}
