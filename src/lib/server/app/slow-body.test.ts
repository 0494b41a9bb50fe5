import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { endSlowBody } from './slow-body.ts';

let server: Server;
let port: number;
beforeAll(async () => {
	server = createServer((request, response) => {
		endSlowBody(request, 20);
		request.on('error', () => undefined);
		request.on('end', () => response.end('whole'));
		request.resume();
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	const address = server.address();
	port = typeof address === 'object' && address !== null ? address.port : 0;
});
afterAll(() => {
	server.closeAllConnections();
	server.close();
});

/** Sends the head and a part of the body; what the server says before it ends the connection. */
async function sent(path: string, body: string, rest: string): Promise<string> {
	const socket = connect(port, '127.0.0.1');
	socket.write(`POST ${path} HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-length: 10\r\n\r\n${body}`);
	let said = '';
	socket.on('data', (chunk: Buffer) => (said += chunk.toString()));
	socket.on('error', () => undefined);
	const over = new Promise((done) => socket.once('close', done));
	// Long after a small body's time is over.
	if (rest !== '') setTimeout(() => socket.write(rest), 200);
	await over;
	return said;
}

it('threat-11: a small body that drips ends its connection; a file may take its time', async () => {
	expect(await sent('/api/links/redeem', '{"a"', '')).toBe('');
	expect(await sent('/api/links/redeem', '0123456789', '')).toContain('whole');
	expect(await sent('/api/uploads/x', '01234', '56789')).toContain('whole');
	expect(await sent('/dicom-web/studies', '01234', '56789')).toContain('whole');
});
