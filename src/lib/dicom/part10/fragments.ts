import type { ByteWindow } from './byte-window.ts';
import type { Fragment } from './part10.ts';
import { Refused } from './refused.ts';

/** The items of encapsulated pixel data (PS3.5 A.4): where the offset table lies and where each fragment's bytes are. */
export interface FragmentList {
	readonly table: Fragment;
	readonly fragments: readonly Fragment[];
	/** Offset after the sequence delimiter, or the end of the file. */
	readonly end: number;
	/** Cut off, or broken so that no more items can be found: the frames found so far may be whole. */
	readonly truncated: boolean;
}

const itemTag = 0xfffee000;
const sequenceEnd = 0xfffee0dd;

export async function readFragments(window: ByteWindow, start: number, limit: number): Promise<FragmentList> {
	const items: Fragment[] = [];
	let at = start;
	let slipped = false;
	for (;;) {
		if (at + 8 > window.size) return list(items, window.size, true);
		await window.load(at, 8);
		const tag = window.u16(at, false) * 0x10000 + window.u16(at + 2, false);
		const length = window.u32(at + 4, false);
		if (tag === sequenceEnd) return list(items, at + 8, false);
		if (tag !== itemTag || length === 0xffffffff) {
			// An odd length followed by an uncounted pad byte: the next item stands one byte on.
			const odd = (items[items.length - 1]?.length ?? 0) % 2 === 1;
			if (odd && !slipped) {
				slipped = true;
				at += 1;
				continue;
			}
			return list(items, at, true);
		}
		slipped = false;
		items.push({ offset: at + 8, length });
		if (items.length > limit) throw new Refused('too-many-elements');
		at += 8 + length;
		if (at > window.size) return list(items, window.size, true);
	}
}

function list(items: Fragment[], end: number, truncated: boolean): FragmentList {
	const [table = { offset: end, length: 0 }, ...fragments] = items;
	return { table, fragments, end, truncated };
}
