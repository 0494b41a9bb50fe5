/** Our DICOMweb for a caller who was let in to this resource: what is written and searched depends on who it is. */
import { readsHeaders } from '#lib/access/decide.ts';
import type { Principal } from '#lib/access/principal.ts';
import { whoIs } from '#lib/server/access/authorize.ts';
import { visibilityOf } from '#lib/server/access/visibility.ts';
import { answer } from '#lib/server/dicomweb/dicomweb.ts';
import type { Resource } from '#lib/server/dicomweb/resource.ts';
import type { AskingHttp } from './asked-instance.ts';

export const dicomwebPrefix = '/dicom-web/';

export async function dicomwebAnswer(
	{ request, url, locals }: Pick<AskingHttp, 'request' | 'url' | 'locals'>,
	resource: Resource,
): Promise<Response> {
	const { app, principal } = locals;
	const now = app.clock();
	const searches = resource.kind === 'search' || resource.kind === 'studies';
	return answer(
		{
			url,
			headers: request.headers,
			body: request.body,
			signal: request.signal,
			roots: { service: `${url.origin}${dicomwebPrefix.slice(0, -1)}` },
			within: searches ? await visibilityOf(app.db, principal, now) : { kind: 'none' },
			readsHeaders: readsHeaders(principal, now),
			...sender(principal),
			studies: app.studies,
			pixels: app.pixels,
			metadata: app.metadata,
		},
		resource,
		request.method,
	);
}

/** What is stored belongs to the sender's hospital, and the audit names the sender. */
function sender(principal: Principal): { readonly owner: string | null; readonly actor: string } {
	switch (principal.kind) {
		case 'service':
			return { owner: principal.hospital, actor: `token:${principal.tokenId}` };
		case 'staff':
			return { owner: principal.hospital.hcode, actor: whoIs(principal) };
		case 'guest':
		case 'anonymous':
			return { owner: null, actor: whoIs(principal) };
	}
}
