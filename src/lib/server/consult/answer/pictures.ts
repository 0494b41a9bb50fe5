/** The pictures that an answer speaks of, as the study's own manifest describes them. */
import * as v from 'valibot';
import { StudyManifest } from '#lib/archive/manifest.ts';
import type { ImageInstance, Series } from '#lib/archive/manifest.ts';
import { geometryOf } from '#lib/annotation/picture-geometry.ts';
import type { FrameGeometry } from '#lib/annotation/frame-geometry.ts';
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import type { Place } from '#lib/consult/answer/statement.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import type { StudyService } from '#lib/server/archive/studies/study-service.ts';

const Manifest = v.pipe(v.string(), v.parseJson(), StudyManifest);

export interface Picture {
	readonly study: StudyManifest;
	readonly series: Series;
	readonly image: ImageInstance;
	/** from 1 */
	readonly frame: number;
	readonly geometry: FrameGeometry;
}

interface Asked {
	readonly study: string;
	readonly instance: string;
	readonly frame: number;
}

export class Pictures {
	readonly #manifests: ReadonlyMap<string, StudyManifest>;

	private constructor(manifests: ReadonlyMap<string, StudyManifest>) {
		this.#manifests = manifests;
	}

	/** Of these studies and no others: what a record's event names beside them is not there. */
	static async of(
		studies: StudyService,
		uids: readonly StudyUid[],
		signal: AbortSignal,
	): Promise<Result<Pictures, 'archive-unavailable'>> {
		const manifests = new Map<string, StudyManifest>();
		for (const uid of uids) {
			const came = await studies.manifest(uid, signal);
			if (!came.ok) return err('archive-unavailable');
			if (came.value !== null) manifests.set(uid, v.parse(Manifest, came.value.json.toString('utf8')));
		}
		return ok(new Pictures(manifests));
	}

	study(uid: string): StudyManifest | null {
		return this.#manifests.get(uid) ?? null;
	}

	find({ study: uid, instance, frame }: Asked): Picture | null {
		const study = this.#manifests.get(uid);
		for (const series of study?.series ?? []) {
			for (const image of series.instances) {
				if (image.uid !== instance) continue;
				if (study === undefined || image.kind !== 'image' || frame > image.frames) return null;
				const { rows, columns } = image.format;
				return { study, series, image, frame, geometry: geometryOf(image, { rows, columns }, frame) };
			}
		}
		return null;
	}
}

export function placeOf({ study, series, image, frame }: Picture): Place {
	return {
		study: study.study,
		series: series.uid,
		instance: image.uid,
		frame,
		frames: image.frames,
		modality: series.modality,
		seriesNumber: series.number,
		seriesDescription: series.description,
		image: image.number,
	};
}
