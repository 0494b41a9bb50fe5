import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { verify } from '#lib/server/audit/verify.ts';
import { putHospital } from '#lib/server/archive/catalogue/hospitals.ts';
import { seenPeople } from '#lib/server/identity/seen-people.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { databases } from '../../../../../tests/peers/databases.ts';
import { answersTo, chiefsOf, setChief } from './chiefs.ts';

const by = { who: 'staff:admin', from: null, requestId: null, now: 5 };
const peers = databases.map((make) => make());

describe.each(peers)('who reports to whom on $name', (peer) => {
	let db: Database;
	beforeAll(() => peer.start());
	afterAll(() => peer.stop());
	beforeEach(async () => {
		db = await peer.open();
		for (const hcode of ['10001', '10002'])
			await putHospital(db, { hcode, hcode9: null, nameTh: hcode, nameEn: hcode, institutions: [] });
	});

	async function works(id: string, hcode: string, seen = 1, name = id): Promise<void> {
		const stamps = { first_seen_at: 1, last_seen_at: seen };
		await db
			.insertInto('person')
			.values({ id, subject_hmac: id, name_th: name, name_en: null, citizen_hmac: null, ...stamps })
			.onConflict((same) => same.column('id').doNothing())
			.execute();
		await db
			.insertInto('person_hospital')
			.values({ person: id, hcode, roles: '[]', position: null, licence: null, seen_at: seen })
			.execute();
	}
	const set = async (person: string, chief: string | null, hcode = '10001') => {
		const done = await setChief(db, { hcode, person, chief }, by);
		return done.ok ? 'set' : done.reason;
	};

	it('threat-21: up any number of steps, across hospitals, never down and never in a circle', async () => {
		for (const id of ['a', 'b', 'c', 'd']) await works(id, '10001');
		for (const id of ['c', 'd']) await works(id, '10002');
		expect(await set('a', 'b')).toBe('set');
		expect(await set('b', 'c')).toBe('set');
		expect(await set('c', 'd', '10002')).toBe('set');
		for (const chief of ['b', 'c', 'd']) expect(await answersTo(db, 'a', chief)).toBe(true);
		for (const [person, chief] of [
			['b', 'a'],
			['d', 'a'],
			['a', 'a'],
			['nobody', 'b'],
		] as const)
			expect(await answersTo(db, person, chief)).toBe(false);
		for (const chief of ['a', 'b', 'c', 'd']) expect(await set('d', chief)).toBe('chief-loop');
		expect(await set('b', null)).toBe('set');
		expect(await answersTo(db, 'a', 'c')).toBe(false);
		expect(await chiefsOf(db, '10001', ['a', 'b', 'c'])).toEqual(new Map([['a', 'b']]));
	});

	it("a hospital says it of its own people, leaves another's word standing, and only what happened is on record", async () => {
		for (const id of ['a', 'b']) await works(id, '10001');
		await works('a', '10002');
		await works('z', '10002');
		expect(await set('a', 'z')).toBe('not-found');
		expect(await set('z', 'a')).toBe('not-found');
		expect(await set('a', 'z', '10002')).toBe('set');
		expect(await set('a', 'b')).toBe('set');
		expect(await set('a', null)).toBe('set');
		expect(await answersTo(db, 'a', 'z')).toBe(true);
		const rows = await db.selectFrom('audit_row').select('body').orderBy('seq').execute();
		const told = rows.map((row) => JSON.parse(row.body)).filter((row) => row.kind === 'chief-set');
		expect(told.map(({ person, chief, hospital }) => [person, chief, hospital])).toEqual([
			['a', 'z', '10002'],
			['a', 'b', '10001'],
			['a', null, '10001'],
		]);
		expect((await verify(db, null)).kind).toBe('whole');
	});

	it('people are found page by page, each once, and by a part of a name', async () => {
		for (let n = 0; n < 120; n++) await works(`p${n}`, '10001', n % 7, `นพ.คนที่ ${n} 100%`);
		await works('elsewhere', '10002');
		const seen: string[] = [];
		let after: Awaited<ReturnType<typeof seenPeople>>['next'] = null;
		do {
			const page = await seenPeople(db, '10001', { text: '', after }, 9);
			seen.push(...page.people.map((one) => one.id));
			after = page.next;
		} while (after !== null);
		expect([seen.length, new Set(seen).size]).toEqual([120, 120]);
		const find = async (text: string) =>
			(await seenPeople(db, '10001', { text, after: null }, 9)).people.map((one) => one.name);
		expect(await find(' คนที่ 77 ')).toEqual(['นพ.คนที่ 77 100%']);
		expect(await find('7 100%')).toHaveLength(12);
		expect(await find('_%')).toEqual([]);
	});
});
