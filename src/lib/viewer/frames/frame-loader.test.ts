/** What several viewports want of one loader: one download, nobody's frame lost, and none that nobody wants. */
import { describe, expect, it } from 'vitest';
import type { FrameBytes, FrameOptions, FrameReason, FrameSource } from '#lib/archive/frame-source.ts';
import { imageInstance } from '#lib/archive/manifest.fixture.ts';
import { err, ok, type Result } from '#lib/base/result.ts';
import { studyUid } from '#lib/dicom/uid.ts';
import type { Decoder } from './decoder.ts';
import { FrameLoader, type FrameWanted, type LoadOptions } from './frame-loader.ts';
import { FrameStore } from './frame-store.ts';

const study = studyUid('1.2.3')!;
const wanted: FrameWanted = { study, instance: imageInstance(), frame: 1 };
const frame: FrameBytes = { codec: 'jpegls', bytes: new Uint8Array(10), sha256: 'ab' };
const values = new Int16Array(4);

interface Asked {
	readonly options: FrameOptions;
	answer(result: Result<FrameBytes, FrameReason>): void;
}

function bench() {
	const asked: Asked[] = [];
	const told: [string, boolean][] = [];
	const source = {
		frame: (_: unknown, options: FrameOptions) =>
			new Promise<Result<FrameBytes, FrameReason>>((resolve) => {
				asked.push({ options, answer: resolve });
				options.signal.addEventListener('abort', () => resolve(err({ kind: 'aborted' })));
			}),
	} as unknown as FrameSource;
	const decoder = { decode: async () => ok(values), close: () => undefined } as unknown as Decoder;
	const store = new FrameStore({ compressed: 100, decoded: 100 });
	const loader = new FrameLoader({ source, decoder, store });
	loader.onReady((key, ready) => told.push([key, ready]));
	return { loader, asked, told };
}

function wish(priority = 0) {
	const away = new AbortController();
	const options: LoadOptions = { signal: away.signal, priority: () => priority };
	return { options, away };
}

describe('two who want the same frame', () => {
	it('share one download, as urgent as the more urgent of both', async () => {
		const { loader, asked, told } = bench();
		const both = [loader.load(wanted, wish(7).options), loader.load(wanted, wish(-1).options)];
		expect(asked.length).toBe(1);
		expect(asked[0]?.options.priority()).toBe(-1);
		asked[0]?.answer(ok(frame));
		expect(await Promise.all(both)).toEqual([ok(values), ok(values)]);
		expect(told).toEqual([[loader.keyOf(wanted), true]]);
	});

	it('do not lose it when one of them turns away, and it is then as urgent as the one who stays', async () => {
		const { loader, asked } = bench();
		const [stays, leaves] = [wish(5), wish(-1)];
		const here = loader.load(wanted, stays.options);
		const gone = loader.load(wanted, leaves.options);
		leaves.away.abort();
		expect(await gone).toMatchObject({ ok: false, reason: { code: 'aborted' } });
		expect(asked[0]?.options.signal.aborted).toBe(false);
		expect(asked[0]?.options.priority()).toBe(5);
		asked[0]?.answer(ok(frame));
		expect(await here).toEqual(ok(values));
	});

	it('end it when both turn away; who comes after that gets a download of their own', async () => {
		const { loader, asked, told } = bench();
		const [one, other, late] = [wish(), wish(), wish()];
		const both = [loader.load(wanted, one.options), loader.load(wanted, other.options)];
		one.away.abort();
		other.away.abort();
		expect(asked[0]?.options.signal.aborted).toBe(true);
		// In the same moment, before anybody has heard of the end.
		const again = loader.load(wanted, late.options);
		await Promise.all(both);
		// The end of the first has not taken the second one's place: whoever comes now joins it.
		const joins = loader.load(wanted, wish().options);
		expect(asked.length).toBe(2);
		asked[1]?.answer(ok(frame));
		expect(await Promise.all([again, joins])).toEqual([ok(values), ok(values)]);
		expect(told).toEqual([[loader.keyOf(wanted), true]]);
	});

	it('a wish that is dead already asks for nothing', async () => {
		const { loader, asked } = bench();
		const { options, away } = wish();
		away.abort();
		expect(await loader.load(wanted, options)).toMatchObject({ ok: false, reason: { passing: true } });
		expect(asked.every((one) => one.options.signal.aborted)).toBe(true);
	});
});

it('a frame that came is not asked for again, and one that could not be had is', async () => {
	const { loader, asked, told } = bench();
	const failed = loader.load(wanted, wish().options);
	asked[0]?.answer(err({ kind: 'offline' }));
	expect(await failed).toMatchObject({ ok: false, reason: { code: 'offline', passing: true } });
	expect(loader.isReady(wanted)).toBe(false);
	const came = loader.load(wanted, wish().options);
	expect(asked.length).toBe(2);
	asked[1]?.answer(ok(frame));
	await came;
	await loader.load(wanted, wish().options);
	expect(asked.length).toBe(2);
	expect(told).toEqual([[loader.keyOf(wanted), true]]);
});

it('what has no rendition is never asked for', async () => {
	const { loader, asked } = bench();
	const later = { ...wanted, instance: imageInstance({ renditions: [] }) };
	expect((await loader.load(later, wish().options)).ok).toBe(false);
	expect(asked).toEqual([]);
});

it('tells when compressed bytes had to go: that frame is no longer here', async () => {
	const asked: string[] = [];
	const source = {
		frame: async () => ok({ ...frame, bytes: new Uint8Array(80) }),
	} as unknown as FrameSource;
	const decoder = { decode: async () => ok(values), close: () => undefined } as unknown as Decoder;
	const loader: FrameLoader = new FrameLoader({
		...{ source, decoder },
		store: new FrameStore({ compressed: 100, decoded: 100 }, (key) => asked.push(key)),
	});
	await loader.fetch(wanted, wish().options);
	await loader.fetch({ ...wanted, frame: 2, instance: twoFrames }, wish().options);
	expect(asked).toEqual([loader.keyOf(wanted)]);
	expect(loader.isReady(wanted)).toBe(false);
});

const rendition = { state: 'ready', codec: 'jpegls', bytes: 80, sha256: 'ab' } as const;
const twoFrames = imageInstance({ frames: 2, renditions: [rendition, rendition] });
