/**
 * The ceiling of a machine: Node's own server that gives the same bytes from memory to whoever asks, without a question, a header
 * more than needed, or a line in a log.
 *   node bench/server/control.ts FILE        prints its port; the bytes of FILE for every address, out of 300 copies in turn,
 *                                            since one would lie in the processor's own cache
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const body = readFileSync(process.argv[2] ?? '');
const copies = Array.from({ length: 300 }, () => Buffer.from(body));
let next = 0;
const headers = ['content-type', 'application/octet-stream', 'content-length', String(body.byteLength)];
const server = createServer((_, response) =>
	response.writeHead(200, headers).end(copies[next++ % copies.length]),
);
server.listen(0, '127.0.0.1', () => {
	const address = server.address();
	process.stdout.write(`${address !== null && typeof address === 'object' ? address.port : 0}\n`);
});
