/**
 * Manifests ready to send, kept by revision: read and compressed once for everyone who opens the study. What a cache could
 * serve to the wrong reader never gets here: routes ask for the right to the study first.
 */
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import * as v from 'valibot';
import type { StudyFacts } from '#lib/dicom/describe-study.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { derivationVersion } from '#lib/server/pixels/rendition.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { parseDerivation } from '../catalogue/catalogue-read.ts';
import { instanceRow, seriesRow, studyRow } from '../catalogue/catalogue-rows.ts';
import { cardVersion, parseCard } from './instance-card.ts';
import { buildManifest } from './manifest-builder.ts';
import type { ManifestInstance } from './manifest-builder.ts';
import { unpackJson } from './packed-json.ts';

export interface PreparedManifest {
	readonly revision: string;
	/** without quotes */
	readonly etag: string;
	readonly json: Buffer;
	readonly gzip: Buffer;
	readonly brotli: Buffer;
}

const compressGzip = promisify(gzip);
const compressBrotli = promisify(brotliCompress);

/** Studies kept; about 0.3 MB each for a CT of 300 slices. */
const maxKept = 64;

/** Written by us at ingest. */
const StoredFacts = v.custom<StudyFacts>(
	(value) => typeof value === 'object' && value !== null && 'patient' in value,
);

export class ManifestStore {
	readonly #db: Database;
	readonly #kept = new Map<StudyUid, Promise<PreparedManifest>>();
	readonly #revisions = new Map<StudyUid, string>();

	constructor(db: Database) {
		this.#db = db;
	}

	/** null: no such study. */
	async get(study: StudyUid): Promise<PreparedManifest | null> {
		const row = await this.#db
			.selectFrom('study')
			.select('revision')
			.where('uid', '=', study)
			.executeTakeFirst();
		if (row === undefined) return null;
		const revision = `${row.revision}.${cardVersion}.${derivationVersion}`;
		let kept = this.#revisions.get(study) === revision ? this.#kept.get(study) : undefined;
		if (kept === undefined) {
			kept = this.#prepare(study, revision);
			kept.catch(() => this.#forget(study));
		}
		this.#forget(study);
		this.#kept.set(study, kept);
		this.#revisions.set(study, revision);
		if (this.#kept.size > maxKept) {
			const [oldest] = this.#kept.keys();
			if (oldest !== undefined) this.#forget(oldest);
		}
		return kept;
	}

	#forget(study: StudyUid): void {
		this.#kept.delete(study);
		this.#revisions.delete(study);
	}

	async #prepare(study: StudyUid, revision: string): Promise<PreparedManifest> {
		const json = Buffer.from(JSON.stringify(await this.#build(study, revision)), 'utf8');
		const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };
		const [gzipped, brotli] = await Promise.all([compressGzip(json), compressBrotli(json, quality)]);
		const etag = `${revision}-${createHash('sha256').update(json).digest('hex').slice(0, 16)}`;
		return { revision, etag, json, gzip: gzipped, brotli };
	}

	async #build(study: StudyUid, revision: string) {
		const row = await this.#db
			.selectFrom('study')
			.selectAll()
			.where('uid', '=', study)
			.executeTakeFirstOrThrow();
		const series = await this.#db.selectFrom('series').selectAll().where('study', '=', study).execute();
		return buildManifest({
			study: studyRow(row),
			facts: v.parse(StoredFacts, JSON.parse(row.facts)),
			revision,
			series: series.map(seriesRow),
			instances: await this.#instances(study),
		});
	}

	async #instances(study: StudyUid): Promise<ManifestInstance[]> {
		const rows = await this.#db
			.selectFrom('instance')
			.innerJoin('instance_header', (join) =>
				join
					.onRef('instance_header.study', '=', 'instance.study')
					.onRef('instance_header.instance', '=', 'instance.uid'),
			)
			.leftJoin('instance_derivation', (join) =>
				join
					.onRef('instance_derivation.study', '=', 'instance.study')
					.onRef('instance_derivation.instance', '=', 'instance.uid')
					.on('instance_derivation.version', '=', derivationVersion),
			)
			.selectAll('instance')
			.select(['instance_header.card', 'instance_derivation.body'])
			.where('instance.study', '=', study)
			.execute();
		return rows.map((row) => ({
			row: instanceRow(row),
			card: parseCard(unpackJson(row.card)),
			derivation: row.body === null ? null : parseDerivation(row.body),
		}));
	}
}
