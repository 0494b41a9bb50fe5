import { describe, expect, it, vi } from 'vitest';
import type { FrameFormat } from '#lib/archive/manifest.ts';
import type { DecodeAnswer, DecodeTask } from './decode-worker.ts';
import { decodeFrame, type CodecDecoder } from './decode.ts';
import { Decoder, type DecodeWorker } from './decoder.ts';

const format: FrameFormat = { rows: 2, columns: 3, samples: 1, dtype: 'int16', photometric: 'MONOCHROME2' };
const bytes = new Uint8Array(new Int16Array([-1, 2, 3, 4, 5, -32768]).buffer);

function codec(
	info: Partial<ReturnType<CodecDecoder['getFrameInfo']>>,
	out = bytes,
	valid = true,
): () => Promise<CodecDecoder> {
	return async () => ({
		getEncodedBuffer: (length) => new Uint8Array(length),
		getDecodedBuffer: () => out,
		decode: () => undefined,
		getFrameInfo: () => ({ width: 3, height: 2, bitsPerSample: 16, componentCount: 1, ...info }),
		getIsHeaderValid: () => valid,
		delete: () => undefined,
	});
}

const request = { codec: 'htj2k' as const, bytes, format };
const none = codec({});

describe('a decoded frame', () => {
	it('is what was stored', async () => {
		const got = await decodeFrame(request, { htj2k: codec({}), jpeg: none });
		expect(got.ok && [...got.values]).toEqual([-1, 2, 3, 4, 5, -32768]);
	});

	it.each([
		['another size', codec({ width: 2, height: 3 }), 'decoder-size'],
		[
			'an empty picture, as OpenJPH gives for a damaged header',
			codec({ width: 0, height: 0 }, new Uint8Array(0)),
			'decoder-size',
		],
		['colour for grey', codec({ componentCount: 3 }), 'decoder-size'],
		['another depth', codec({ bitsPerSample: 8 }), 'decoder-size'],
		['too few bytes', codec({}, bytes.subarray(0, 10)), 'decoder-size'],
		['a header that the codec itself doubts', codec({}, bytes, false), 'decoder-refused'],
	])('is refused: %s', async (_, htj2k, code) => {
		expect(await decodeFrame(request, { htj2k, jpeg: none })).toEqual({ ok: false, code });
	});

	it('is refused when the codec throws whatever it throws', async () => {
		const thrower: () => Promise<CodecDecoder> = async () => ({
			...(await none()),
			decode: () => {
				// eslint-disable-next-line @typescript-eslint/only-throw-error -- as the codec does
				throw 5246024;
			},
		});
		expect(await decodeFrame(request, { htj2k: thrower, jpeg: none })).toEqual({
			ok: false,
			code: 'decoder-refused',
		});
	});

	it('raw must be exactly as long as promised, and never larger than a tab can hold', async () => {
		expect((await decodeFrame({ ...request, codec: 'raw' }, { htj2k: none, jpeg: none })).ok).toBe(true);
		expect(
			await decodeFrame({ ...request, codec: 'raw', bytes: bytes.slice(1) }, { htj2k: none, jpeg: none }),
		).toEqual({ ok: false, code: 'decoder-size' });
		const huge = { ...format, rows: 60000, columns: 60000 };
		expect(await decodeFrame({ ...request, format: huge }, { htj2k: none, jpeg: none })).toEqual({
			ok: false,
			code: 'frame-too-large',
		});
	});
});

class FakeWorker implements DecodeWorker {
	onmessage: DecodeWorker['onmessage'] = null;
	onerror: DecodeWorker['onerror'] = null;
	ended = false;
	readonly #answer: (task: DecodeTask) => DecodeAnswer | null;
	constructor(answer: (task: DecodeTask) => DecodeAnswer | null) {
		this.#answer = answer;
	}
	postMessage(task: DecodeTask): void {
		const data = this.#answer(task);
		if (data !== null) setTimeout(() => this.onmessage?.(new MessageEvent('message', { data })), 1);
	}
	terminate(): void {
		this.ended = true;
	}
}

