/**
 * Makes the words of a set letter come out right, once, when somebody searches, copies or reads them aloud. A Thai letter as it comes
 * from the setter says them wrong in two ways.
 *
 * Each cluster of letters has its text in a span (ActualText, ISO 32000-1 14.9.4). Where a tone mark stands above a vowel, base and
 * mark are drawn as pieces of their own and each says the whole cluster: "ที่" is read "ที่ที่", and "น้ำ" three times. Here such a
 * cluster is put together again in one span, each glyph where it was. A piece is a mark when it stands a little above or below the
 * line it follows, draws one thing, and the piece before it ended with a cluster; of a cluster with sara am (U+0E33) the vowel's
 * right half follows on the line again.
 *
 * And readers that know no ActualText (pdf.js, so Firefox and our own pages; Apple's Preview) take the text of each code from its font
 * (ToUnicode, 9.10.3), where the setter put the first cluster that a base came in: each "ด" reads "ดี". Here each glyph gets its own
 * letter, by a code of its own for each letter that it stands for (`font-codes`).
 *
 * All of this is about our own setter's output: a file of another form is left as it is.
 */
import { FontCodes } from './font-codes.ts';
import { PdfObjects } from './pdf-objects.ts';
import { contentOf, piecesOf } from './shown-text.ts';
import type { Glyph, Part, Piece, TextPiece } from './shown-text.ts';

export function withReadableText(pdf: Uint8Array): Uint8Array {
	const objects = PdfObjects.read(pdf);
	if (objects === null) return pdf;
	const fonts = fontsOf(objects);
	if (fonts === null) return pdf;
	for (const number of objects.numbers) {
		const page = objects.body(number);
		const contents = /\/Contents (\d+) 0 R/.exec(page)?.[1];
		if (!page.includes('/Type /Page\n') || contents === undefined) continue;
		const content = objects.content(Number(contents));
		if (content === null) continue;
		const names = new Map(
			[...page.matchAll(/(\/f\d+) (\d+) 0 R/g)].map(([, name, ref]) => [name, Number(ref)]),
		);
		const pieces = piecesOf(content);
		readClusters(pieces);
		const again = contentOf(pieces, (name, { code, text }) => {
			const font = fonts.get(names.get(name) ?? 0);
			if (font === undefined) throw new TypeError(`no font ${name}`);
			return code === 'nothing' ? font.nothing() : font.code(code, text);
		});
		objects.setContent(Number(contents), again);
	}
	for (const font of fonts.values()) font.write(objects);
	return objects.write();
}

/** null: one of them is of another form. */
function fontsOf(objects: PdfObjects): ReadonlyMap<number, FontCodes> | null {
	const fonts = new Map<number, FontCodes>();
	for (const number of objects.numbers) {
		if (!objects.body(number).includes('/Subtype /Type0')) continue;
		const font = FontCodes.of(objects, number);
		if (font === null) return null;
		fonts.set(number, font);
	}
	return fonts;
}

const saraAm = '\u0e33';
/** Parts of the text's size: marks are moved by less, lines by more. */
const mostRaised = 0.5;

interface Cluster {
	readonly text: string;
	readonly piece: TextPiece;
	/** where its span begins and ends */
	readonly open: Part;
	readonly close: Part;
	/** Marks of its own were drawn as pieces of their own. */
	readonly pulled: boolean;
}

function readClusters(pieces: readonly Piece[]): void {
	const texts = pieces.filter((piece) => piece.kind === 'text');
	let open: Cluster | null = null;
	for (const piece of texts) open = join(open, piece);
	for (const { parts } of texts) shareAll(parts);
}

/** Takes from a piece what belongs to the cluster before it; the cluster that is open then. */
function join(open: Cluster | null, piece: TextPiece): Cluster | null {
	if (open !== null && isMarkOf(open, piece)) {
		pull(open, piece, led(open, piece));
		piece.parts.length = 0;
		return { ...open, pulled: true };
	}
	if (open !== null && goesOn(open, piece))
		pull(open, piece, piece.parts.splice(0, piece.parts.findIndex(({ kind }) => kind === 'close') + 1));
	return lastOf(piece) ?? (piece.parts.length === 0 ? open : null);
}

