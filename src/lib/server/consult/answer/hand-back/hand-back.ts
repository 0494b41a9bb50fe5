/**
 * The way of a signed answer into the archive: a durable queue, worked off in the background. A row is taken by moving its time
 * on (two processes don't work on one), its object is made once and kept until the archive has it, and an archive that is down
 * is asked again later and later. `already there, same bytes` is a success; another object under our UID is told.
 */
import * as v from 'valibot';
import type { Clock } from '#lib/base/clock.ts';
import { errorFields, log } from '#lib/base/log.ts';
import { Statement } from '#lib/consult/answer/statement.ts';
import type { Dataset } from '#lib/dicom/dataset.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import { append } from '#lib/server/audit/append.ts';
import { storedInstance, storedStudy } from '#lib/server/archive/catalogue/catalogue-rows.ts';
import type { StudyService } from '#lib/server/archive/studies/study-service.ts';
import type { Database } from '#lib/server/store/schema.ts';
import { transaction } from '#lib/server/store/transaction.ts';
import { answerObject } from './objects.ts';
import type { ObjectSources } from './objects.ts';
import type { Letters } from '../letter/letters.ts';

export interface HandBackParts {
	readonly db: Database;
	readonly now: Clock;
	readonly studies: StudyService;
	readonly letters: Letters;
	/** Something of this consult's hand-back changed. */
	readonly changed: (consult: string) => void;
}

/** After the nth try that failed. */
const waits = [5, 15, 30, 60, 120, 300, 600, 1800].map((seconds) => seconds * 1000);
/** A row that is being worked on; longer than any object takes. */
const leaseMs = 120_000;
const lookEveryMs = 30_000;

interface Row {
	readonly consult: string;
	readonly version: number;
	readonly part: string;
	readonly study: string;
	readonly owner: string | null;
	readonly tries: number;
	readonly bytes: Uint8Array | null;
}

type End = { readonly kind: 'stored' } | { readonly kind: 'refused' | 'again'; readonly code: string };

export class HandBack {
	readonly #parts: HandBackParts;
	readonly #ending = new AbortController();
	#timer: ReturnType<typeof setTimeout> | null = null;
	#working: Promise<void> | null = null;
	#more = false;

	constructor(parts: HandBackParts) {
		this.#parts = parts;
	}

