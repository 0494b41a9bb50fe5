import { notFound } from '#lib/server/app/answers.ts';
import type { RequestHandler } from './$types';

const dayMs = 86_400_000;

/** RFC 9116: whom to tell of a hole. Without a contact there is no such page: a made-up one would be worse. */
export const GET: RequestHandler = ({ locals }) => {
	const { config, clock } = locals.app;
	if (config.securityContact === null) return notFound();
	// A month from the day it's read: while somebody runs this server, somebody stands behind the address.
	const expires = new Date(Math.ceil(clock() / dayMs) * dayMs + 30 * dayMs).toISOString();
	const lines = [
		`Contact: ${config.securityContact}`,
		`Expires: ${expires}`,
		'Preferred-Languages: th, en',
		`Canonical: ${config.origin}/.well-known/security.txt`,
	];
	return new Response(`${lines.join('\n')}\n`, {
		headers: { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'public, max-age=86400' },
	});
};
