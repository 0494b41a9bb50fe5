import type { ByteWindow } from './byte-window.ts';
import type { FragmentList } from './fragments.ts';
import type { Fragment } from './part10.ts';

/** Which fragments make up which frame, and what was odd about how the file says so. */
export interface FramesOfFragments {
	readonly frames: readonly (readonly Fragment[])[];
	readonly note: 'bad-offset-table' | 'frames-missing' | 'frames-beyond-declared' | 'no-fragments' | null;
}

export interface ExtendedTable {
	readonly offsets: readonly number[];
	readonly lengths: readonly number[];
}

/**
 * In order of trust: the Extended Offset Table (PS3.3 C.7.6.3.1.8), the Basic Offset Table, one fragment a frame, and last the
 * codestream's own start marker. A table that does not point at fragments is put aside and noted, never followed.
 */
export async function framesOfFragments(
	window: ByteWindow,
	list: FragmentList,
	declared: { readonly frames: number; readonly extended: ExtendedTable | null; readonly rle: boolean },
): Promise<FramesOfFragments> {
	const { fragments } = list;
	const count = declared.frames;
	if (fragments.length === 0) return { frames: [], note: 'no-fragments' };
	if (count === 1) return { frames: [fragments], note: null };
	if (declared.extended) {
		const frames = byExtendedTable(fragments, declared.extended, count);
		if (frames) return { frames, note: null };
	}
	const table = await readTable(window, list.table);
	const byTable = table.length > 0 ? byOffsets(fragments, table, count) : null;
	if (byTable) return { frames: byTable, note: null };
	const badTable = declared.extended !== null || table.length > 0;
	const frames =
		fragments.length === count || declared.rle
			? fragments.map((fragment) => [fragment])
			: await byStartMarker(window, fragments);
	if (frames.length > count) return { frames: frames.slice(0, count), note: 'frames-beyond-declared' };
	return { frames, note: frames.length < count ? 'frames-missing' : badTable ? 'bad-offset-table' : null };
}

/** Offsets count from the first byte of the first item tag after the table. */
function byExtendedTable(
	fragments: readonly Fragment[],
	table: ExtendedTable,
	count: number,
): Fragment[][] | null {
	if (table.offsets.length !== count) return null;
	const base = (fragments[0]?.offset ?? 0) - 8;
	const starts = new Map(fragments.map((fragment) => [fragment.offset - 8 - base, fragment]));
	const frames: Fragment[][] = [];
	for (const [index, offset] of table.offsets.entries()) {
		const fragment = starts.get(offset);
		const length = table.lengths[index] ?? fragment?.length ?? 0;
		if (!fragment || length > fragment.length) return null;
		// The length leaves out the pad byte
		frames.push([{ offset: fragment.offset, length }]);
	}
	return frames;
}

function byOffsets(
	fragments: readonly Fragment[],
	table: readonly number[],
	count: number,
): Fragment[][] | null {
	if (table.length !== count || table[0] !== 0) return null;
	const base = (fragments[0]?.offset ?? 0) - 8;
	const frames: Fragment[][] = [];
	let next = 0;
	for (const fragment of fragments) {
		if (fragment.offset - 8 - base === table[next]) {
			frames.push([fragment]);
			next += 1;
		} else frames[frames.length - 1]?.push(fragment);
	}
	return next === count ? frames : null;
}

async function readTable(window: ByteWindow, table: Fragment): Promise<number[]> {
	if (
		table.length === 0 ||
		table.length % 4 !== 0 ||
		table.offset + table.length > window.size ||
		table.length > 4_000_000
	)
		return [];
	await window.load(table.offset, table.length);
	const out: number[] = [];
	for (let at = 0; at < table.length; at += 4) out.push(window.u32(table.offset + at, false));
	return out;
}

/** JPEG and JPEG-LS start with SOI and another marker, JPEG 2000 with SOC and SIZ, JPEG XL with FF 0A. */
async function byStartMarker(window: ByteWindow, fragments: readonly Fragment[]): Promise<Fragment[][]> {
	const frames: Fragment[][] = [];
	for (const fragment of fragments) {
		if (frames.length === 0 || (await startsCodestream(window, fragment))) frames.push([fragment]);
		else frames[frames.length - 1]?.push(fragment);
	}
	return frames;
}

async function startsCodestream(window: ByteWindow, fragment: Fragment): Promise<boolean> {
	if (fragment.length < 4 || fragment.offset + 4 > window.size) return false;
	await window.load(fragment.offset, 4);
	const first = window.u16(fragment.offset, true);
	const third = window.u8(fragment.offset + 2);
	return (first === 0xffd8 && third === 0xff) || (first === 0xff4f && third === 0xff) || first === 0xff0a;
}
