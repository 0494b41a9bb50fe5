import { describe, expect, it } from 'vitest';
import { decodeText } from './charset.ts';
import { ascii, joined } from '../part10/raw-elements.fixture.ts';

const utf8 = (text: string) => new TextEncoder().encode(text);

/** TIS-620: the Thai block is one byte a character, in the same order. */
function tis620(text: string): Uint8Array {
	return Uint8Array.from(text, (char) => {
		const code = char.charCodeAt(0);
		return code < 0x80 ? code : code - 0x0e00 + 0xa0;
	});
}

const thaiSet = joined(Uint8Array.of(0x1b), ascii('-T'));
const name = 'ใจดี^สมชาย';

describe('the nine ways in which Thai hospitals write one name (A to I)', () => {
	it.each([
		['A: ISO_IR 166', tis620(name), ['ISO_IR 166'], false],
		['B: UTF-8', utf8(name), ['ISO_IR 192'], false],
		['C: nothing declared, TIS-620 bytes', tis620(name), [], true],
		['D: nothing declared, UTF-8 bytes', utf8(name), [], true],
		['E: Latin-1 declared, TIS-620 bytes', tis620(name), ['ISO_IR 100'], true],
		['F: Latin-1 declared, UTF-8 bytes', utf8(name), ['ISO_IR 100'], true],
		['G: UTF-8 declared, TIS-620 bytes', tis620(name), ['ISO_IR 192'], true],
		['H: 166 declared, UTF-8 bytes', utf8(name), ['ISO_IR 166'], true],
	])('%s', (_, bytes, charset, guessed) => {
		expect(decodeText(bytes, charset)).toMatchObject({ text: name, guessed, damaged: false });
	});

	it('I: ISO 2022 with an escape in front of each Thai run', () => {
		const bytes = joined(ascii('Jaidee^Somchai='), thaiSet, tis620('ใจดี^'), thaiSet, tis620('สมชาย'));
		const decoded = decodeText(bytes, ['', 'ISO 2022 IR 166']);
		expect(decoded).toMatchObject({ text: `Jaidee^Somchai=${name}`, guessed: false });
	});
});

const names = [
	'ทดสอบ^มะลิ^^นางสาว',
	'ศรีสุข^ณัฐพงษ์^^นพ.',
	'ณ อยุธยา^กุ้ง',
	'วง^ยก',
	'สง^งาม',
	'เกตุแก้ว^ปิ่น',
	'จันทร์โอชา^ฐิติพันธุ์',
	'ปู่^ผู้ใหญ่',
	'อู๋^เอ๋',
	'พงษ์^ธ.',
	'น้ำทิพย์^ล้วน',
];
const labels = [
	[],
	['ISO_IR 6'],
	['ISO_IR 100'],
	['ISO_IR 192'],
	['ISO_IR 166'],
	['ISO 2022 IR 166'],
	['no such set'],
];

it.each(names.flatMap((text) => labels.map((label) => [text, label] as const)))(
	'reads %s under %j in both encodings',
	(text, label) => {
		expect(decodeText(utf8(text), label).text).toBe(text);
		// These bytes are also sound UTF-8 of other letters: when UTF-8 is declared nobody can tell
		if (text === 'วง^ยก' && label[0] === 'ISO_IR 192') return;
		expect(decodeText(tis620(text), label).text).toBe(text);
	},
);

