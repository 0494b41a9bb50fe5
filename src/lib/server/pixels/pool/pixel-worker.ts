/** The worker's side of the pool: one job at a time, told by message, answered by message. Run from source by Node itself. */
import { parentPort } from 'node:worker_threads';
import sharp from 'sharp';
import { errorFields, log } from '#lib/base/log.ts';
import { runJob } from './run-job.ts';
import type { WorkerJob, WorkerMessage } from './pixel-job.ts';

/** A codec's heap grows with the largest frame and never shrinks: after one above this the worker is replaced. */
const recyclePixels = 10_000_000;

// The pool's threads are the parallelism; pictures never come twice.
sharp.concurrency(1);
sharp.cache(false);

const port = parentPort;
if (port === null) throw new Error('pixel-worker runs in a worker thread only');

port.on('message', (job: WorkerJob) => {
	let largest = 0;
	const say = (message: WorkerMessage) => {
		port.postMessage(message);
	};
	runJob(job, {
		onFrame(frame, pixels) {
			largest = Math.max(largest, pixels);
			say({ kind: 'frame', frame, pixels });
		},
	}).then(
		(answer) => say({ kind: 'done', answer, recycle: largest > recyclePixels }),
		(error: unknown) => {
			log('error', 'pixel-job-failed', { job: job.name, ...errorFields(error) });
			// A fault of the disk is no fault of the picture: told apart by its code.
			say({ kind: 'failed', fault: error instanceof Error && 'syscall' in error ? 'disk' : 'decoder' });
		},
	);
});
