import { describe, expect, it } from 'vitest';
import { idKey, nameSortKey, takenKey } from './list-keys.ts';

describe('numbers', () => {
	it.each([
		['0012345', '12345'],
		['12345', '12345'],
		['๐๐๑๒๓๔๕', '12345'],
		['1-1037-02071-81-1', '1103702071811'],
		['hn 62-001', 'HN62001'],
		['0', '0'],
		['000', '0'],
		[' - ', null],
		['', null],
	])('%s', (text, key) => {
		expect(idKey(text)).toBe(key);
	});
});

describe('order of names', () => {
	it('is the one of a Thai dictionary', () => {
		const names = ['แสงดาว', 'ขวัญ', 'ไกร', 'น.ส.กานดา', 'เกษม', 'สมชาย', 'นายไพศาล', 'พร', ''];
		const sorted = names.toSorted((a, b) => (nameSortKey(a) < nameSortKey(b) ? -1 : 1));
		expect(sorted).toEqual(['น.ส.กานดา', 'เกษม', 'ไกร', 'ขวัญ', 'พร', 'นายไพศาล', 'สมชาย', 'แสงดาว', '']);
	});
});

describe('when it was taken', () => {
	it('sorts as text', () => {
		expect(takenKey('2025-01-14', '09:05:07')).toBe('20250114090507');
		expect(takenKey('2025-01-14', null)).toBe('20250114000000');
		expect(takenKey(null, '09:05:07')).toBe('');
	});
});
