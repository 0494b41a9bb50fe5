import type { Principal } from '#lib/access/principal.ts';
import { whoIs } from '#lib/server/access/authorize.ts';
import { visibilityOf } from '#lib/server/access/visibility.ts';
import { codeAnswer, notFound, refusal } from '#lib/server/app/answers.ts';
import { answer, rightFor } from '#lib/server/dicomweb/dicomweb.ts';
import { allowedMethods, parseResource } from '#lib/server/dicomweb/resource.ts';
import type { RequestHandler } from './$types';

const prefix = '/dicom-web/';

/** Every verb comes here; the raw path is read, so that an escape can't name what it spells (threat 2). */
export const fallback: RequestHandler = async (event) => {
	const { request, url, locals } = event;
	const resource = parseResource(url.pathname.slice(prefix.length));
	if (resource === null) return notFound();
	const allow = allowedMethods(resource);
	if (!allow.includes(request.method)) {
		return codeAnswer(405, 'method-not-allowed', { allow: allow.join(', ') });
	}
	if (request.method === 'OPTIONS')
		return new Response(null, { status: 204, headers: { allow: allow.join(', ') } });
	const refused = await refusal(event, rightFor(resource, request.method));
	if (refused !== null) return refused;
	const { app, principal } = locals;
	return answer(
		{
			url,
			headers: request.headers,
			body: request.body,
			signal: request.signal,
			roots: { service: `${url.origin}${prefix.slice(0, -1)}` },
			within: await visibilityOf(app.db, principal, app.clock()),
			...sender(principal),
			studies: app.studies,
			pixels: app.pixels,
			metadata: app.metadata,
		},
		resource,
		request.method,
	);
};

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
