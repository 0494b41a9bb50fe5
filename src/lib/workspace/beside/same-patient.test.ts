import { expect, it } from 'vitest';
import { isSamePatient } from './same-patient.ts';

const one = { id: '0012345', issuer: 'HSN', birthDate: '1970-06-14' };

it('threat-18 the number must be there and equal, and nothing may contradict', () => {
	expect(isSamePatient(one, one)).toBe(true);
	expect(isSamePatient(one, { ...one, issuer: null, birthDate: null })).toBe(true);
	for (const change of [{ id: '0012346' }, { id: null }, { issuer: 'KKN' }, { birthDate: '1970-06-15' }])
		expect(isSamePatient(one, { ...one, ...change })).toBe(false);
	expect(isSamePatient({ ...one, id: null }, { ...one, id: null })).toBe(false);
});
