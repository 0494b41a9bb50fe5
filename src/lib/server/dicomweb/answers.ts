/** Answers of this room. Errors are a status and `{code}`, the same bytes as everywhere else in the product. */
import type { Dataset } from '#lib/dicom/dataset.ts';
import type { ArchiveReason } from '#lib/server/archive/port.ts';
import { negotiate, parseAccept } from './accept.ts';
import type { Offer } from './accept.ts';
import type { Asked } from './asked.ts';

export function refuse(status: number, code: string, headers: Record<string, string> = {}): Response {
	const body = JSON.stringify({ code });
	return new Response(body, {
		status,
		headers: {
			'content-type': 'application/json',
			'content-length': String(Buffer.byteLength(body)),
			'cache-control': 'private, no-store',
			...headers,
		},
	});
}

export function notFound(): Response {
	return refuse(404, 'not-found');
}

export function notAcceptable(): Response {
	return refuse(406, 'not-acceptable');
}

export function archiveRefusal(reason: ArchiveReason): Response {
	switch (reason) {
		case 'not-found':
			return notFound();
		case 'too-large':
			return refuse(413, 'too-large');
		case 'aborted':
			return refuse(499, 'aborted');
		case 'unavailable':
		case 'refused-by-archive':
			return refuse(503, 'archive-unavailable', { 'retry-after': '10' });
	}
}

/** PS3.18 8.3.4: what was ignored or cut. */
export function warningHeader(
	asked: Pick<Asked, 'roots'>,
	warnings: readonly string[],
): Record<string, string> {
	if (warnings.length === 0) return {};
	return { warning: warnings.map((text) => `299 ${asked.roots.service}: "${text}"`).join(', ') };
}

/** Both forms carry the same bytes. */
const jsonOffers: readonly Offer[] = ['application/dicom+json', 'application/json'].map((type) => ({
	type,
	multipart: false,
	transferSyntax: null,
	stored: false,
	defaultForType: true,
}));

export function jsonType(asked: Pick<Asked, 'url' | 'headers'>): string | null {
	return negotiate(parseAccept(asked.url, asked.headers), jsonOffers)?.type ?? null;
}

export const privateHeaders = { 'cache-control': 'private, no-cache', vary: 'accept' } as const;

export function jsonAnswer(
	body: Dataset | readonly Dataset[],
	type: string,
	headers: HeadersInit,
	status = 200,
): Response {
	const answer = new Response(JSON.stringify(body), { status, headers: privateHeaders });
	answer.headers.set('content-type', type);
	for (const [name, value] of new Headers(headers)) answer.headers.set(name, value);
	return answer;
}

/** What If-None-Match says of an answer with this ETag (RFC 9110 13.1.2). */
export function isUnchanged(headers: Headers, etag: string): boolean {
	const field = headers.get('if-none-match');
	if (field === null) return false;
	return field.split(',').some((one) => one.trim().replace(/^W\//, '') === etag || one.trim() === '*');
}
