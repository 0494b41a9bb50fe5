/** The values of the frames that an answer's marks lie on, each decoded once and only when a mark has numbers that come from pixels. */
import { frameValues } from '#lib/annotation/frame-values.ts';
import { isStatistic } from '#lib/annotation/measured-on.ts';
import type { Annotation } from '#lib/annotation/annotation.ts';
import type { PixelValues } from '#lib/annotation/pixels-inside.ts';
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import type { StudyService } from '#lib/server/archive/studies/study-service.ts';
import { storedInstance, storedSeries, storedStudy } from '#lib/server/archive/catalogue/catalogue-rows.ts';
import { viewAs } from '#lib/server/pixels/frame/samples.ts';
import type { PixelPool } from '#lib/server/pixels/pool/pixel-pool.ts';
import type { Picture } from './pictures.ts';

export interface PixelParts {
	readonly studies: StudyService;
	readonly pixels: Pick<PixelPool, 'decodeFrame'>;
}

/** null: nothing in it can be measured, as in colour. */
type Values = Result<PixelValues | null, 'archive-unavailable' | 'not-shown'>;

export class MeasuredPixels {
	readonly #parts: PixelParts;
	readonly #signal: AbortSignal;
	readonly #known = new Map<string, Promise<Values>>();

	constructor(parts: PixelParts, signal: AbortSignal) {
		this.#parts = parts;
		this.#signal = signal;
	}

	async under({ seen }: Annotation, picture: Picture): Promise<Values> {
		if (!seen.some(isStatistic)) return ok(null);
		const key = `${picture.image.uid} ${picture.frame}`;
		const values = this.#known.get(key) ?? this.#decode(picture);
		this.#known.set(key, values);
		return values;
	}

	async #decode({ study, series, image, frame }: Picture): Promise<Values> {
		const { studies, pixels } = this.#parts;
		const ref = {
			study: storedStudy(study.study),
			series: storedSeries(series.uid),
			instance: storedInstance(image.uid),
		};
		const opened = await studies.open(ref, this.#signal);
		if (!opened.ok) return err('archive-unavailable');
		try {
			const keepCells = image.flags.includes('values-exceed-bits-stored');
			const decoded = await pixels.decodeFrame(
				{ path: opened.value.path, frame: frame - 1, keepCells },
				{ signal: this.#signal, priority: 'visible' },
			);
			if (!decoded.ok) return err('not-shown');
			const { format, values } = decoded.value;
			const { modality, perFrame, padding } = image;
			const facts = { format, modality, perFrame, padding };
			return ok(frameValues(viewAs(format.dtype, values), facts, { frame, luts: study.luts }));
		} finally {
			await opened.value.close();
		}
	}
}
