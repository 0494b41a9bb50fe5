/** Uploads over a real archive in a folder of its own: files go in by tus requests, as the route hands them on. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { FilePlace, FilingRequest, ShownBatch } from '../src/lib/archive/upload-contract.ts';
import type { StudyUid } from '../src/lib/dicom/uid.ts';
import { EmbeddedArchive } from '../src/lib/server/archive/embedded-archive.ts';
import { createStudyService } from '../src/lib/server/archive/studies/study-service.ts';
import type { StudyService } from '../src/lib/server/archive/studies/study-service.ts';
import { createPixelPool } from '../src/lib/server/pixels/pool/pixel-pool.ts';
import type { PixelPool } from '../src/lib/server/pixels/pool/pixel-pool.ts';
import type { Database } from '../src/lib/server/store/schema.ts';
import { Uploads } from '../src/lib/server/upload/uploads.ts';

export const sender = { person: 'p-nurse', hospital: '99001' };
export const colleague = { person: 'p-other', hospital: '99001' };
const from = { from: '127.0.0.1', requestId: 'r1' };
const origin = 'http://hub.test';

export interface NamedFile {
	readonly name: string;
	readonly bytes: Uint8Array;
	readonly place?: FilePlace;
}

export class UploadSubject {
	readonly folder = mkdtempSync(join(tmpdir(), 'hub-uploads-'));
	readonly changed: string[] = [];
	readonly db: Database;
	now = Date.UTC(2026, 0, 15, 3);
	#pool: PixelPool = createPixelPool({ size: 1 });
	#service: StudyService | null = null;
	#uploads: Uploads | null = null;

	constructor(db: Database) {
		this.db = db;
	}

	/** A process begins; again after `stop`, over what it left. */
	async start(): Promise<void> {
		const now = (): number => this.now;
		const archive = await EmbeddedArchive.open({ db: this.db, folder: join(this.folder, 'archive'), now });
		const service = await createStudyService({
			...{ db: this.db, now, dataDir: this.folder, archive, pool: this.#pool },
			...{ maxInstanceBytes: 10_000_000, madeBytes: 1_000_000, pollSeconds: 0, patienceMs: 20_000 },
			changed: (study) => void this.changed.push(study),
		});
		this.#service = service;
		this.#uploads = new Uploads({
			...{ db: this.db, now, dataDir: this.folder, pixels: this.#pool, origin },
			ingest: (bytes, options, signal) => service.ingest(bytes, options, signal),
		});
		await this.#uploads.start();
	}

	async stop(): Promise<void> {
		await this.#uploads?.close();
		await this.#service?.close();
	}

	async remove(): Promise<void> {
		await this.stop();
		await this.#pool.close();
		rmSync(this.folder, { recursive: true, force: true });
	}

	get uploads(): Uploads {
		if (this.#uploads === null) throw new Error('not started');
		return this.#uploads;
	}

	get studies(): StudyService {
		if (this.#service === null) throw new Error('not started');
		return this.#service;
	}

	/** Tells of the files and sends them whole; their ids. */
	async send(files: readonly NamedFile[], skipped = 0): Promise<{ batch: string; ids: string[] }> {
		const { id: batch } = await this.uploads.open(sender);
		const ids = await this.declare(batch, files, skipped);
		for (const [index, file] of files.entries()) {
			const answer = await this.tus('POST', ids[index] ?? '', file.bytes, {
				'upload-length': String(file.bytes.length),
			});
			if (answer.status !== 201 && answer.status !== 409) throw new Error(`tus answered ${answer.status}`);
		}
		return { batch, ids };
	}

	async declare(batch: string, files: readonly NamedFile[], skipped = 0): Promise<string[]> {
		const declared = await this.uploads.declare(batch, sender, {
			files: files.map((file) => ({
				name: file.name,
				fingerprint: createHash('sha256').update(file.name).digest('hex'),
				size: file.bytes.length,
				place: file.place ?? 'alone',
			})),
			skipped,
		});
		if (!declared.ok) throw new Error(declared.reason);
		return declared.value;
	}

	async tus(
		method: string,
		id: string,
		body: Uint8Array | null,
		headers: Record<string, string> = {},
	): Promise<Response> {
		const row = await this.uploads.file(id, sender);
		if (row === null) return new Response(null, { status: 404 });
		const request = new Request(`${origin}/api/uploads/${id}`, {
			method,
			headers: {
				'tus-resumable': '1.0.0',
				...(body === null ? {} : { 'content-type': 'application/offset+octet-stream' }),
				...headers,
			},
			...(body === null ? {} : { body: Buffer.from(body) }),
		});
		return this.uploads.receive(request, row);
	}

	/** The batch once nothing is being read or filed. */
	async settled(batch: string): Promise<ShownBatch> {
		await this.uploads.idle();
		const shown = await this.uploads.shown(batch, sender);
		if (shown === null) throw new Error('the batch is gone');
		return shown;
	}

	decide(
		batch: string,
		request: FilingRequest,
		mayStore: (study: StudyUid) => Promise<boolean> = async () => true,
	) {
		return this.uploads.decide(batch, sender, { request, mayStore, from });
	}

	/** Says yes to everyone in the batch, with every doubt. */
	async confirmAll(batch: string): Promise<ShownBatch> {
		for (;;) {
			// Asked anew each time: one patient's filing may raise a doubt about the next.
			const shown = await this.settled(batch);
			const [group] = shown.patients;
			if (group === undefined) return shown;
			const said = await this.decide(batch, { key: group.key, accepted: [...group.doubts], file: true });
			if (!said.ok) throw new Error(said.reason);
		}
	}

	end(batch: string) {
		return this.uploads.end(batch, sender, from);
	}
}
