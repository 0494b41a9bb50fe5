import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readFrameRendition, readSlice } from '../../src/lib/server/pixels/frame/container.ts';
import { JobQueue } from '../../src/lib/server/pixels/pool/job-queue.ts';
import { createPixelPool } from '../../src/lib/server/pixels/pool/pixel-pool.ts';
import type { PixelPool, PoolOptions } from '../../src/lib/server/pixels/pool/pixel-pool.ts';
import { cells, grey16, imageFile, native, pattern } from '../fixtures/image-file.ts';

const explicit = '1.2.840.10008.1.2.1';
const hanging = join(import.meta.dirname, '../fixtures/hanging-worker.ts');

let folder: string;
const pools: PixelPool[] = [];

beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'hub-pool-'));
});

afterEach(async () => {
	await Promise.all(pools.splice(0).map((pool) => pool.close()));
	await rm(folder, { recursive: true });
});

function pool(options: PoolOptions = {}): PixelPool {
	const made = createPixelPool({ size: 1, ...options });
	pools.push(made);
	return made;
}

async function original(frames = 1): Promise<string> {
	const header = { ...grey16, frames };
	const values = Array.from({ length: frames }, (_, i) => pattern(header, i + 1)).flat();
	const path = join(folder, 'original.dcm');
	await writeFile(path, imageFile(header, explicit, native(cells(values, 16))));
	return path;
}

describe('the pool', () => {
	it('derives, renders and decodes in a worker', async () => {
		const path = await original(2);
		const one = pool();
		const container = join(folder, 'container');
		const derivation = await one.derive({ path, container });
		expect(derivation.frames.map((frame) => frame.state)).toEqual(['ready', 'ready']);
		expect(derivation.range).toEqual([0, 4095]);
		const [first] = derivation.frames;
		if (first?.state !== 'ready') throw new Error('not ready');
		const bytes = await readFrameRendition({ container, original: path }, first);
		expect(bytes.length).toBe(first.length);
		expect(first.codec).toBe('jpegls');
		expect(await readFrameRendition({ container, original: path }, first, { from: 10, to: 20 })).toEqual(
			bytes.slice(10, 20),
		);

		const [preview] = derivation.previews;
		const webp = await readSlice(container, preview?.offset ?? 0, preview?.length ?? 0);
		expect(Buffer.from(webp.subarray(0, 12)).toString('latin1')).toMatch(/^RIFF....WEBP/s);

		const values = await one.decodeFrame({ path, frame: 1 });
		if (!values.ok) throw new Error(values.reason.code);
		expect([...new Uint16Array(values.value.values.buffer, 0, 48 * 64)]).toEqual(pattern(grey16, 2));
		const png = await one.render({ path, frame: 0, format: 'png', window: { center: 2048, width: 4096 } });
		expect(png.ok && png.value.subarray(1, 4)).toEqual(new TextEncoder().encode('PNG'));
	});

	it('leaves nothing but the container behind', async () => {
		const path = await original();
		await pool().derive({ path, container: join(folder, 'container') });
		expect((await readdir(folder)).sort()).toEqual(['container', 'original.dcm']);
	});

	it('refuses a missing or foreign file by a code', async () => {
		const one = pool();
		const container = join(folder, 'container');
		expect((await one.derive({ path: join(folder, 'nothing'), container })).refused?.code).toBe(
			'original-unreadable',
		);
		await writeFile(join(folder, 'page.dcm'), '<html>'.repeat(100));
		expect((await one.derive({ path: join(folder, 'page.dcm'), container })).refused?.code).toBe('not-dicom');
		const frame = await one.decodeFrame({ path: await original(), frame: 7 });
		expect(frame).toMatchObject({ ok: false, reason: { code: 'frame-missing' } });
	});

	it('replaces a worker that hangs or dies, and lays it to the frame (threat-1)', async () => {
		const one = pool({ workerPath: hanging, patience: { base: 300, perMegapixel: 0 } });
		const answer: unknown = await one.derive({ path: 'x', container: join(folder, 'c') });
		expect(answer).toEqual({
			given: [
				[1, { code: 'decoder-timeout', detail: null }],
				[2, { code: 'decoder-crashed', detail: null }],
			],
		});
		expect(await one.decodeFrame({ path: 'x', frame: 1 })).toMatchObject({
			reason: { code: 'decoder-timeout' },
		});
		expect(await one.decodeFrame({ path: 'x', frame: 2 })).toMatchObject({
			reason: { code: 'decoder-crashed' },
		});
	});

	it('gives up what nobody waits for any more', async () => {
		const one = pool({ workerPath: hanging, patience: { base: 400, perMegapixel: 0 } });
		const stuck = one.decodeFrame({ path: 'x', frame: 1 });
		const controller = new AbortController();
		const waiting = one.decodeFrame({ path: 'x', frame: 0 }, { signal: controller.signal });
		expect(one.load()).toEqual({ waiting: 1, running: 1 });
		controller.abort();
		await expect(waiting).rejects.toThrow();
		expect(one.load()).toEqual({ waiting: 0, running: 1 });
		await stuck;
	});

	it('turns away at a full queue and after closing', async () => {
		const one = pool({ workerPath: hanging, queueLimit: 1, patience: { base: 400, perMegapixel: 0 } });
		const jobs = [1, 0].map((frame) =>
			one.decodeFrame({ path: 'x', frame }).catch((error: unknown) => error),
		);
		await expect(one.decodeFrame({ path: 'x', frame: 0 })).rejects.toMatchObject({ code: 'queue-full' });
		await one.close();
		expect(await Promise.all(jobs)).toMatchObject([{ code: 'closed' }, { code: 'closed' }]);
		await expect(one.decodeFrame({ path: 'x', frame: 0 })).rejects.toMatchObject({ code: 'closed' });
	});
});

describe('the queue', () => {
	it('hands out what a reader waits for first, and begun work before that', () => {
		const queue = new JobQueue<string>(10);
		queue.add('later', 'background');
		queue.add('soon', 'soon');
		queue.add('now', 'visible');
		queue.putBack('begun');
		expect([queue.next(), queue.next(), queue.next(), queue.next(), queue.next()]).toEqual([
			'begun',
			'now',
			'soon',
			'later',
			undefined,
		]);
	});
});
