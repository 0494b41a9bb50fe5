/** A look that another system stored, as this screen can wear it: the same part of the picture in the middle, as large as fits. */
import type { ImageInstance } from '#lib/archive/manifest.ts';
import type { ForeignLook } from '#lib/annotation/exchange/foreign-study.ts';
import type { Seen } from '#lib/viewer/painting/seen.ts';
import { fitScale, pictureOf } from '#lib/viewer/painting/view.ts';
import type { Box } from '#lib/viewer/painting/view.ts';

export function seenOf(
	look: ForeignLook,
	image: ImageInstance,
	{ frame, box }: { frame: number; box: Box },
): Seen {
	const picture = pictureOf(image, frame);
	const { area, rotation } = look;
	const part =
		area === null ? null : { ...picture, columns: area.right - area.left, rows: area.bottom - area.top };
	const zoom = part === null ? 1 : fitScale(part, box, rotation) / fitScale(picture, box, rotation);
	return {
		window: look.window,
		inverted: look.inverted ?? false,
		zoom: Math.min(60, Math.max(0.05, Number.isFinite(zoom) ? zoom : 1)),
		middle:
			area === null
				? [0.5, 0.5]
				: [(area.left + area.right) / 2 / picture.columns, (area.top + area.bottom) / 2 / picture.rows],
		mirrored: look.flipH !== look.flipV,
		// Upside down is left to right, turned by half.
		turn: quarters[((rotation + (look.flipV ? 180 : 0)) / 90) % 4] ?? 0,
	};
}

const quarters = [0, 90, 180, 270] as const;
