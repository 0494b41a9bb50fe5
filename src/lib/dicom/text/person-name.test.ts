import { describe, expect, it } from 'vitest';
import { decodeText } from './charset.ts';
import { nameGroups, shownName, shownNameOfGroups } from './person-name.ts';

const shown = (text: string) => shownName(decodeText(new TextEncoder().encode(text), ['ISO_IR 192']));

describe('reading order', () => {
	it.each([
		['ใจดี^สมชาย^^นาย', 'นาย สมชาย ใจดี', null],
		['นายสมชาย ใจดี', 'นายสมชาย ใจดี', null],
		['Jaidee^Somchai=ใจดี^สมชาย^^นาย', 'นาย สมชาย ใจดี', 'Somchai Jaidee'],
		['Tdsob^Suda=ทดสอบ^สุดา=ทด-สอบ^สุ-ดา', 'สุดา ทดสอบ', 'Suda Tdsob'],
		['Adams^John Robert Quincy^^Rev.^B.A. M.Div.', 'Rev. John Robert Quincy Adams B.A. M.Div.', null],
		['Yamada^Tarou=山田^太郎=やまだ^たろう', '山田 太郎', 'Tarou Yamada'],
		['Hong^Gildong=洪^吉洞=홍^길동', '洪 吉洞', 'Gildong Hong'],
		['ທົດສອບ^ຊື່=សាកល្បង^ឈ្មោះ', 'ຊື່ ທົດສອບ', null],
		['^^^^', '', null],
		['', '', null],
	])('%s', (text, read, latin) => {
		expect(shown(text)).toMatchObject({
			text: read,
			latin,
			guessed: false,
			damaged: false,
			asDeclared: null,
		});
	});
});

it('says what the declaration would have shown when it was not followed', () => {
	const latin1 = shownName(decodeText(new TextEncoder().encode('ใจดี^สมชาย'), ['ISO_IR 100']));
	expect(latin1).toMatchObject({ text: 'สมชาย ใจดี', guessed: true });
	expect(latin1.asDeclared).toContain('à¸');
});

it('threat-10: drops what hides or turns letters', () => {
	expect(shown('Jaidee\u202E^Som\u200Bchai\u0007').text).toBe('Somchai Jaidee');
});

it('parts groups as DICOM JSON does', () => {
	expect(nameGroups('A^B^^^=ก^ข')).toEqual({ Alphabetic: 'A^B', Ideographic: 'ก^ข' });
	expect(shownNameOfGroups({ Alphabetic: 'ใจดี^สมชาย' }).text).toBe('สมชาย ใจดี');
});
