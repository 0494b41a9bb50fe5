/** Pictures that a sequence of references names (PS3.3 10.3). */
import type { Dataset } from '../../dataset.ts';
import { items, numbers, string } from '../../dataset.ts';
import { isUid } from '../../uid.ts';
import type { FoundPicture } from './found.ts';

const mostPictures = 2000;
const mostFrames = 1000;

export function picturesNamed(set: Dataset, sequence: string): FoundPicture[] {
	const out: FoundPicture[] = [];
	for (const item of items(set, sequence).slice(0, mostPictures)) {
		const picture = pictureNamed(item);
		if (picture !== null) out.push(picture);
	}
	return out;
}

export function pictureNamed(item: Dataset): FoundPicture | null {
	const instance = string(item, '00081155');
	if (instance === null || !isUid(instance)) return null;
	const frames = numbers(item, '00081160')
		.filter((frame) => Number.isInteger(frame) && frame >= 1)
		.slice(0, mostFrames);
	return { instance, frames: frames.length === 0 ? null : frames };
}
