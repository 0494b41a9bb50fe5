/**
 * Draws the demo's files in a thread of its own, so that the server answers meanwhile. One file goes out for each `next`
 * that comes in: at most two wait in memory.
 */
import { parentPort } from 'node:worker_threads';
import { demoFiles } from './demo-files.ts';
import type { DemoFile } from './demo-files.ts';

export type DemoMessage = ({ readonly kind: 'file' } & DemoFile) | { readonly kind: 'end' };

const port = parentPort;
if (port === null) throw new Error('runs as a worker only');
const files = demoFiles();
let turn = Promise.resolve();

async function sendNext(): Promise<void> {
	const next = await files.next();
	if (next.done) {
		port?.postMessage({ kind: 'end' } satisfies DemoMessage);
		return;
	}
	const bytes = ownBuffer(next.value.bytes);
	port?.postMessage({ kind: 'file', step: next.value.step, bytes } satisfies DemoMessage, [bytes.buffer]);
}

/** Moved to the main thread, not copied: the bytes must be the whole of their buffer. */
function ownBuffer(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
	const { buffer } = bytes;
	if (buffer instanceof ArrayBuffer && buffer.byteLength === bytes.byteLength) return new Uint8Array(buffer);
	return new Uint8Array(bytes);
}

port.on('message', () => {
	turn = turn.then(sendNext);
});
