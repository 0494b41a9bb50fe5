/**
 * A few decode workers with a watch on each: one that does not answer, or whose heap a large frame has blown up, is ended and
 * replaced, and only its own frame is refused.
 */
import { codecModule, decodeWorkerUrl, needsModule, type Codec } from './codec-modules.ts';
import type { DecodeAnswer, DecodeTask } from './decode-worker.ts';
import type { DecodeRefusal, DecodeRequest } from './decode.ts';
import { valueCount, type StoredValues } from '../stored-values.ts';
import { again, pause } from '#lib/base/again.ts';
import { err, ok, type Result } from '#lib/base/result.ts';

export type DecoderReason = DecodeRefusal | 'decoder-timeout' | 'decoder-crashed' | 'aborted';

export interface DecodeWorker {
	postMessage(task: DecodeTask): void;
	terminate(): void;
	onmessage: ((event: MessageEvent<DecodeAnswer>) => void) | null;
	onerror: ((event: ErrorEvent) => void) | null;
}

interface Job {
	readonly request: DecodeRequest;
	readonly module: WebAssembly.Module | null;
	readonly options: { readonly signal: AbortSignal; priority(): number };
	settle(result: Result<StoredValues, DecoderReason>): void;
	/** How often a script that it needs did not come. */
	waits: number;
}

/** A line that drops for half a minute; after that the frame says so and can be asked for again. */
const mostWaits = 8;

export class Decoder {
	readonly #spawn: () => DecodeWorker;
	readonly #most: number;
	readonly #timeoutMs: (values: number) => number;
	readonly #moduleFor: (codec: Codec) => Promise<WebAssembly.Module>;
	#idle: DecodeWorker[] = [];
	readonly #busy = new Map<DecodeWorker, () => void>();
	#waiting: Job[] = [];
	#nextId = 1;
	#closed = false;

	constructor(
		options: {
			spawn?: () => DecodeWorker;
			workers?: number;
			timeoutMs?: (values: number) => number;
			moduleFor?: (codec: Codec) => Promise<WebAssembly.Module>;
		} = {},
	) {
		this.#spawn = options.spawn ?? spawnWorker;
		this.#moduleFor = options.moduleFor ?? codecModule;
		this.#most = options.workers ?? Math.max(1, Math.min(4, (navigator.hardwareConcurrency || 2) - 1));
		// A slow phone decodes about a megapixel a second at worst.
		this.#timeoutMs = options.timeoutMs ?? ((values) => 10_000 + values / 500);
	}

	/** Fetches what the first frame will need while that frame is on its way. */
	warm(codec: DecodeRequest['codec']): void {
		if (this.#closed || this.#idle.length + this.#busy.size > 0) return;
		this.#idle.push(this.#watched());
		// Asked for again, and its failure told, when a frame needs it.
		if (needsModule(codec)) this.#moduleFor(codec).catch(() => undefined);
	}

	async decode(
		request: DecodeRequest,
		options: Job['options'],
	): Promise<Result<StoredValues, DecoderReason>> {
		const { codec } = request;
		const module = needsModule(codec)
			? await again(() => this.#moduleFor(codec), mostWaits).catch(() => 'broken' as const)
			: null;
		if (module === 'broken') return err('decoder-crashed');
		return new Promise((resolve) => {
			this.#waiting.push({ request, module, options, settle: resolve, waits: 0 });
			this.#fill();
		});
	}

	close(): void {
		this.#closed = true;
		for (const worker of [...this.#idle, ...this.#busy.keys()]) worker.terminate();
		for (const give of [...this.#busy.values()]) give();
		this.#idle = [];
		this.#fill();
	}

	#fill(): void {
		this.#waiting = this.#waiting.filter((job) => {
			const dead = this.#closed || job.options.signal.aborted;
			if (dead) job.settle(err('aborted'));
			return !dead;
		});
		while (this.#waiting.length > 0 && this.#busy.size < this.#most) {
			const job = this.#waiting.reduce((best, one) =>
				one.options.priority() < best.options.priority() ? one : best,
			);
			this.#waiting.splice(this.#waiting.indexOf(job), 1);
			this.#start(this.#idle.pop() ?? this.#watched(), job);
		}
	}

	/** One whose script does not come is no worker. */
	#watched(): DecodeWorker {
		const worker = this.#spawn();
		worker.onerror = () => this.#forget(worker);
		return worker;
	}

	#forget(worker: DecodeWorker): void {
		this.#idle = this.#idle.filter((one) => one !== worker);
		worker.terminate();
	}

	#start(worker: DecodeWorker, job: Job): void {
		const id = this.#nextId++;
		const release = (keep: boolean): void => {
			clearTimeout(timer);
			worker.onmessage = null;
			worker.onerror = () => this.#forget(worker);
			this.#busy.delete(worker);
			if (keep && !this.#closed) this.#idle.push(worker);
			else worker.terminate();
		};
		const finish = (result: Result<StoredValues, DecoderReason>, keep: boolean): void => {
			release(keep);
			job.settle(result);
			this.#fill();
		};
		/** A script did not come over the line: not the frame's fault. */
		const wait = (): void => {
			if (++job.waits >= mostWaits || this.#closed) {
				finish(err(this.#closed ? 'aborted' : 'decoder-crashed'), false);
				return;
			}
			release(false);
			void pause(job.waits).then(() => {
				this.#waiting.push(job);
				this.#fill();
			});
			this.#fill();
		};
		const timer = setTimeout(
			() => finish(err('decoder-timeout'), false),
			this.#timeoutMs(valueCount(job.request.format)),
		);
		this.#busy.set(worker, () => finish(err('aborted'), false));
		worker.onmessage = ({ data }) => {
			if (data.id !== id) return;
			if ('broken' in data) wait();
			else if (data.reply.ok) finish(ok(data.reply.values), !data.reply.heavy);
			else finish(err(data.reply.code), false);
		};
		// A script that ran and threw says what; one that never came has nothing to say.
		worker.onerror = (event) => (event.message ? finish(err('decoder-crashed'), false) : wait());
		// Copied, not moved: the compressed bytes stay in the store for the next decoding.
		worker.postMessage({ id, module: job.module, ...job.request });
	}
}

function spawnWorker(): DecodeWorker {
	return new Worker(decodeWorkerUrl, { type: 'module' });
}
