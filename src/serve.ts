/**
 * The production entry, run by Node directly: `npm start`. An HTTP server of our own around the adapter's handler, so that
 * every answer carries the headers, the first line that goes wrong names its variable, and the end is orderly.
 */
import { createServer } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import compression from 'compression';
import * as v from 'valibot';
import { log } from './lib/base/log.ts';
import type { App } from './lib/server/app/app.ts';
import { configOrExit } from './lib/server/app/config.ts';
import { drain } from './lib/server/app/drain.ts';
import { handedOff } from './lib/server/app/hand-off.ts';
import { baseHeaders } from './lib/server/app/headers.ts';
import { mountLive } from './lib/server/app/live-door.ts';
import { answerLocalSignIn } from './lib/server/app/local-sign-in-door.ts';
import { HandlerModule } from './lib/server/app/handler-module.ts';
import { endSlowBody } from './lib/server/app/slow-body.ts';
import { localPeopleLines } from './lib/server/demo/local-provider/local-people.ts';
import { isLocalPath } from './lib/server/demo/local-provider/local-path.ts';

const root = join(import.meta.dirname, '..');
process.chdir(root);
const config = configOrExit(process.env);
process.env['ORIGIN'] ??= config.origin;
// The adapter's limit for all routes: studies come in by HTTP too. Small bodies are the gate's matter (gate.ts).
process.env['BODY_SIZE_LIMIT'] ??= '2G';

// Importing the built handler runs hooks.server.ts `init`, which builds the App.
const built: unknown = await import(pathToFileURL(join(root, 'build', 'handler.js')).href);
const { handler } = v.parse(HandlerModule, built);
const running = await handedOff();
if (running === null) throw new Error('the app was not built');
const { app, lane } = running;

const headers = Object.entries(baseHeaders(config.origin));
// Pages and JSON only: a study's JSON is a tenth of its size on the line. Frames are compressed already and answer ranges.
const compress = compression({
	threshold: 1024,
	filter: (_, response) =>
		/^(text\/|application\/(json|dicom\+json))/.test(String(response.getHeader('content-type'))),
});
const server = createServer((request, response) => {
	if (lane.take(request, response)) return;
	endSlowBody(request);
	for (const [name, value] of headers) response.setHeader(name, value);
	const { local } = app.signIn;
	if (local !== null && isLocalPath(request.url)) {
		void answerLocalSignIn(app, local, [request, response]);
		return;
	}
	compress(request, response, () => {
		handler(request, response, () => response.writeHead(404).end());
	});
});
mountLive(server, app);
// A study over a rural line takes longer than Node's five minutes; headers still have to come within a minute.
server.requestTimeout = 0;
server.once('error', (error: NodeJS.ErrnoException) => {
	process.stderr.write(
		`${error.code === 'EADDRINUSE' ? 'PORT' : 'HOST'} can't be listened on (${error.code ?? '?'})\n`,
	);
	process.exit(1);
});
server.listen(config.port, config.host, () => {
	log('info', 'listening', { host: config.host, port: config.port });
	void printWaysIn(app);
});
drain(server, {
	stopping: () => {
		app.live.end();
		// Sockets hold the server open until they are closed.
		void app.consults.drain();
	},
	close: () => app.close(),
});

/** The only secrets that ever reach the output: they lead to invented people. */
async function printWaysIn({ demoLinks, signIn }: App): Promise<void> {
	for (const waiting of demoLinks) {
		const link = await waiting;
		if (link !== null) process.stdout.write(`${config.origin}/s#${link.secret}\nPIN ${link.pin}\n`);
	}
	if (signIn.local === null) return;
	process.stdout.write(`${config.origin}/sign-in\nPASSWORD ${signIn.local.password}\n`);
	for (const line of localPeopleLines()) process.stdout.write(`  ${line}\n`);
}
