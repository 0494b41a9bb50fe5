/**
 * As many requests as a server answers, over kept connections, in a process of its own: reads heads and counts bytes, nothing else,
 * into one buffer for ever, so that the client is not what is measured (the control row tells what it can take).
 *   node bench/server/load.ts ORDER.json      ({host, port, paths, headers, connections, seconds}); prints {answers, failed, bytes}
 */
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import * as v from 'valibot';

const Order = v.object({
	port: v.number(),
	paths: v.array(v.string()),
	/** one set for each connection in turn */
	headers: v.array(v.record(v.string(), v.string())),
	connections: v.number(),
	seconds: v.number(),
});
const order = v.parse(Order, JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')));
const fields = order.headers.map((headers) =>
	Object.entries({ host: `127.0.0.1:${order.port}`, ...headers })
		.map(([name, value]) => `${name}: ${value}\r\n`)
		.join(''),
);
const end = performance.now() + order.seconds * 1000;
let next = 0;
let answers = 0;
let failed = 0;
let bytes = 0;

function ask(by: number): string {
	const path = order.paths[next++ % order.paths.length] ?? '/';
	return `GET ${path} HTTP/1.1\r\n${fields[by % fields.length] ?? ''}\r\n`;
}

/** Sockets are read one after another, and each piece is done with before the next. */
const buffer = Buffer.allocUnsafe(256 * 1024);

function client(by: number): Promise<void> {
	return new Promise((resolve) => {
		let head = '';
		/** Bytes still to come of the body; -1: in chunks, whose end is looked for. */
		let left = 0;
		let tail = '';
		const done = (): void => {
			answers += 1;
			head = '';
			tail = '';
			if (performance.now() < end) socket.write(ask(by));
			else socket.end();
		};
		const heard = (data: Buffer): void => {
			bytes += data.length;
			let at = 0;
			if (left === 0) {
				const before = head.length;
				head += data.toString('latin1', 0, Math.min(data.length, 8192));
				const stop = head.indexOf('\r\n\r\n');
				if (stop < 0) return;
				at = stop + 4 - before;
				if (!/^HTTP\/1\.1 200/.test(head)) failed += 1;
				const length = /^content-length:\s*(\d+)/im.exec(head.slice(0, stop))?.[1];
				left = length === undefined ? -1 : Number(length);
				if (left === 0) {
					done();
					return;
				}
			}
			if (left > 0) {
				left -= data.length - at;
				if (left <= 0) {
					left = 0;
					done();
				}
				return;
			}
			tail = (tail + data.toString('latin1', Math.max(at, data.length - 8))).slice(-8);
			if (tail.endsWith('0\r\n\r\n')) {
				left = 0;
				done();
			}
		};
		const socket = connect({
			...{ port: order.port, host: '127.0.0.1', noDelay: true },
			onread: {
				buffer,
				callback: (length, read) => {
					heard(Buffer.from(read.buffer, read.byteOffset, length));
					return true;
				},
			},
		});
		socket.once('close', () => resolve());
		socket.once('error', () => resolve());
		socket.write(ask(by));
	});
}

const started = performance.now();
await Promise.all(Array.from({ length: order.connections }, (_, n) => client(n)));
const seconds = (performance.now() - started) / 1000;
process.stdout.write(
	JSON.stringify({ answers: answers / seconds, failed, megabytes: bytes / seconds / 1e6 }),
);
