/** What the audit needs from day to day, for as long as the process runs: its head noted outside, its old rows ended. */
import type { Clock } from '#lib/base/clock.ts';
import { errorFields, log } from '#lib/base/log.ts';
import { headsFolder, pushHead, readHeads, writeHead } from '#lib/server/audit/exported-heads.ts';
import type { ExportedHead } from '#lib/server/audit/exported-heads.ts';
import { auditHead } from '#lib/server/audit/head.ts';
import { pruneAudit } from '#lib/server/audit/retention.ts';
import type { Database } from '#lib/server/store/schema.ts';

export interface AuditCareOptions {
	readonly db: Database;
	readonly clock: Clock;
	readonly dataDir: string;
	readonly headUrl: string | null;
	readonly keptDays: number;
}

const everyMs = 3_600_000;

export class AuditCare {
	readonly #options: AuditCareOptions;
	readonly #closing = new AbortController();
	readonly #timer: NodeJS.Timeout;
	#unsent: ExportedHead | null = null;
	#first = true;
	#round: Promise<void>;

	constructor(options: AuditCareOptions) {
		this.#options = options;
		this.#round = this.#look();
		this.#timer = setInterval(() => {
			this.#round = this.#round.then(() => this.#look());
		}, everyMs);
		this.#timer.unref();
	}

	/** Resolves when the look that is under way has ended. */
	async settled(): Promise<void> {
		await this.#round;
	}

	async close(): Promise<void> {
		clearInterval(this.#timer);
		this.#closing.abort();
		await this.#round;
	}

	/** Hourly; each part is tried by itself, and again with the next hour. */
	async #look(): Promise<void> {
		await this.#part('audit-head', () => this.#noteHead());
		await this.#part('audit-head-push', () => this.#send());
		await this.#part('audit-retention', () => this.#prune());
	}

	async #part(name: string, work: () => Promise<void>): Promise<void> {
		if (this.#closing.signal.aborted) return;
		try {
			await work();
		} catch (error) {
			log('error', `${name}-failed`, errorFields(error));
		}
	}

	async #noteHead(): Promise<void> {
		const { db, clock, dataDir } = this.#options;
		const head: ExportedHead = { ...(await auditHead(db)), at: clock() };
		if (!(await writeHead(dataDir, head))) {
			// Perhaps an earlier process could not send this day's; the witness knows what it has.
			if (this.#first) this.#unsent = (await readHeads(headsFolder(dataDir))).at(-1) ?? null;
			this.#first = false;
			return;
		}
		this.#first = false;
		log('info', 'audit-head', { head: `${head.seq}:${head.hash}` });
		this.#unsent = head;
	}

	async #send(): Promise<void> {
		const { headUrl } = this.#options;
		if (headUrl === null || this.#unsent === null) return;
		await pushHead(headUrl, this.#unsent, this.#closing.signal);
		this.#unsent = null;
	}

	async #prune(): Promise<void> {
		const { db, clock, keptDays } = this.#options;
		await pruneAudit(db, keptDays, clock());
	}
}
