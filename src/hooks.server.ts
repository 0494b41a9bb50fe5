import type { Handle, ServerInit } from '@sveltejs/kit';
import { buildApp } from '#lib/server/app/app.ts';
import { configOrExit } from '#lib/server/app/config.ts';
import { sharedApp } from '#lib/server/app/hand-off.ts';

const start = () => sharedApp(() => buildApp(configOrExit(process.env)));

export const init: ServerInit = async () => {
	await start();
};

export const handle: Handle = async ({ event, resolve }) => {
	event.locals.app = await start();
	event.locals.principal = { kind: 'anonymous' };
	event.locals.language = 'th';
	event.locals.requestId = crypto.randomUUID();
	return resolve(event);
};
