/**
 * What other systems wrote about a study's pictures, read from the headers in the catalogue and kept by revision: the same file is
 * read once for everyone who opens the study. Of an object that belongs to another patient nothing goes out (threat 18).
 */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import * as v from 'valibot';
import type { ForeignObject, ForeignStudy } from '#lib/annotation/exchange/foreign-study.ts';
import { readForeign } from '#lib/annotation/exchange/read-foreign.ts';
import type { PictureGreys } from '#lib/annotation/exchange/read-foreign.ts';
import { StudyPictures } from '#lib/annotation/exchange/study-pictures.ts';
import { geometryOf } from '#lib/annotation/picture-geometry.ts';
import { StudyManifest } from '#lib/archive/manifest.ts';
import type { ImageInstance } from '#lib/archive/manifest.ts';
import { isForeignClass } from '#lib/dicom/objects/read/foreign-classes.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import type { Catalogue, InstanceRow } from '../catalogue/catalogue.ts';
import type { ManifestStore, PreparedManifest } from './manifest-store.ts';
import { isOtherPatient } from './patient-match.ts';

const compressGzip = promisify(gzip);
const compressBrotli = promisify(brotliCompress);

/** Studies kept. */
const maxKept = 32;
/** Of one study. A key object for each of a thousand slices is nobody's work. */
const mostObjects = 200;
const mostMarks = 6000;
/** Raised when the readers find something new in the same files. */
const readersVersion = 1;

interface Kept {
	readonly revision: string;
	readonly answer: Promise<PreparedManifest>;
}

export class ForeignStore {
	readonly #catalogue: Pick<Catalogue, 'study' | 'instancesOf' | 'datasets'>;
	readonly #manifests: Pick<ManifestStore, 'get'>;
	readonly #kept = new Map<StudyUid, Kept>();

	constructor(
		catalogue: Pick<Catalogue, 'study' | 'instancesOf' | 'datasets'>,
		manifests: Pick<ManifestStore, 'get'>,
	) {
		this.#catalogue = catalogue;
		this.#manifests = manifests;
	}

	/** null: no such study. */
	async get(study: StudyUid): Promise<PreparedManifest | null> {
		const manifest = await this.#manifests.get(study);
		if (manifest === null) return null;
		const known = this.#kept.get(study);
		if (known?.revision === manifest.revision) return known.answer;
		const answer = this.#prepare(study, manifest);
		this.#kept.delete(study);
		this.#kept.set(study, { revision: manifest.revision, answer });
		answer.catch(() => this.#kept.delete(study));
		if (this.#kept.size > maxKept) {
			const [oldest] = this.#kept.keys();
			if (oldest !== undefined) this.#kept.delete(oldest);
		}
		return answer;
	}

	async #prepare(study: StudyUid, manifest: PreparedManifest): Promise<PreparedManifest> {
		const read = await this.#read(study, v.parse(StudyManifest, JSON.parse(manifest.json.toString('utf8'))));
		const json = Buffer.from(JSON.stringify(read), 'utf8');
		const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };
		const [gzipped, brotli] = await Promise.all([compressGzip(json), compressBrotli(json, quality)]);
		const digest = createHash('sha256').update(json).digest('hex').slice(0, 16);
		return {
			revision: manifest.revision,
			etag: `foreign${readersVersion}-${digest}`,
			json,
			gzip: gzipped,
			brotli,
		};
	}

	async #read(study: StudyUid, manifest: StudyManifest): Promise<ForeignStudy> {
		const rows = await this.#objectsOf(study);
		if (rows.length === 0) return { objects: [], left: 0 };
		const images = manifest.series.flatMap((series) =>
			series.instances.flatMap((one) =>
				one.kind === 'image' && !one.patientMismatch ? [{ series: series.uid, image: one }] : [],
			),
		);
		const pictures = new StudyPictures(
			study,
			images.map(({ series, image }) => ({
				series,
				instance: image.uid,
				frames: image.frames,
				geometry: (frame) => geometryOf(image, image.format, frame),
			})),
		);
		const greys = greysOf(images.map(({ image }) => image));
		const objects: ForeignObject[] = [];
		let marks = 0;
		for (const row of rows.slice(0, mostObjects)) {
			for await (const header of this.#catalogue.datasets(study, row.series, row.instance)) {
				const object = readForeign(header.dataset, pictures, greys);
				if (object === null || isOnlyText(object)) continue;
				marks += object.marks.length;
				if (marks > mostMarks)
					return { objects: objects.sort(newestFirst), left: rows.length - objects.length };
				objects.push(object);
			}
		}
		return { objects: objects.sort(newestFirst), left: Math.max(0, rows.length - mostObjects) };
	}

	/** Newest first, so that what is left out is the oldest. */
	async #objectsOf(study: StudyUid): Promise<InstanceRow[]> {
		const whole = await this.#catalogue.study(study);
		if (whole === null) return [];
		const owner = { id: whole.patientId, birthDate: whole.birthDate };
		const when = (row: InstanceRow): string => `${row.contentDate ?? ''}${row.contentTime ?? ''}`;
		return (await this.#catalogue.instancesOf(study, null))
			.filter((row) => isForeignClass(row.sopClass) && !isOtherPatient(owner, row.patient))
			.sort((a, b) => (when(a) < when(b) ? 1 : when(a) > when(b) ? -1 : 0));
	}
}

/** A report in words opens as a document like any other; here it would be an entry with nothing in it. */
function isOnlyText({ kind, marks, dropped }: ForeignObject): boolean {
	return kind === 'report' && marks.length === 0 && Object.keys(dropped).length === 0;
}

/** By the clocks of those who wrote them. */
function newestFirst({ origin: a }: ForeignObject, { origin: b }: ForeignObject): number {
	const [one, other] = [a, b].map(({ date, time }) => `${date ?? ''} ${time ?? ''}`);
	return (other ?? '').localeCompare(one ?? '');
}

function greysOf(images: readonly ImageInstance[]): PictureGreys {
	const byUid = new Map<string, ImageInstance>(images.map((image) => [image.uid, image]));
	return {
		rescale: (instance) => {
			const modality = byUid.get(instance)?.modality;
			return modality?.kind === 'linear' ? { slope: modality.slope, intercept: modality.intercept } : null;
		},
		inverse: (instance) => {
			const image = byUid.get(instance);
			return image !== undefined && (image.format.photometric === 'MONOCHROME1' || image.inverse);
		},
	};
}
