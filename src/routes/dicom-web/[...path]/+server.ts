import { codeAnswer, notFound, refusal } from '#lib/server/app/answers.ts';
import { dicomwebAnswer, dicomwebPrefix } from '#lib/server/app/dicomweb-answer.ts';
import { rightFor } from '#lib/server/dicomweb/dicomweb.ts';
import { allowedMethods, parseResource } from '#lib/server/dicomweb/resource.ts';
import type { RequestHandler } from './$types';

/** Every verb comes here; the raw path is read, so that an escape can't name what it spells (threat 2). */
export const fallback: RequestHandler = async (event) => {
	const { request, url } = event;
	const resource = parseResource(url.pathname.slice(dicomwebPrefix.length));
	if (resource === null) return notFound();
	const allow = allowedMethods(resource);
	if (!allow.includes(request.method)) {
		return codeAnswer(405, 'method-not-allowed', { allow: allow.join(', ') });
	}
	if (request.method === 'OPTIONS')
		return new Response(null, { status: 204, headers: { allow: allow.join(', ') } });
	const refused = await refusal(event, rightFor(resource, request.method));
	return refused ?? dicomwebAnswer(event, resource);
};
