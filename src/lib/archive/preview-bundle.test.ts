import { describe, expect, it } from 'vitest';
import type { Line } from './frame-download.ts';
import { lineTimings } from './frame-download.ts';
import { BundleReader, endRecord, outwards, recordHead } from './preview-bundle.ts';
import { fetchPreviews } from './previews-download.ts';

const record = (place: number, length: number): Uint8Array<ArrayBuffer> =>
	Uint8Array.of(...recordHead(place, length), ...new Uint8Array(length).fill(place));

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
	return Uint8Array.from(parts.flatMap((part) => [...part]));
}

it('reads the same records however the line cuts them', () => {
	const bytes = joined([record(3, 5), record(4, 0), record(2, 300), endRecord()]);
	for (const size of [1, 7, 8, 9, 1000]) {
		const reader = new BundleReader();
		const places = [];
		for (let at = 0; at < bytes.length; at += size) {
			for (const { place, bytes: body } of reader.push(bytes.subarray(at, at + size)))
				places.push([place, body.length, body[0] ?? null]);
		}
		expect(places).toEqual([
			[3, 5, 3],
			[4, 0, null],
			[2, 300, 2],
		]);
		expect([reader.ended, reader.damaged]).toEqual([true, false]);
	}
});

it('takes nothing for a bundle that can be none', () => {
	const reader = new BundleReader();
	expect(reader.push(new TextEncoder().encode('<!doctype html><html>'))).toEqual([]);
	expect(reader.damaged).toBe(true);
});

it('goes outwards from where the reader is, each place once', () => {
	expect([...outwards(2, 5)]).toEqual([2, 3, 1, 4, 0]);
	expect([...outwards(99, 3)]).toEqual([2, 1, 0]);
	expect([...outwards(0, 0)]).toEqual([]);
});

describe('over a line that breaks', () => {
	const line = (answers: ((url: string) => Response | Promise<Response>)[], asked: string[]): Line => ({
		fetch: async (url) => {
			asked.push(url);
			const answer = answers[asked.length - 1] ?? answers.at(-1);
			if (answer === undefined) throw new Error('nothing more was expected');
			return answer(url);
		},
		sleep: async () => undefined,
		random: () => 0,
		online: () => true,
		timings: { ...lineTimings, tries: 3 },
	});
	const broken = (bytes: Uint8Array<ArrayBuffer>): Response =>
		new Response(
			new ReadableStream({
				start(controller) {
					controller.enqueue(bytes);
				},
				pull(controller) {
					controller.error(new TypeError('the line broke'));
				},
			}),
		);

	it('what came counts, and the rest is asked for', async () => {
		const asked: string[] = [];
		const places: number[] = [];
		const got = await fetchPreviews(
			'/p?from=0',
			line(
				[
					() => broken(joined([record(0, 4), record(1, 4), record(2, 4).subarray(0, 9)])),
					() => new Response(joined([record(2, 4), endRecord()])),
				],
				asked,
			),
			{ signal: new AbortController().signal, onPreview: (place) => places.push(place) },
		);
		expect(got.ok).toBe(true);
		expect(places).toEqual([0, 1, 2]);
		expect(asked).toEqual(['/p?from=0', '/p?from=0&skip=2']);
	});

	it('a whole answer without its end is a broken one, and a dead line is given up', async () => {
		const asked: string[] = [];
		const got = await fetchPreviews(
			'/p?from=0',
			line([() => new Response(record(0, 4)), () => broken(new Uint8Array(0))], asked),
			{
				signal: new AbortController().signal,
				onPreview: () => undefined,
			},
		);
		expect(got).toEqual({ ok: false, reason: { kind: 'unavailable' } });
		expect(asked.length).toBeGreaterThan(2);
	});

	it('a refusal is told at once', async () => {
		const asked: string[] = [];
		const options = { signal: new AbortController().signal, onPreview: () => undefined };
		const changed = () => new Response('{"code":"study-changed"}', { status: 409 });
		const got = await fetchPreviews('/p?from=0', line([changed], asked), options);
		expect(got).toMatchObject({ ok: false, reason: { kind: 'refused', code: 'study-changed' } });
		expect(asked).toHaveLength(1);
	});
});
