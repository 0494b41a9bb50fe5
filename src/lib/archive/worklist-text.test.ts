import { describe, expect, it } from 'vitest';
import { isCitizenNumber, soughtText } from './worklist-text.ts';

describe('what was typed', () => {
	it.each([
		['', { kind: 'nothing' }],
		['  ', { kind: 'nothing' }],
		['ส', { kind: 'too-short' }],
		['5', { kind: 'too-short' }],
		['สมชาย ใจดี', { kind: 'name', name: 'สมชาย ใจดี' }],
		['น.ส.มะลิ', { kind: 'name', name: 'น.ส.มะลิ' }],
		['0012345', { kind: 'number', key: '12345', asName: null }],
		['HN 0012345', { kind: 'number', key: '12345', asName: null }],
		['hn.๐๐๑๒๓๔๕', { kind: 'number', key: '12345', asName: null }],
		['62-001/A', { kind: 'number', key: '62001A', asName: null }],
		['1-1037-02071-81-1', { kind: 'citizen', key: '1103702071811', valid: true }],
		['1 1037 02071 81 2', { kind: 'citizen', key: '1103702071812', valid: false }],
		['สมชาย 0012345', { kind: 'name-and-number', name: 'สมชาย', key: '12345' }],
		['1.2.826.0.1.3680043', { kind: 'study', study: '1.2.826.0.1.3680043' }],
	])('%j', (typed, sought) => {
		expect(soughtText(typed)).toEqual(sought);
	});

	it('a word with digits and letters may be a name', () => {
		expect(soughtText('ทดสอบ12')).toEqual({ kind: 'number', key: 'ทดสอบ12', asName: 'ทดสอบ12' });
	});
});

describe('citizen numbers', () => {
	it('have a check digit, and a wrong digit or two exchanged are found', () => {
		expect(isCitizenNumber('1103702071811')).toBe(true);
		expect(isCitizenNumber('1103702071821')).toBe(false);
		expect(isCitizenNumber('1103720071811')).toBe(false);
		expect(isCitizenNumber('110370207181')).toBe(false);
	});
});
