/**
 * The codes of one composite font of a set letter (ISO 32000-1 9.7): a glyph that stands for several letters in the letter gets a code
 * for each of them, so that every code has one text. A code that is new leads to its glyph by the font's own map (CIDToGIDMap).
 */
import type { PdfObjects } from './pdf-objects.ts';
import { hex, hexOf, utf16 } from './shown-text.ts';

/**
 * Codes without a text, for glyphs that stand for nothing of their own. A reader that takes an unknown code for a character (pdf.js)
 * finds one there that is never shown (Unicode category Cf) and leaves it out.
 */
const textless: readonly number[] = [
	...[0x2060, 0x2061, 0x2062, 0x2063, 0x2064, 0x206a, 0x206b, 0x206c, 0x206d, 0x206e, 0x206f],
	...[
		0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068,
		0x2069,
	],
];

export class FontCodes {
	readonly #descendant: number;
	readonly #toUnicode: number;
	readonly #was: ReadonlyMap<number, string>;
	readonly #codes = new Map<string, number>();
	readonly #texts = new Map<number, string>();
	/** of the new codes */
	readonly #glyphs = new Map<number, number>();
	/** Takes no room, whatever its glyph does. */
	readonly #narrow = new Set<number>();
	#next: number;

	private constructor(parts: {
		descendant: number;
		toUnicode: number;
		was: ReadonlyMap<number, string>;
		next: number;
	}) {
		this.#descendant = parts.descendant;
		this.#toUnicode = parts.toUnicode;
		this.#was = parts.was;
		this.#next = parts.next;
	}

	/** `font`: the number of its Type0 dictionary. null: it is of another form than our setter's. */
	static of(objects: PdfObjects, font: number): FontCodes | null {
		const body = objects.body(font);
		const toUnicode = Number(/\/ToUnicode (\d+) 0 R/.exec(body)?.[1]);
		const descendant = Number(/\/DescendantFonts \[(\d+) 0 R\]/.exec(body)?.[1]);
		const cmap = objects.content(toUnicode);
		const plain = /\/CIDToGIDMap \/Identity[^]*\/W \[[^\]]*\]/.test(objects.body(descendant));
		if (cmap === null || !cmap.includes('endbfchar\n') || cmap.includes('beginbfrange') || !plain)
			return null;
		const was = new Map(
			[...cmap.matchAll(/<([0-9A-F]{4})> <([0-9A-F]*)>\n/g)]
				.filter(([, code]) => code !== '0000')
				.map(([, code = '', text = '']) => [parseInt(code, 16), utf16(text)]),
		);
		const widths = widthsOf(objects.body(descendant));
		return new FontCodes({
			descendant,
			toUnicode,
			was,
			next: Math.max(0, ...was.keys(), ...widths.keys()) + 1,
		});
	}

	/** Of a glyph that stands for this text; null: for what the font said of it. */
	code(glyph: number, text: string | null): number {
		const means = text ?? this.#was.get(glyph) ?? '';
		const key = `${glyph} ${means}`;
		const known = this.#codes.get(key);
		if (known !== undefined) return known;
		// Of marks without end, the rest stands for the character itself.
		const silent = means === '' ? this.#textless() : null;
		const code = silent ?? (means === '' || this.#texts.has(glyph) ? this.#next++ : glyph);
		if (code !== glyph) this.#glyphs.set(code, glyph);
		this.#codes.set(key, code);
		this.#texts.set(code, means === '' && silent === null ? '\u2060' : means);
		return code;
	}

	/** Draws nothing, takes no room and has no text: the glyph of a space, without its width. null: this font has none. */
	nothing(): number | null {
		const known = this.#codes.get('nothing');
		if (known !== undefined) return known;
		const space = [...this.#was].find(([, text]) => text === ' ' || text === '\u00a0')?.[0];
		const code = space === undefined ? null : this.#textless();
		if (space === undefined || code === null) return null;
		this.#glyphs.set(code, space);
		this.#narrow.add(code);
		this.#codes.set('nothing', code);
		this.#texts.set(code, '');
		return code;
	}

	#textless(): number | null {
		return textless.find((code) => code > this.#next && !this.#glyphs.has(code)) ?? null;
	}

	write(objects: PdfObjects): void {
		const rows = [...this.#texts]
			.filter(([, text]) => text !== '')
			.toSorted(([a], [b]) => a - b)
			.map(([code, text]) => `<${hex(code)}> <${hexOf(text)}>`);
		const cmap = objects.content(this.#toUnicode) ?? '';
		const [before = ''] = cmap.split(/\d+ beginbfchar\n/);
		const after = cmap.slice(cmap.lastIndexOf('endbfchar\n') + 'endbfchar\n'.length);
		objects.setContent(this.#toUnicode, `${before}${groups(rows)}${after}`);
		if (this.#glyphs.size > 0) this.#leadTo(objects);
	}

	#leadTo(objects: PdfObjects): void {
		const widths = widthsOf(objects.body(this.#descendant));
		const count = Math.max(this.#next, ...[...this.#glyphs.keys()].map((code) => code + 1));
		const map = Buffer.alloc(count * 2);
		for (let code = 0; code < count; code++) map.writeUInt16BE(this.#glyphs.get(code) ?? code, code * 2);
		const stream = objects.addContent(map.toString('latin1'));
		const more = [...this.#glyphs]
			.map(([code, glyph]) => ` ${code} ${code} ${this.#narrow.has(code) ? 0 : (widths.get(glyph) ?? 0)}`)
			.join('');
		objects.change(this.#descendant, (body) =>
			body
				.replace('/CIDToGIDMap /Identity', `/CIDToGIDMap ${stream} 0 R`)
				.replace(/\/W \[([^\]]*)\]/, (_, given: string) => `/W [${given}${more}]`),
		);
		// Which codes a subset has was only ever a hint, and would now be wrong (PDF 2.0 has it no more).
		const descriptor = Number(/\/FontDescriptor (\d+) 0 R/.exec(objects.body(this.#descendant))?.[1]);
		objects.change(descriptor, (body) => body.replace(/\s*\/CIDSet \d+ 0 R/, ''));
	}
}

/** `first last width` for each range (9.7.4.3). */
function widthsOf(descendant: string): ReadonlyMap<number, number> {
	const numbers = (/\/W \[([^\]]*)\]/.exec(descendant)?.[1] ?? '').trim().split(/\s+/).map(Number);
	const widths = new Map<number, number>();
	for (let at = 0; at + 2 < numbers.length; at += 3) {
		const [first = 0, last = 0, width = 0] = numbers.slice(at, at + 3);
		for (let code = first; code <= last; code++) widths.set(code, width);
	}
	return widths;
}

/** At most a hundred in a group (Adobe Technical Note 5014). */
function groups(rows: readonly string[]): string {
	const parts: string[] = [];
	for (let at = 0; at < rows.length; at += 100) {
		const some = rows.slice(at, at + 100);
		parts.push(`${some.length} beginbfchar\n${some.join('\n')}\nendbfchar\n`);
	}
	return parts.join('');
}
