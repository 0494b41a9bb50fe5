import * as v from 'valibot';
import { describe, expect, it } from 'vitest';
import { ConsentBundle, consentIn } from './consent-bundle.ts';

const now = Date.parse('2026-03-01T00:00:00Z');
const question = { patient: '0012345', custodian: '10999', recipient: '10670' };
const hospital = (value: string) => ({ identifier: { system: 'urn:moph:hcode', value } });
const consent = (id: string, more: object = {}) => ({
	resourceType: 'Consent',
	id,
	status: 'active',
	patient: { identifier: { system: 'urn:moph:hcode:10999:hn', value: '0012345' } },
	organization: [hospital('10999')],
	provision: { type: 'permit' },
	...more,
});
const deny = { provision: { type: 'deny' } };
const to = (...hcodes: string[]) => ({
	provision: { type: 'permit', actor: hcodes.map((hcode) => ({ reference: hospital(hcode) })) },
});
const during = (start: string, end: string) => ({ provision: { type: 'permit', period: { start, end } } });

function read(...resources: object[]) {
	const bundle = { resourceType: 'Bundle', entry: resources.map((resource) => ({ resource })) };
	return consentIn(v.parse(ConsentBundle, bundle), question, now);
}

describe('what a bundle of consents says', () => {
	it.each<[string, object[], string]>([
		['nothing', [], 'unknown'],
		['a permission for every hospital', [consent('a')], 'yes'],
		['a permission for this one', [consent('a', to('10111', '10670'))], 'yes'],
		['a permission for another', [consent('a', to('10111'))], 'unknown'],
		['of another custodian', [consent('a', { organization: [hospital('10111')] })], 'unknown'],
		['of no custodian', [consent('a', { organization: [] })], 'unknown'],
		[
			'of another patient',
			[consent('a', { patient: { identifier: { system: 'urn:moph:hcode:10999:hn', value: '0099999' } } })],
			'unknown',
		],
		[
			'of the same number elsewhere',
			[consent('a', { patient: { identifier: { system: 'urn:moph:hcode:10111:hn', value: '0012345' } } })],
			'unknown',
		],
		['a refusal', [consent('a', deny)], 'no'],
		['a refusal beside a permission', [consent('a'), consent('b', deny)], 'no'],
		['rejected', [consent('a', { status: 'rejected' })], 'no'],
		['withdrawn', [consent('a', { status: 'inactive' })], 'withdrawn'],
		['withdrawn and given anew', [consent('a', { status: 'inactive' }), consent('b')], 'yes'],
		['entered in error', [consent('a', { status: 'entered-in-error' })], 'unknown'],
		['proposed', [consent('a', { status: 'proposed' })], 'unknown'],
		['without a kind', [consent('a', { provision: {} })], 'unknown'],
		['running', [consent('a', during('2026-02-28T00:00:00Z', '2026-03-02T00:00:00Z'))], 'yes'],
		['over this moment', [consent('a', during('2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z'))], 'expired'],
		['not yet begun', [consent('a', during('2026-03-02T00:00:00Z', '2026-03-05T00:00:00Z'))], 'unknown'],
	])('%s', (_name, resources, state) => {
		expect(read(...resources).state).toBe(state);
	});

	it('names the consent for the audit, and takes no name that could be anything else', () => {
		expect(read(consent('first', to('10111')), consent('K-1'))).toEqual({
			state: 'yes',
			id: 'K-1',
		});
		expect(() => read(consent('นาย ก'))).toThrow();
		expect(() => read(consent('a', { provision: { type: 'permit', period: { end: 'never' } } }))).toThrow();
	});
});
