/**
 * The objects of a PDF of our own setter's form (plain cross-reference table, every object on its own; ISO 32000-1 7.5.4), to be
 * changed and written again. Latin-1 text throughout: one character a byte.
 */
import { deflateSync, inflateSync } from 'node:zlib';

export class PdfObjects {
	readonly #head: string;
	readonly #trailer: string;
	readonly #texts: Map<number, string>;

	private constructor(head: string, trailer: string, texts: Map<number, string>) {
		this.#head = head;
		this.#trailer = trailer;
		this.#texts = texts;
	}

	/** null: it has no cross-reference table of the plain kind. */
	static read(pdf: Uint8Array): PdfObjects | null {
		const source = Buffer.from(pdf).toString('latin1');
		const end = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(source);
		const start = Number(end?.[1] ?? NaN);
		const table = source.slice(start);
		const trailerAt = table.indexOf('trailer');
		if (!/^xref\s+0 \d+\s+/.test(table) || trailerAt === -1) return null;
		const entries = [...table.slice(0, trailerAt).matchAll(/(\d{10}) \d{5} ([nf])/g)];
		const places = entries
			.flatMap((entry, number) => (entry[2] === 'n' ? [{ number, offset: Number(entry[1]) }] : []))
			.sort((a, b) => a.offset - b.offset);
		const [first] = places;
		if (first === undefined) return null;
		const texts = new Map<number, string>();
		for (const [at, { number, offset }] of places.entries()) {
			const text = source.slice(offset, places[at + 1]?.offset ?? start);
			if (!text.startsWith(`${number} 0 obj`)) return null;
			texts.set(number, text);
		}
		const trailer = table.slice(trailerAt, table.indexOf('startxref'));
		return new PdfObjects(source.slice(0, first.offset), trailer, texts);
	}

	get numbers(): readonly number[] {
		return [...this.#texts.keys()];
	}

	/** What stands between `obj` and `endobj`; '' when there is none of that number. */
	body(number: number): string {
		return this.#texts.get(number) ?? '';
	}

	/** Its dictionary alone is changed; a stream in it stays. */
	change(number: number, change: (text: string) => string): void {
		this.#texts.set(number, change(this.body(number)));
	}

	/** The stream of an object as it is before packing; null: it has none, or one that is packed in a way of its own (a picture). */
	content(number: number): string | null {
		const stream = streamOf(this.body(number));
		if (stream === null || stream.kind === 'other') return null;
		if (stream.kind === 'plain') return stream.bytes;
		return inflateSync(Buffer.from(stream.bytes, 'latin1')).toString('latin1');
	}

	/** Of an object that has a stream already. */
	setContent(number: number, content: string): void {
		const stream = streamOf(this.body(number));
		if (stream === null || stream.kind === 'other')
			throw new TypeError(`object ${number} has no such stream`);
		const bytes = stream.kind === 'plain' ? content : packed(content);
		const head = stream.head.replace(/\/Length \d+/, `/Length ${bytes.length}`);
		this.#texts.set(number, `${head}${bytes}${stream.after}`);
	}

	/** A new stream; its number. */
	addContent(content: string): number {
		const number = Math.max(...this.#texts.keys()) + 1;
		const bytes = packed(content);
		const dictionary = `<<\n  /Length ${bytes.length}\n  /Filter /FlateDecode\n>>`;
		this.#texts.set(number, `${number} 0 obj\n${dictionary}\nstream\n${bytes}\nendstream\nendobj\n\n`);
		return number;
	}

	write(): Uint8Array {
		const offsets = new Map<number, number>();
		let out = this.#head;
		for (const [number, text] of this.#texts) {
			offsets.set(number, out.length);
			out += text;
		}
		const size = Math.max(...this.#texts.keys()) + 1;
		const rows = Array.from({ length: size - 1 }, (_, i) => {
			const offset = offsets.get(i + 1);
			return offset === undefined
				? '0000000000 65535 f \n'
				: `${String(offset).padStart(10, '0')} 00000 n \n`;
		});
		const trailer = this.#trailer.replace(/\/Size \d+/, `/Size ${size}`);
		const start = out.length;
		out += `xref\n0 ${size}\n0000000000 65535 f \n${rows.join('')}${trailer}startxref\n${start}\n%%EOF`;
		return new Uint8Array(Buffer.from(out, 'latin1'));
	}
}

function packed(content: string): string {
	return deflateSync(Buffer.from(content, 'latin1')).toString('latin1');
}

function streamOf(text: string) {
	const head = /^\d+ 0 obj\s*<<[^<>]*\/Length (\d+)[^<>]*>>\s*stream\r?\n/.exec(text);
	if (head === null) return null;
	const end = head[0].length + Number(head[1]);
	const filter = /\/Filter\s*(\S+)/.exec(head[0])?.[1] ?? null;
	const kind = filter === null ? 'plain' : filter === '/FlateDecode' ? 'packed' : 'other';
	const own = kind === 'packed' && head[0].includes('/DecodeParms') ? 'other' : kind;
	return {
		kind: own,
		head: head[0],
		bytes: text.slice(head[0].length, end),
		after: text.slice(end),
	} as const;
}
