import type { PreparedManifest } from '#lib/server/archive/studies/manifest-store.ts';
import { isUnchanged } from '#lib/server/dicomweb/answers.ts';
import { takesCoding } from '#lib/server/dicomweb/content-coding.ts';

/** In the best coding that the browser takes. ETags differ by coding (RFC 9110 8.8.3). */
export function manifestAnswer(manifest: PreparedManifest, request: Request): Response {
	const { coding, body } = chosen(manifest, request.headers.get('accept-encoding'));
	const etag = `"${manifest.etag}${coding === null ? '' : `-${coding}`}"`;
	const headers: Record<string, string> = {
		'content-type': 'application/json',
		'cache-control': 'private, no-cache',
		vary: 'accept-encoding, cookie',
		etag,
		...(coding === null ? {} : { 'content-encoding': coding }),
	};
	if (isUnchanged(request.headers, etag)) return new Response(null, { status: 304, headers });
	return new Response(new Uint8Array(body), {
		headers: { ...headers, 'content-length': String(body.byteLength) },
	});
}

function chosen(
	manifest: PreparedManifest,
	accepted: string | null,
): { coding: 'br' | 'gzip' | null; body: Buffer } {
	if (takesCoding(accepted, 'br')) return { coding: 'br', body: manifest.brotli };
	if (takesCoding(accepted, 'gzip')) return { coding: 'gzip', body: manifest.gzip };
	return { coding: null, body: manifest.json };
}
