import { afterEach, expect, it, vi } from 'vitest';
import type { PreviewsOptions, ThumbnailsRequest } from '#lib/archive/frame-source.ts';
import { imageInstance, studyOf } from '#lib/archive/manifest.fixture.ts';
import type { StudyManifest } from '#lib/archive/manifest.ts';
import { ok } from '#lib/base/result.ts';
import { thumbnailsVersion } from '#lib/viewer/controls/series-thumbnail.ts';
import { Thumbnails } from './thumbnails.svelte.ts';

const series = [1, 2, 3].map((number) => ({ uid: `2.25.1.${number}`, instances: [imageInstance()] }));
const study = studyOf('2.25.1', series) as StudyManifest;
const picture = new Blob(['x'], { type: 'image/webp' });

function bench() {
	const asked: ThumbnailsRequest[] = [];
	let options: PreviewsOptions | null = null;
	const source = {
		thumbnails: async (request: ThumbnailsRequest, given: PreviewsOptions) => {
			asked.push(request);
			options = given;
			return ok(null);
		},
	};
	const thumbnails = new Thumbnails(study, source);
	const come = (place: number, blob: Blob | null): void => options?.onPreview(place, blob);
	return { thumbnails, asked, come };
}

afterEach(() => vi.restoreAllMocks());

it('asks once for all series, by the name of their content', async () => {
	const { thumbnails, asked } = bench();
	await thumbnails.bring();
	await thumbnails.bring();
	expect(asked).toEqual([{ study: '2.25.1', version: thumbnailsVersion(study) }]);
});

it('shows each as it comes, and leaves the place of one that has none empty', async () => {
	const { thumbnails, come } = bench();
	await thumbnails.bring();
	come(2, picture);
	come(0, null);
	expect(thumbnails.all).toEqual([null, null, expect.stringMatching(/^blob:/)]);
	thumbnails.drop();
});

it('keeps no picture in memory after the page, and takes none that comes later', async () => {
	const gone = vi.spyOn(URL, 'revokeObjectURL');
	const { thumbnails, come } = bench();
	await thumbnails.bring();
	come(1, picture);
	const [, address] = thumbnails.all;
	thumbnails.drop();
	expect(gone).toHaveBeenCalledWith(address);
	come(0, picture);
	expect(thumbnails.all).toEqual([]);
});
