/** Where an object comes from, in words for whoever looks at its marks. */
import type { Dataset } from '../../dataset.ts';
import { items, number, personName, string } from '../../dataset.ts';
import { shownNameOfGroups } from '../../text/person-name.ts';
import { clipped, codeOf } from './found.ts';

export interface ObjectOrigin {
	readonly manufacturer: string | null;
	readonly institution: string | null;
	readonly author: string | null;
	/** as in the file: YYYYMMDD and HHMMSS; another system's clock */
	readonly date: string | null;
	readonly time: string | null;
	readonly title: string | null;
	readonly description: string | null;
	readonly number: number | null;
}

export function originOf(set: Dataset): ObjectOrigin {
	const said = (tag: string): string | null => {
		const value = string(set, tag);
		const clean = value === null ? '' : clipped(value, 120);
		return clean === '' ? null : clean;
	};
	const observer = items(set, '0040A078')[0] ?? items(set, '0040A073')[0] ?? {};
	return {
		manufacturer: said('00080070'),
		institution: said('00080080') ?? nonEmpty(string(observer, '00080080')),
		author:
			nameIn(set, '00700084') ??
			nameIn(observer, '0040A123') ??
			nameIn(observer, '0040A075') ??
			observerInContent(set),
		date: (said('00700082') ?? said('00080023') ?? said('00080012'))?.slice(0, 8) ?? null,
		time: (said('00700083') ?? said('00080033') ?? said('00080013'))?.slice(0, 6) ?? null,
		title: codeOf(set, '0040A043')?.meaning ?? said('00700080'),
		description: said('00700081') ?? said('0008103E'),
		number: number(set, '00200013'),
	};
}

function nonEmpty(text: string | null): string | null {
	const clean = text === null ? '' : clipped(text, 120);
	return clean === '' ? null : clean;
}

function nameIn(set: Dataset, tag: string): string | null {
	const groups = personName(set, tag);
	return groups === null ? null : nonEmpty(shownNameOfGroups(groups).text);
}

/** Person Observer Name (121008) at the top of a report's content. */
function observerInContent(set: Dataset): string | null {
	for (const item of items(set, '0040A730').slice(0, 50)) {
		if (string(item, '0040A040') === 'PNAME' && codeOf(item, '0040A043')?.value === '121008') {
			return nameIn(item, '0040A123');
		}
	}
	return null;
}
