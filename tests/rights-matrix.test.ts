/**
 * Every route times every kind of caller times everything that can stand between them and a study, against the production server.
 * What is expected is written here anew and not taken from `decide`: the two have to agree.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '../src/lib/access/staff.ts';
import { roles } from '../src/lib/access/staff.ts';
import type { StudyUid } from '../src/lib/dicom/uid.ts';
import { routesInTheSources, rows } from './rights/rows.ts';
import type { ConsultRight, Row, StudyRight } from './rights/rows.ts';
import { acting, consultOf, consultRelations, relations, startWorld } from './rights/world.ts';
import type { Caller, ConsultRelation, Relation, World } from './rights/world.ts';

type Kind =
	| { readonly kind: 'anonymous' }
	| { readonly kind: 'guest'; readonly download: boolean }
	| { readonly kind: 'staff'; readonly role: Role; readonly state: 'good' | 'no-licence' | 'locked' }
	| { readonly kind: 'system'; readonly scopes: readonly string[]; readonly hospital: string | null };
interface Someone extends Caller {
	readonly as: Kind;
}

let world: World;
let people: Someone[];
const clinical = new Set<Role>(['clinic-staff', 'rural-doctor', 'specialist', 'radiologist']);
const ofGeneral: readonly Relation[] = ['other', 'consult', 'emergency', 'linked'];
const notFound = '{"code":"not-found"}';

beforeAll(async () => {
	world = await startWorld();
	const staff = async (role: Role): Promise<Someone> => ({
		...(await world.signIn(role)),
		as: { kind: 'staff', role, state: 'good' },
	});
	const system = (scopes: ('search' | 'read' | 'store' | 'consent')[], hospital?: string): Someone => ({
		...world.token(scopes, hospital),
		as: { kind: 'system', scopes, hospital: hospital ?? null },
	});
	people = [
		{ name: 'nobody', headers: {}, as: { kind: 'anonymous' } },
		{ ...(await world.guest(['view'])), as: { kind: 'guest', download: false } },
		{ ...(await world.guest(['view', 'annotate', 'download'])), as: { kind: 'guest', download: true } },
		system(['search', 'read', 'store']),
		system(['read']),
		system(['search']),
		system(['store']),
		system(['consent']),
		system(['search', 'read', 'store'], '99002'),
	];
	for (const role of roles) people.push(await staff(role));
	const lapsed = { profession: 'doctor', verified: true, validUntil: 1 } as const;
	people.push({
		...(await world.signIn('rural-doctor', { licence: lapsed, subject: 'lapsed' })),
		name: 'doctor without a licence',
		as: { kind: 'staff', role: 'rural-doctor', state: 'no-licence' },
	});
	const locked = await world.signIn('rural-doctor', { subject: 'locked' });
	await world.ask(locked, 'POST', '/api/session/lock', {});
	people.push({
		...locked,
		name: 'doctor whose screen is locked',
		as: { kind: 'staff', role: 'rural-doctor', state: 'locked' },
	});
	for (const one of people.filter(isDoctor)) {
		const order = { reason: 'unconscious', text: 'ผู้ป่วยหมดสติ ไม่มีญาติมาด้วย' };
		const path = `/api/studies/${world.study.emergency}/break-glass`;
		const answer = await world.ask(one, 'POST', path, order);
		if (answer.status !== 201) throw new Error(`${one.name}: ${answer.status} ${await answer.text()}`);
	}
}, 240_000);
afterAll(() => world.stop());

function isDoctor({ as }: Someone): boolean {
	return as.kind === 'staff' && as.state === 'good' && clinical.has(as.role) && as.role !== 'clinic-staff';
}

/** The rules of access.md 3.4 and 3.5 once more, as sets of relations. */
function reach(one: Someone, right: StudyRight): readonly Relation[] {
	const { as } = one;
	const known = relations.filter((relation) => relation !== 'unknown');
	switch (as.kind) {
		case 'anonymous':
			return [];
		case 'guest':
			if (right === 'view' || right === 'search') return ['linked'];
			return right === 'download' && as.download ? ['linked'] : [];
		case 'system': {
			const scope = right === 'search' ? 'search' : right === 'view' || right === 'download' ? 'read' : null;
			if (scope === null || !as.scopes.includes(scope)) return [];
			return as.hospital === null ? known : ofGeneral;
		}
		case 'staff': {
			if (as.state !== 'good') return [];
			if (as.role === 'coordinator') return right === 'search' ? ['own', 'consult'] : [];
			if (!clinical.has(as.role)) return [];
			const glass: readonly Relation[] = isDoctor(one) ? ['emergency'] : [];
			if (right === 'view' || right === 'ask') return ['own', 'consult', 'consent', ...glass];
			if (right === 'list' || right === 'search') return ['own', 'consult', ...glass];
			if (right === 'break-glass') return isDoctor(one) ? known : [];
			return right === 'download' || right === 'share' ? ['own'] : [];
		}
	}
}

