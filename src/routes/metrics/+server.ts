import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ locals }) =>
	new Response(locals.app.metrics.text(), { headers: { 'content-type': 'text/plain; version=0.0.4' } });
