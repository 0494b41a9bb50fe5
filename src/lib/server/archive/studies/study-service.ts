/**
 * Studies as the routes use them: catalogue, archive and pixels behind one door. Nothing here asks who is asking: every route
 * calls `app.authorize` for the study first, and every look-up names that study.
 */
import { join } from 'node:path';
import type { Clock } from '#lib/base/clock.ts';
import { log } from '#lib/base/log.ts';
import type { Result } from '#lib/base/result.ts';
import { err, ok } from '#lib/base/result.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import type { PixelPool } from '#lib/server/pixels/pool/pixel-pool.ts';
import type { Derivation } from '#lib/server/pixels/rendition.ts';
import type { Database } from '#lib/server/store/schema.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import { createCatalogue } from '../catalogue/catalogue-read.ts';
import { storedInstance, storedSeries } from '../catalogue/catalogue-rows.ts';
import { CatalogueWriter } from '../catalogue/catalogue-writer.ts';
import { DeriveQueue } from './derive-queue.ts';
import { EmbeddedArchive } from '../embedded-archive.ts';
import { FileCache } from './file-cache.ts';
import { ForeignStore } from './foreign-store.ts';
import type { FrameReason } from './frame-service.ts';
import { FrameService, containerPath } from './frame-service.ts';
import { inTurns } from './in-turns.ts';
import type { IngestOptions, IngestOutcome } from '../ingest.ts';
import { ingest } from '../ingest.ts';
import type { PreparedManifest } from './manifest-store.ts';
import { ManifestStore } from './manifest-store.ts';
import { sweepOrphans } from '../orphan-sweep.ts';
import type { Archive, ArchiveReason, InstanceRef, OpenInstance } from '../port.ts';
import { UpstreamSync } from '../upstream/upstream-sync.ts';

export interface StudyService {
	readonly archive: Archive;
	readonly catalogue: Catalogue;
	readonly frames: FrameService;
	/** Makes sure that an upstream archive's study is in the catalogue; true when the study exists. Embedded: a look-up. */
	adopt(study: StudyUid, signal: AbortSignal): Promise<Result<boolean, ArchiveReason>>;
	/** null: no such study. Waits a while for renditions that are being made. */
	manifest(study: StudyUid, signal: AbortSignal): Promise<Result<PreparedManifest | null, ArchiveReason>>;
	/** What other systems wrote about its pictures. null: no such study. */
	foreign(study: StudyUid, signal: AbortSignal): Promise<Result<PreparedManifest | null, ArchiveReason>>;
	/** The original file; close it when done. */
	open(ref: InstanceRef, signal: AbortSignal): Promise<Result<OpenInstance, ArchiveReason>>;
	/** Renditions' index, derived now when nobody has yet. null: no pixels in it. */
	derivation(ref: InstanceRef, signal: AbortSignal): Promise<Result<Derivation | null, ArchiveReason>>;
	/** The bytes of one file, parsed, stored durably, catalogued and queued for derivation. */
	ingest(bytes: Uint8Array, options: IngestOptions, signal: AbortSignal): Promise<IngestOutcome>;
	/** Heals what an earlier process left half done, then goes on with what is pending. */
	start(signal: AbortSignal): Promise<void>;
	/** Resolves when everything that is pending has been derived. */
	idle(): Promise<void>;
	close(): Promise<void>;
}

export interface StudyServiceOptions {
	readonly db: Database;
	readonly now: Clock;
	readonly dataDir: string;
	readonly archive: Archive;
	readonly pool: PixelPool;
	readonly maxInstanceBytes: number;
	/** Bytes of frames of lossy originals kept on disk. */
	readonly madeBytes: number;
	/** How often an upstream archive is looked through for new studies; 0: never. */
	readonly pollSeconds: number;
	/** How long a manifest waits for renditions. */
	readonly patienceMs: number;
	/** Hears that a study came in, grew, or that more of it has been prepared: often, and at once. */
	readonly changed: (study: StudyUid) => void;
}

const derivedAtOnce = 4;

