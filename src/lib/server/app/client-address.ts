import type { IncomingMessage } from 'node:http';

/** Whom a request comes from, as the adapter tells the routes: behind a proxy by the header that the operator named. */
export function clientAddress(
	request: Pick<IncomingMessage, 'headers' | 'socket'>,
	env: Readonly<Record<string, string | undefined>> = process.env,
): string {
	const name = env['ADDRESS_HEADER']?.toLowerCase() ?? '';
	const value = request.headers[name];
	const told = Array.isArray(value) ? value.join(',') : value;
	if (told === undefined) return request.socket.remoteAddress ?? '';
	if (name !== 'x-forwarded-for') return told;
	// Each proxy appends: only the last ones are ours.
	const depth = Number.parseInt(env['XFF_DEPTH'] ?? '1', 10);
	return told.split(',').at(-depth)?.trim() ?? '';
}