/** Who sits in which consult: colleagues of whoever asked, and doctors of the hospital that was asked. Nobody has taken any. */
function consultReach({ as }: Someone, right: ConsultRight): readonly ConsultRelation[] {
	if (as.kind !== 'staff' || as.state !== 'good') return [];
	if (as.role === 'coordinator') return right === 'list' ? ['asked-here', 'asked-of-us'] : [];
	if (!clinical.has(as.role)) return [];
	if (right === 'write' || as.role === 'clinic-staff') return ['asked-here'];
	return ['asked-here', 'asked-of-us'];
}

interface Answer {
	readonly status: number;
	readonly text: string;
	readonly headers: string;
}
async function ask(one: Caller, route: string, path: string, body: unknown): Promise<Answer> {
	const [method = 'GET'] = route.split(' ');
	const verb = method === 'page' || method === 'fallback' ? 'GET' : method;
	const answer = await world.ask(
		one,
		verb,
		path,
		verb === 'GET' || verb === 'HEAD' ? undefined : (body ?? {}),
	);
	const stream = answer.headers.get('content-type')?.startsWith('text/event-stream') === true;
	const text = stream ? '' : await answer.text();
	if (stream) await answer.body?.cancel();
	const headers = [...answer.headers].filter(
		([name]) => !/^(date|content-security-policy|etag|set-cookie)$/.test(name),
	);
	return { status: answer.status, text, headers: unnamed(JSON.stringify(headers.sort())) };
}

const letIn = ({ status }: Answer): boolean => ![303, 401, 403, 404].includes(status) && status < 500;
/** What a caller alone is told, whatever was asked for; null: not found. */
function ownReason({ as }: Someone): string | null {
	if (as.kind === 'anonymous') return 'sign-in-needed';
	if (as.kind !== 'staff' || as.state === 'good') return null;
	return as.state === 'locked' ? 'locked' : 'licence-needed';
}
/** Addresses in a page's text are the one that was asked for: they differ by nothing else. */
const unnamed = (text: string): string =>
	text
		.replaceAll(/2\.25\.7700\.\d+/g, 'UID')
		.replaceAll(/consult-\d\b/g, 'CONSULT')
		.replaceAll(/nonce="[^"]*"/g, '')
		.replaceAll(/(__sveltekit_|data-sveltekit-)\w+/g, '');

const all: [string, Row][] = Object.entries(rows).flatMap(([route, row]) =>
	('kind' in row ? [row] : row).map((each): [string, Row] => [route, each]),
);
const nameOf = (row: Row): string =>
	row.kind === 'study'
		? row.ask('{study}' as StudyUid).path
		: row.kind === 'consult'
			? row.ask('{consult}').path
			: row.kind === 'everyone'
				? ''
				: row.ask.path;
function rowsOf<K extends Row['kind']>(kind: K): [string, string, Row & { kind: K }][] {
	return all.flatMap(([route, row]) =>
		row.kind === kind ? [[route, nameOf(row), row as Row & { kind: K }]] : [],
	);
}