export async function createStudyService(options: StudyServiceOptions): Promise<StudyService> {
	const { db, now, archive, pool, maxInstanceBytes, changed } = options;
	const containers = join(options.dataDir, 'derived');
	const catalogue = createCatalogue(db);
	const queue = new DeriveQueue({
		db,
		open,
		derive: (files, choice) => pool.derive(files, choice),
		containerOf: (ref) => containerPath(containers, ref),
		atOnce: derivedAtOnce,
		changed,
	});
	const writer = new CatalogueWriter(db, now);
	const parts = { archive, writer, maxInstanceBytes, added: () => queue.wake(), changed };
	const sync =
		archive.kind === 'upstream'
			? new UpstreamSync({ ...parts, catalogue, now, pollSeconds: options.pollSeconds })
			: null;
	/** An upstream archive may have put other bytes under a UID since we catalogued it: frames of them would pass for the old. */
	async function open(ref: InstanceRef, signal: AbortSignal): Promise<Result<OpenInstance, ArchiveReason>> {
		const opened = await archive.open(ref, signal);
		if (!opened.ok || archive.kind === 'embedded') return opened;
		const row = await catalogue.instance(ref.study, ref.series, ref.instance);
		if (row === null || row.sha256 === opened.value.sha256) return opened;
		await opened.value.close();
		log('warn', 'upstream-file-changed', {});
		return err('unavailable');
	}
	const cache = await FileCache.open<FrameReason>(join(options.dataDir, 'made'), options.madeBytes);
	const manifests = new ManifestStore(db);
	const foreign = new ForeignStore(catalogue, manifests);

	const adopt: StudyService['adopt'] = async (study, signal) =>
		sync === null ? ok((await catalogue.study(study)) !== null) : sync.adopt(study, signal);

	/** What is still to be made of a study is made before anything else that waits. */
	async function prepare(study: StudyUid, signal: AbortSignal): Promise<void> {
		const rows = await db
			.selectFrom('instance')
			.select(['series', 'uid'])
			.where('study', '=', study)
			.where('derive', 'in', ['pending', 'unasked'])
			.orderBy('series')
			.orderBy('number')
			.execute();
		if (rows.length === 0) return;
		const refs = rows.map((row) => ({
			study,
			series: storedSeries(row.series),
			instance: storedInstance(row.uid),
		}));
		const enough = AbortSignal.any([signal, AbortSignal.timeout(options.patienceMs)]);
		const made = inTurns(refs, { atOnce: derivedAtOnce, signal: enough }, (ref) => queue.derive(ref, 'soon'));
		await Promise.race([made, aborted(enough)]);
	}

	return {
		archive,
		catalogue,
		frames: new FrameService({ queue, pool, cache, containers, open }),
		adopt,
		open,
		manifest: async (study, signal) => {
			const known = await adopt(study, signal);
			if (!known.ok) return known;
			if (!known.value) return ok(null);
			await prepare(study, signal);
			return ok(await manifests.get(study));
		},
		foreign: async (study, signal) => {
			const known = await adopt(study, signal);
			if (!known.ok) return known;
			return ok(known.value ? await foreign.get(study) : null);
		},
		derivation: async (ref) => {
			const row = await catalogue.instance(ref.study, ref.series, ref.instance);
			return row === null || row.kind !== 'image' ? ok(null) : queue.derive(row, 'visible');
		},
		ingest: (bytes, how, signal) => ingest(parts, bytes, how, signal),
		start: async (signal) => {
			if (archive instanceof EmbeddedArchive) await sweepOrphans({ ...parts, db, archive }, signal);
			await queue.renew();
			sync?.start();
		},
		idle: () => queue.idle(),
		close: async () => {
			await sync?.close();
			await queue.close();
			await archive.close();
			log('info', 'studies-closed', {});
		},
	};
}

async function aborted(signal: AbortSignal): Promise<void> {
	const { promise, resolve } = Promise.withResolvers<null>();
	signal.addEventListener('abort', () => resolve(null), { once: true });
	if (signal.aborted) resolve(null);
	await promise;
}
