import { describe, expect, it } from 'vitest';
import { matchesName, normaliseForSearch, searchKeys } from './name-search.ts';

describe('normal form', () => {
	it.each([
		['นายสมชาย ใจดี', 'สมชาย ใจดี'],
		['นาย สมชาย ใจดี', 'สมชาย ใจดี'],
		['น.ส.มะลิ ทดสอบ', 'มะลิ ทดสอบ'],
		['น.ส. มะลิ ทดสอบ', 'มะลิ ทดสอบ'],
		['นางสาวมะลิ', 'มะลิ'],
		['ด.ช.กล้า', 'กลา'],
		['เด็กหญิงแก้ว', 'แกว'],
		['ม.ร.ว.ณัฏฐ์', 'ณัฏฐ'],
		['น้ำฝน', 'นำฝน'],
		['นํ้าฝน', 'นำฝน'],
		['เเก้ว', 'แกว'],
		['นายก', 'นายก'],
		['นายิกา', 'นายิกา'],
		['นาง', 'นาง'],
		['ทด-สอบ', 'ทดสอบ'],
		['Mr. Somchai JAIDEE', 'somchai jaidee'],
		['Ångström^Åsa', 'angstrom asa'],
		['ห้อง ๑๒', 'หอง 12'],
	])('%s', (text, normal) => {
		expect(normaliseForSearch(text)).toBe(normal);
	});

	it('is stable', () => {
		const once = normaliseForSearch('นางสาวน้ำฝน ตั้งใจ^Ström');
		expect(normaliseForSearch(once)).toBe(once);
	});
});

describe('search', () => {
	const keys = searchKeys({ Alphabetic: 'Jaidee^Somchai', Ideographic: 'ใจดี^สมชาย^^นาย' });

	it('makes a key for each script, the Thai one also without its gap', () => {
		expect(keys).toEqual(['somchai jaidee', 'สมชาย ใจดี', 'สมชายใจดี']);
	});

	it.each([
		'สมชาย',
		'ใจดี',
		'ใจดี สมชาย',
		'นายสมชาย',
		'นาย สมชาย ใจดี',
		'สมชายใจดี',
		'สม',
		'SOMCHAI',
		'jaidee som',
		'สมช้าย',
	])('finds by %s', (query) => {
		expect(matchesName(keys, query)).toBe(true);
	});

	it.each(['สมหญิง', 'ใจร้าย', 'somsri'])('does not find by %s', (query) => {
		expect(matchesName(keys, query)).toBe(false);
	});
});
