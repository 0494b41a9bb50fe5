/**
 * The text that a page's content draws (ISO 32000-1 9.4), as our own setter writes it: pieces between BT and ET, each placed by the
 * matrix before it, and in them strings of two-byte codes, some within a span that says what they mean (ActualText, 14.9.4).
 */

/** One code (`nothing`: draws nothing, and takes no room), and what it stands for: '' for nothing of its own, null for what its font says. */
export interface Glyph {
	readonly code: number | 'nothing';
	text: string | null;
}

export type Part =
	/** `text`: what the span says */
	| { readonly kind: 'open'; readonly text: string }
	| { readonly kind: 'close' }
	/** `/f0` of the page's own fonts */
	| { readonly kind: 'font'; readonly name: string; readonly size: number; readonly source: string }
	/** in the order drawn; numbers move the next one */
	| { readonly kind: 'show'; readonly items: readonly (Glyph | number)[] }
	/** where the next text is shown, from the piece's own place, down the page */
	| { readonly kind: 'place'; readonly x: number; readonly y: number }
	| { readonly kind: 'other'; readonly source: string };

/** `x`, `y`: its place on the page, up the page */
export interface TextPiece {
	readonly kind: 'text';
	readonly x: number;
	readonly y: number;
	readonly parts: Part[];
}
export type Piece = TextPiece | { readonly kind: 'other'; readonly source: string };

export function piecesOf(content: string): Piece[] {
	const pieces: Piece[] = [];
	let [x, y] = [0, 0];
	let done = 0;
	for (const found of content.matchAll(/1 0 0 -1 (-?[\d.]+) (-?[\d.]+) cm|BT\n([\s\S]*?)ET\n/g)) {
		const [whole, right, up, body] = found;
		if (body === undefined) {
			[x, y] = [Number(right), Number(up)];
			continue;
		}
		pieces.push({ kind: 'other', source: content.slice(done, found.index) });
		pieces.push({ kind: 'text', x, y, parts: partsOf(body) });
		done = found.index + whole.length;
	}
	pieces.push({ kind: 'other', source: content.slice(done) });
	return pieces;
}

const token =
	/\/Span <<\s*\/ActualText <FEFF([0-9A-F]*)>\s*>> BDC\n|EMC\n|(\/f\d+) ([\d.]+) Tf\n|1 0 0 -1 (-?[\d.]+) (-?[\d.]+) Tm\n|(\[(?:[^()[\]]|\((?:\\[\s\S]|[^\\()])*\))*\]) TJ\n|(\((?:\\[\s\S]|[^\\()])*\)) Tj\n/g;

function partsOf(body: string): Part[] {
	const parts: Part[] = [];
	let done = 0;
	for (const found of body.matchAll(token)) {
		const [source, says, font, size, right, down, many, one] = found;
		if (found.index > done) parts.push({ kind: 'other', source: body.slice(done, found.index) });
		done = found.index + source.length;
		if (says !== undefined) parts.push({ kind: 'open', text: utf16(says) });
		else if (font !== undefined) parts.push({ kind: 'font', name: font, size: Number(size), source });
		else if (right !== undefined) parts.push({ kind: 'place', x: Number(right), y: Number(down) });
		else if (many !== undefined) parts.push({ kind: 'show', items: itemsOf(many) });
		else if (one !== undefined) parts.push({ kind: 'show', items: itemsOf(one) });
		else parts.push({ kind: 'close' });
	}
	if (done < body.length) parts.push({ kind: 'other', source: body.slice(done) });
	return parts;
}

function itemsOf(source: string): (Glyph | number)[] {
	return [...source.matchAll(/\(((?:\\[\s\S]|[^\\()])*)\)|-?[\d.]+/g)].flatMap(
		(found): (Glyph | number)[] => {
			const [whole, text] = found;
			if (text === undefined) return [Number(whole)];
			const bytes = bytesOf(text);
			return Array.from({ length: bytes.length / 2 }, (_, i) => ({
				code: (bytes[2 * i] ?? 0) * 256 + (bytes[2 * i + 1] ?? 0),
				text: null,
			}));
		},
	);
}

const escapes: Readonly<Record<string, number>> = { n: 10, r: 13, t: 9, b: 8, f: 12 };

/** A literal string's bytes (7.3.4.2). */
function bytesOf(text: string): number[] {
	return [...text.matchAll(/\\([0-7]{1,3}|[\s\S])|[\s\S]/g)].map(([whole, escaped]) => {
		if (escaped === undefined) return whole.charCodeAt(0);
		return /^[0-7]/.test(escaped) ? parseInt(escaped, 8) : (escapes[escaped] ?? escaped.charCodeAt(0));
	});
}

/** By the font's name on this page; null: it has no such code. */
type CodeOf = (font: string, glyph: Glyph) => number | null;

export function contentOf(pieces: readonly Piece[], codeOf: CodeOf): string {
	return pieces
		.map((piece) => {
			if (piece.kind === 'other') return piece.source;
			let font = '';
			const body = piece.parts.map((part) => {
				switch (part.kind) {
					case 'open':
						return `/Span <<\n  /ActualText <FEFF${hexOf(part.text)}>\n>> BDC\n`;
					case 'close':
						return 'EMC\n';
					case 'place':
						return `1 0 0 -1 ${figure(part.x)} ${figure(part.y)} Tm\n`;
					case 'font':
						font = part.name;
						return part.source;
					case 'show':
						return `[${part.items.map((item) => shown(item, font, codeOf)).join(' ')}] TJ\n`;
					case 'other':
						return part.source;
				}
			});
			return `BT\n${body.join('')}ET\n`;
		})
		.join('');
}

function shown(item: Glyph | number, font: string, codeOf: CodeOf): string {
	if (typeof item === 'number') return figure(item);
	const code = codeOf(font, item);
	return code === null ? '' : `<${hex(code)}>`;
}

/** To a hundred-thousandth of a point, as the setter writes them. */
const figure = (value: number): string => String(Number(value.toFixed(5)));

export const hex = (code: number): string => code.toString(16).toUpperCase().padStart(4, '0');

/** UTF-16BE in hexadecimal digits. */
export function hexOf(text: string): string {
	return Array.from({ length: text.length }, (_, i) => hex(text.charCodeAt(i))).join('');
}

export function utf16(digits: string): string {
	return (digits.match(/.{4}/g) ?? []).map((unit) => String.fromCharCode(parseInt(unit, 16))).join('');
}
