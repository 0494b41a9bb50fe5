import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bytesInMemory } from '#lib/base/bytes.ts';
import { setLogLevel } from '#lib/base/log.ts';
import { string } from '#lib/dicom/dataset.ts';
import { readPart10 } from '#lib/dicom/part10/part10-reader.ts';
import { instanceUid, seriesUid, studyUid } from '#lib/dicom/uid.ts';
import { longestLinkMs } from '#lib/server/identity/share-link.ts';
import { openDatabase } from '#lib/server/store/open-database.ts';
import type { Database } from '#lib/server/store/schema.ts';
import type { DemoFile } from './demo-files.ts';
import { drawFiles } from './draw-files.ts';
import type { DemoParts } from './seed.ts';
import { seedDemo } from './seed.ts';

setLogLevel('error');
const start = Date.UTC(2025, 1, 3);
let dataDir = '';
let db: Database;
let drawn = 0;
let stored = 0;
let now = start;

beforeEach(async () => {
	dataDir = mkdtempSync(join(tmpdir(), 'hub-demo-'));
	db = await openDatabase({ dataDir, databaseUrl: null });
	[drawn, stored, now] = [0, 0, start];
});
afterEach(async () => {
	await db.destroy();
	rmSync(dataDir, { recursive: true, force: true });
});

async function* twoFiles(): AsyncGenerator<DemoFile> {
	for (const step of ['chest-ct', 'hands'] as const) {
		drawn++;
		yield await Promise.resolve({ step, bytes: new Uint8Array(2) });
	}
}

function parts(over: Partial<DemoParts> = {}): DemoParts {
	const ref = { study: studyUid('1.2'), series: seriesUid('1.3'), instance: instanceUid('1.4') };
	if (ref.study === null || ref.series === null || ref.instance === null) throw new Error('bad UID');
	const known = { study: ref.study, series: ref.series, instance: ref.instance };
	return {
		db,
		clock: () => now,
		dataDir,
		ingest: async () => {
			stored++;
			return Promise.resolve({ kind: 'stored', ref: known, sopClass: '1.2' });
		},
		signal: new AbortController().signal,
		draw: twoFiles,
		...over,
	};
}

describe('the demo', () => {
	it('gives both links, and the same ones again at the next start without drawing anything', async () => {
		const first = seedDemo(parts());
		const referral = await first.referral;
		const names = await first.names;
		expect(referral?.pin).toMatch(/^\d{6}$/);
		expect(names?.secret).not.toBe(referral?.secret);
		expect(stored).toBe(2);
		now += 24 * 3_600_000;
		const second = seedDemo(parts());
		expect(await second.referral).toMatchObject({ secret: referral?.secret, pin: referral?.pin });
		expect(await second.names).toMatchObject({ secret: names?.secret, pin: names?.pin });
		expect(drawn).toBe(2);
	});

	it('keeps the readable links for the server alone, and no secret in the database', async () => {
		const demo = seedDemo(parts());
		const link = await demo.referral;
		await demo.names;
		const file = join(dataDir, 'demo-link.json');
		expect(statSync(file).mode & 0o777).toBe(0o600);
		expect(readFileSync(file, 'utf8')).toContain('DEMO ONLY');
		const rows = await db.selectFrom('share_link').selectAll().execute();
		expect(JSON.stringify(rows)).not.toContain(link?.secret);
	});

	it('makes a new link when the old one has run out, over the studies that are there', async () => {
		const first = seedDemo(parts());
		const old = await first.referral;
		await first.names;
		now += longestLinkMs;
		const second = seedDemo(parts());
		expect((await second.referral)?.secret).not.toBe(old?.secret);
		await second.names;
		expect(drawn).toBe(2);
	});

	it('goes on after it was broken off, with the link that was given out', async () => {
		let calls = 0;
		const first = seedDemo(
			parts({
				ingest: (bytes, signal) => {
					if (++calls === 2)
						return Promise.resolve({ kind: 'refused', code: 'unavailable', ref: null, sopClass: null });
					return parts().ingest(bytes, signal);
				},
			}),
		);
		const old = await first.referral;
		setLogLevel('error');
		expect(await first.names).toBeNull();
		const second = seedDemo(parts());
		expect(await second.referral).toMatchObject({ secret: old?.secret });
		expect(await second.names).not.toBeNull();
		expect(stored).toBe(3);
	});

	it('starts anew with another database in the same folder', async () => {
		const first = seedDemo(parts());
		await first.names;
		await db.deleteFrom('share_link').execute();
		await seedDemo(parts()).names;
		expect(drawn).toBe(4);
	});

	// In the thread of production: the test runner's module loader makes the drawing many times slower.
	it('draws files that are all read, each under its own UID, of one patient in the referral', async () => {
		const uids = new Set<string>();
		const referred = new Set<string>();
		let count = 0;
		for await (const { step, bytes } of drawFiles(new AbortController().signal)) {
			const read = await readPart10(bytesInMemory(bytes));
			if (!read.ok) throw new Error(`${step}: ${read.reason}`);
			const { dataset } = read.value;
			uids.add(string(dataset, '00080018') ?? '');
			if (step !== 'hands' && step !== 'other-film') {
				referred.add(`${string(dataset, '00100020')} ${string(dataset, '00100030')}`);
			}
			count++;
		}
		expect(uids.size).toBe(count);
		expect(count).toBeGreaterThan(250);
		expect([...referred]).toEqual(['0012345 19700614']);
	}, 180_000);
});
