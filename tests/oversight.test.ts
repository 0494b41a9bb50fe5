/** Oversight from outside, against the production build: who may read the audit, what leaves no trace, what asks nobody else. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { store } from '../e2e/support/store.ts';
import {
	begin,
	own,
	other,
	settle,
	uid,
	viewed,
	write,
} from '../src/lib/server/audit/reading/audit-town.fixture.ts';
import { openDatabase } from '../src/lib/server/store/open-database.ts';
import { part10File } from './fixtures/part10-file.ts';
import { startServer } from './server.ts';
import type { TestServer } from './server.ts';
import { signInTo } from './staff.ts';

const root = join(import.meta.dirname, '..');
let server: TestServer;
let officer = '';
let doctor = '';

beforeAll(async () => {
	server = await startServer({ env: { SECURITY_CONTACT: 'mailto:security@example.go.th' } });
	const db = await openDatabase({ dataDir: server.dataDir, databaseUrl: null });
	await settle(db);
	await write(db, begin, viewed('d1', 1, own));
	await write(db, begin + 1, viewed('d2', 4, other));
	await db.destroy();
	officer = (await signInTo(server, 'privacy-officer', { hospital: own })).cookie;
	doctor = (await signInTo(server, 'specialist', { hospital: own })).cookie;
});
afterAll(() => server.stop());

function ask(path: string, body: object | null, cookie = ''): Promise<Response> {
	return fetch(`${server.origin}${path}`, {
		headers: { origin: server.origin, 'content-type': 'application/json', cookie },
		...(body === null ? {} : { method: 'POST', body: JSON.stringify(body) }),
	});
}
const trail = (of: string) => ({
	of,
	since: null,
	until: null,
	person: '',
	hn: '',
	group: null,
	after: null,
});
const all = { since: null, until: null, group: null };

describe('who may read the audit', () => {
	it.each([
		['/api/oversight/trail', trail('hospital')],
		['/api/oversight/patients', { text: 'HN-1' }],
		['/api/oversight/openings', { studies: [uid(1)], offset: 0 }],
		['/api/oversight/export', all],
	])('%s is the officer’s alone', async (path, body) => {
		expect([(await ask(path, body)).status, (await ask(path, body, doctor)).status]).toEqual([401, 404]);
		expect((await ask(path, body, officer)).status).toBe(200);
	});

	it('gives everyone their own trail and nobody else’s', async () => {
		expect((await ask('/api/oversight/trail', trail('own'))).status).toBe(401);
		const { lines } = await (await ask('/api/oversight/trail', trail('own'), doctor)).json();
		expect(lines.length).toBeGreaterThan(0);
		expect(new Set(lines.map((line: { who: { name: { th: string } } }) => line.who.name.th)).size).toBe(1);
	});

	it('threat-1: another hospital’s patient of the same number does not exist, nor its studies by their UIDs', async () => {
		const { patients } = await (await ask('/api/oversight/patients', { text: 'HN-1' }, officer)).json();
		expect(patients).toHaveLength(1);
		expect(patients[0].studies.sort()).toEqual([uid(1), uid(2)]);
		const foreign = await (
			await ask('/api/oversight/openings', { studies: [uid(4)], offset: 0 }, officer)
		).json();
		expect(foreign).toEqual({ openings: [], next: null });
	});

	it('threat-17: every reading of the audit is in the audit', async () => {
		const { lines } = await (await ask('/api/oversight/trail', trail('own'), officer)).json();
		const kinds = lines.map((line: { kind: string; action: string }) => `${line.kind} ${line.action}`);
		expect(kinds).toContain('access-granted read-audit');
		await ask('/api/oversight/openings', { studies: [uid(1)], offset: 0 }, officer);
		const after = await (await ask('/api/oversight/trail', trail('own'), officer)).json();
		expect(after.lines.map((line: { kind: string }) => line.kind)).toContain('audit-read');
	});

	it('exports to who proved themselves, by an address for that session only', async () => {
		const stale = await signInTo(server, 'privacy-officer', {
			hospital: own,
			subject: 'stale',
			authTime: Date.now() - 6 * 60_000,
		});
		const no = await ask('/api/oversight/export', all, stale.cookie);
		expect([no.status, await no.json()]).toEqual([403, { code: 'step-up-needed' }]);
		const { to } = await (await ask('/api/oversight/export', all, officer)).json();
		const second = await signInTo(server, 'privacy-officer', { hospital: own, subject: 'second' });
		expect((await ask(to, null, second.cookie)).status).toBe(404);
		expect((await ask(`${to}x`, null, officer)).status).toBe(404);
		const file = await ask(to, null, officer);
		expect(file.headers.get('content-disposition')).toMatch(/^attachment/);
		const lines = (await file.text())
			.trim()
			.split('\n')
			.map((line) => JSON.parse(line));
		expect(lines.every((line) => line.resourceType === 'AuditEvent')).toBe(true);
		const { lines: mine } = await (await ask('/api/oversight/trail', trail('own'), officer)).json();
		expect(mine.map((line: { kind: string }) => line.kind)).toContain('audit-exported');
	});
});

it('says whom to tell of a hole (RFC 9116)', async () => {
	const text = await (await fetch(`${server.origin}/.well-known/security.txt`)).text();
	expect(text).toContain('Contact: mailto:security@example.go.th\n');
	const [, expires = ''] = /^Expires: (.+)$/m.exec(text) ?? [];
	expect(Date.parse(expires)).toBeGreaterThan(Date.now());
	expect(Date.parse(expires)).toBeLessThan(Date.now() + 366 * 86_400_000);
});

it('stops one person who searches too often, with a time to come back', async () => {
	const { cookie } = await signInTo(server, 'privacy-officer', { hospital: own, subject: 'hasty' });
	const answers = await Promise.all(
		Array.from({ length: 245 }, () => ask('/api/oversight/patients', {}, cookie)),
	);
	const stopped = answers.filter((answer) => answer.status === 429);
	expect(stopped).toHaveLength(5);
	expect(await stopped[0]!.json()).toEqual({ code: 'too-many-requests' });
	expect(Number(stopped[0]!.headers.get('retry-after'))).toBeGreaterThan(0);
	expect((await ask('/api/oversight/patients', { text: 'HN-1' }, officer)).status).toBe(200);
});

it('threat-3: no address in a file is ever followed', async () => {
	let hits = 0;
	const canary = createServer((_, response) => {
		hits++;
		response.end();
	});
	await new Promise<void>((resolve) => canary.listen(0, '127.0.0.1', resolve));
	const at = canary.address();
	const evil = typeof at === 'object' && at !== null ? `http://127.0.0.1:${at.port}/hit` : '';
	const ur = { vr: 'UR', Value: [evil] };
	const study = '1.2.826.0.1.3680043.9.7777.3';
	const ids = { study, series: `${study}.1`, instance: `${study}.1.1` };
	const more = {
		'00081190': ur, // RetrieveURL
		'00287FE0': ur, // PixelDataProviderURL
		'0040E010': ur, // RetrieveURI
		'00080058': { vr: 'UI', Value: [evil] },
		'0008103E': { vr: 'LO', Value: [`<img src="${evil}">`] },
	};
	const [answer] = await store(server, [part10File({ ...ids, more })]);
	expect(answer?.status).toBeLessThan(300);
	const token = server.createToken(['read', 'search']);
	const base = `${server.origin}/dicom-web/studies`;
	const instance = `${base}/${study}/series/${ids.series}/instances/${ids.instance}`;
	for (const path of [
		`${base}?RetrieveURL=${evil}`,
		`${base}/${study}/metadata`,
		instance,
		`${instance}/rendered`,
		`${instance}/frames/1`,
		`${instance}/thumbnail`,
	])
		await (await fetch(path, { headers: { authorization: `Bearer ${token}` } })).arrayBuffer();
	await ask(`/sign-in?returnTo=${encodeURIComponent(evil)}`, null);
	await ask(`/sign-in?iss=${encodeURIComponent(evil)}`, null);
	expect(hits).toBe(0);
	// The canary hears: otherwise its silence would prove nothing.
	await (await fetch(evil)).text();
	expect(hits).toBe(1);
	await new Promise((resolve) => canary.close(resolve));
});

it('threat-22: planted names and numbers of a whole run are in no log line, metric, error body or address', async () => {
	const study = '1.2.826.0.1.3680043.9.7777.22';
	const planted = ['สมหญิงทดลอง', 'PLANTEDNAME', 'HNPLANTED77', '1101700203450', 'ACCPLANTED9'];
	const [thai = '', latin = '', hn = '', citizen = '', accession = ''] = planted;
	const ids = { study, series: `${study}.1`, instance: `${study}.1.1` };
	const more = {
		'00100010': { vr: 'PN', Value: [{ Alphabetic: latin, Ideographic: thai }] },
		'00100020': { vr: 'LO', Value: [hn] },
		'00101000': { vr: 'LO', Value: [citizen] },
		'00080050': { vr: 'SH', Value: [accession] },
	};
	await store(server, [part10File({ ...ids, more }), Buffer.from(`not dicom ${latin} ${hn}`)]);
	const bodies: string[] = [];
	const keep = async (answer: Response): Promise<void> => {
		const text = await answer.text();
		if (answer.status >= 400) bodies.push(text);
	};
	for (const word of planted) {
		for (const cookie of [officer, doctor, ''])
			for (const [path, body] of [
				['/api/oversight/patients', { text: word }],
				['/api/oversight/trail', { ...trail('hospital'), hn: word, person: word }],
				['/api/worklist', { text: word }],
				['/api/worklist/search', { text: word }],
			] as const)
				await keep(await ask(path, body, cookie));
		await keep(await ask('/api/links/redeem', { secret: word, pin: word }));
		await keep(
			await ask(
				`/sign-in/callback?code=${encodeURIComponent(word)}&state=${encodeURIComponent(word)}&error=${encodeURIComponent(word)}`,
				null,
			),
		);
		await keep(await ask(`/${encodeURIComponent(word)}`, null, doctor));
		await keep(await ask(`/dicom-web/studies?PatientName=${encodeURIComponent(word)}&limit=x`, null));
	}
	const link = server.createLink({ studies: [study] });
	bodies.push(link.url);
	const metrics = await (await fetch(`${server.origin}/metrics`)).text();
	for (const word of [...planted, study]) {
		expect(server.output(), 'log').not.toContain(word);
		expect(metrics, 'metrics').not.toContain(word);
		for (const body of bodies) expect(body).not.toContain(word);
	}
	expect(server.output()).toContain('"event":"request"');
});

it('threat-25: the backup of a running server, restored elsewhere, carries its audit head', () => {
	const folder = mkdtempSync(join(tmpdir(), 'hub-drill-'));
	const cli = (script: string, args: readonly string[], dataDir: string): string =>
		execFileSync(process.execPath, [join('scripts', script), ...args], {
			cwd: root,
			env: { ...process.env, DATA_DIR: dataDir },
			encoding: 'utf8',
		});
	const made = cli('backup.ts', ['--to', join(folder, 'set')], server.dataDir);
	const [, head = ''] = /audit head (\d+:[0-9a-f]{64})/.exec(made) ?? [];
	expect(cli('restore.ts', ['--from', join(folder, 'set')], join(folder, 'data'))).toContain(head);
	const verified = cli(
		'audit-verify.ts',
		['--head', head, '--heads', join(server.dataDir, 'audit-heads')],
		join(folder, 'data'),
	);
	expect(verified).toMatch(/^whole: \d+ lines/);
	rmSync(folder, { recursive: true });
});
