/** Key object selections of any maker (PS3.3 A.35.4): which pictures, and why. */
import type { Dataset } from '../../dataset.ts';
import { items, string } from '../../dataset.ts';
import { isUid } from '../../uid.ts';
import { clipped, codeOf } from './found.ts';
import type { FoundPicture } from './found.ts';
import { pictureNamed } from './pictures-named.ts';

export interface FoundKeyObjects {
	readonly title: string | null;
	readonly words: string;
	readonly pictures: readonly (FoundPicture & { readonly presentation: string | null })[];
}

const most = 500;

export function readKeyObjects(set: Dataset): FoundKeyObjects {
	const pictures: (FoundPicture & { presentation: string | null })[] = [];
	const words: string[] = [];
	for (const item of items(set, '0040A730').slice(0, 5000)) {
		const type = string(item, '0040A040');
		if (type === 'TEXT' && codeOf(item, '0040A043')?.value === '113012') {
			words.push(string(item, '0040A160') ?? '');
		}
		if (type !== 'IMAGE' || pictures.length >= most) continue;
		const [reference] = items(item, '00081199');
		const picture = reference === undefined ? null : pictureNamed(reference);
		if (picture === null || reference === undefined) continue;
		const [state] = items(reference, '00081199');
		const presentation = state === undefined ? null : string(state, '00081155');
		pictures.push({
			...picture,
			presentation: presentation !== null && isUid(presentation) ? presentation : null,
		});
	}
	return { title: codeOf(set, '0040A043')?.meaning ?? null, words: clipped(words.join('\n')), pictures };
}
