import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { DemoFile } from './demo-files.ts';
import type { DemoMessage } from './demo-worker.ts';

// By path from the project's root, since the production bundle moves this module but not the worker's source.
const workerPath = () => join(process.cwd(), 'src/lib/server/demo/demo-worker.ts');

/** The demo's files as a thread draws them, one ahead of the reader. */
export async function* drawFiles(signal: AbortSignal): AsyncGenerator<DemoFile> {
	const worker = new Worker(workerPath());
	try {
		let next = receive(worker, signal);
		for (;;) {
			const message = await next;
			if (message.kind === 'end') return;
			next = receive(worker, signal);
			// Its failure is met at the next turn, or does not matter when the reader has left.
			next.catch(() => undefined);
			yield { step: message.step, bytes: message.bytes };
		}
	} finally {
		await worker.terminate();
	}
}

function receive(worker: Worker, signal: AbortSignal): Promise<DemoMessage> {
	const { promise, resolve, reject } = Promise.withResolvers<DemoMessage>();
	const onError = (error: unknown) => done(() => reject(error));
	const onExit = () => done(() => reject(new Error('the drawing thread ended')));
	const onAbort = () => done(() => reject(signal.reason));
	const onMessage = (message: DemoMessage) => done(() => resolve(message));
	const done = (settle: () => void) => {
		worker.off('message', onMessage).off('error', onError).off('exit', onExit);
		signal.removeEventListener('abort', onAbort);
		settle();
	};
	worker.once('message', onMessage).once('error', onError).once('exit', onExit);
	signal.addEventListener('abort', onAbort, { once: true });
	if (signal.aborted) onAbort();
	else worker.postMessage('next');
	return promise;
}