describe('the decode workers', () => {
	// The smallest module there is: the header alone.
	const moduleFor = async () => new WebAssembly.Module(Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0));
	const options = { signal: new AbortController().signal, priority: () => 0 };
	const good = (task: DecodeTask): DecodeAnswer => ({
		id: task.id,
		reply: { ok: true, values: new Int16Array(6), heavy: false },
	});

	it('end one that does not answer, refuse only its frame, and go on', async () => {
		const made: FakeWorker[] = [];
		const decoder = new Decoder({
			workers: 1,
			moduleFor,
			timeoutMs: () => 30,
			spawn: () => {
				const worker = new FakeWorker(made.length === 0 ? () => null : good);
				made.push(worker);
				return worker;
			},
		});
		const [first, second] = await Promise.all([
			decoder.decode(request, options),
			decoder.decode(request, options),
		]);
		expect(first).toEqual({ ok: false, reason: 'decoder-timeout' });
		expect(second.ok).toBe(true);
		expect(made.map((worker) => worker.ended)).toEqual([true, false]);
	});

	it('replace one after a refusal, whose heap can’t be trusted, and after a frame that blew it up', async () => {
		const made: FakeWorker[] = [];
		const answers: ((task: DecodeTask) => DecodeAnswer)[] = [
			(task) => ({ id: task.id, reply: { ok: false, code: 'decoder-refused' } }),
			(task) => ({ id: task.id, reply: { ok: true, values: new Int16Array(6), heavy: true } }),
			good,
		];
		const decoder = new Decoder({
			workers: 1,
			moduleFor,
			spawn: () => {
				const worker = new FakeWorker(answers[made.length] ?? good);
				made.push(worker);
				return worker;
			},
		});
		for (let i = 0; i < 4; i++) await decoder.decode(request, options);
		expect(made.map((worker) => worker.ended)).toEqual([true, true, false]);
	});

	it('take the most urgent first and forget what nobody waits for', async () => {
		const order: number[] = [];
		const decoder = new Decoder({
			workers: 1,
			moduleFor,
			spawn: () => new FakeWorker((task) => (order.push(task.bytes.length), good(task))),
		});
		const aborted = new AbortController();
		const ask = (length: number, priority: number, signal = options.signal) =>
			decoder.decode({ ...request, bytes: new Uint8Array(length) }, { signal, priority: () => priority });
		const all = [ask(1, 5), ask(2, 5), ask(3, -1), ask(4, 0, aborted.signal)];
		aborted.abort();
		expect((await Promise.all(all)).map((one) => one.ok)).toEqual([true, true, true, false]);
		expect(order).toEqual([1, 3, 2]);
	});

	it('ask for a codec again that did not come over the line', async () => {
		let loads = 0;
		const decoder = new Decoder({
			workers: 1,
			spawn: () => new FakeWorker(good),
			moduleFor: async () => (++loads === 1 ? Promise.reject(new TypeError('line')) : moduleFor()),
		});
		expect((await decoder.decode(request, options)).ok).toBe(true);
		expect(loads).toBe(2);
	});

	it('refuse only what waits for a codec that never comes', async () => {
		vi.useFakeTimers();
		try {
			const decoder = new Decoder({
				workers: 1,
				spawn: () => new FakeWorker(good),
				moduleFor: async () => Promise.reject(new TypeError('line')),
			});
			const waiting = decoder.decode(request, options);
			const raw = decoder.decode({ ...request, codec: 'raw' }, options);
			await vi.advanceTimersByTimeAsync(60_000);
			expect(await waiting).toEqual({ ok: false, reason: 'decoder-crashed' });
			expect((await raw).ok).toBe(true);
		} finally {
			vi.useRealTimers();
		}
	});

	/** As browsers say that a worker's script did not come: an event without words. */
	function absent(): FakeWorker {
		const worker: FakeWorker = new FakeWorker(() => {
			setTimeout(() => worker.onerror?.(new Event('error') as ErrorEvent), 1);
			return null;
		});
		return worker;
	}

	it('start anew when their own script did not come, and refuse no frame for it', async () => {
		const made: FakeWorker[] = [];
		const decoder = new Decoder({
			workers: 1,
			moduleFor,
			spawn: () => {
				const worker = made.length < 2 ? absent() : new FakeWorker(good);
				made.push(worker);
				return worker;
			},
		});
		decoder.warm('raw');
		made[0]?.onerror?.(new Event('error') as ErrorEvent);
		expect((await decoder.decode(request, options)).ok).toBe(true);
		expect(made.map((worker) => worker.ended)).toEqual([true, true, false]);
	});
});
