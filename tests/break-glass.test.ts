/** Threat 21 against the production server: emergency access from the asking to the judgement. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StudyUid } from '../src/lib/dicom/uid.ts';
import { openLine } from './rights/line.ts';
import { instanceOf, startWorld } from './rights/world.ts';
import type { Caller, World } from './rights/world.ts';

const owner = '99002';
const words = 'ผู้ป่วยหมดสติ ไม่มีญาติมาด้วย';
const order = { reason: 'unconscious', text: words };
const minute = 60_000;

let world: World;
let study: StudyUid;
beforeAll(async () => {
	world = await startWorld();
	study = world.study.emergency;
}, 240_000);
afterAll(() => world.stop());

async function ask(caller: Caller, body: unknown = order, about: string = study): Promise<[number, string]> {
	const answer = await world.ask(caller, 'POST', `/api/studies/${about}/break-glass`, body);
	return [answer.status, await answer.text()];
}
async function status(caller: Caller, path: string): Promise<number> {
	const answer = await world.ask(caller, 'GET', path);
	await answer.arrayBuffer();
	return answer.status;
}
const frame = (): string => `/api/studies/${study}/instances/${instanceOf(study, 1)}/frames/1`;
const notFound = [404, '{"code":"not-found"}'];

describe('threat-21: asking', () => {
	test('a nurse, a coordinator, an officer, an admin, an operator cannot, whatever they ask for', async () => {
		for (const role of [
			'clinic-staff',
			'coordinator',
			'privacy-officer',
			'hospital-admin',
			'operator',
		] as const) {
			const one = await world.signIn(role);
			expect(await ask(one), role).toEqual(notFound);
			expect(await ask(one, order, world.study.unknown), role).toEqual(notFound);
			expect((await world.ask(one, 'POST', '/api/emergency', {})).status, role).toBe(404);
		}
		expect(await world.db.selectFrom('break_glass').select('id').execute()).toEqual([]);
	});

	test('a doctor who has not proved who they are within five minutes is asked to, the same for every study', async () => {
		const doctor = await world.signIn('rural-doctor', {
			subject: 'long ago',
			authTime: Date.now() - 6 * minute,
		});
		const prove = [403, '{"code":"step-up-needed"}'];
		for (const about of [study, world.study.unknown, world.study.own])
			expect(await ask(doctor, order, about)).toEqual(prove);
	});

	test.each([
		['no reason', { text: words }],
		['a reason of one’s own', { reason: 'curious', text: words }],
		['too few letters', { reason: 'other', text: 'ด่วนมาก' }],
		['dots for letters', { reason: 'other', text: '. . . . . . . . . . . . . . . . . . . . . .' }],
		['nothing', {}],
	])('%s is no order', async (_name, body) => {
		const doctor = await world.signIn('rural-doctor', { subject: 'hasty' });
		expect(await ask(doctor, body)).toEqual([400, '{"code":"malformed"}']);
		expect(await status(doctor, frame())).toBe(404);
	});

	test('an unknown study is not found, and nothing is given', async () => {
		const doctor = await world.signIn('rural-doctor', { subject: 'guessing' });
		expect(await ask(doctor, order, world.study.unknown)).toEqual(notFound);
		expect(await world.db.selectFrom('break_glass').select('id').execute()).toEqual([]);
	});

	test('what is open without it stays so: nothing is broken, no officer is called', async () => {
		const doctor = await world.signIn('rural-doctor', { subject: 'at home' });
		const [code, text] = await ask(doctor, order, world.study.own);
		expect([code, JSON.parse(text)]).toEqual([200, { emergency: null, studies: [world.study.own] }]);
		expect(await world.db.selectFrom('break_glass').select('id').execute()).toEqual([]);
	});
});

describe('threat-21: having it', () => {
	test(
		'four hours to look and to mark; the officer hears at once; no download, no link; it is in the audit; over is over',
		{ timeout: 90_000 },
		async () => {
			const doctor = await world.signIn('rural-doctor', { subject: 'on call' });
			const officer = await world.signIn('privacy-officer', { hospital: owner });
			const stranger = await world.signIn('privacy-officer', { subject: 'elsewhere' });
			const [told, elsewhere] = [await openLine(world, officer, null), await openLine(world, stranger, null)];
			expect(await status(doctor, frame())).toBe(404);

			const before = Date.now();
			const [code, text] = await ask(doctor);
			expect(code).toBe(201);
			const { emergency } = JSON.parse(text) as { emergency: { id: string; until: number } };
			expect(emergency.until - before).toBeGreaterThanOrEqual(4 * 60 * minute);
			expect(emergency.until - Date.now()).toBeLessThanOrEqual(4 * 60 * minute);
			expect(await told.heard('notice')).toMatchObject({ about: 'break-glass' });
			expect(elsewhere.said).toEqual([]);
			await Promise.all([told.hangUp(), elsewhere.hangUp()]);

			expect(await status(doctor, frame())).toBe(200);
			const page = await (await world.ask(doctor, 'GET', `/studies/${study}`)).text();
			expect(page).toContain('data-emergency');
			for (const path of ['', `/series/${study}.1`, `/series/${study}.1/instances/${instanceOf(study, 1)}`])
				expect(await status(doctor, `/dicom-web/studies/${study}${path}`), 'download').toBe(404);
			const link = {
				study,
				place: null,
				annotate: false,
				download: false,
				hours: 1,
				maxUses: null,
				oneTime: false,
				to: { kind: 'pin' },
			};
			expect((await world.ask(doctor, 'POST', '/api/links', link)).status, 'link').toBe(404);
			const colleague = await world.signIn('specialist', { subject: 'colleague' });
			expect(await status(colleague, frame()), 'a colleague').toBe(404);
			const [again, same] = await ask(doctor);
			expect([again, JSON.parse(same)], 'no longer').toEqual([200, { emergency, studies: [study] }]);
			const uses = await world.db.selectFrom('break_glass').select(['id', 'until']).execute();
			expect(uses).toEqual([emergency]);

			const rows = await world.db.selectFrom('audit_row').select('body').orderBy('seq').execute();
			const events = rows.map(
				(row) => JSON.parse(row.body) as { kind: string; because?: string; breakGlass?: string },
			);
			const broken = events.findIndex(
				(event) => event.kind === 'break-glass' && event.breakGlass === emergency.id,
			);
			const opened = events.findIndex((event) => event.because === `break-glass:${emergency.id}`);
			expect(broken).toBeGreaterThan(-1);
			expect(opened).toBeGreaterThan(broken);
			expect(rows.some((row) => row.body.includes('HN-') || row.body.includes('หมดสติ'))).toBe(false);
			expect(world.server.output()).not.toMatch(/HN-emergency|หมดสติ/);

			const line = await openLine(world, doctor, study);
			await world.db
				.updateTable('break_glass')
				.set({ until: Date.now() })
				.where('id', '=', emergency.id)
				.execute();
			expect(await status(doctor, frame()), 'over').toBe(404);
			expect(await line.heard('ended')).toMatchObject({ reason: 'not-yours' });
			await line.closed;
		},
	);

	test('a patient is found by an exact number at one hospital, and opened in the same step; the search is on record', async () => {
		const doctor = await world.signIn('rural-doctor', { subject: 'searching' });
		const find = async (number: string, hospital = owner): Promise<[number, unknown]> => {
			const answer = await world.ask(doctor, 'POST', '/api/emergency', { ...order, hospital, number });
			return [answer.status, await answer.json()];
		};
		expect(await find('HN-emergenc')).toEqual([404, { code: 'patient-not-found' }]);
		expect(await find('HN-emergency', '99003')).toEqual([404, { code: 'patient-not-found' }]);
		expect(await find('HN-emergency')).toMatchObject([201, { studies: [study] }]);
		expect(await status(doctor, frame())).toBe(200);
		// A consent that stands makes breaking needless.
		expect(await find('HN-consent', '99003')).toMatchObject([
			200,
			{ emergency: null, studies: [world.study.consent] },
		]);
		const rows = await world.db
			.selectFrom('audit_index')
			.select('kind')
			.where('kind', '=', 'emergency-searched')
			.execute();
		expect(rows).toHaveLength(4);
	});
});

describe('threat-21: judging it', () => {
	test('by the owning hospital’s officer; not one’s own, not one’s chief’s, not another hospital’s; unjustified ends it at once', async () => {
		const doctor = await world.signIn('rural-doctor', { subject: 'two hats' });
		const [, text] = await ask(doctor);
		const { id } = (JSON.parse(text) as { emergency: { id: string } }).emergency;
		const line = await openLine(world, doctor, study);
		const judge = async (one: Caller, outcome: string): Promise<[number, unknown]> => {
			const answer = await world.ask(one, 'POST', `/api/oversight/reviews/${id}`, {
				outcome,
				remark: 'บันทึก',
			});
			return [answer.status, await answer.json()];
		};
		const asOfficer = { hospital: owner } as const;
		const self = await world.signIn('privacy-officer', { ...asOfficer, subject: 'two hats' });
		expect(await judge(self, 'justified')).toEqual([403, { code: 'own-act' }]);
		const below = await world.signIn('privacy-officer', { ...asOfficer, subject: 'answers to them' });
		const { person: chief } = await world.db
			.selectFrom('break_glass')
			.select('person')
			.where('id', '=', id)
			.executeTakeFirstOrThrow();
		const { person } = await world.db
			.selectFrom('staff_session')
			.select('person')
			.orderBy('created_at', 'desc')
			.executeTakeFirstOrThrow();
		await world.db.insertInto('subordinate').values({ hcode: 'any', chief, person }).execute();
		expect(await judge(below, 'justified')).toEqual([403, { code: 'own-act' }]);
		const elsewhere = await world.signIn('privacy-officer', { subject: 'other hospital' });
		expect(await judge(elsewhere, 'justified')).toEqual([404, { code: 'not-found' }]);
		expect(await judge(doctor, 'justified')).toEqual([404, { code: 'not-found' }]);

		const officer = await world.signIn('privacy-officer', { ...asOfficer, subject: 'officer' });
		const listed = (await (await world.ask(officer, 'GET', '/api/oversight/reviews')).json()) as {
			uses: { id: string; note: string }[];
		};
		expect(listed.uses.find((use) => use.id === id)?.note).toBe(words);
		expect(await judge(officer, 'needs-talk')).toEqual([200, { ended: false }]);
		expect(await status(doctor, frame())).toBe(200);
		expect(await judge(officer, 'not-justified')).toEqual([200, { ended: true }]);
		expect(await line.heard('ended')).toMatchObject({ reason: 'not-yours' });
		expect(await status(doctor, frame())).toBe(404);
		expect(await judge(officer, 'justified')).toEqual([409, { code: 'already-reviewed' }]);
	});
});
