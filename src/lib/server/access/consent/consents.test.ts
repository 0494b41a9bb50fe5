import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Consent } from '#lib/access/standing.ts';
import { demoConsents, startConsentService } from '#lib/server/demo/consent-service.ts';
import type { ConsentService } from '#lib/server/demo/consent-service.ts';
import { Consents, consentFreshMs, consentLongestMs } from './consents.ts';
import type { ConsentAsked } from './consents.ts';
import type { ConsentQuestion } from './consent-source.ts';
import { fhirConsentSource } from './fhir-consent-source.ts';

const clock = () => Date.now();

describe('the consent service, over the wire', () => {
	let service: ConsentService;
	beforeAll(async () => {
		service = await startConsentService(demoConsents);
	});
	afterAll(() => service.stop());
	const ask = (patient: string, recipient: string, url = service.url): Promise<Consent> =>
		fhirConsentSource({ url, token: null, timeoutMs: 2000, clock }).ask({
			patient,
			custodian: '99003',
			recipient,
		});

	it.each([
		['given', '0000417', '99002', 'yes'],
		['refused', '0001832', '99002', 'no'],
		['expired', '0002296', '99002', 'expired'],
		['given until it is withdrawn', '0003350', '99002', 'yes'],
		['given to this hospital', '0003919', '99002', 'yes'],
		['given to another hospital only', '0003919', '99001', 'unknown'],
		['asked of a service that is down', '0004478', '99002', 'unavailable'],
		['of nobody', '9999999', '99002', 'unknown'],
	])('%s', async (_name, patient, recipient, state) => {
		expect((await ask(patient, recipient)).state).toBe(state);
	});

	it('withdrawn', async () => {
		service.put({ patient: '0003350', custodian: '99003', recipients: [], says: 'withdrawn' });
		expect(await ask('0003350', '99002')).toEqual({ state: 'withdrawn' });
	});

	it('a number of another hospital is another patient', async () => {
		const source = fhirConsentSource({ url: service.url, token: null, timeoutMs: 2000, clock });
		expect(await source.ask({ patient: '0000417', custodian: '99001', recipient: '99002' })).toEqual({
			state: 'unknown',
		});
	});

	it('nobody there, or nonsense from there, is no permission', async () => {
		expect(await ask('0000417', '99002', 'http://127.0.0.1:1/fhir')).toEqual({ state: 'unavailable' });
		expect(await ask('0000417', '99002', `${service.url}/elsewhere`)).toEqual({ state: 'unavailable' });
	});
});

describe('consents kept', () => {
	const study: ConsentAsked = {
		person: 'P',
		study: '1.2.3',
		patient: { id: '0000417', custodian: '99003' },
		recipient: '99002',
	};
	function kept(says: () => Consent) {
		const at = { now: 1_000_000 };
		const questions: ConsentQuestion[] = [];
		const source = {
			ask: async (question: ConsentQuestion) => {
				questions.push(question);
				return says();
			},
		};
		return { at, questions, consents: new Consents(source, () => at.now) };
	}
	const yes: Consent = { state: 'yes', id: 'K' };

	it('asks once for a hundred frames, and anew when it may have changed', async () => {
		const { at, questions, consents } = kept(() => yes);
		await Promise.all(Array.from({ length: 100 }, () => consents.of(study)));
		expect(questions).toHaveLength(1);
		at.now += consentFreshMs - 1;
		await consents.of(study);
		expect(questions).toHaveLength(1);
		at.now += 1;
		await consents.of(study);
		expect(questions).toHaveLength(2);
	});

	it('threat-6: fresh answers are younger than the time in which a withdrawal must take effect', () => {
		// Judged every 30 s, answered by something at most this old: within a minute.
		expect(30_000 + consentFreshMs).toBeLessThan(60_000);
		expect(consentLongestMs).toBeLessThanOrEqual(5 * 60_000);
	});

	it('threat-6: word of a change is heard at once, and an answer that was on its way is not kept', async () => {
		let say: Consent = yes;
		const { questions, consents } = kept(() => say);
		expect(await consents.of(study)).toEqual(yes);
		say = { state: 'withdrawn' };
		expect(await consents.of(study)).toEqual(yes);
		consents.forget('1.2.3');
		expect(await consents.of(study)).toEqual({ state: 'withdrawn' });

		const slow = Promise.withResolvers<Consent>();
		const source = { ask: () => (questions.push(questions[0]!) === 3 ? slow.promise : Promise.resolve(say)) };
		const late = new Consents(source, () => 1);
		const onItsWay = late.of(study);
		late.forget('1.2.3');
		slow.resolve(yes);
		await onItsWay;
		expect(await late.of(study)).toEqual({ state: 'withdrawn' });
	});

	it('a permission outlives a silence of the service by five minutes at most; a refusal never becomes one', async () => {
		let say: Consent = yes;
		const { at, consents } = kept(() => say);
		await consents.of(study);
		say = { state: 'unavailable' };
		at.now += consentLongestMs - 1;
		expect(await consents.of(study)).toEqual(yes);
		at.now += 1;
		expect(await consents.of(study)).toEqual({ state: 'unavailable' });

		say = { state: 'no' };
		at.now += consentLongestMs;
		expect(await consents.of(study)).toEqual({ state: 'no' });
		say = { state: 'unavailable' };
		at.now += consentFreshMs;
		expect((await consents.of(study)).state).not.toBe('yes');
	});

	it('threat-1: asks for an unknown study as for a known one, about nobody', async () => {
		const { questions, consents } = kept(() => ({ state: 'unknown' }));
		await consents.of({ ...study, study: '1.2.4', patient: null });
		await consents.of(study);
		expect(questions).toHaveLength(2);
		expect(questions[0]).toMatchObject({ custodian: '99002', recipient: '99002' });
		expect(questions[0]?.patient).not.toBe(study.patient?.id);
	});

	it('bounds how often one person makes it ask in vain, alike for what exists and what does not', async () => {
		const { at, questions, consents } = kept(() => ({ state: 'unknown' }));
		const tries = Array.from({ length: 80 }, (_, n) =>
			consents.of({ ...study, study: `1.2.${n}`, patient: n % 2 === 0 ? study.patient : null }),
		);
		const states = (await Promise.all(tries)).map((one) => one.state);
		expect(questions).toHaveLength(30);
		expect(states.filter((state) => state === 'unavailable')).toHaveLength(50);
		at.now += 60_000;
		await consents.of({ ...study, study: '1.2.200' });
		expect(questions).toHaveLength(31);
	});
});