describe('threat-1: every route, every caller', () => {
	test('has a row for every route in the sources, and for none besides', () => {
		expect(Object.keys(rows).sort()).toEqual(routesInTheSources().sort());
	});

	test.each(rowsOf('study'))('%s %s', { timeout: 120_000 }, async (route, _path, row) => {
		for (const one of people) {
			const may = reach(one, row.right);
			const unknown = row.ask(world.study.unknown);
			const nowhere = await ask(one, route, unknown.path, unknown.body);
			for (const relation of relations) {
				const { path, body } = row.ask(world.study[relation]);
				const answer = await ask(one, route, path, body);
				const cell = `${one.name}, ${relation}: ${answer.status}`;
				const streams = path.startsWith('/api/events');
				const given = may.includes(relation) && !(streams && one.as.kind === 'system');
				expect(letIn(answer), cell).toBe(given);
				if (given) continue;
				// Forbidden and unknown are the same answer, to the byte and the header.
				expect(unnamed(answer.text), cell).toBe(unnamed(nowhere.text));
				expect([answer.status, answer.headers], cell).toEqual([nowhere.status, nowhere.headers]);
				const reason = ownReason(one) ?? (streams && one.as.kind === 'system' ? 'sign-in-needed' : null);
				if (route.startsWith('page')) continue;
				expect(answer.text, cell).toBe(reason === null ? notFound : `{"code":"${reason}"}`);
			}
		}
	});

	test.each(rowsOf('consult'))('threat-15: %s %s', async (route, _path, row) => {
		for (const one of people) {
			const may = consultReach(one, row.right);
			const unknown = row.ask(consultOf.unknown);
			const nowhere = await ask(one, route, unknown.path, unknown.body);
			for (const relation of consultRelations) {
				const { path, body } = row.ask(consultOf[relation]);
				const answer = await ask(one, route, path, body);
				const cell = `${one.name}, ${relation}: ${answer.status} ${answer.text.slice(0, 80)}`;
				expect(letIn(answer), cell).toBe(may.includes(relation));
				if (may.includes(relation)) continue;
				expect(unnamed(answer.text), cell).toBe(unnamed(nowhere.text));
				expect([answer.status, answer.headers], cell).toEqual([nowhere.status, nowhere.headers]);
				if (route.startsWith('page')) continue;
				const reason = ownReason(one);
				expect(answer.text, cell).toBe(reason === null ? notFound : `{"code":"${reason}"}`);
			}
		}
	});

	/** What a doctor may still do whose licence has ended: be told, look at what they did, take back what they gave. */
	const withoutLicence = [
		'/api/events',
		'/api/oversight/trail',
		'/api/links',
		'/api/links/people',
		'/api/links/terms',
	];
	test.each(rowsOf('roles'))('%s %s', async (route, path, row) => {
		for (const one of people) {
			const answer = await ask(one, route, path, row.ask.body);
			const cell = `${one.name}: ${answer.status} ${answer.text.slice(0, 80)}`;
			const { as } = one;
			const listensAsGuest = as.kind === 'guest' && path === '/api/events';
			const lacksLicence = as.kind === 'staff' && as.state === 'no-licence';
			const given =
				listensAsGuest ||
				(as.kind === 'staff' &&
					as.state !== 'locked' &&
					row.roles.includes(as.role) &&
					(!lacksLicence || withoutLicence.some((each) => path.split('?')[0]?.startsWith(each) === true)));
			expect(letIn(answer), cell).toBe(given);
			if (!given) expect([401, 403, 404], cell).toContain(answer.status);
		}
	});

	test.each(rowsOf('unguessed'))('%s %s finds nothing of anybody', async (route, path, row) => {
		for (const one of people) {
			const answer = await ask(one, route, path, row.ask.body);
			expect([401, 403, 404], `${one.name}: ${answer.status} ${answer.text.slice(0, 80)}`).toContain(
				answer.status,
			);
		}
	});

	test.each(rowsOf('system'))('%s %s', async (route, path, row) => {
		for (const one of people) {
			const answer = await ask(one, route, path, row.ask.body);
			const given = one.as.kind === 'system' && one.as.scopes.includes(row.scope);
			expect(letIn(answer), `${one.name}: ${answer.status}`).toBe(given);
		}
	});

	test.each(rowsOf('self'))('%s %s', async (route, path, row) => {
		for (const one of people) {
			const { as } = one;
			const theirs = row.who === 'guests' ? as.kind === 'guest' : as.kind === 'staff' && as.state === 'good';
			// What a session does to itself would change the callers of the other rows.
			if (theirs) continue;
			if (as.kind === 'staff' && as.state === 'no-licence') continue;
			// A locked screen may still be told that it is one.
			if (as.kind === 'staff' && /\/(lock|activity)$/.test(path)) continue;
			const answer = await ask(one, route, path, row.ask.body);
			expect(letIn(answer), `${one.name}: ${answer.status}`).toBe(false);
		}
		if (row.who === 'guests') return;
		const fresh = await world.signIn('rural-doctor', { subject: 'self' });
		const answer = await ask(fresh, route, path, row.ask.body);
		expect([401, 404], `the person: ${answer.status}`).not.toContain(answer.status);
	});

	test.each(rowsOf('page'))(
		'%s is for people who signed in, and holds nothing that is not theirs',
		async (route, path) => {
			for (const one of people) {
				const answer = await ask(one, route, path, undefined);
				expect(answer.status, one.name).toBeLessThan(500);
				if (one.as.kind !== 'staff') expect(answer.status, one.name).toBe(303);
				for (const relation of ['other', 'consent', 'linked'] as const)
					expect(answer.text.includes(`HN-${relation}`), `${one.name}, ${relation}`).toBe(false);
				if (one.as.kind === 'staff' && reach(one, 'search').length === 0)
					expect(answer.text.includes('HN-own'), one.name).toBe(false);
			}
		},
	);

	test.each(rowsOf('everyone'))('%s says nothing of any patient', async (route) => {
		const [method, path = '/'] = route.split(' ');
		if (method !== 'GET' || path.includes('[provider]')) return;
		for (const one of people) {
			const answer = await ask(one, route, path.replace('[x+2e]', '.'), undefined);
			expect(answer.text, one.name).not.toMatch(/2\.25\.7700\.[1-5]\b|HN-/);
		}
	});
});

