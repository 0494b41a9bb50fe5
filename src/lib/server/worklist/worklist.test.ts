import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from 'kysely';
import type { WorklistFilter, WorklistPage } from '#lib/archive/worklist.ts';
import { everything } from '#lib/archive/worklist.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { databases } from '../../../../tests/peers/databases.ts';
import { fillStudies, manyStudy } from '../../../../tests/peers/many-studies.ts';
import { countedTo, glanceAt, pageLength, searchWorklist } from './search-worklist.ts';
import type { Asked } from './search-worklist.ts';
import { forgetFilter, saveFilter, savedFilters } from './saved-filters.ts';
import { keepSearch, lastVisitOf, visit } from './visits.ts';

const count = 10_000;
const studies = Array.from({ length: count }, (_, n) => manyStudy(n));
const mine = studies.filter((study) => study.owner === '10700');
const now = Date.UTC(2025, 10, 30, 5);
const person = 'person-1';

describe.each(databases.map((make) => make()))('worklist of 10,000 studies on $name', (peer) => {
	let db: Database;
	beforeAll(async () => {
		await peer.start();
		db = await peer.open();
		await fillStudies(db, count);
		await db
			.insertInto('hospital')
			.values({ hcode: '10700', hcode9: null, name_th: 'รพ.หนึ่ง', name_en: 'One' })
			.execute();
		// PostgreSQL looks at its tables by itself, a little later; SQLite here never does.
		if (peer.name === 'postgres') await sql`analyze`.execute(db);
	});
	afterAll(() => peer.stop());

	const asked = (text = '', filter: Partial<WorklistFilter> = {}, more: Partial<Asked> = {}): Asked => ({
		scope: { owners: ['10700'], studies: [] },
		text,
		filter: { ...everything, ...filter },
		person,
		lastVisit: now,
		now,
		...more,
	});
	async function page(ask: Asked, after: string | null = null): Promise<WorklistPage> {
		const found = await searchWorklist(db, ask, after);
		if (!found.ok) throw new Error(found.reason);
		return found.value;
	}
	async function all(ask: Asked): Promise<string[]> {
		const uids: string[] = [];
		for (let after: string | null = null; ;) {
			const one: WorklistPage = await page(ask, after);
			uids.push(...one.rows.map((row) => row.study));
			if (one.next === null) return uids;
			after = one.next;
		}
	}
	const sorted = (list: readonly (typeof mine)[number][]) =>
		list
			.toSorted((a, b) => {
				const [one, two] = [`${a.date}${a.time}`, `${b.date}${b.time}`];
				return one === two ? (a.uid < b.uid ? 1 : -1) : one < two ? 1 : -1;
			})
			.map((study) => study.uid);

	it('gives every study of the hospital once, newest first, and none of another', async () => {
		expect(await all(asked())).toEqual(sorted(mine));
	});

	it('turns round, and sorts by arrival and by name without losing or repeating one', async () => {
		expect(await all(asked('', { sort: 'oldest' }))).toEqual(sorted(mine).toReversed());
		expect(await all(asked('', { sort: 'arrived' }))).toEqual(mine.map((study) => study.uid).toReversed());
		const byName = await all(asked('', { sort: 'name' }));
		expect(byName.toSorted()).toEqual(mine.map((study) => study.uid).toSorted());
	});

	it('counts as far as it is honest', async () => {
		expect((await page(asked())).total).toEqual({ count: countedTo, more: true });
		const ct = mine.filter((study) => study.modality === 'MG' && study.date >= '20250101');
		const narrow = asked('', { modalities: ['MG'], days: { kind: 'between', from: '2025-01-01', to: null } });
		expect((await page(narrow)).total).toEqual({ count: ct.length, more: false });
	});

	it.each([
		['with its title', 'นายสมชาย ใจดี'],
		['without', 'สมชาย ใจดี'],
		['tone marks typed wrong', 'สมช้าย ใจดี'],
		['the other way round, in parts', 'ใจ มชาย'],
		['without the gap', 'สมชายใจดี'],
	])('finds a Thai name %s', async (_how, text) => {
		const people = mine.filter((study) => /^ใจดี\^สมชาย\^/.test(study.patientName));
		const found = await all(asked(text));
		expect(people.length).toBeGreaterThan(3);
		for (const study of people) expect(found).toContain(study.uid);
		for (const uid of found) expect(studies.find((one) => one.uid === uid)?.patientName).toMatch(/ใจ.*สมชาย/);
	});

	it('finds a hospital number with and without its zeros, whole before beginnings', async () => {
		const whole = sorted(mine.filter((study) => study.patientId === '0000123'));
		expect(await all(asked('0000123'))).toEqual(whole);
		expect(await all(asked('HN 123'))).toEqual(whole);
		expect(await all(asked('๑๒๓'))).toEqual(whole);
		// 1667 patients: nobody has 00016, so it is the beginning of one
		const begin = sorted(mine.filter((study) => /^0*166[0-9]$/.test(study.patientId)));
		expect(await all(asked('166'))).toEqual(sorted(mine.filter((study) => study.patientId === '0000166')));
		expect(await all(asked('A2000166'))).toEqual(
			sorted(mine.filter((study) => study.accession.startsWith('A2000166'))),
		);
		expect(begin.length).toBeGreaterThan(0);
	});

	it('finds an accession number, a UID, and a name with a number', async () => {
		const one = mine[777]!;
		expect(await all(asked(one.accession))).toEqual([one.uid]);
		expect(await all(asked(one.uid))).toEqual([one.uid]);
		const named = one.patientName.split('^')[1]!;
		expect(await all(asked(`${named} ${one.patientId}`))).toContain(one.uid);
		expect(await all(asked(`นายก ${one.patientId}`))).toEqual([]);
	});

	it('never finds another hospital’s (threat-1)', async () => {
		const theirs = studies.find((study) => study.owner !== '10700')!;
		for (const text of [theirs.accession, theirs.uid]) expect(await all(asked(text))).toEqual([]);
		expect(await glanceAt(db, asked(), [theirs.uid])).toEqual({ rows: [], found: [] });
		expect(await glanceAt(db, asked('A2'), [mine[0]!.uid, theirs.uid])).toMatchObject({
			rows: [{ study: mine[0]!.uid }],
			found: [mine[0]!.uid],
		});
		expect(await glanceAt(db, asked('นายก'), [mine[0]!.uid])).toMatchObject({ found: [] });
		const both = { scope: { owners: ['10700'], studies: [theirs.uid] } };
		expect(await all(asked(theirs.accession, {}, both))).toEqual([theirs.uid]);
		expect(await all(asked('', { hospital: '00099' }, both))).toEqual([theirs.uid]);
		expect(await all(asked('', {}, { scope: { owners: [], studies: [] } }))).toEqual([]);
	});

	it('shows a study of another hospital in its place, once', async () => {
		const theirs = studies.filter((study) => study.owner !== '10700').slice(0, 3);
		const scope = { owners: ['10700'], studies: [...theirs.map((study) => study.uid), mine[0]!.uid] };
		expect(await all(asked('', {}, { scope }))).toEqual(sorted([...mine, ...theirs]));
	});

	it('filters by kind and by days of Bangkok', async () => {
		const ct = sorted(mine.filter((study) => study.modality.split('\\').includes('CT')));
		expect(await all(asked('', { modalities: ['CT'] }))).toEqual(ct);
		expect(await all(asked('', { modalities: ['C'] }))).toEqual([]);
		const last = mine.filter((study) => study.date >= '20251124');
		expect(await all(asked('', { days: { kind: 'last', days: 7 } }))).toEqual(sorted(last));
		const year = mine.filter((study) => study.date.startsWith('2020'));
		const days = { kind: 'between', from: '2020-01-01', to: '2020-12-31' } as const;
		expect(await all(asked('', { days }))).toEqual(sorted(year));
	});

	it('knows what is new, unopened and mine', async () => {
		const since = 1_764_000_000_000 + 9_900 * 1000;
		const fresh = mine.filter((study) => Number(study.uid.split('.').at(-1)) - 1 > 9_900);
		expect(await all(asked('', { only: 'new' }, { lastVisit: since }))).toEqual(sorted(fresh));
		const opened = mine.slice(0, 3);
		for (const study of opened) {
			await db
				.insertInto('study_viewer')
				.values({ study: study.uid, person, first_at: now, last_at: now })
				.execute();
			await db.updateTable('study').set({ opened_at: now }).where('uid', '=', study.uid).execute();
		}
		expect(await all(asked('', { only: 'mine' }))).toEqual(sorted(opened));
		expect(await all(asked(opened[0]!.accession, { only: 'mine' }))).toEqual([opened[0]!.uid]);
		expect(await all(asked('', { only: 'mine' }, { person: 'another' }))).toEqual([]);
		expect(await all(asked('', { only: 'unopened' }))).toEqual(sorted(mine.slice(3)));
		const [row] = (await page(asked(opened[0]!.accession))).rows;
		expect(row).toMatchObject({ opened: { me: true, at: now }, hospital: { th: 'รพ.หนึ่ง' }, pending: 0 });
	});

	it('goes on where a page ended, though studies come in at the top', async () => {
		const first = await page(asked());
		await db
			.insertInto('study')
			.values({ ...(await anyStudy()), uid: '2.25.9', taken: '20991231000000', owner: '10700' })
			.execute();
		const second = await page(asked(), first.next);
		expect([...first.rows, ...second.rows].map((row) => row.study)).toEqual(
			sorted(mine).slice(0, 2 * pageLength),
		);
		await db.deleteFrom('study').where('uid', '=', '2.25.9').execute();
	});

	it('refuses a cursor that is none, or of another order', async () => {
		const { next } = await page(asked());
		expect((await searchWorklist(db, asked(), 'nonsense')).ok).toBe(false);
		expect((await searchWorklist(db, asked('', { sort: 'name' }), next)).ok).toBe(false);
	});

	async function anyStudy() {
		return db.selectFrom('study').selectAll().limit(1).executeTakeFirstOrThrow();
	}

	// What makes it fast at any size: pages begin at a place in an index, and only what is shown is read from the table.
	describe('plans', () => {
		it.each<[string, Asked, RegExp]>([
			['the list', asked(), /study_list_by_taken/],
			['a later page', asked('', { sort: 'name' }), /study_list_by_name/],
			['arrivals', asked('', { sort: 'arrived' }), /study_list_by_arrival/],
			['a kind', asked('', { modalities: ['MG'] }), /study_list_by_taken/],
			['a number', asked('0000123'), /study_list_by_number/],
			['a name', asked('สมชาย ใจดี'), /study_list_by_patient/],
		])('%s', async (_what, ask, index) => {
			const first = await page(ask);
			const seen = await statements(async (spied) => {
				await searchWorklist(spied, ask, first.next);
			});
			const lists = seen.filter((one) => one.sql.includes('as part') && !one.sql.includes('count('));
			expect(lists.length).toBeGreaterThan(0);
			for (const { sql: text } of seen) expect(text).not.toMatch(/\boffset\b/i);
			const plan = await planOf(lists.at(-1)!);
			if (peer.name === 'sqlite') expect(plan).toMatch(index);
			// What a search gathered is read from end to end; the table never is.
			expect(plan).not.toMatch(
				ask.text === '' ? /SCAN (s|study)\b|Seq Scan/ : /SCAN study\b|Seq Scan on study\b/,
			);
			// Without a search the index gives the order: nothing is gathered and sorted.
			if (ask.text === '' && peer.name === 'sqlite') expect(plan).toMatch(/COVERING INDEX study_list/);
		});
	});

	interface Statement {
		readonly sql: string;
		readonly parameters: readonly unknown[];
	}

	/** What is sent while `work` runs. */
	async function statements(work: (spied: Database) => Promise<void>): Promise<Statement[]> {
		const seen: Statement[] = [];
		const spied = db.withPlugin({
			transformQuery: ({ node }) => node,
			transformResult: async ({ result }) => result,
		});
		const executor = spied.getExecutor();
		const run = executor.executeQuery.bind(executor);
		executor.executeQuery = async (compiled) => {
			seen.push({ sql: compiled.sql, parameters: compiled.parameters });
			return run(compiled);
		};
		await work(spied);
		return seen;
	}

	async function planOf(statement: Statement): Promise<string> {
		const explain = peer.name === 'sqlite' ? 'explain query plan ' : 'explain ';
		const { rows } = await db.executeQuery<Record<string, unknown>>({
			...sql`select 1`.compile(db),
			sql: explain + statement.sql,
			parameters: statement.parameters,
		});
		return rows.map((row) => String(row['detail'] ?? row['QUERY PLAN'])).join('\n');
	}

	it('keeps filters by name, for their owner alone', async () => {
		const filter = { ...everything, modalities: ['CT'] };
		const one = await saveFilter(db, 'a', { name: 'CT', filter, now });
		await saveFilter(db, 'a', { name: 'ทั้งหมด', filter: everything, now: now + 1 });
		const again = await saveFilter(db, 'a', {
			name: 'CT',
			filter: { ...filter, sort: 'name' },
			now: now + 2,
		});
		expect(again).toMatchObject({ ok: true, value: { id: one.ok ? one.value.id : '' } });
		expect((await savedFilters(db, 'a')).map((each) => [each.name, each.filter.sort])).toEqual([
			['CT', 'name'],
			['ทั้งหมด', 'newest'],
		]);
		await forgetFilter(db, 'b', one.ok ? one.value.id : '');
		expect(await savedFilters(db, 'a')).toHaveLength(2);
		expect(await savedFilters(db, 'b')).toEqual([]);
		await forgetFilter(db, 'a', one.ok ? one.value.id : '');
		expect(await savedFilters(db, 'a')).toHaveLength(1);
	});

	it('remembers the visit before this one, and the filter', async () => {
		const who = { person: 'v', hospital: '10700' };
		const minute = 60_000;
		const week = 7 * 24 * 60 * minute;
		expect((await visit(db, who, now)).lastVisit).toBe(now - week);
		await keepSearch(db, who, {
			text: 'ที่พิมพ์',
			filter: { ...everything, sort: 'arrived' },
			now: now + minute,
		});
		// The same visit goes on
		const soon = await visit(db, who, now + 10 * minute);
		expect(soon).toMatchObject({ lastVisit: now - week, filter: { sort: 'arrived' }, text: 'ที่พิมพ์' });
		const later = await visit(db, who, now + 60 * minute);
		expect(later).toMatchObject({ lastVisit: now + 10 * minute, filter: { sort: 'arrived' }, text: '' });
		expect(await lastVisitOf(db, who, now)).toBe(now + 10 * minute);
		await db.updateTable('worklist_visit').set({ filter: '{"of":"an older version"}' }).execute();
		expect((await visit(db, who, now + 61 * minute)).filter).toEqual(everything);
	});
});
