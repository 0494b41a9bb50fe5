import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { err, ok } from '#lib/base/result.ts';
import { FileCache } from './file-cache.ts';

let folder: string;
const never = new AbortController().signal;

beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'hub-cache-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function of(text: string, made: string[] = []) {
	return async (path: string) => {
		made.push(text);
		await writeFile(path, text);
		return ok(null);
	};
}

test('the least recently used goes first, a leased one never', async () => {
	const cache = await FileCache.open<string>(folder, 25);
	const made: string[] = [];
	const get = async (key: string) => {
		const leased = await cache.lease(key, of(key.repeat(10), made), never);
		if (!leased.ok) throw new Error(leased.reason);
		return leased.value;
	};
	const a = await get('a');
	(await get('b')).release();
	(await get('c')).release();
	expect(cache.bytes).toBe(20);
	expect(await readFile(a.path, 'utf8')).toBe('aaaaaaaaaa');
	(await get('c')).release();
	(await get('b')).release();
	expect(made.map((text) => text[0])).toEqual(['a', 'b', 'c', 'b']);
	a.release();
});

test('two who ask at once share one making', async () => {
	const cache = await FileCache.open<string>(folder, 100);
	const made: string[] = [];
	await Promise.all([1, 2, 3].map(() => cache.lease('k', of('text', made), never)));
	expect(made).toEqual(['text']);
});

test('one who goes away does not take the others along; the last one does', async () => {
	const cache = await FileCache.open<string>(folder, 100);
	const first = new AbortController();
	const second = new AbortController();
	let stopped: AbortSignal | null = null;
	const gate = Promise.withResolvers<null>();
	const slow = async (path: string, signal: AbortSignal) => {
		stopped = signal;
		await gate.promise;
		await writeFile(path, 'x');
		return ok(null);
	};
	const one = cache.lease('k', slow, first.signal);
	const two = cache.lease('k', slow, second.signal);
	first.abort();
	expect(await one).toEqual({ ok: false, reason: 'aborted' });
	expect(stopped!.aborted).toBe(false);
	gate.resolve(null);
	expect((await two).ok).toBe(true);

	const third = new AbortController();
	const alone = cache.lease('other', slow, third.signal);
	third.abort();
	await alone;
	expect(stopped!.aborted).toBe(true);
});

test('what could not be made leaves nothing behind, and is tried again', async () => {
	const cache = await FileCache.open<string>(folder, 100);
	expect(await cache.lease('k', async () => err('broken'), never)).toEqual({ ok: false, reason: 'broken' });
	expect(await readdir(folder)).toEqual([]);
	expect((await cache.lease('k', of('x'), never)).ok).toBe(true);
});

test('a restart finds what was kept and clears what was half written', async () => {
	const cache = await FileCache.open<string>(folder, 100);
	await cache.lease('k', of('kept'), never);
	await writeFile(join(folder, '.abc.part'), 'half');
	const again = await FileCache.open<string>(folder, 100);
	const made: string[] = [];
	expect((await again.lease('k', of('new', made), never)).ok).toBe(true);
	expect(made).toEqual([]);
	expect(await readdir(folder)).toHaveLength(1);
});