function isMarkOf({ piece: { y } }: Cluster, { y: own, parts }: TextPiece): boolean {
	const size = parts.find((part) => part.kind === 'font')?.size ?? 0;
	const apart = Math.abs(own - y);
	return apart > 0 && apart < size * mostRaised && parts.filter((part) => part.kind === 'show').length === 1;
}

function goesOn({ text, piece, pulled }: Cluster, { y, parts: [first] }: TextPiece): boolean {
	return pulled && piece.y === y && text.includes(saraAm) && first?.kind === 'open' && first.text === text;
}

/**
 * The mark's parts with a glyph that draws nothing before it, at the cluster's own place: Chromium's reader puts what is drawn on a line
 * in the order of where it begins, and a mark may begin behind the next letter.
 */
function led(cluster: Cluster, piece: TextPiece): readonly Part[] {
	const { parts } = piece;
	const start = cluster.piece.parts.slice(cluster.piece.parts.lastIndexOf(cluster.open));
	const from = start.find((part) => part.kind === 'place');
	const font = parts.find((part) => part.kind === 'font');
	const place = parts.find((part) => part.kind === 'place');
	if (from === undefined || font === undefined || place === undefined) return parts;
	const x = cluster.piece.x - piece.x + from.x;
	const back = ((x - place.x) * 1000) / font.size;
	return parts.map((part) => {
		if (part === place) return { ...place, x };
		return part.kind === 'show'
			? { ...part, items: [{ code: 'nothing', text: '' }, back, ...part.items] }
			: part;
	});
}

/** Draws them within the cluster's span, each where it was. */
function pull({ piece, close }: Cluster, from: TextPiece, parts: readonly Part[]): void {
	const [right, down] = [from.x - piece.x, piece.y - from.y];
	const moved = parts
		.filter(({ kind }) => kind !== 'open' && kind !== 'close')
		.map((part) => (part.kind === 'place' ? { ...part, x: part.x + right, y: part.y + down } : part));
	piece.parts.splice(piece.parts.indexOf(close), 0, ...moved);
}

/** The cluster that a piece ends with; null: it ends otherwise. */
function lastOf(piece: TextPiece): Cluster | null {
	const close = piece.parts.at(-1);
	const open = piece.parts.findLast((part) => part.kind === 'open');
	return close?.kind === 'close' && open !== undefined
		? { text: open.text, piece, open, close, pulled: false }
		: null;
}

function isGlyph(item: Glyph | number): item is Glyph {
	return typeof item !== 'number' && item.code !== 'nothing';
}

function shareAll(parts: readonly Part[]): void {
	let text: string | null = null;
	let glyphs: Glyph[] = [];
	for (const part of parts) {
		if (part.kind === 'open') [text, glyphs] = [part.text, []];
		if (part.kind === 'show') glyphs.push(...part.items.filter(isGlyph));
		if (part.kind !== 'close' || text === null) continue;
		share(text, glyphs);
		text = null;
	}
}

const aboveBase = /[\u0e31\u0e34-\u0e37\u0e47-\u0e4e]/;
/**
 * Each glyph its letters: in the order drawn, which is the order written, but that sara am is drawn as a ring before its tone, which
 * then says nothing, and a stroke after it.
 */
function share(text: string, glyphs: readonly Glyph[]): void {
	const letters = Array.from(text);
	const am = letters.indexOf(saraAm);
	if (am >= 0 && letters.length === glyphs.length - 1) {
		let ring = am;
		while (ring > 0 && aboveBase.test(letters[ring - 1] ?? '')) ring -= 1;
		letters.splice(ring, 0, '');
	}
	glyphs.forEach((glyph, at) => {
		glyph.text = at === glyphs.length - 1 ? letters.slice(at).join('') : (letters[at] ?? '');
	});
}
