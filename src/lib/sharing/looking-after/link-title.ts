import type { LinkStudy } from '#lib/access/link-view.ts';
import type { SharingWords } from '#lib/i18n/areas/sharing.ts';
import type { Dates } from '#lib/i18n/dates.ts';

/** What a link leads to, as its maker knows it; without the right to the study only that there is one. */
export function linkTitle(
	studies: readonly LinkStudy[],
	words: SharingWords['list'],
	dates: Dates,
): { readonly name: string; readonly what: string | null } {
	const [first] = studies;
	if (first === undefined) return { name: words.hiddenStudy, what: null };
	const known = first.patient !== null || first.description !== null || first.date !== null;
	if (!known) return { name: words.hiddenStudy, what: null };
	const what = [
		first.description,
		first.modalities.join(', '),
		first.date === null ? null : dates.day(first.date),
	];
	const more = studies.length > 1 ? ` +${studies.length - 1}` : '';
	return {
		name: `${first.patient ?? words.noName}${more}`,
		what: what.filter((part) => part !== null && part !== '').join(' · '),
	};
}
