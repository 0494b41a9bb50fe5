/** Threat 6 against the production server: a right that ends in the middle of looking ends the looking. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { StudyUid } from '../src/lib/dicom/uid.ts';
import { endMembership } from '../src/lib/server/access/membership.ts';
import { transaction } from '../src/lib/server/store/transaction.ts';
import { openLine } from './rights/line.ts';
import { instanceOf, startWorld } from './rights/world.ts';
import type { Caller, World } from './rights/world.ts';

let world: World;
beforeAll(async () => {
	world = await startWorld();
}, 240_000);
afterAll(() => world.stop());

const consented = { patient: 'HN-consent', custodian: '99003', recipients: [] } as const;

async function frame(caller: Caller, study: StudyUid): Promise<number> {
	const path = `/api/studies/${study}/instances/${instanceOf(study, 1)}/frames/1`;
	const answer = await world.ask(caller, 'GET', path);
	await answer.arrayBuffer();
	return answer.status;
}

describe('threat-6: a right ends while somebody looks', () => {
	test('the patient withdraws and the service sends word: at once', async () => {
		const doctor = await world.signIn('rural-doctor', { subject: 'word' });
		const study = world.study.consent;
		// Opened before it, so judged again by the clock before it: "at once" is "before the control's turn comes".
		const control = await openLine(world, doctor, world.study.own);
		const line = await openLine(world, doctor, study);
		expect(await frame(doctor, study)).toBe(200);
		world.consents.put({ ...consented, says: 'withdrawn' });
		const word = { custodian: '99003', patient: 'HN-consent' };
		const system = world.token(['consent']);
		const told = await world.ask(system, 'POST', '/api/consents/changed', word);
		expect(told.status).toBe(204);
		expect(await Promise.race([line.heard('ended'), control.beat])).toMatchObject({ reason: 'not-yours' });
		await line.closed;
		await control.hangUp();
		expect(await frame(doctor, study)).toBe(404);
		// And is given anew.
		world.consents.put({ ...consented, says: 'permit' });
		await world.ask(system, 'POST', '/api/consents/changed', word);
		expect(await frame(doctor, study)).toBe(200);
	});

	test('word about a patient nobody knows is answered alike and ends nothing', async () => {
		const doctor = await world.signIn('rural-doctor', { subject: 'nobody' });
		const line = await openLine(world, doctor, world.study.consent);
		const word = { custodian: '99003', patient: 'HN-nobody' };
		const told = await world.ask(world.token(['consent']), 'POST', '/api/consents/changed', word);
		expect(told.status).toBe(204);
		expect(await frame(doctor, world.study.consent)).toBe(200);
		expect(line.said).toEqual([]);
		await line.hangUp();
	});

	// Within a minute: judged every 30 s, by an answer at most 20 s old. The test's own limit is the assertion.
	test(
		'the patient withdraws and nobody sends word; a consult is cancelled by another process',
		{ timeout: 60_000 },
		async () => {
			const reader = await world.signIn('rural-doctor', { subject: 'silent' });
			const consulted = await world.signIn('radiologist', { subject: 'consult' });
			const lines = await Promise.all([
				openLine(world, reader, world.study.consent),
				openLine(world, consulted, world.study.consult),
			]);
			expect(await frame(reader, world.study.consent)).toBe(200);
			expect(await frame(consulted, world.study.consult)).toBe(200);
			world.consents.put({ ...consented, says: 'withdrawn' });
			const by = { who: 'system', from: null, requestId: null, now: Date.now() };
			const end = { through: 'consult', id: 'consult-1', how: 'cancelled' } as const;
			expect(await transaction(world.db, (trx) => endMembership(trx, end, by))).toEqual([
				world.study.consult,
			]);
			expect(await frame(consulted, world.study.consult)).toBe(404);
			for (const line of lines) expect(await line.heard('ended')).toMatchObject({ reason: 'not-yours' });
			expect(await frame(reader, world.study.consent)).toBe(404);
		},
	);

	test('an administrator ends a session whose role was taken away: the line ends, the next frame is refused', async () => {
		const doctor = await world.signIn('specialist', { subject: 'leaving' });
		const line = await openLine(world, doctor, world.study.own);
		expect(await frame(doctor, world.study.own)).toBe(200);
		const session = await world.db
			.selectFrom('staff_session')
			.innerJoin('person', 'person.id', 'staff_session.person')
			.select('staff_session.person')
			.where('staff_session.ended_at', 'is', null)
			.orderBy('staff_session.created_at', 'desc')
			.executeTakeFirstOrThrow();
		const admin = await world.signIn('hospital-admin');
		const body = { of: 'person', id: session.person };
		const ended = await world.ask(admin, 'POST', '/api/admin/sessions', body);
		expect(await ended.json()).toEqual({ ended: 1 });
		await line.heard('ended');
		await line.closed;
		expect(await frame(doctor, world.study.own)).toBe(401);
	});
});
