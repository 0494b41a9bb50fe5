import type { StudyUid } from '#lib/dicom/uid.ts';
import type { Database } from '#lib/server/store/schema.ts';
import type { Moment } from './passes.ts';

const most = 1000;

/** Studies' revisions (raised by every change to a study), asked for again after any commit. */
export class Revisions {
	readonly #db: Database;
	readonly #known = new Map<StudyUid, { readonly mark: number; readonly revision: number | null }>();

	constructor(db: Database) {
		this.#db = db;
	}

	/** null: there is no such study yet. `now` null: the database can't tell of changes, so it is asked each time. */
	async of(study: StudyUid, now: Moment | null): Promise<number | null> {
		const known = this.#known.get(study);
		if (known !== undefined && known.mark === now?.mark) return known.revision;
		const row = await this.#db
			.selectFrom('study')
			.select('revision')
			.where('uid', '=', study)
			.executeTakeFirst();
		const revision = row?.revision ?? null;
		if (now === null) return revision;
		this.#known.delete(study);
		this.#known.set(study, { mark: now.mark, revision });
		if (this.#known.size > most) {
			const [oldest] = this.#known.keys();
			if (oldest !== undefined) this.#known.delete(oldest);
		}
		return revision;
	}
}
