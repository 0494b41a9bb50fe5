import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { bytesInMemory } from '#lib/base/bytes.ts';
import { part10File } from '../../../../tests/fixtures/part10-file.ts';
import { zipLimits } from './file-reading.ts';
import { unzipEntry } from './unzip-entry.ts';
import { zipEntries } from './zip-directory.ts';
import type { ZipLimits } from './zip-directory.ts';

const folder = mkdtempSync(join(tmpdir(), 'hub-zip-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const image = part10File({ study: '2.25.1', series: '2.25.2', instance: '2.25.3' });
const entriesOf = (zip: Uint8Array, limits: Partial<ZipLimits> = {}) =>
	zipEntries(bytesInMemory(zip), { ...zipLimits, ...limits });

async function unzipAll(zip: Uint8Array) {
	const zipPath = join(folder, 'in.zip');
	writeFileSync(zipPath, zip);
	const entries = await entriesOf(zip);
	if (!entries.ok) return entries.reason;
	const out: { name: string; result: unknown; bytes: Buffer | null }[] = [];
	for (const entry of entries.value) {
		const to = join(folder, 'out');
		rmSync(to, { force: true });
		const result = await unzipEntry({
			...{ zip: bytesInMemory(zip), zipPath, entry, to },
			...{ limit: 100_000_000, signal: AbortSignal.timeout(60_000) },
		});
		out.push({ name: entry.name, result, bytes: result.kind === 'written' ? readFileSync(to) : null });
	}
	return out;
}

/** Changes bytes of the first central directory entry (PK 01 02), or of a local header. */
function patched(
	zip: Uint8Array,
	signature: number,
	change: (view: DataView, at: number) => void,
): Uint8Array {
	const copy = zip.slice();
	const view = new DataView(copy.buffer);
	for (let at = 0; at < copy.length - 4; at++) {
		if (view.getUint32(at, true) === signature) {
			change(view, at);
			return copy;
		}
	}
	throw new Error('no such record');
}
const central = 0x02014b50;

describe('zip (threat-11)', () => {
	it('gives stored and deflated files back byte for byte, names without their paths', async () => {
		const zip = zipSync({
			'a/b/stored': [image, { level: 0 }],
			deflated: [image, { level: 9 }],
			'a/empty/': new Uint8Array(),
		});
		const all = await unzipAll(zip);
		expect(all).toMatchObject([
			{ name: 'stored', result: { kind: 'written', size: image.length } },
			{ name: 'deflated', result: { kind: 'written', size: image.length } },
		]);
		for (const one of all as { bytes: Buffer }[]) expect(one.bytes.equals(Buffer.from(image))).toBe(true);
	});

	it('does not unpack what is no DICOM, and refuses a zip within', async () => {
		const zip = zipSync({ 'run.exe': new Uint8Array(5000).fill(77), 'in.zip': zipSync({ a: image }) });
		expect(await unzipAll(zip)).toMatchObject([
			{ result: { kind: 'clutter' } },
			{ result: { kind: 'refused', code: 'zip-nested' } },
		]);
	});

	it('refuses a bomb by its own numbers', async () => {
		const zeros = new Uint8Array(80 * 1024 * 1024);
		const zip = zipSync({ bomb: [zeros, { level: 9 }] });
		expect(zip.length).toBeLessThan(200_000);
		expect(await entriesOf(zip, { slack: 1024 * 1024 })).toEqual({ ok: false, reason: 'zip-bomb' });
		expect(await entriesOf(zip, { total: 1024 * 1024, slack: zeros.length })).toEqual({
			ok: false,
			reason: 'zip-too-large',
		});
	});

	it('stops a bomb that lies about its size after the size it named', async () => {
		const big = new Uint8Array(40 * 1024 * 1024);
		big.set(image);
		const zip = patched(zipSync({ bomb: [big, { level: 9 }] }), central, (view, at) =>
			view.setUint32(at + 24, image.length, true),
		);
		expect(await unzipAll(zip)).toMatchObject([{ result: { kind: 'refused', code: 'zip-bomb' } }]);
		expect(readdirSync(folder)).not.toContain('out');
	});

	it('refuses files that share their bytes', async () => {
		const zip = zipSync({ a: [image, { level: 0 }], b: [image, { level: 0 }] });
		let first = -1;
		const copy = zip.slice();
		const view = new DataView(copy.buffer);
		for (let at = 0; at < copy.length - 46; at++) {
			if (view.getUint32(at, true) !== central) continue;
			if (first < 0) first = view.getUint32(at + 42, true);
			else view.setUint32(at + 42, first, true);
		}
		expect(await entriesOf(copy)).toEqual({ ok: false, reason: 'zip-bomb' });
	});

	it('refuses too many files, encrypted ones, unknown methods and wrong sums, each by its reason', async () => {
		const zip = zipSync({ a: [image, { level: 9 }] });
		expect(await entriesOf(zip, { entries: 0 })).toEqual({ ok: false, reason: 'zip-too-many' });
		const one = async (change: (view: DataView, at: number) => void) =>
			unzipAll(patched(zip, central, change));
		const refused = (code: string) => [{ result: { kind: 'refused', code } }];
		expect(await one((view, at) => view.setUint16(at + 8, 1, true))).toMatchObject(refused('zip-encrypted'));
		expect(await one((view, at) => view.setUint16(at + 10, 9, true))).toMatchObject(refused('zip-method'));
		expect(await one((view, at) => view.setUint32(at + 16, 1, true))).toMatchObject(refused('zip-damaged'));
		expect(await one((view, at) => view.setUint32(at + 42, 0x7fff, true))).toBe('zip-bomb');
	});

	it('refuses every cut and every spoilt byte without throwing, or gives the very same file', async () => {
		const zip = zipSync({ a: [image, { level: 6 }] });
		for (let length = 0; length < zip.length; length += 7)
			expect(await unzipAll(zip.slice(0, length))).toBe('zip-damaged');
		for (let at = 0; at < zip.length; at += 5) {
			const spoilt = zip.slice();
			spoilt[at] = (spoilt[at] ?? 0) ^ 0xff;
			const all = await unzipAll(spoilt);
			if (typeof all === 'string') continue;
			for (const { result, bytes } of all) {
				expect(['written', 'refused', 'clutter']).toContain((result as { kind: string }).kind);
				if (bytes !== null) expect(bytes.equals(Buffer.from(image))).toBe(true);
			}
		}
	});
});
