/** The small pictures of a study's series: all in one answer, asked for when the picture being read stands. */
import type { FrameSource } from '#lib/archive/frame-source.ts';
import type { StudyManifest } from '#lib/archive/manifest.ts';
import { thumbnailsVersion } from '#lib/viewer/controls/series-thumbnail.ts';

export class Thumbnails {
	/** Addresses within this page, by the series' place in the study; null: none, or not here yet. */
	all = $state.raw<readonly (string | null)[]>([]);
	readonly #study: StudyManifest;
	readonly #source: Pick<FrameSource, 'thumbnails'>;
	readonly #away = new AbortController();
	#asked = false;

	constructor(study: StudyManifest, source: Pick<FrameSource, 'thumbnails'>) {
		this.#study = study;
		this.#source = source;
	}

	/** Once; what can't be had stays an empty place, and the series opens all the same. */
	async bring(): Promise<void> {
		if (this.#asked || this.#study.series.length === 0) return;
		this.#asked = true;
		const { study } = this.#study;
		await this.#source.thumbnails(
			{ study, version: thumbnailsVersion(this.#study) },
			{
				signal: this.#away.signal,
				onPreview: (place, picture) => {
					if (picture === null || this.#away.signal.aborted) return;
					const all = this.#study.series.map((_, i) => this.all[i] ?? null);
					this.all = all.with(place, URL.createObjectURL(picture));
				},
			},
		);
	}

	/** Pictures of a patient don't outlive the page. */
	drop(): void {
		this.#away.abort();
		for (const address of this.all) if (address !== null) URL.revokeObjectURL(address);
		this.all = [];
	}
}
