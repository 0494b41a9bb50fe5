/**
 * The picture of a key image as its author looked at it, made from the original file and never from a preview. Without its marks:
 * whoever shows it draws them over it, so that their lines and letters stay sharp.
 */
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import { shownPart } from '#lib/consult/answer/shown-part.ts';
import type { ImageNote } from '#lib/consult/answer/statement.ts';
import type { StudyService } from '#lib/server/archive/studies/study-service.ts';
import { storedInstance, storedSeries, storedStudy } from '#lib/server/archive/catalogue/catalogue-rows.ts';
import type { PixelPool } from '#lib/server/pixels/pool/pixel-pool.ts';

export interface PictureParts {
	readonly studies: StudyService;
	readonly pixels: PixelPool;
}

/** `changed`: the file is no longer the one that was looked at. */
export type PictureReason = 'archive-unavailable' | 'not-shown' | 'changed';

/** `size`: longest side in pixels; a small part is enlarged, since it is looked at on paper. */
export async function keyPicture(
	{ studies, pixels }: PictureParts,
	image: Omit<ImageNote, 'file'> & { readonly file: string | null },
	size: number,
	signal: AbortSignal,
): Promise<Result<Uint8Array, PictureReason>> {
	const { study, series, instance, frame } = image.place;
	const ref = { study: storedStudy(study), series: storedSeries(series), instance: storedInstance(instance) };
	const opened = await studies.open(ref, signal);
	if (!opened.ok) return err('archive-unavailable');
	try {
		if (image.file !== null && opened.value.sha256 !== image.file) return err('changed');
		const { look, marks } = image;
		const { region } = shownPart(
			image,
			marks.flatMap((mark) => mark.pixels),
		);
		const rendered = await pixels.render(
			{
				path: opened.value.path,
				frame: frame - 1,
				keepCells: image.flags.includes('values-exceed-bits-stored'),
				...(look.window === null ? {} : { window: windowOf(look.window) }),
				...(look.lut === undefined ? {} : { lut: look.lut }),
				viewport: { width: size, height: size, region },
				turned: { inverted: look.inverted, mirrored: look.mirrored, degrees: look.turn },
				format: 'jpeg',
				quality: 92,
			},
			{ signal, priority: 'visible' },
		);
		return rendered.ok ? ok(rendered.value) : err('not-shown');
	} finally {
		await opened.value.close();
	}
}

/** Without a curve of its own in looks of before it was kept. */
function windowOf({ center, width, function: curve }: NonNullable<ImageNote['look']['window']>) {
	return curve === undefined ? { center, width } : { center, width, function: curve };
}