describe('false friends stay what they are', () => {
	const latin1 = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));

	it.each([
		'Åkesson^Æmøy',
		'Ångström^Åsa',
		'Müller^Jürgen',
		'Buc^Jérôme',
		'Núñez^José',
		'Sørensen^Bjørn',
		'Øster^Åge',
		'Çelik^Gönül',
		'Þórsdóttir^Ólöf',
	])('%s in Latin-1 and in UTF-8', (text) => {
		expect(decodeText(latin1(text), ['ISO_IR 100'])).toMatchObject({ text, guessed: false });
		expect(decodeText(utf8(text), ['ISO_IR 192'])).toMatchObject({ text, guessed: false });
	});

	it('other alphabets, with and without escapes', () => {
		expect(decodeText(Uint8Array.of(0xbb, 0xee, 0xda, 0x63), ['ISO_IR 144']).text).toBe('Люкc');
		expect(decodeText(Uint8Array.of(0xd4, 0xcf, 0xc0, 0xde), ['ISO_IR 13']).text).toBe('ﾔﾏﾀﾞ');
		expect(decodeText(Uint8Array.of(0xcd, 0xf5), ['GB18030']).text).toBe('王');
		const kanji = joined(
			ascii('Yamada='),
			Uint8Array.of(0x1b),
			ascii('$B;3ED'),
			Uint8Array.of(0x1b),
			ascii('(B^x'),
		);
		expect(decodeText(kanji, ['', 'ISO 2022 IR 87']).text).toBe('Yamada=山田^x');
		const hangul = joined(
			Uint8Array.of(0x1b),
			ascii('$)C'),
			Uint8Array.of(0xc8, 0xab),
			ascii('^'),
			Uint8Array.of(0x1b),
			ascii('$)C'),
			Uint8Array.of(0xb1, 0xe6),
		);
		expect(decodeText(hangul, ['', 'ISO 2022 IR 149']).text).toBe('홍^길');
	});

	it('Cyrillic in undeclared UTF-8', () => {
		expect(decodeText(utf8('Роман^Нора'), []).text).toBe('Роман^Нора');
	});

	it('a backslash inside a Kanji does not part values', () => {
		// 2F 5C is one character of JIS X 0208
		const bytes = joined(Uint8Array.of(0x1b), ascii('$B/\\'), Uint8Array.of(0x1b), ascii('(B'));
		expect(decodeText(bytes, ['', 'ISO 2022 IR 87']).text).not.toContain('\\');
	});

	it('Lao, Khmer and Burmese', () => {
		const text = 'ທົດສອບ=សាកល្បង=စမ်းသပ်';
		expect(decodeText(utf8(text), ['ISO_IR 192'])).toMatchObject({ text, guessed: false });
	});
});

describe('damage', () => {
	const latinOfUtf8 = (text: string) => utf8(new TextDecoder('windows-1252').decode(utf8(text)));

	it('undoes UTF-8 that was taken for Latin-1 and encoded again', () => {
		expect(decodeText(latinOfUtf8(name), ['ISO_IR 192'])).toMatchObject({ text: name, guessed: true });
		const tisInUtf8 = utf8(new TextDecoder('iso-8859-1').decode(tis620(name)));
		expect(decodeText(tisInUtf8, ['ISO_IR 192'])).toMatchObject({ text: name, guessed: true });
	});

	it('keeps the whole characters before a cut and says so', () => {
		const cut = utf8('ทดสอบ^ซ่อม').slice(0, -1);
		expect(decodeText(cut, ['ISO_IR 192'])).toMatchObject({ text: 'ทดสอบ^ซ่อ', damaged: true });
		expect(decodeText(joined(cut, ascii(' ')), [])).toMatchObject({
			text: 'ทดสอบ^ซ่อ ',
			damaged: true,
			guessed: true,
		});
	});

	it('knows windows-874 punctuation, and question marks for what they are', () => {
		const quoted = joined(Uint8Array.of(0x93), tis620('ทดสอบ'), Uint8Array.of(0x94, 0x85));
		expect(decodeText(quoted, ['ISO_IR 166'])).toMatchObject({ text: '“ทดสอบ”…', guessed: true });
		expect(decodeText(ascii('?????^????'), ['ISO_IR 100'])).toMatchObject({ damaged: true, guessed: false });
		expect(decodeText(ascii('Why? ^Somchai'), [])).toMatchObject({ damaged: false });
	});

	it('never throws, whatever the bytes', () => {
		for (let seed = 1; seed < 400; seed++) {
			const bytes = Uint8Array.from(
				{ length: 24 },
				(_, i) => (Math.imul(seed * 31 + i, 2654435761) >>> 13) & 255,
			);
			for (const label of [...labels, ['', 'ISO 2022 IR 87'], ['GB18030']])
				expect(typeof decodeText(bytes, label).text).toBe('string');
		}
	});
});
