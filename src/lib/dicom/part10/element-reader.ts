/**
 * Data elements (PS3.5 section 7) into the DICOM JSON model. Every byte comes from outside: lengths are checked against what
 * encloses them before anything is allocated, nesting and element counts are bounded, and large values stay in the file.
 */
import type { ByteWindow } from './byte-window.ts';
import type { DicomElement, Dataset } from '../dataset.ts';
import { readValue } from './element-values.ts';
import { readFragments } from './fragments.ts';
import type { FragmentList } from './fragments.ts';
import type { BulkPlace, Part10Note } from './part10.ts';
import { shownName } from '../text/person-name.ts';
import type { ShownPersonName } from '../text/person-name.ts';
import { Refused } from './refused.ts';
import { dictionaryVr, hasLongLength, isKnownVr } from '../dictionary/vr.ts';

export interface Encoding {
	readonly explicit: boolean;
	readonly bigEndian: boolean;
}

export interface ReadLimits {
	/** Values longer than this many bytes stay in the file. */
	readonly inlineLimit: number;
	/** Sum of all values held in memory. */
	readonly inlineTotal: number;
	readonly depth: number;
	readonly elements: number;
}

export interface FoundPixels {
	readonly tag: '7FE00010' | '7FE00008' | '7FE00009';
	readonly place: BulkPlace;
	readonly fragments: FragmentList | null;
}

interface Scope {
	readonly encoding: Encoding;
	readonly end: number;
	/** Ends at an item delimiter rather than at `end`. */
	readonly open: boolean;
	readonly depth: number;
	readonly path: string;
	readonly charset: readonly string[];
	readonly unsigned: boolean;
}

interface Header {
	readonly tag: string;
	readonly vr: string;
	readonly offset: number;
	/** null: undefined length */
	readonly length: number | null;
}

const undefinedLength = 0xffffffff;
const pixelTags = ['7FE00010', '7FE00008', '7FE00009'] as const;

export class ElementReader {
	readonly notes = new Set<Part10Note>();
	readonly bulk = new Map<string, BulkPlace>();
	readonly names = new Map<string, ShownPersonName>();
	pixels: FoundPixels | null = null;
	readonly #window: ByteWindow;
	readonly #limits: ReadLimits;
	#elements = 0;
	#inline = 0;

	constructor(window: ByteWindow, limits: ReadLimits) {
		this.#window = window;
		this.#limits = limits;
	}

