/**
 * Makes the words of a set letter come out once when somebody searches, copies or reads them aloud. Where a Thai tone mark stands
 * above a vowel, the setter draws base and mark as pieces of their own and gives each the whole cluster as its text
 * (ActualText, ISO 32000-1 14.9.4): "ที่" is then read "ที่ที่" and "น้ำ" three times. Here every piece but the first says nothing.
 *
 * A piece is a mark when it stands a little above or below the line it follows, draws one thing, and the piece before it ended
 * with a cluster; of a cluster with sara am (U+0E33) the vowel's right half follows on the line again. All of this is about
 * our own setter's output: a file of another form is left as it is.
 */
import { deflateSync, inflateSync } from 'node:zlib';

export function withReadableText(pdf: Uint8Array): Uint8Array {
	const source = Buffer.from(pdf).toString('latin1');
	const objects = objectsOf(source);
	if (objects === null) return pdf;
	let out = source.slice(0, objects.bodyStart);
	const offsets = new Map<number, number>();
	for (const { number, text } of objects.list) {
		offsets.set(number, out.length);
		out += readableObject(text);
	}
	const table = [`xref\n0 ${objects.size}\n0000000000 65535 f \n`];
	for (let number = 1; number < objects.size; number++)
		table.push(`${String(offsets.get(number) ?? 0).padStart(10, '0')} 00000 n \n`);
	const start = out.length;
	out += `${table.join('')}${objects.trailer}startxref\n${start}\n%%EOF`;
	return new Uint8Array(Buffer.from(out, 'latin1'));
}

interface Objects {
	readonly bodyStart: number;
	readonly size: number;
	readonly trailer: string;
	readonly list: readonly { readonly number: number; readonly text: string }[];
}

/** By the file's own cross-reference table; null when it has none of the plain kind. */
function objectsOf(source: string): Objects | null {
	const end = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(source);
	const start = Number(end?.[1] ?? NaN);
	const table = source.slice(start);
	const head = /^xref\s+0 (\d+)\s+/.exec(table);
	const trailerAt = table.indexOf('trailer');
	if (head === null || trailerAt === -1) return null;
	const entries = [...table.slice(0, trailerAt).matchAll(/(\d{10}) \d{5} ([nf])/g)];
	const places = entries
		.flatMap((entry, number) => (entry[2] === 'n' ? [{ number, offset: Number(entry[1]) }] : []))
		.sort((a, b) => a.offset - b.offset);
	const [first] = places;
	if (first === undefined) return null;
	const list = places.map(({ number, offset }, at) => ({
		number,
		text: source.slice(offset, places[at + 1]?.offset ?? start),
	}));
	if (list.some(({ number, text }) => !text.startsWith(`${number} 0 obj`))) return null;
	const trailer = table.slice(trailerAt, table.indexOf('startxref'));
	return { bodyStart: first.offset, size: Number(head[1]), trailer, list };
}

function readableObject(text: string): string {
	const match = /^(\d+ 0 obj\s*<<\s*)\/Length (\d+)(\s*\/Filter \/FlateDecode\s*>>\s*stream\r?\n)/.exec(text);
	if (match === null) return text;
	const [head, opening, length, between] = match;
	const packed = Buffer.from(text.slice(head.length, head.length + Number(length)), 'latin1');
	const content = inflateSync(packed).toString('latin1');
	if (!content.includes('/ActualText')) return text;
	const again = deflateSync(Buffer.from(readableContent(content), 'latin1')).toString('latin1');
	return `${opening}/Length ${again.length}${between}${again}${text.slice(head.length + Number(length))}`;
}

const span = /\/Span <<\s*\/ActualText <FEFF([0-9A-F]*)>\s*>> BDC/g;
const silent = '/Span <<\n  /ActualText <FEFF>\n>> BDC\n';
const saraAm = '0E33';
/** Parts of the text's size: marks are moved by less, lines by more. */
const mostRaised = 0.5;

interface Cluster {
	readonly text: string;
	readonly y: number;
	/** A mark of it has been drawn. */
	readonly marked: boolean;
}

function readableContent(content: string): string {
	let y = 0;
	let open: Cluster | null = null;
	return content.replace(
		/1 0 0 -1 (-?[\d.]+) (-?[\d.]+) cm|BT\n([\s\S]*?)ET\n/g,
		(whole: string, _x: string | undefined, at: string | undefined, body: string | undefined) => {
			if (body === undefined) {
				y = Number(at);
				return whole;
			}
			const size = Number(/\/f\d+ ([\d.]+) Tf/.exec(body)?.[1] ?? 0);
			const raised = open !== null && y !== open.y && Math.abs(y - open.y) < size * mostRaised;
			if (open !== null && raised && (body.match(/T[jJ]\n/g)?.length ?? 0) === 1) {
				open = { ...open, marked: true };
				return `BT\n${silenced(body)}ET\n`;
			}
			const follows = open?.marked === true && y === open.y && open.text.includes(saraAm);
			const spoken = follows ? withoutFirst(body, open?.text ?? '') : body;
			const last = [...spoken.matchAll(span)].at(-1);
			const ends = last !== undefined && /EMC\s*$/.test(spoken);
			open = ends ? { text: last[1] ?? '', y, marked: false } : null;
			return `BT\n${spoken}ET\n`;
		},
	);
}

function silenced(body: string): string {
	return body.includes('/ActualText') ? body.replace(span, silent.trimEnd()) : `${silent}${body}EMC\n`;
}

function withoutFirst(body: string, cluster: string): string {
	const first = /^\s*\/Span <<\s*\/ActualText <FEFF([0-9A-F]*)>\s*>> BDC/.exec(body);
	return first?.[1] === cluster ? body.replace(first[0], silent.trimEnd()) : body;
}