	/** Works off what is due, then waits for the next. Called at the start, after a signing, and by the clock. */
	wake(): void {
		if (this.#ending.signal.aborted) return;
		this.#more = true;
		this.#working ??= this.#work().finally(() => {
			this.#working = null;
			void this.#arm();
		});
	}

	/** Everything of a consult that waits, or that the archive refused, is due now. */
	async again(consult: string): Promise<void> {
		await this.#parts.db
			.updateTable('consult_hand_back')
			.set({ state: 'waiting', next_at: this.#parts.now() })
			.where('consult', '=', consult)
			.where('state', 'in', ['waiting', 'refused'])
			.execute();
		this.wake();
	}

	async idle(): Promise<void> {
		while (this.#working !== null) await this.#working;
	}

	async close(): Promise<void> {
		this.#ending.abort();
		if (this.#timer !== null) clearTimeout(this.#timer);
		await this.#working;
	}

	async #work(): Promise<void> {
		while (this.#more && !this.#ending.signal.aborted) {
			this.#more = false;
			try {
				for (let row = await this.#take(); row !== null; row = await this.#take()) {
					await this.#one(row);
					if (this.#ending.signal.aborted) return;
				}
			} catch (error) {
				log('error', 'hand-back-failed', errorFields(error));
			}
		}
	}

	async #arm(): Promise<void> {
		if (this.#ending.signal.aborted || this.#timer !== null) return;
		const next = await this.#parts.db
			.selectFrom('consult_hand_back')
			.select('next_at')
			.where('state', '=', 'waiting')
			.orderBy('next_at')
			.limit(1)
			.executeTakeFirst()
			.catch(() => undefined);
		const wait = next === undefined ? lookEveryMs : Math.max(50, next.next_at - this.#parts.now());
		if (this.#ending.signal.aborted) return;
		this.#timer = setTimeout(
			() => {
				this.#timer = null;
				this.wake();
			},
			Math.min(wait, lookEveryMs),
		);
		this.#timer.unref();
	}

	/** The next row that is due, ours alone until its lease ends; in the order of their making. */
	async #take(): Promise<Row | null> {
		const { db, now } = this.#parts;
		const due = await db
			.selectFrom('consult_hand_back')
			.selectAll()
			.where('state', '=', 'waiting')
			.where('next_at', '<=', now())
			.orderBy('next_at')
			.orderBy('consult')
			.orderBy('version')
			.orderBy('part')
			.limit(1)
			.executeTakeFirst();
		if (due === undefined) return null;
		const taken = await db
			.updateTable('consult_hand_back')
			.set({ next_at: now() + leaseMs, tries: due.tries + 1 })
			.where('consult', '=', due.consult)
			.where('version', '=', due.version)
			.where('part', '=', due.part)
			.where('state', '=', 'waiting')
			.where('next_at', '=', due.next_at)
			.executeTakeFirst();
		return taken.numUpdatedRows === 0n ? this.#take() : { ...due, tries: due.tries + 1 };
	}

	async #one(row: Row): Promise<void> {
		const end = await this.#store(row).catch((error: unknown): End => {
			log('error', 'hand-back-object-failed', { part: row.part, ...errorFields(error) });
			return { kind: 'again', code: 'internal' };
		});
		if (this.#ending.signal.aborted && end.kind === 'again') {
			await this.#set(row, { next_at: this.#parts.now(), tries: row.tries - 1 });
			return;
		}
		const now = this.#parts.now();
		if (end.kind === 'stored')
			// The archive has it now: no second copy is kept.
			await this.#set(row, { state: 'stored', stored_at: now, code: null, bytes: null });
		else if (end.kind === 'refused') await this.#set(row, { state: 'refused', code: end.code });
		else
			await this.#set(row, {
				code: end.code,
				next_at: now + (waits[Math.min(row.tries, waits.length) - 1] ?? leaseMs),
			});
		await this.#record(row);
		this.#parts.changed(row.consult);
	}

	async #store(row: Row): Promise<End> {
		const { signal } = this.#ending;
		const bytes = row.bytes ?? (await this.#make(row));
		if (bytes === null) return { kind: 'again', code: 'unavailable' };
		const study = storedStudy(row.study);
		// The owner stays the owner: whoever answers adds to the study, the study doesn't become theirs.
		const options = { expectedStudy: study, actor: 'system', owner: row.owner };
		const outcome = await this.#parts.studies.ingest(bytes, options, signal);
		if (outcome.kind !== 'refused') return { kind: 'stored' };
		const passing = outcome.code === 'unavailable' || outcome.code === 'aborted';
		return { kind: passing ? 'again' : 'refused', code: outcome.code };
	}

	/** null: something it is made of can't be had now. */
	async #make(row: Row): Promise<Uint8Array | null> {
		const { db, letters } = this.#parts;
		const signed = await db
			.selectFrom('consult_answer')
			.select('body')
			.where('consult', '=', row.consult)
			.where('version', '=', row.version)
			.executeTakeFirstOrThrow();
		const statement = v.parse(Statement, JSON.parse(signed.body));
		const letter =
			row.part === 'pdf' ? await letters.get(row.consult, row.version, this.#ending.signal) : null;
		if (row.part === 'pdf' && letter === null) return null;
		const sources = await this.#sources(statement, letter ?? new Uint8Array());
		const bytes = await answerObject(statement, row.part, row.study, sources);
		await this.#set(row, { bytes });
		return bytes;
	}

	async #sources(statement: Statement, pdf: Uint8Array): Promise<ObjectSources> {
		const headers = new Map<string, Dataset>();
		const studies = new Map<string, Dataset>();
		for (const { place } of [...statement.images, ...statement.measures]) {
			const header = await this.#header(storedStudy(place.study), place.instance);
			if (header !== null) headers.set(place.instance, header);
		}
		for (const { study } of statement.studies) {
			const header = await this.#header(storedStudy(study), null);
			if (header !== null) studies.set(study, header);
		}
		return { headers, studies, pdf };
	}

	/** `instance` null: of some picture of the study. */
	async #header(study: StudyUid, instance: string | null): Promise<Dataset | null> {
		const { catalogue } = this.#parts.studies;
		const wanted =
			instance === null
				? (await catalogue.instancesOf(study, null)).find((row) => row.kind === 'image')?.instance
				: storedInstance(instance);
		if (wanted === undefined) return null;
		for await (const one of catalogue.datasets(study, null, wanted)) return one.dataset;
		return null;
	}

	async #set(row: Row, change: Partial<HandBackChange>): Promise<void> {
		await this.#parts.db
			.updateTable('consult_hand_back')
			.set(change)
			.where('consult', '=', row.consult)
			.where('version', '=', row.version)
			.where('part', '=', row.part)
			.execute();
	}

	/** Once all of a version has come to its end. */
	async #record({ consult, version }: Row): Promise<void> {
		const { db, now } = this.#parts;
		await transaction(db, async (trx) => {
			const rows = await trx
				.selectFrom('consult_hand_back')
				.select(['state', 'study'])
				.where('consult', '=', consult)
				.where('version', '=', version)
				.execute();
			if (rows.some((one) => one.state === 'waiting')) return;
			const count = (state: 'stored' | 'refused'): number => rows.filter((one) => one.state === state).length;
			const studies = [...new Set(rows.map((one) => storedStudy(one.study)))];
			await append(
				trx,
				{
					kind: 'answer-handed-back',
					...{ who: 'system', from: null, requestId: null },
					...{ consult, version, studies, stored: count('stored'), refused: count('refused') },
				},
				now(),
			);
		});
	}
}

interface HandBackChange {
	readonly state: 'stored' | 'refused';
	readonly tries: number;
	readonly next_at: number;
	readonly code: string | null;
	readonly stored_at: number;
	readonly bytes: Uint8Array | null;
}
