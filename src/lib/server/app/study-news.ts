/**
 * Tells open screens that a study came in, grew or was prepared further. A CT of 300 files is news a few times, not 300: each
 * study is told once it has been quiet for a moment, and at least every few seconds while it isn't.
 */
import { errorFields, log } from '#lib/base/log.ts';
import type { StudyUid } from '#lib/dicom/uid.ts';
import type { LiveHub } from '#lib/server/live/live-hub.ts';
import type { Database } from '#lib/server/store/schema.ts';

const quietMs = 400;
const longestMs = 3000;

interface Waiting {
	readonly since: number;
	timer: NodeJS.Timeout;
}

export class StudyNews {
	readonly #db: Database;
	readonly #live: LiveHub;
	readonly #waiting = new Map<StudyUid, Waiting>();
	readonly #telling = new Set<Promise<void>>();
	#closed = false;

	constructor(db: Database, live: LiveHub) {
		this.#db = db;
		this.#live = live;
	}

	changed(study: StudyUid): void {
		if (this.#closed) return;
		const before = this.#waiting.get(study);
		const since = before?.since ?? performance.now();
		const left = Math.max(0, longestMs - (performance.now() - since));
		clearTimeout(before?.timer);
		const timer = setTimeout(() => this.#due(study), Math.min(quietMs, left));
		timer.unref();
		this.#waiting.set(study, { since, timer });
	}

	/** Before the database is closed: nothing is asked of it any more. */
	async close(): Promise<void> {
		this.#closed = true;
		for (const { timer } of this.#waiting.values()) clearTimeout(timer);
		this.#waiting.clear();
		await Promise.allSettled(this.#telling);
	}

	#due(study: StudyUid): void {
		this.#waiting.delete(study);
		const telling = this.#tell(study)
			.catch((error: unknown) => log('error', 'study-news-failed', errorFields(error)))
			.finally(() => this.#telling.delete(telling));
		this.#telling.add(telling);
	}

	async #tell(study: StudyUid): Promise<void> {
		const row = await this.#db
			.selectFrom('study')
			.select('owner')
			.where('uid', '=', study)
			.executeTakeFirst();
		if (row !== undefined) this.#live.tell({ kind: 'study-changed', study, owner: row.owner });
	}
}
