import { describe, expect, it } from 'vitest';
import { studyUid } from '#lib/dicom/uid.ts';
import { imageInstance } from '#lib/archive/manifest.fixture.ts';
import type { FrameLoader, FrameWanted } from './frame-loader.ts';
import { mostHeld, ReadAhead } from './read-ahead.ts';

const study = studyUid('1.2.3')!;
const rendition = { state: 'ready', codec: 'jpegls', bytes: 10, sha256: 'ab' } as const;

/** A loader that has room for so many decoded frames, and for which some can't be had. */
function bench(count: number, { room = count, broken = [] as number[], asked = true } = {}) {
	const fetched: number[] = [];
	const decoded: number[] = [];
	const failed: number[] = [];
	const ready = new Set<number>();
	const held = new Set<number>();
	let previews = 0;
	const loader = {
		isReady: (wanted: FrameWanted) => ready.has(wanted.frame),
		isDecoded: (wanted: FrameWanted) => held.has(wanted.frame),
		hasRoomFor: () => true,
		hasRoomForDecoded: (_: FrameWanted, more = 0) => held.size + more < room,
		dropDecoded: (wanted: FrameWanted) => held.delete(wanted.frame),
		peek: () => null,
		fetch: async (wanted: FrameWanted) => {
			fetched.push(wanted.frame - 1);
			if (broken.includes(wanted.frame - 1)) return { ok: false, reason: { code: 'gone' } };
			ready.add(wanted.frame);
			return { ok: true, value: null };
		},
		load: async (wanted: FrameWanted) => {
			decoded.push(wanted.frame - 1);
			if (broken.includes(wanted.frame - 1)) return { ok: false, reason: { code: 'decoder-refused' } };
			ready.add(wanted.frame);
			held.add(wanted.frame);
			// As the store does: the one that came first goes.
			for (const first of [...held].slice(0, Math.max(0, held.size - room))) held.delete(first);
			return { ok: true, value: null };
		},
	} as unknown as FrameLoader;
	const instance = imageInstance({
		frames: count,
		renditions: Array.from({ length: count }, () => rendition),
	});
	const at = { index: Math.floor(count / 2), direction: 1 as 1 | -1 };
	const ahead = new ReadAhead(loader, {
		frames: Array.from({ length: count }, (_, i) => ({ study, instance, frame: i + 1 })),
		at: () => at,
		failed: (place) => failed.push(place),
		previews: async () => void (previews += 1),
		asked,
	});
	const settle = () => new Promise((resolve) => setTimeout(resolve, 20));
	return { ahead, at, settle, fetched, decoded, failed, ready, held, previewsAsked: () => previews };
}

describe('reading ahead', () => {
	it('brings every frame, nearest first, and then decodes them all', async () => {
		const { ahead, settle, fetched, decoded, held, ready } = bench(40);
		ahead.pump();
		await settle();
		expect(ready.size).toBe(40);
		expect(held.size).toBe(40);
		await ahead.whole;
		// Those around the reader are decoded as they come; no frame is fetched twice.
		expect(decoded.slice(0, 2)).toEqual([20, 21]);
		expect(new Set(fetched).size).toBe(fetched.length);
		ahead.stop();
	});

	it('decodes no more than memory holds, or it would push out one for the other in circles', async () => {
		const { ahead, settle, decoded, held } = bench(40, { room: 12 });
		ahead.pump();
		await settle();
		expect(held.size).toBeLessThanOrEqual(12 + 5);
		expect(decoded.length).toBe(held.size);
		ahead.stop();
	});

	it('has decoded what lies before the reader, and holds no more of a long stack than is near', async () => {
		for (const room of [400, 60]) {
			const { ahead, at, settle, decoded, held } = bench(400, { room });
			ahead.pump();
			await settle();
			const most = Math.min(room, mostHeld) + 5;
			expect(held.size).toBeLessThanOrEqual(most);
			const before = decoded.length;
			for (const [from, to] of [
				[200, 399],
				[399, 0],
			] as const) {
				at.direction = to > from ? 1 : -1;
				for (let index = from; index !== to; index += at.direction) {
					at.index = index;
					expect(held.has(index + 1)).toBe(true);
					ahead.pump();
					await new Promise((resolve) => setTimeout(resolve));
					expect(held.size).toBeLessThanOrEqual(most + 5);
				}
			}
			// Each once on the way there and once on the way back at most: nothing is decoded in circles.
			expect(decoded.length - before).toBeLessThanOrEqual(600);
			ahead.stop();
		}
	});

	it('comes to rest where memory holds fewer than lie near: mammograms on a phone', async () => {
		for (const room of [0, 1, 2, 3, 4]) {
			const { ahead, settle, decoded, ready } = bench(8, { room });
			ahead.pump();
			await settle();
			const before = decoded.length;
			await settle();
			expect([ready.size, decoded.length]).toEqual([8, before]);
			expect(before).toBeLessThanOrEqual(16);
			ahead.stop();
		}
	});

	it('lets go of what the reader decoded by going through it', async () => {
		const { ahead, at, settle, held } = bench(400);
		ahead.pump();
		await settle();
		for (let frame = 1; frame <= 400; frame++) held.add(frame);
		at.index = 0;
		ahead.pump();
		await settle();
		expect(held.size).toBeLessThanOrEqual(mostHeld + 5);
		expect([1, 2, 3, 100].every((frame) => held.has(frame))).toBe(true);
		ahead.stop();
	});

	it('passes over what can’t be had or decoded, once', async () => {
		const { ahead, settle, fetched, decoded, failed } = bench(40, { broken: [20, 5] });
		ahead.pump();
		await settle();
		// They are not waited for either.
		await ahead.whole;
		expect(failed.sort((a, b) => a - b)).toEqual([5, 20]);
		expect([...fetched, ...decoded].filter((place) => place === 5 || place === 20).length).toBe(2);
		ahead.stop();
	});

	it('asks for nothing on a line paid by the megabyte before the reader does', async () => {
		const { ahead, settle, ready, previewsAsked } = bench(10, { asked: false });
		ahead.pump();
		await settle();
		expect([ready.size, previewsAsked()]).toEqual([0, 0]);
		ahead.ask();
		await settle();
		expect([ready.size, previewsAsked()]).toEqual([10, 1]);
		ahead.stop();
	});
});
