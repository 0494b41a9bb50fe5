import { describe, expect, test } from 'vitest';
import { failureReasons, stowResponse } from './stow-response.ts';
import type { StoredPart } from './stow-response.ts';

const good: StoredPart = {
	kind: 'stored',
	sopClass: '1.2.840.10008.5.1.4.1.1.7',
	instance: '1.1',
	retrieveUrl: 'http://h/i',
};
const bad: StoredPart = {
	kind: 'failed',
	reason: failureReasons.duplicateInstance,
	sopClass: '1.2',
	instance: '1.3',
};
const unreadable: StoredPart = {
	kind: 'failed',
	reason: failureReasons.cannotUnderstand,
	sopClass: null,
	instance: null,
};

describe('store response', () => {
	test('all stored: 200, no failure sequences', () => {
		const { status, dataset } = stowResponse([good], 'http://h/s');
		expect(status).toBe(200);
		expect(dataset).toEqual({
			'00081190': { vr: 'UR', Value: ['http://h/s'] },
			'00081199': {
				vr: 'SQ',
				Value: [
					{
						'00081150': { vr: 'UI', Value: ['1.2.840.10008.5.1.4.1.1.7'] },
						'00081155': { vr: 'UI', Value: ['1.1'] },
						'00081190': { vr: 'UR', Value: ['http://h/i'] },
					},
				],
			},
		});
	});

	test('some stored: 202, each failure with its reason', () => {
		const { status, dataset } = stowResponse([good, bad, unreadable], null);
		expect(status).toBe(202);
		expect(dataset['00081198']).toEqual({
			vr: 'SQ',
			Value: [
				{
					'00081150': { vr: 'UI', Value: ['1.2'] },
					'00081155': { vr: 'UI', Value: ['1.3'] },
					'00081197': { vr: 'US', Value: [0x0111] },
				},
			],
		});
		expect(dataset['0008119A']).toEqual({ vr: 'SQ', Value: [{ '00081197': { vr: 'US', Value: [0xc000] } }] });
	});

	test('none stored: 409 and an empty list of stored instances', () => {
		expect(stowResponse([bad], 'http://h/s')).toMatchObject({
			status: 409,
			dataset: { '00081199': { vr: 'SQ', Value: [] } },
		});
	});
});