	async readDataset(start: number, encoding: Encoding): Promise<Dataset> {
		const scope: Scope = {
			encoding,
			end: this.#window.size,
			open: false,
			depth: 0,
			path: '',
			charset: [],
			unsigned: true,
		};
		return (await this.#readSet(start, scope)).set;
	}

	/** Group 0002 (PS3.10 7.1): ends where another group begins, since its declared length is often wrong. */
	async readMeta(start: number): Promise<{ meta: Dataset; end: number }> {
		const set: Record<string, DicomElement> = {};
		const scope: Scope = {
			encoding: { explicit: true, bigEndian: false },
			end: this.#window.size,
			open: false,
			depth: 0,
			path: 'meta/',
			charset: [],
			unsigned: true,
		};
		let at = start;
		while (at + 8 <= this.#window.size) {
			await this.#window.load(at, 8);
			if (this.#window.u16(at, false) !== 0x0002) break;
			const header = await this.#readHeader(at, scope);
			const { element, end } = await this.#readElement(header, scope);
			if (!header.tag.endsWith('0000')) set[header.tag] = element;
			at = end;
		}
		return { meta: set, end: at };
	}

	async #readSet(start: number, outer: Scope): Promise<{ set: Dataset; end: number }> {
		const set: Record<string, DicomElement> = {};
		let scope = outer;
		let at = start;
		let last = '';
		while (at < scope.end) {
			if (at + 8 > scope.end) {
				if (scope.depth > 0 || last < '7FE0')
					throw new Refused(scope.depth > 0 ? 'damaged-structure' : 'truncated');
				this.notes.add('padding-after-data');
				break;
			}
			if (scope.depth === 0 && this.pixels && !(await this.#readsOn(at, scope))) break;
			const header = await this.#readHeader(at, scope);
			if (scope.open && header.tag === 'FFFEE00D') return { set, end: at + 8 };
			if (header.tag.startsWith('FFFE')) throw new Refused('damaged-structure');
			if (scope.depth === 0 && header.tag === '00000000' && last !== '') {
				this.notes.add('padding-after-data');
				break;
			}
			const { element, end } = await this.#readElement(header, scope);
			at = end;
			if (header.tag.endsWith('0000') || header.tag === 'FFFCFFFC') continue;
			if (header.tag <= last) this.notes.add(header.tag in set ? 'duplicate-tags' : 'tags-out-of-order');
			last = header.tag;
			if (header.tag in set) continue;
			set[header.tag] = element;
			scope = withContext(scope, header.tag, element);
			if (this.notes.has('truncated-pixel-data')) break;
		}
		if (scope.open) throw new Refused('truncated');
		return { set, end: at };
	}

	/** Behind the pixel data a file often ends in padding or garbage, which must not cost the picture. */
	async #readsOn(at: number, scope: Scope): Promise<boolean> {
		try {
			const header = await this.#readHeader(at, scope);
			if (header.tag > '7FE0' && !header.tag.startsWith('FFFE')) {
				await this.#readElement(header, scope);
				return true;
			}
		} catch (error) {
			if (!(error instanceof Refused)) throw error;
		}
		this.notes.add('padding-after-data');
		return false;
	}

	async #readHeader(at: number, scope: Scope): Promise<Header> {
		this.#elements += 1;
		if (this.#elements > this.#limits.elements) throw new Refused('too-many-elements');
		const window = this.#window;
		const { explicit, bigEndian } = scope.encoding;
		if (!window.has(at, 12)) await window.load(at, Math.min(12, window.size - at));
		const tag = hex4(window.u16(at, bigEndian)) + hex4(window.u16(at + 2, bigEndian));
		if (tag.startsWith('FFFE'))
			return { tag, vr: 'UN', offset: at + 8, length: window.u32(at + 4, bigEndian) };
		if (!explicit) return this.#implicitHeader(tag, at, scope);
		const vr = String.fromCharCode(window.u8(at + 4), window.u8(at + 5));
		if (!isKnownVr(vr)) {
			this.notes.add('unknown-vr');
			// A VR of a later edition is two capitals; anything else is an element that was written implicit.
			if (!/^[A-Z]{2}$/.test(vr)) return this.#strangeHeader(tag, at, scope);
		}
		if (!hasLongLength(vr)) return { tag, vr, offset: at + 8, length: window.u16(at + 6, bigEndian) };
		if (at + 12 > scope.end) throw new Refused('truncated');
		const length = window.u32(at + 8, bigEndian);
		return {
			tag,
			vr: isKnownVr(vr) ? vr : 'UN',
			offset: at + 12,
			length: length === undefinedLength ? null : length,
		};
	}

	#implicitHeader(tag: string, at: number, scope: Scope): Header {
		const length = this.#window.u32(at + 4, scope.encoding.bigEndian);
		const known = dictionaryVr(tag, scope.unsigned);
		if (length !== undefinedLength) return { tag, vr: known ?? 'UN', offset: at + 8, length };
		const pixels = tag === '7FE00010' && known !== null;
		return { tag, vr: pixels ? 'OB' : 'SQ', offset: at + 8, length: null };
	}

	/** `??`, lower case or blank in the place of the VR: the short form if it leads to another element, else the implicit form. */
	async #strangeHeader(tag: string, at: number, scope: Scope): Promise<Header> {
		const { bigEndian } = scope.encoding;
		const short = this.#window.u16(at + 6, bigEndian);
		const long = this.#window.u32(at + 4, bigEndian);
		const known = dictionaryVr(tag, scope.unsigned) ?? 'UN';
		if (await this.#leadsOn(tag, at + 8 + short, scope))
			return { tag, vr: known === 'SQ' ? 'UN' : known, offset: at + 8, length: short };
		if (at + 8 + long <= scope.end) return { tag, vr: known, offset: at + 8, length: long };
		throw new Refused('damaged-structure');
	}

	/** Is `at` the end of the data set, or the start of an element with a higher tag and a proper VR? */
	async #leadsOn(tag: string, at: number, scope: Scope): Promise<boolean> {
		if (at === scope.end) return true;
		if (at + 8 > scope.end) return false;
		await this.#window.load(at, 8);
		const { bigEndian } = scope.encoding;
		const next = hex4(this.#window.u16(at, bigEndian)) + hex4(this.#window.u16(at + 2, bigEndian));
		const vr = String.fromCharCode(this.#window.u8(at + 4), this.#window.u8(at + 5));
		return next.startsWith('FFFE') || (next > tag && /^[A-Za-z?]{2}$/.test(vr));
	}

	async #readElement(header: Header, scope: Scope): Promise<{ element: DicomElement; end: number }> {
		const { tag, vr, offset, length } = header;
		const pixelTag = pixelTags.find((known) => known === tag);
		if (length === null) {
			if (pixelTag || vr === 'OB' || vr === 'OW') return this.#readEncapsulated(header, scope);
			// PS3.5 6.2.2 note 2: UN of undefined length is an implicit little-endian sequence
			if (vr === 'UN')
				return this.#readSequence(header, { ...scope, encoding: { explicit: false, bigEndian: false } });
			if (vr === 'SQ') return this.#readSequence(header, scope);
			throw new Refused('damaged-structure');
		}
		if (length % 2 === 1) this.notes.add('odd-length');
		if (scope.depth === 0 && pixelTag) return this.#readNativePixels(header, pixelTag, length, scope);
		if (offset + length > scope.end) throw new Refused(scope.depth > 0 ? 'damaged-structure' : 'truncated');
		if (vr === 'SQ') return this.#readSequence(header, scope);
		if (vr === 'UN') return this.#readUnknown(header, length, scope);
		return this.#readPlain(header, length, scope);
	}

	async #readPlain(
		header: Header,
		length: number,
		scope: Scope,
	): Promise<{ element: DicomElement; end: number }> {
		const { tag, vr, offset } = header;
		const end = offset + length;
		const { bigEndian } = scope.encoding;
		if (length > this.#limits.inlineLimit) {
			const path = scope.path + tag;
			this.bulk.set(path, { offset, length, vr, bigEndian });
			return { element: { vr, BulkDataURI: path }, end };
		}
		this.#inline += length;
		if (this.#inline > this.#limits.inlineTotal) throw new Refused('value-too-long');
		if (!this.#window.has(offset, length)) await this.#window.load(offset, length);
		const { element, text } = readValue(this.#window.bytes(offset, length), vr, bigEndian, scope.charset);
		if (text?.guessed) this.notes.add('charset-guessed');
		if (text && vr === 'PN' && scope.depth === 0 && !this.names.has(tag))
			this.names.set(tag, shownName(text));
		return { element, end };
	}

	/** A VR lost on the way (PS3.5 6.2.2): standard elements get theirs back; the content of UN is implicit little-endian. */
	async #readUnknown(
		header: Header,
		length: number,
		scope: Scope,
	): Promise<{ element: DicomElement; end: number }> {
		const vr = dictionaryVr(header.tag, scope.unsigned);
		if (vr === null || vr === 'UN') return this.#readPlain(header, length, scope);
		const little: Scope = { ...scope, encoding: { explicit: false, bigEndian: false } };
		if (vr !== 'SQ') return this.#readPlain({ ...header, vr }, length, little);
		try {
			return await this.#readSequence({ ...header, vr }, little);
		} catch (error) {
			if (!(error instanceof Refused) || error.reason !== 'damaged-structure') throw error;
			return this.#readPlain(header, length, scope);
		}
	}

	async #readSequence(header: Header, scope: Scope): Promise<{ element: DicomElement; end: number }> {
		const depth = scope.depth + 1;
		if (depth > this.#limits.depth) throw new Refused('nested-too-deep');
		const values: Dataset[] = [];
		const end = header.length === null ? scope.end : header.offset + header.length;
		const { bigEndian } = scope.encoding;
		let at = header.offset;
		while (at < end) {
			if (at + 8 > end) throw new Refused('damaged-structure');
			await this.#window.load(at, 8);
			const tag = hex4(this.#window.u16(at, bigEndian)) + hex4(this.#window.u16(at + 2, bigEndian));
			const length = this.#window.u32(at + 4, bigEndian);
			at += 8;
			if (tag === 'FFFEE0DD') return { element: sequence(values), end: header.length === null ? at : end };
			if (tag !== 'FFFEE000') throw new Refused('damaged-structure');
			this.#elements += 1;
			const open = length === undefinedLength;
			if (!open && at + length > end) throw new Refused('damaged-structure');
			const item = await this.#readSet(at, {
				...scope,
				depth,
				open,
				end: open ? end : at + length,
				path: `${scope.path}${header.tag}/${values.length}/`,
			});
			values.push(item.set);
			at = item.end;
		}
		if (header.length === null) throw new Refused('truncated');
		return { element: sequence(values), end };
	}

	async #readNativePixels(
		header: Header,
		tag: FoundPixels['tag'],
		length: number,
		scope: Scope,
	): Promise<{ element: DicomElement; end: number }> {
		const { offset, vr } = header;
		const place = { offset, length, vr, bigEndian: scope.encoding.bigEndian };
		if (offset + length > this.#window.size) this.notes.add('truncated-pixel-data');
		this.pixels ??= { tag, place, fragments: null };
		return { element: { vr, BulkDataURI: tag }, end: offset + length };
	}

	async #readEncapsulated(header: Header, scope: Scope): Promise<{ element: DicomElement; end: number }> {
		const { tag, vr, offset } = header;
		const fragments = await readFragments(this.#window, offset, this.#limits.elements);
		const place = { offset, length: fragments.end - offset, vr, bigEndian: false };
		if (scope.depth > 0 || tag !== '7FE00010') {
			// An encapsulated icon or private value: skipped over, never shown
			if (fragments.truncated) throw new Refused('truncated');
			return { element: { vr }, end: fragments.end };
		}
		if (fragments.truncated) this.notes.add('truncated-pixel-data');
		this.pixels ??= { tag, place, fragments };
		return { element: { vr, BulkDataURI: tag }, end: fragments.end };
	}
}

function sequence(values: readonly Dataset[]): DicomElement {
	return values.length === 0 ? { vr: 'SQ' } : { vr: 'SQ', Value: values };
}

/** Character set and signedness hold for what follows in this data set and in its items. */
function withContext(scope: Scope, tag: string, element: DicomElement): Scope {
	if (tag === '00080005')
		return {
			...scope,
			charset: (element.Value ?? ['']).map((value) => (typeof value === 'string' ? value : '')),
		};
	if (tag === '00280103') return { ...scope, unsigned: element.Value?.[0] !== 1 };
	return scope;
}

function hex4(value: number): string {
	return value.toString(16).toUpperCase().padStart(4, '0');
}
