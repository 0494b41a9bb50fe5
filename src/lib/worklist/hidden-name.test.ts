import { describe, expect, it } from 'vitest';
import { hiddenName, hiddenNumber } from './hidden-name.ts';

describe('names on a shared screen', () => {
	it('show first letters only, whole ones', () => {
		expect(hiddenName('นาย สมชาย ใจดี')).toBe('น••• ส••• ใจ•••');
		expect(hiddenName('ก้าน Smith')).toBe('ก้••• S•••');
		expect(hiddenName('')).toBe('');
	});

	it('show the end of a number, and nothing of a short one', () => {
		expect(hiddenNumber('0012345')).toBe('•••345');
		expect(hiddenNumber('123')).toBe('•••');
	});
});
