import { visibleStudies } from '#lib/access/decide.ts';
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
			within: visibleStudies(principal, app.clock()),
			owner: principal.kind === 'service' ? principal.hospital : null,
			actor: principal.kind === 'service' ? `token:${principal.tokenId}` : principal.kind,
			studies: app.studies,
			pixels: app.pixels,
		},
		resource,
		request.method,
	);
};