describe('threat-1: lists', () => {
	test.each(['studies', 'series', 'instances'])(
		'a search for %s answers from what the caller may see',
		async (level) => {
			for (const one of people) {
				const answer = await world.ask(one, 'GET', `/dicom-web/${level}?limit=100`);
				const expected = new Set(reach(one, 'search').map((relation) => world.study[relation]));
				if (answer.status !== 200) {
					expect(expected.size, `${one.name}: ${answer.status}`).toBe(0);
					continue;
				}
				const found = (await answer.json()) as { '0020000D': { Value: [StudyUid] } }[];
				expect(new Set(found.map((row) => row['0020000D'].Value[0])), one.name).toEqual(expected);
			}
		},
	);
});

/** Roles that only list, and systems that only search, are told rows: what else a header says is clinical (access.md 3.4). */
const headersFor = ({ as }: Someone): boolean =>
	as.kind === 'guest' ||
	(as.kind === 'system' && as.scopes.includes('read')) ||
	(as.kind === 'staff' && as.state === 'good' && clinical.has(as.role));

test('threat-24: whole files leave by the right to download only, as they are and not called anything else', async () => {
	const guest = (download: boolean) =>
		people.find((one) => one.as.kind === 'guest' && one.as.download === download)!;
	const path = `/dicom-web/studies/${world.study.linked}`;
	const refused = await world.ask(guest(false), 'GET', path);
	expect([refused.status, await refused.text()]).toEqual([404, notFound]);
	const given = await world.ask(guest(true), 'GET', path);
	expect(given.status).toBe(200);
	const bytes = Buffer.from(await given.arrayBuffer()).toString('latin1');
	expect(bytes).toContain('HN-linked');
	// Patient Identity Removed (0012,0062): nothing here says so of a file.
	expect(bytes).not.toContain(Buffer.from([0x12, 0, 0x62, 0]).toString('latin1'));
});

