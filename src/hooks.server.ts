/**
 * Every request passes here: who asks, may this request be made at all, which language; and every answer: headers, log and
 * counters. What a study's data may be given to is decided in the routes (`refusal`), since only they know the study.
 */
import { json } from '@sveltejs/kit';
import type { Handle, HandleServerError, ServerInit } from '@sveltejs/kit';
import { errorFields, log, setLogLevel } from '#lib/base/log.ts';
import type { Principal } from '#lib/access/decide.ts';
import { lockedAddress } from '#lib/session/return-path.ts';
import { languageCookie, languageOf } from '#lib/i18n/language.ts';
import { startingWords } from '#lib/i18n/areas/starting.ts';
import { recordAnswer } from '#lib/server/app/access-log.ts';
import { notFound } from '#lib/server/app/answers.ts';
import { buildApp } from '#lib/server/app/app.ts';
import { configOrExit } from '#lib/server/app/config.ts';
import { firstLook } from '#lib/server/app/first-look.ts';
import { gate } from '#lib/server/app/gate.ts';
import { shareRunning } from '#lib/server/app/hand-off.ts';
import type { Running } from '#lib/server/app/hand-off.ts';
import { harden } from '#lib/server/app/headers.ts';
import { credentialsOf, identify } from '#lib/server/app/identify.ts';
import { FrameLane } from '#lib/server/app/lane/frame-lane.ts';
import { StartProblem } from '#lib/server/app/start-problem.ts';
import { steadyStart } from '#lib/server/app/steady-start.ts';
import { tooMany } from '#lib/server/app/too-many.ts';

async function start(): Promise<Running> {
	const config = configOrExit(process.env);
	setLogLevel(config.logLevel);
	try {
		const app = await buildApp(config);
		return { app, lane: new FrameLane(app) };
	} catch (error) {
		if (!(error instanceof StartProblem)) throw error;
		process.stderr.write(`${error.message}\n`);
		process.exit(1);
	}
}

export const init: ServerInit = async () => {
	await shareRunning(start);
};

export const handle: Handle = async ({ event, resolve }) => {
	const startedAt = performance.now();
	const { request, url, cookies, locals } = event;
	const { app } = await shareRunning(start);
	locals.app = app;
	locals.requestId = crypto.randomUUID();
	locals.language = languageOf(url.searchParams.get('lang'), cookies.get(languageCookie));
	locals.principal = { kind: 'anonymous' };
	const address = event.getClientAddress();
	const early = await app.limits.beforeSignIn(url.pathname, address);
	const response = !early.pass
		? tooMany(request, locals.language, early.retryAfterSeconds)
		: (gate(request, url) ?? (await answer()));
	harden(response.headers, app.config.origin);
	recordAnswer(app, {
		requestId: locals.requestId,
		route: event.route.id,
		method: request.method,
		status: response.status,
		startedAt,
	});
	return response;

	async function answer(): Promise<Response> {
		locals.principal = await identify(app.db, credentialsOf(event, app.config), app.clock());
		const asked = { path: url.pathname, method: request.method, address };
		const limit = await app.limits.afterSignIn(locals.principal, asked);
		if (!limit.pass) return tooMany(request, locals.language, limit.retryAfterSeconds);
		// Programs get the same bytes for an address that no route has as for a study that isn't theirs.
		if (event.route.id === null && /^\/(api|dicom-web)\//.test(url.pathname)) return notFound();
		if (isLockedPage(event, locals.principal)) return lockedAnswer(event);
		const scripts: string[] = [];
		return resolve(event, {
			// Named in the page after its picture, not in the head of the answer, where they would share the line with it.
			preload: ({ type, path }) => {
				if (type === 'js') scripts.push(path);
				return (type === 'js' && locals.firstLook === undefined) || type === 'css';
			},
			transformPageChunk: ({ html }) => {
				const waiting = startingWords[locals.language];
				const page = html.replace('%lang%', locals.language).replace('%waiting%', waiting);
				return steadyStart(firstLook(page, locals.firstLook ?? null, scripts), { scripts, waiting });
			},
		});
	}
};

/** No page is even begun for whoever sits before a locked screen; programs get the code from their routes. */
function isLockedPage(event: { route: { id: string | null } }, principal: Principal): boolean {
	const { id } = event.route;
	return (
		principal.kind === 'staff' &&
		principal.locked &&
		id !== null &&
		/^\/(\(staff\)|studies|consults)\//.test(id)
	);
}

/** As an answer and not thrown: it gets its headers and its log line like any other. Kit's own navigation wants it as data. */
function lockedAnswer({ url, isDataRequest }: { url: URL; isDataRequest: boolean }): Response {
	const location = lockedAddress(`${url.pathname}${url.search}`);
	return isDataRequest
		? json({ type: 'redirect', location })
		: new Response(null, { status: 303, headers: { location } });
}

/** The page and the client learn a code; the log learns the error's class and place, never its words. */
export const handleError: HandleServerError = ({ error, event, status }) => {
	if (status === 404) return { message: 'not-found', code: 'not-found' };
	log('error', 'request-failed', {
		id: event.locals.requestId ?? null,
		route: event.route.id,
		status,
		...errorFields(error),
	});
	return { message: 'internal', code: status === 413 ? 'too-large' : 'internal' };
};
