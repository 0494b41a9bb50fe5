/** Keyword <-> tag <-> VR (PS3.6) for the elements the product names; see `vr.ts` for the VR of every standard element. */
import type { Tag } from '../dataset.ts';
import { keywordTable } from './keyword-table.ts';
import { dictionaryVr } from './vr.ts';

let keywords: ReadonlyMap<Tag, string> | null = null;
let tags: ReadonlyMap<string, Tag> | null = null;

function byTag(): ReadonlyMap<Tag, string> {
	if (keywords) return keywords;
	const all = new Map<Tag, string>();
	for (const [group, entries] of Object.entries(keywordTable)) {
		for (const entry of entries.split(' ')) all.set(group + entry.slice(0, 4), entry.slice(4));
	}
	keywords = all;
	return all;
}

export function keywordOfTag(tag: Tag): string | null {
	// Overlays repeat in the even groups 6000 to 60FE (PS3.5 7.6)
	const key = /^60[0-9A-F]{2}/.test(tag) ? `6000${tag.slice(4)}` : tag;
	return byTag().get(key) ?? null;
}

export function tagOfKeyword(keyword: string): Tag | null {
	tags ??= new Map([...byTag()].map(([tag, word]) => [word, tag]));
	return tags.get(keyword) ?? null;
}

/** null for a private or unknown tag. Where the dictionary leaves US or SS open: US. */
export function vrOfTag(tag: Tag): string | null {
	return dictionaryVr(tag, true);
}
