/**
 * Uploads as the routes use them. Everything is asked for by a sender (person and acting hospital) and exists for that sender
 * only. The road of a file: declared -> sent (tus) -> read -> shown with its patient -> confirmed -> filed; nothing is in the
 * archive before a person has said whose it is.
 */
import { join } from 'node:path';
import type {
	BatchRefusal,
	DeclaredFiles,
	FilingRequest,
	PictureRequest,
	ShownBatch,
} from '#lib/archive/upload-contract.ts';
import { needsChoice, uploadLimits } from '#lib/archive/upload-contract.ts';
import { errorFields, log } from '#lib/base/log.ts';
import type { Clock } from '#lib/base/clock.ts';
import { err, ok } from '#lib/base/result.ts';
import type { Result } from '#lib/base/result.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { append } from '#lib/server/audit/append.ts';
import { storedStudy } from '#lib/server/archive/catalogue/catalogue-rows.ts';
import type { PixelPool } from '#lib/server/pixels/pool/pixel-pool.ts';
import type { Database, Transaction } from '#lib/server/store/schema.ts';
import { transaction } from '#lib/server/store/transaction.ts';
import { BatchStore, deleteBatch, uploadId } from './batch-store.ts';
import type { BatchRow, FileRow, NewFile, Sender } from './batch-store.ts';
import { FileReading } from './file-reading.ts';
import { Filing } from './filing.ts';
import type { FilingParts } from './filing.ts';
import { findPatients } from './known-patients.ts';
import type { FoundPatient } from './known-patients.ts';
import { describePictures } from './pictures.ts';
import { groupsOf, shownBatch } from './shown-batch.ts';
import { TusMount } from './tus-mount.ts';
import { UploadFiles } from './upload-files.ts';

export interface UploadsOptions extends Pick<FilingParts, 'ingest'> {
	readonly db: Database;
	readonly now: Clock;
	readonly dataDir: string;
	readonly pixels: PixelPool;
	readonly origin: string;
}

/** For the audit. */
export interface From {
	readonly from: string | null;
	readonly requestId: string;
}

const sweepEveryMs = 10 * 60_000;

export class Uploads {
	readonly #options: UploadsOptions;
	readonly #store: BatchStore;
	readonly #files: UploadFiles;
	readonly #reading: FileReading;
	readonly #filing: Filing;
	readonly #tus: TusMount;
	#timer: NodeJS.Timeout | undefined;

	constructor(options: UploadsOptions) {
		const { db, now } = options;
		this.#options = options;
		this.#store = new BatchStore(db);
		this.#files = new UploadFiles(join(options.dataDir, 'uploads'));
		const parts = { ...options, store: this.#store, files: this.#files };
		this.#reading = new FileReading({ store: this.#store, files: this.#files, now });
		this.#filing = new Filing(parts);
		this.#tus = new TusMount({ ...parts, reading: this.#reading });
	}

	/** Goes on with what an earlier process left, and forgets what is over. */
	async start(): Promise<void> {
		await this.#files.prepare();
		const known = await this.#store.knownIds();
		for (const id of await this.#files.present()) if (!known.has(id)) await this.#files.forget(id);
		await this.sweep();
		await this.#reading.recover();
		await this.#filing.recover();
		this.#timer = setInterval(() => {
			this.sweep().catch((error: unknown) => log('error', 'upload-sweep-failed', errorFields(error)));
		}, sweepEveryMs);
		this.#timer.unref();
	}

