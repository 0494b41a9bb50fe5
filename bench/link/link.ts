/**
 * The line between the browser and everything else: a TCP proxy below HTTP, in a process of its own. Each server gets a port;
 * all connections share one rate. Control by HTTP: `PUT /?profile=3g` begins a measurement, `GET /` tells what went over since,
 * `PUT /?cut=1` breaks every open connection.
 *   node bench/link/link.ts CONTROL LISTEN:TARGET [LISTEN:TARGET ...]
 */
import { createServer as createHttp } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import { joinHalf, type Pipe } from './half.ts';
import { type Exchange, HttpWatch } from './http-watch.ts';
import { isProfile, profiles, type Profile } from './profiles.ts';

const [control = '', ...pairs] = process.argv.slice(2);
let profile: Profile = profiles.none;
const pipes: Record<'down' | 'up', Pipe> = { down: { busyUntil: 0 }, up: { busyUntil: 0 } };
const open = new Set<Socket>();
let exchanges: Exchange[] = [];
/** [unix ms, bytes] of what reached the browser, a tenth of a second each. */
let arrived: [number, number][] = [];
let cuts = 0;
let cutting: NodeJS.Timeout | null = null;

function begin(next: Profile): void {
	profile = next;
	exchanges = [];
	arrived = [];
	cuts = 0;
	for (const pipe of Object.values(pipes)) pipe.busyUntil = 0;
	if (cutting !== null) clearInterval(cutting);
	cutting = next.cutEveryMs === null ? null : setInterval(cut, next.cutEveryMs);
}

function cut(): void {
	if (open.size > 0) cuts += 1;
	for (const socket of open) socket.destroy();
}

function count(bytes: number): void {
	const now = Date.now();
	const last = arrived.at(-1);
	if (last !== undefined && now - last[0] < 100) last[1] += bytes;
	else arrived.push([now, bytes]);
}

for (const pair of pairs) {
	const [listen = 0, target = 0] = pair.split(':').map(Number);
	createServer({ noDelay: true }, (browser) => {
		const server = connect({ port: target, host: '127.0.0.1', noDelay: true });
		const watch = new HttpWatch((exchange) => exchanges.push(exchange));
		const openedAt = performance.now();
		open.add(browser);
		browser.once('close', () => open.delete(browser));
		joinHalf(browser, server, {
			direction: 'up',
			openedAt,
			pipe: pipes.up,
			profile: () => profile,
			delivered: (bytes) => watch.up(bytes),
		});
		joinHalf(server, browser, {
			direction: 'down',
			openedAt,
			pipe: pipes.down,
			profile: () => profile,
			delivered: (bytes) => {
				count(bytes.length);
				watch.down(bytes);
			},
		});
	}).listen(listen, '127.0.0.1');
}

createHttp((request, response) => {
	const { searchParams } = new URL(request.url ?? '/', 'http://link');
	const name = searchParams.get('profile') ?? '';
	if (request.method === 'PUT' && isProfile(name)) begin(profiles[name]);
	// Without a new count: what a line does in the middle of a measurement.
	const change = searchParams.get('change') ?? '';
	if (request.method === 'PUT' && isProfile(change)) profile = profiles[change];
	if (request.method === 'PUT' && searchParams.has('cut')) cut();
	response.setHeader('content-type', 'application/json');
	response.end(JSON.stringify({ exchanges, arrived, cuts }));
}).listen(Number(control), '127.0.0.1');
