/**
 * The room's door for the rest of the server: jobs in, answers out, workers behind. A frame on which a decoder hangs or dies is
 * refused with that reason and the rest of its instance is derived by a new worker.
 */
import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { Result } from '#lib/base/result.ts';
import { log } from '#lib/base/log.ts';
import { JobQueue } from './job-queue.ts';
import type { Priority } from './job-queue.ts';
import type {
	DeriveRequest,
	FrameChoice,
	FrameValues,
	JobKinds,
	JobName,
	LaterFrame,
	RenderRequest,
	WorkerJob,
} from './pixel-job.ts';
import { refusedWhole } from '../derivation.ts';
import type { Photograph, PhotographRequest } from '../photograph.ts';
import { refuse } from '../refusal.ts';
import type { PixelRefusal } from '../refusal.ts';
import type { Derivation } from '../rendition.ts';
import { WorkerSlot } from './worker-slot.ts';
import type { JobOutcome, Patience } from './worker-slot.ts';

export interface PoolOptions {
	readonly size?: number;
	readonly queueLimit?: number;
	readonly patience?: Patience;
	/** Another worker, for tests. */
	readonly workerPath?: string;
}

export interface JobOptions {
	readonly signal?: AbortSignal;
	/** `visible`: a reader waits for it now. */
	readonly priority?: Priority;
}

/** Rejections are faults (the disk, a closed pool, a full queue, an abort); what a file can cause is in the answers. */
export class PoolFault extends Error {
	override readonly name = 'PoolFault';
	readonly code: 'queue-full' | 'closed' | 'disk-fault' | 'aborted';

	constructor(code: PoolFault['code']) {
		super(code);
		this.code = code;
	}
}

export interface PixelPool {
	/** Derives every frame of the original at `path` into the file `container`. */
	derive(
		request: { readonly path: string; readonly container: string },
		options?: JobOptions,
	): Promise<Derivation>;
	/** The rendition of a frame whose index says `later`. */
	deriveFrame(request: DeriveRequest, options?: JobOptions): Promise<Result<LaterFrame, PixelRefusal>>;
	/** Stored values, for answers in Explicit VR Little Endian. */
	decodeFrame(request: FrameChoice, options?: JobOptions): Promise<Result<FrameValues, PixelRefusal>>;
	render(request: RenderRequest, options?: JobOptions): Promise<Result<Uint8Array, PixelRefusal>>;
	/** An overlay plane embedded in bit `bit` of the pixel cells: one byte a pixel. */
	overlay(
		request: FrameChoice & { readonly bit: number },
		options?: JobOptions,
	): Promise<Result<Uint8Array, PixelRefusal>>;
	/** A phone's picture, made fit to be kept. */
	photograph(request: PhotographRequest, options?: JobOptions): Promise<Result<Photograph, PixelRefusal>>;
	/** Jobs waiting and running, for /metrics. */
	load(): { readonly waiting: number; readonly running: number };
	close(): Promise<void>;
}

/** Three frames of one instance may hang or crash a decoder before the instance is given up. */
const maxBadFrames = 3;

interface Waiting {
	readonly job: WorkerJob;
	readonly given: Map<number, PixelRefusal>;
	readonly settle: (answer: unknown) => void;
	readonly fail: (error: Error) => void;
}

export function createPixelPool(options: PoolOptions = {}): PixelPool {
	// The slowest good frame measured takes half a second per megapixel: a busy machine must not turn it into a refusal.
	const patience = options.patience ?? { base: 10_000, perMegapixel: 8_000 };
	const size = options.size ?? Math.max(1, availableParallelism() - 1);
	const slots = Array.from({ length: size }, () => new WorkerSlot(patience, options.workerPath));
	const queue = new JobQueue<Waiting>(options.queueLimit ?? 10_000);
	let closed = false;

	const pump = () => {
		for (const slot of slots) {
			if (slot.busy) continue;
			const next = queue.next();
			if (next === undefined) return;
			void work(slot, next);
		}
	};

	const work = async (slot: WorkerSlot, waiting: Waiting) => {
		const outcome = await slot.run(withGiven(waiting));
		if (closed) waiting.fail(new PoolFault('closed'));
		else await settle(waiting, outcome);
		pump();
	};

	const settle = async (waiting: Waiting, outcome: JobOutcome) => {
		const { job, given } = waiting;
		if (outcome.kind === 'done') {
			waiting.settle(outcome.answer);
			return;
		}
		if (job.name === 'derive') await rm(job.request.temporary, { force: true });
		if (outcome.kind === 'disk-fault') {
			waiting.fail(new PoolFault('disk-fault'));
			return;
		}
		const code = outcome.kind === 'timeout' ? 'decoder-timeout' : 'decoder-crashed';
		log('warn', 'pixel-worker-replaced', { code, job: job.name, frame: outcome.frame });
		if (job.name !== 'derive') {
			waiting.settle(refuse(code));
		} else if (outcome.frame === null || given.has(outcome.frame) || given.size >= maxBadFrames) {
			waiting.settle(refusedWhole({ code, detail: null }));
		} else {
			given.set(outcome.frame, { code, detail: null });
			queue.putBack(waiting);
		}
	};

	const submit = <N extends JobName>(
		job: WorkerJob & { name: N },
		{ signal, priority = 'soon' }: JobOptions,
	) =>
		new Promise<JobKinds[N]['answer']>((resolve, reject) => {
			if (closed) throw new PoolFault('closed');
			signal?.throwIfAborted();
			const onAbort = () => {
				queue.remove(waiting);
				reject(asError(signal?.reason));
			};
			const waiting: Waiting = {
				job,
				given: new Map(),
				settle(answer) {
					signal?.removeEventListener('abort', onAbort);
					// The worker answers a job by its own kind: the one place where a message becomes a type again.
					resolve(answer as JobKinds[N]['answer']);
				},
				fail(error) {
					signal?.removeEventListener('abort', onAbort);
					reject(error);
				},
			};
			if (!queue.add(waiting, priority)) throw new PoolFault('queue-full');
			signal?.addEventListener('abort', onAbort, { once: true });
			pump();
		});

	return {
		derive: ({ path, container }, jobOptions = {}) => {
			const temporary = `${container}.${randomUUID()}.part`;
			return submit({ name: 'derive', request: { path, container, temporary, given: [] } }, jobOptions);
		},
		deriveFrame: (request, jobOptions = {}) => submit({ name: 'deriveFrame', request }, jobOptions),
		decodeFrame: (request, jobOptions = {}) => submit({ name: 'decodeFrame', request }, jobOptions),
		render: (request, jobOptions = {}) => submit({ name: 'render', request }, jobOptions),
		overlay: (request, jobOptions = {}) => submit({ name: 'overlay', request }, jobOptions),
		photograph: (request, jobOptions = {}) => submit({ name: 'photograph', request }, jobOptions),
		load: () => ({ waiting: queue.length, running: slots.filter((slot) => slot.busy).length }),
		async close() {
			closed = true;
			for (let next = queue.next(); next !== undefined; next = queue.next())
				next.fail(new PoolFault('closed'));
			await Promise.all(slots.map((slot) => slot.close()));
		},
	};
}

function withGiven({ job, given }: Waiting): WorkerJob {
	return job.name === 'derive' ? { ...job, request: { ...job.request, given: [...given] } } : job;
}

function asError(reason: unknown): Error {
	return reason instanceof Error ? reason : new PoolFault('aborted');
}