	async close(): Promise<void> {
		clearInterval(this.#timer);
		await this.#reading.close();
		await this.#filing.close();
	}

	/** Resolves when nothing is being read or filed. */
	async idle(): Promise<void> {
		await this.#reading.idle();
		await this.#filing.idle();
	}

	/** The sender's open batch, made when there is none. */
	async open(sender: Sender): Promise<ShownBatch> {
		const now = this.#options.now();
		const batch = (await this.#store.current(sender, now)) ?? (await this.#store.create(sender, now));
		return this.#shown(batch);
	}

	/** What waits for the sender; null: nothing. */
	async current(sender: Sender): Promise<ShownBatch | null> {
		const batch = await this.#store.current(sender, this.#options.now());
		return batch === null ? null : this.#shown(batch);
	}

	async shown(id: string, sender: Sender): Promise<ShownBatch | null> {
		const batch = await this.#batch(id, sender);
		return batch === null ? null : this.#shown(batch);
	}

	/** Ids for files that will come, in their order. */
	async declare(
		id: string,
		sender: Sender,
		{ files, skipped }: DeclaredFiles,
	): Promise<Result<string[], BatchRefusal>> {
		const now = this.#options.now();
		const batch = await this.#batch(id, sender);
		if (batch === null) return err('gone');
		// One that is too large is a row with its reason from the start: it must not sink the others.
		const fits = files.filter((file) => file.size <= uploadLimits.fileBytes);
		const bytes = fits.reduce((sum, file) => sum + file.size, 0);
		const load = await this.#store.load(sender, id);
		if (load.files + files.length > uploadLimits.batchFiles) return err('too-many-files');
		if (load.bytes + bytes > uploadLimits.batchBytes) return err('batch-full');
		if (load.person + bytes > uploadLimits.personBytes) return err('person-full');
		if (!(await this.#files.roomFor(bytes))) return err('no-space');
		const rows = files.map((file, index): NewFile => ({
			...{ id: uploadId(), batch: id, parent: null, position: load.files + index, ...file },
			...(file.size > uploadLimits.fileBytes
				? { state: 'refused', code: 'too-large' }
				: { state: 'coming', code: null }),
			...{ sha256: null, study: null, instance: null, facts: null, picture: null },
		}));
		await this.#store.add(id, rows, { skipped, now });
		return ok(rows.map((row) => row.id));
	}

	/** A file of this sender. */
	file(id: string, sender: Sender): Promise<FileRow | null> {
		return this.#store.fileOf(id, sender, this.#options.now());
	}

	/** tus; `row` as `file` gave it. */
	receive(request: Request, row: FileRow): Promise<Response> {
		return this.#tus.handle(request, row);
	}

	/** A small look at a photograph that waits; null when there is none. */
	async picture(id: string, sender: Sender, signal: AbortSignal): Promise<Uint8Array | null> {
		const row = await this.file(id, sender);
		if (row === null || !(row.state === 'picture' || (row.state === 'waiting' && row.picture !== null)))
			return null;
		const look = { path: this.#files.path(id), rotate: 0, crop: null, size: 1024 } as const;
		const made = await this.#options.pixels.photograph(look, { signal, priority: 'visible' });
		return made.ok ? made.value.jpeg : null;
	}

	async describe(
		id: string,
		sender: Sender,
		{ request, signal }: { readonly request: PictureRequest; readonly signal: AbortSignal },
	): Promise<Result<null, BatchRefusal>> {
		if ((await this.#batch(id, sender)) === null) return err('gone');
		const parts = { ...this.#options, store: this.#store, files: this.#files };
		return describePictures(parts, request, { batch: id, sender, signal });
	}

	/**
	 * What a person said of one patient's files: filed or left out. `mayStore` is asked for each study. Says yes only to what is
	 * still exactly what was shown, with every doubt that needs it accepted by name (threat 18).
	 */
	async decide(
		id: string,
		sender: Sender,
		said: {
			readonly request: FilingRequest;
			readonly mayStore: (study: StudyUid) => Promise<boolean>;
			readonly from: From;
		},
	): Promise<Result<null, BatchRefusal>> {
		const batch = await this.#batch(id, sender);
		if (batch === null) return err('gone');
		const rows = await this.#store.files(id);
		if (rows.some((row) => row.state === 'coming' || row.state === 'reading')) return err('not-ready');
		const group = (await groupsOf(this.#options.db, batch, rows)).find(
			(one) => one.shown.key === said.request.key,
		);
		if (group === undefined) return err('changed');
		const its = new Set(group.files.map((file) => file.id));
		const files = rows.filter((row) => its.has(row.id));
		if (!said.request.file) {
			await this.#leaveOut(batch, files, said.from);
			return ok(null);
		}
		const { accepted } = said.request;
		if (needsChoice(group.shown.doubts).some((doubt) => !accepted.includes(doubt)))
			return err('needs-choice');
		const refusals = new Map<string, string>();
		for (const { study, standing } of group.shown.studies) {
			if (standing === 'other-patient-in-study') refusals.set(study, standing);
			else if (!(await said.mayStore(storedStudy(study)))) refusals.set(study, 'not-yours');
		}
		await this.#confirm(batch, files, { refusals, accepted, from: said.from });
		return ok(null);
	}

	/** One file that its person doesn't want after all. */
	async remove(fileId: string, sender: Sender, from: From): Promise<boolean> {
		const row = await this.file(fileId, sender);
		const batch = row === null ? null : await this.#store.batchById(row.batch);
		if (row === null || batch === null) return false;
		if (!['coming', 'waiting', 'picture'].includes(row.state)) return false;
		await this.#leaveOut(batch, [row], from);
		return true;
	}

	/** The batch is over: what wasn't filed is forgotten, names and all. */
	async end(id: string, sender: Sender, from: From): Promise<Result<null, BatchRefusal>> {
		const batch = await this.#batch(id, sender);
		if (batch === null) return err('gone');
		const rows = await this.#store.files(id);
		if (rows.some((row) => row.state === 'filing')) return err('not-ready');
		await this.#forget(batch, rows, { because: 'closed', ...from });
		return ok(null);
	}

	findPatients(sender: Sender, text: string): Promise<FoundPatient[]> {
		return findPatients(this.#options.db, sender.hospital, text);
	}

	/** Batches whose time is over. */
	async sweep(): Promise<void> {
		for (const batch of await this.#store.expired(this.#options.now())) {
			const rows = await this.#store.files(batch.id);
			if (rows.some((row) => row.state === 'filing')) continue;
			await this.#forget(batch, rows, { because: 'expired', from: null, requestId: null });
		}
	}

	#batch(id: string, sender: Sender): Promise<BatchRow | null> {
		return this.#store.batch(id, sender, this.#options.now());
	}

	async #shown(batch: BatchRow): Promise<ShownBatch> {
		const rows = await this.#store.files(batch.id);
		const shown = await shownBatch({ db: this.#options.db, files: this.#files }, batch, rows);
		// The last byte came and the process ended before it could say so.
		const whole = shown.files.filter((file) => file.state === 'coming' && file.received === file.size);
		for (const file of whole)
			if ((await this.#files.received(file.id)) === file.size) await this.#reading.take(file.id);
		return shown;
	}

	async #confirm(
		batch: BatchRow,
		rows: readonly FileRow[],
		said: {
			readonly refusals: ReadonlyMap<string, string>;
			readonly accepted: readonly string[];
			readonly from: From;
		},
	): Promise<void> {
		const { db, now } = this.#options;
		const who = `staff:${batch.person}`;
		const filed = await transaction(db, async (trx) => {
			const going: FileRow[] = [];
			const refused = new Map<string, number>();
			for (const row of rows) {
				const code = said.refusals.get(row.study ?? '') ?? null;
				const set =
					code === null ? { state: 'filing' as const } : { state: 'refused' as const, code, facts: null };
				if (!(await moveWithin(trx, row, set))) continue;
				if (code === null) going.push(row);
				else refused.set(row.study ?? '', (refused.get(row.study ?? '') ?? 0) + 1);
			}
			const common = { who, ...said.from, batch: batch.id };
			for (const [study, files] of refused) {
				const code = said.refusals.get(study) ?? '';
				await append(
					trx,
					{ kind: 'upload-refused', ...common, study: storedStudy(study), code, files },
					now(),
				);
			}
			if (going.length > 0) {
				const studies = [...new Set(going.map((row) => storedStudy(row.study ?? '')))];
				const { accepted } = said;
				await append(
					trx,
					{ kind: 'upload-confirmed', ...common, studies, files: going.length, accepted },
					now(),
				);
			}
			return going;
		});
		for (const row of rows) if (said.refusals.has(row.study ?? '')) await this.#files.forget(row.id);
		this.#filing.take(batch, filed);
	}

	async #leaveOut(batch: BatchRow, rows: readonly FileRow[], from: From): Promise<void> {
		const { db, now } = this.#options;
		await transaction(db, async (trx) => {
			let files = 0;
			const gone = { state: 'left-out' as const, facts: null, picture: null, name: null, fingerprint: null };
			for (const row of rows) if (await moveWithin(trx, row, gone)) files += 1;
			if (files === 0) return;
			const what = { kind: 'upload-forgotten', batch: batch.id, because: 'left-out', files } as const;
			await append(trx, { ...what, who: `staff:${batch.person}`, ...from }, now());
		});
		for (const row of rows) await this.#files.forget(row.id);
	}

	async #forget(
		batch: BatchRow,
		rows: readonly FileRow[],
		why: {
			readonly because: 'closed' | 'expired';
			readonly from: string | null;
			readonly requestId: string | null;
		},
	): Promise<void> {
		const { db, now } = this.#options;
		const { because, ...from } = why;
		const common = {
			who: because === 'expired' ? 'system' : `staff:${batch.person}`,
			...from,
			batch: batch.id,
		};
		const unfiled = rows.filter((row) =>
			['coming', 'reading', 'waiting', 'picture'].includes(row.state),
		).length;
		const refused = Map.groupBy(
			rows.filter((row) => row.state === 'refused' && row.study === null),
			(row) => row.code ?? 'internal',
		);
		await transaction(db, async (trx) => {
			await deleteBatch(trx, batch.id);
			for (const [code, its] of refused) {
				const files = its.length;
				await append(trx, { kind: 'upload-refused', ...common, study: null, code, files }, now());
			}
			if (unfiled > 0)
				await append(trx, { kind: 'upload-forgotten', ...common, because, files: unfiled }, now());
		});
		for (const row of rows) await this.#files.forget(row.id);
	}
}

async function moveWithin(
	trx: Transaction,
	row: FileRow,
	set: Partial<Pick<FileRow, 'state' | 'code' | 'facts' | 'picture' | 'name' | 'fingerprint'>>,
): Promise<boolean> {
	const result = await trx
		.updateTable('upload_file')
		.set(set)
		.where('id', '=', row.id)
		.where('state', '=', row.state)
		.executeTakeFirst();
	return result.numUpdatedRows > 0n;
}
