import { describe, expect, it } from 'vitest';
import { lineTimings, newDownload, persevere, type Line } from './frame-download.ts';

const body = Uint8Array.from({ length: 1000 }, (_, i) => i);
const never = new AbortController().signal;

/** A line that answers by turn and writes down how long it was told to wait. */
function line(answers: readonly (() => Response)[], random = 0.5) {
	const slept: number[] = [];
	const asked: Headers[] = [];
	const one: Line = {
		fetch: async (_, init) => {
			asked.push(new Headers(init.headers));
			const answer = answers[Math.min(asked.length, answers.length) - 1];
			if (answer === undefined) throw new TypeError('no line');
			return answer();
		},
		sleep: async (ms) => void slept.push(ms),
		random: () => random,
		online: () => true,
		timings: lineTimings,
	};
	return { line: one, slept, asked };
}
const broken = (): Response => {
	throw new TypeError('cut');
};
const whole = (): Response => new Response(body, { headers: { 'content-length': '1000', etag: '"v"' } });

describe('trying again', () => {
	it('waits a random share of a pause that doubles, up to a limit', async () => {
		const { line: half, slept } = line([broken], 0.5);
		await persevere(newDownload('/f', '*/*'), half, { signal: never, aside: never });
		const { backOffMs, backOffCapMs, tries } = lineTimings;
		const ceilings = Array.from({ length: tries - 1 }, (_, i) =>
			Math.min(backOffCapMs, backOffMs * 2 ** (i + 1)),
		);
		expect(slept).toEqual(ceilings.map((ceiling) => ceiling / 2));
		// All who lost the line together would come back together, but for this.
		const { line: none, slept: other } = line([broken], 0);
		await persevere(newDownload('/f', '*/*'), none, { signal: never, aside: never });
		expect(new Set(other)).toEqual(new Set([0]));
	});

	it('stops after so many tries without a byte, and begins to count anew when the line moves', async () => {
		const { line: dead, asked } = line([broken]);
		const got = await persevere(newDownload('/f', '*/*'), dead, { signal: never, aside: never });
		expect(got).toEqual({ kind: 'failed', reason: { kind: 'offline' } });
		expect(asked.length).toBe(lineTimings.tries);

		// Each try brings forty bytes before the cut: twenty-five tries, and none of them the last.
		const { line: base } = line([]);
		let tries = 0;
		const moving: Line = {
			...base,
			fetch: async (_, init) => {
				tries += 1;
				const from = Number(/\d+/.exec(new Headers(init.headers).get('range') ?? '0')?.[0]);
				let pulled = 0;
				const stream = new ReadableStream({
					pull(controller) {
						if (pulled++ === 0) controller.enqueue(body.slice(from, from + 40));
						else if (from + 40 >= 1000) controller.close();
						else controller.error(new TypeError('cut'));
					},
				});
				const headers = { etag: '"v"', 'content-length': '1000' };
				return from === 0
					? new Response(stream, { headers })
					: new Response(stream, {
							status: 206,
							headers: { ...headers, 'content-range': `bytes ${from}-999/1000` },
						});
			},
		};
		const end = await persevere(newDownload('/f', '*/*'), moving, { signal: never, aside: never });
		expect(end.kind).toBe('complete');
		expect(tries).toBe(25);
	});

	it('asks from the first missing byte, and only for the same content', async () => {
		let tries = 0;
		const asked: Headers[] = [];
		const { line: base } = line([]);
		const moving: Line = {
			...base,
			fetch: async (_, init) => {
				asked.push(new Headers(init.headers));
				tries += 1;
				if (tries > 1)
					return new Response(body.slice(300), {
						status: 206,
						headers: { 'content-range': 'bytes 300-999/1000', etag: '"v"' },
					});
				let pulled = 0;
				return new Response(
					new ReadableStream({
						pull(controller) {
							if (pulled++ === 0) controller.enqueue(body.slice(0, 300));
							else controller.error(new TypeError('cut'));
						},
					}),
					{ headers: { 'content-length': '1000', etag: '"v"' } },
				);
			},
		};
		const download = newDownload('/f', '*/*');
		expect((await persevere(download, moving, { signal: never, aside: never })).kind).toBe('complete');
		expect(asked[1]?.get('range')).toBe('bytes=300-');
		expect(asked[1]?.get('if-range')).toBe('"v"');
		expect(download.received).toBe(1000);
	});

	it('does not try again for whom the picture is no longer wanted', async () => {
		const away = new AbortController();
		const { line: base, asked } = line([broken, whole]);
		const stopping: Line = { ...base, sleep: async () => away.abort() };
		const got = await persevere(newDownload('/f', '*/*'), stopping, { signal: away.signal, aside: never });
		expect(got).toEqual({ kind: 'failed', reason: { kind: 'aborted' } });
		expect(asked.length).toBe(1);
	});
});
