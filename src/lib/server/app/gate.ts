import { codeAnswer } from './answers.ts';

const reading = new Set(['GET', 'HEAD', 'OPTIONS']);
/** Bodies of our own API are small JSON; files come in by the DICOMweb and tus routes, which have limits of their own. */
const largestBody = 64 * 1024;
const withFiles = ['/dicom-web/', '/api/uploads/'];

/**
 * What no route should have to think of: a request that changes something comes from our own pages or from a system with a
 * token, and isn't larger than what its route can want. null when it may pass.
 */
export function gate(request: Request, url: URL): Response | null {
	if (reading.has(request.method)) return null;
	if (!fromOurselves(request, url)) return codeAnswer(403, 'foreign-origin');
	if (takesFiles(url.pathname)) return null;
	const length = request.headers.get('content-length');
	if (length !== null) return Number(length) <= largestBody ? null : codeAnswer(413, 'too-large');
	return request.headers.has('transfer-encoding') ? codeAnswer(411, 'length-needed') : null;
}

/** Bodies of any length come in here; their routes have limits of their own. */
export function takesFiles(path: string): boolean {
	return withFiles.some((each) => path.startsWith(each));
}

/** Browsers send Origin with every request that changes something; a token isn't sent by itself, so it needs none. */
function fromOurselves(request: Request, url: URL): boolean {
	const origin = request.headers.get('origin');
	if (origin === null) return request.headers.has('authorization');
	return isOwnOrigin(origin, url, request.headers.get('host'));
}

/** `url` as the server is known by; `host` as the browser called it. */
export function isOwnOrigin(origin: string | null, url: URL, host: string | null): boolean {
	if (origin === null) return false;
	if (origin === url.origin) return true;
	// The same server by another name, e.g. localhost for 127.0.0.1. A foreign page can't make Host and Origin agree.
	return URL.canParse(origin) && new URL(origin).host === host;
}
