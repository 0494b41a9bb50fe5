/**
 * What `hooks.server.ts` does for every route, done for the local identity provider, which answers in front of the routes: limits
 * by address and in all before anything is looked at, the gate (origin, size of the body), counters and the log line. The
 * headers are `serve.ts`'s, as for everything it sends.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { errorFields, log } from '#lib/base/log.ts';
import { languageOf } from '#lib/server/demo/local-provider/local-door.ts';
import { localPath } from '#lib/server/demo/local-provider/local-path.ts';
import type { LocalProvider } from '#lib/server/demo/local-provider/local-provider.ts';
import { recordAnswer } from './access-log.ts';
import type { App } from './app.ts';
import { clientAddress } from './client-address.ts';
import { gate } from './gate.ts';
import { harden } from './headers.ts';
import { tooMany } from './too-many.ts';

export async function answerLocalSignIn(
	app: App,
	local: LocalProvider,
	[request, response]: readonly [IncomingMessage, ServerResponse],
): Promise<void> {
	const startedAt = performance.now();
	const requestId = crypto.randomUUID();
	response.once('close', () => {
		const { statusCode: status } = response;
		recordAnswer(app, { requestId, route: localPath, method: request.method ?? '?', status, startedAt });
	});
	try {
		const no = await refusalOf(app, request);
		if (no === null) local.handle(request, response);
		else await send(app, no, response);
	} catch (error) {
		log('error', 'local-sign-in-failed', errorFields(error));
		response.destroy();
	}
}

async function refusalOf(app: App, request: IncomingMessage): Promise<Response | null> {
	const { origin } = app.config;
	const address = request.url ?? localPath;
	if (!URL.canParse(address, origin)) return new Response(null, { status: 400 });
	const url = new URL(address, origin);
	const asked = webRequest(request, url);
	const limit = await app.limits.beforeSignIn(url.pathname, clientAddress(request));
	return limit.pass ? gate(asked, url) : tooMany(asked, languageOf(request), limit.retryAfterSeconds);
}

/** What the gate reads of it. */
function webRequest({ method = 'GET', headers }: IncomingMessage, url: URL): Request {
	const read = new Headers();
	for (const name of [
		'accept',
		'authorization',
		'content-length',
		'host',
		'origin',
		'transfer-encoding',
	] as const) {
		const value = headers[name];
		if (value !== undefined) read.set(name, value);
	}
	return new Request(url, { method, headers: read });
}

/** The body that was refused is not read: the connection ends with the answer. */
async function send(app: App, answer: Response, response: ServerResponse): Promise<void> {
	harden(answer.headers, app.config.origin);
	response.setHeaders(answer.headers);
	response.setHeader('connection', 'close');
	response.writeHead(answer.status);
	response.end(Buffer.from(await answer.arrayBuffer()));
}