describe('threat-1: what a list tells besides its rows', () => {
	test.each(['studies', 'series', 'instances'])('of %s: to who may open the studies', async (level) => {
		const told = new Set<string>();
		for (const one of people) {
			const ask = async (query: string): Promise<object[]> => {
				const answer = await world.ask(one, 'GET', `/dicom-web/${level}?limit=100${query}`);
				return answer.status === 200 ? ((await answer.json()) as object[]) : [];
			};
			const fields = (rows: object[]): string[] =>
				[...new Set(rows.flatMap((row) => Object.keys(row)))].sort();
			const rows = fields(await ask(''));
			const tags = '00080012,00080016,00080060,00080064,00420010,00420012';
			for (const query of ['&includefield=all', `&includefield=${tags}`]) {
				const more = fields(await ask(query));
				if (headersFor(one)) expect(more, one.name).toEqual(expect.arrayContaining(rows));
				else expect(more, one.name).toEqual(rows);
				if (more.length > rows.length) told.add(one.name);
			}
		}
		// Somebody is told more, or nothing was proved.
		if (level === 'instances') expect(told).toContain('rural-doctor');
		expect([...told].filter((name) => /coordinator/.test(name))).toEqual([]);
	});
});

describe('threat-1: made-up addresses', () => {
	const routesOfStudies = rowsOf('study').filter(
		([route]) => route.startsWith('GET') || route.startsWith('fallback'),
	);

	test('500 study UIDs over every route: not found, in the same bytes', { timeout: 600_000 }, async () => {
		const doctor = people.find((one) => one.name === 'rural-doctor')!;
		const guest = people.find((one) => one.as.kind === 'guest')!;
		const forbidden = [world.study.other, world.study.linked, ...madeUpUids(498)];
		let asked = 0;
		const work = forbidden.flatMap((uid, n) =>
			routesOfStudies.flatMap(([route, , row], m) =>
				// The guest takes the routes in turn: their road is the same for each.
				n % routesOfStudies.length === m
					? [[doctor, route, row, uid] as const, [guest, route, row, uid] as const]
					: [[doctor, route, row, uid] as const],
			),
		);
		const next = async (): Promise<void> => {
			for (let job = work.shift(); job !== undefined; job = work.shift()) {
				const [one, route, row, uid] = job;
				if (one === guest && uid === world.study.linked) continue;
				const answer = await ask(one, route, row.ask(uid as StudyUid).path, undefined);
				expect([answer.status, answer.text], `${one.name} ${route} ${uid}`).toEqual([404, notFound]);
				asked++;
			}
		};
		await Promise.all(Array.from({ length: 8 }, next));
		expect(asked).toBeGreaterThan(500 * routesOfStudies.length);
	});

	/** Neighbours of real ones, random ones, and what is no UID at all. */
	function madeUpUids(count: number): string[] {
		const odd = ['0', '1.2.3', '2.25.7700', '1'.repeat(65), '1..2', '1.2%2f3', 'null', "1'or'1", '*', '%00'];
		const near = (n: number): string => `2.25.770${n % 10 === 0 ? 1 : 0}.${n + 100}`;
		const far = (n: number): string => `2.25.${BigInt(n) * 987_654_321_987_654_321n + 7n}`;
		return Array.from({ length: count }, (_, n) => odd[n] ?? (n % 2 === 0 ? near(n) : far(n)));
	}
});

test('the acting hospital of these tests is the owner of its own studies only', async () => {
	const rows = await world.db
		.selectFrom('study')
		.select(['uid', 'owner'])
		.where('owner', '=', acting)
		.execute();
	expect(rows.map((row) => row.uid)).toEqual([world.study.own]);
});
